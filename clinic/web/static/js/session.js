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
