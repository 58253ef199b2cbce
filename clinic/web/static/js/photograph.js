// Shows the photograph that was chosen, and writes it anew and smaller before it is sent: place, time and device stay on the
// phone, and a slow network has less to carry. Without this script the server does the same.
(() => {
  "use strict";

  const LONGEST = 1600, QUALITY = 0.9;
  const input = document.querySelector("input[data-photograph]"), place = document.querySelector("[data-photograph-preview]");
  const state = document.querySelector("[data-photograph-state]");
  if (!input || !place || !window.createImageBitmap || !window.DataTransfer) return;
  const canvas = place.querySelector("canvas");

  function drawn(picture) {
    const share = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    canvas.width = Math.max(1, Math.round(picture.width * share));
    canvas.height = Math.max(1, Math.round(picture.height * share));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  }

  async function prepare() {
    const [file] = input.files;
    state.textContent = "";
    place.hidden = true;
    if (!file) return;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const written = await drawn(picture);
      picture.close();
      if (!written || input.files[0] !== file) return;
      const carried = new DataTransfer();
      carried.items.add(new File([written], "photograph.jpg", { type: "image/jpeg" }));
      input.files = carried.files;
      place.hidden = false;
      state.textContent = place.dataset.ready;
    } catch {
      state.textContent = place.dataset.unread;
    }
  }

  input.addEventListener("change", prepare);
})();
