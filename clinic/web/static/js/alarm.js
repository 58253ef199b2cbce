// Sounds when a time has run out on this tablet, on every page, locked and signed out too. It knows moments and ids, and
// nothing of anybody. Limitation: a browser lets no page sound before the first tap on it; until then the bar is seen
// and the tablet shakes. A tablet that sleeps, or that is shut, sounds when it is woken.
(() => {
  "use strict";

  const KEPT = "needlepoint-alarms", SEEN = "needlepoint-alarms-seen", FORGET_AFTER = 86400000;
  const bar = document.querySelector("[data-alarm-bar]");
  if (!bar) return;
  let audio = null;

  function read(name, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(name)) || otherwise;
    } catch {
      return otherwise;
    }
  }

  function waiting() {
    const seen = read(SEEN, []);
    const all = Object.values(read(KEPT, {})).flat();
    const now = Date.now();
    return all.filter((one) => one && one.at <= now && now - one.at < FORGET_AFTER && !seen.includes(one.id));
  }

  function sound() {
    const Audio = window.AudioContext || window.webkitAudioContext;
    if (!Audio) return;
    audio = audio || new Audio();
    if (audio.state === "suspended") audio.resume().catch(() => {});
    bar.querySelector("[data-alarm-mute]").hidden = audio.state !== "suspended";
    if (audio.state === "suspended") return;
    for (const [after, pitch] of [[0, 880], [0.35, 660], [0.7, 880]]) {
      const tone = audio.createOscillator(), loudness = audio.createGain();
      tone.frequency.value = pitch;
      loudness.gain.value = 0.3;
      tone.connect(loudness).connect(audio.destination);
      tone.start(audio.currentTime + after);
      tone.stop(audio.currentTime + after + 0.25);
    }
    bar.dataset.sounded = String(Number(bar.dataset.sounded || 0) + 1);
  }

  function look() {
    const due = waiting();
    bar.hidden = !due.length;
    if (!due.length) return;
    sound();
    if (navigator.vibrate) navigator.vibrate([300, 100, 300]);
  }

  bar.querySelector("[data-alarm-off]").addEventListener("click", () => {
    const seen = read(SEEN, []).concat(waiting().map((one) => one.id));
    try {
      localStorage.setItem(SEEN, JSON.stringify(seen.slice(-200)));
    } catch {
      // It sounds again; better than not at all.
    }
    bar.hidden = true;
  });
  document.addEventListener("pointerdown", () => audio && audio.resume().catch(() => {}));
  look();
  window.setInterval(look, 3000);
})();
