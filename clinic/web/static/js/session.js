// Running times of the numbing ledger. The server says when it began and what time it is there; only the difference
// is counted here, so that a reload or a wrong clock of the tablet changes nothing.
(() => {
  "use strict";

  const opened = performance.now();

  function paint(timer) {
    const since = Date.parse(timer.dataset.timerSince);
    const then = Date.parse(timer.dataset.timerNow);
    const minutes = Math.max(0, Math.floor((then - since + performance.now() - opened) / 60000));
    const place = timer.querySelector(".timer__minutes");
    if (place && place.textContent !== String(minutes)) place.textContent = String(minutes);
  }

  function paintAll() {
    for (const timer of document.querySelectorAll("[data-timer-since]")) paint(timer);
  }

  paintAll();
  window.setInterval(paintAll, 5000);
})();

// When somebody must look at the cream, kept on this tablet without a word of whom it is about: js/alarm.js sounds it.
(() => {
  "use strict";

  const ledger = document.querySelector("[data-ledger]");
  if (!ledger) return;

  const due = [...ledger.querySelectorAll("[data-alarm]")].map((line) => ({
    id: line.dataset.alarm,
    at: Date.now() + Date.parse(line.dataset.alarmAt) - Date.parse(line.dataset.alarmNow),
  }));
  try {
    const kept = JSON.parse(localStorage.getItem("needlepoint-alarms") || "{}");
    kept[ledger.dataset.ledger] = due;
    if (!due.length) delete kept[ledger.dataset.ledger];
    localStorage.setItem("needlepoint-alarms", JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing has no alarm; the running time on the page stays.
  }
})();
