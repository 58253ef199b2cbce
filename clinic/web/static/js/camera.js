// Reads a code with the camera of this device and types it where a hand scanner types. Loaded when the camera is opened.
// No picture leaves the device: a frame goes to a program beside the page, which has no way out, and is then forgotten.
const FORMATS = ["data_matrix", "qr_code", "code_128"];
const FAULTS = { NotAllowedError: "denied", SecurityError: "denied", NotReadableError: "busy", AbortError: "busy" };
const EVERY = 150, PATIENCE = 8000; // milliseconds between two looks, and until it says what helps
const SEPARATOR = /\x1d/g; // FNC1 between two parts of a code; no character that a text field takes

// A browser's own reader, where it knows all three kinds of code.
async function ownReader() {
  try {
    const known = (await window.BarcodeDetector?.getSupportedFormats()) ?? [];
    return FORMATS.every((one) => known.includes(one)) ? new window.BarcodeDetector({ formats: FORMATS }) : null;
  } catch {
    return null;
  }
}

// What a browser read is believed where nothing can be missing: a link, or a code with its separators. A reader that
// swallows them runs a lot and a serial number together, so that anything else is read again by ours.
const isWhole = (text) => /^https?:\/\//i.test(text) || text.includes("\x1d");

// Our reader, a program beside the page; `ask` gives the texts of a picture, codes of packs first.
function ourReader(address) {
  const worker = new Worker(address);
  const waiting = new Map();
  let number = 0;
  const fail = () => {
    for (const { reject } of waiting.values()) reject(new Error("no reader"));
    waiting.clear();
  };
  worker.addEventListener("error", fail);
  worker.addEventListener("message", ({ data }) => {
    const asked = waiting.get(data.number);
    waiting.delete(data.number);
    if (data.texts) asked?.resolve(data.texts);
    else asked?.reject(new Error("no reader"));
  });
  const ask = (picture) =>
    new Promise((resolve, reject) => {
      waiting.set((number += 1), { resolve, reject });
      worker.postMessage({ number, width: picture.width, height: picture.height, pixels: picture.data.buffer }, [picture.data.buffer]);
    });
  return { ask, end: () => worker.terminate() };
}

function pictureOf(video, canvas) {
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(video, 0, 0);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

async function cameraOf() {
  const wanted = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
  return navigator.mediaDevices.getUserMedia({ audio: false, video: wanted });
}

// The button that Enter presses; a hand scanner ends with Enter. Where something else must still be said, nothing is sent.
function goOn(field) {
  const { form } = field, deed = form && [...form.elements].find((one) => one.type === "submit" && !one.disabled);
  if (deed && form.checkValidity()) form.requestSubmit(deed);
  else field.focus();
}

function type(field, text) {
  field.value = text.replace(SEPARATOR, "|");
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  goOn(field);
}

async function lightOf(stream, button) {
  const [track] = stream.getVideoTracks();
  if (!track.getCapabilities?.().torch) return;
  button.hidden = false;
  button.onclick = async () => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    await track.applyConstraints({ advanced: [{ torch: isOn }] }).catch(() => {});
    button.setAttribute("aria-pressed", String(isOn));
  };
}

export function open(dialog, field) {
  const part = (name) => dialog.querySelector(`[data-camera-${name}]`);
  const video = part("picture"), light = part("light"), canvas = document.createElement("canvas");
  let stream = null, ours = null, last = "", timer = 0, patience = 0, isOpen = true;

  const say = (name) => (part("said").textContent = dialog.dataset[name]);

  function close() {
    if (!isOpen) return;
    isOpen = false;
    window.clearTimeout(timer);
    window.clearTimeout(patience);
    for (const track of stream?.getTracks() ?? []) track.stop();
    video.srcObject = null;
    video.hidden = light.hidden = true;
    light.setAttribute("aria-pressed", "false");
    ours?.end();
    document.removeEventListener("visibilitychange", leave);
    window.removeEventListener("pagehide", close);
    if (dialog.open) dialog.close();
  }

  function leave() {
    if (document.visibilityState === "hidden") close();
  }

  async function textOf(own) {
    if (own) {
      const found = (await own.detect(video).catch(() => [])).map((one) => one.rawValue).find(isWhole);
      if (found) return found;
    }
    ours ||= ourReader(dialog.dataset.reader);
    return (await ours.ask(pictureOf(video, canvas)))[0] ?? "";
  }

  // Twice the same, so that a code that was half in the picture is not taken for another.
  async function look(own) {
    if (isOpen && !dialog.isConnected) close();
    if (!isOpen) return;
    let text = "";
    try {
      if (video.videoWidth) text = await textOf(own);
    } catch {
      if (isOpen) say("noReader");
      return;
    }
    if (!isOpen) return;
    if (text && text === last) {
      close();
      type(field, text);
      return;
    }
    last = text || last;
    timer = window.setTimeout(look, EVERY, own);
  }

  async function begin() {
    say("starting");
    if (!window.isSecureContext) return say("insecure");
    if (!navigator.mediaDevices?.getUserMedia) return say("none");
    try {
      stream = await cameraOf();
    } catch (fault) {
      return say(FAULTS[fault.name] ?? "none");
    }
    if (!isOpen) return stream.getTracks().forEach((track) => track.stop());
    video.srcObject = stream;
    video.hidden = false;
    stream.getVideoTracks()[0].addEventListener("ended", () => isOpen && say("busy"));
    await video.play().catch(() => {});
    await lightOf(stream, light);
    say("reading");
    patience = window.setTimeout(() => isOpen && say("nothing"), PATIENCE);
    return look(await ownReader());
  }

  part("type").onclick = () => {
    close();
    field.focus();
  };
  dialog.addEventListener("close", close, { once: true });
  document.addEventListener("visibilitychange", leave);
  window.addEventListener("pagehide", close);
  dialog.showModal();
  return begin();
}
