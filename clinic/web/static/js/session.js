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

// While a line is open the bar leads there; what ends the page is its main deed once everything was said. Without a
// script the last deed is the main one, and the server says what is missing.
(() => {
  "use strict";

  const form = document.querySelector("form[data-lines]"), bar = document.querySelector("[data-lines-bar]");
  if (!form || !bar) return;
  const link = bar.querySelector("[data-open-line]"), deed = bar.querySelector("[data-last-deed]");
  const words = bar.querySelector(".action-bar__next"), asked = words.textContent;
  const typed = "input:not([type=checkbox], [type=radio], [type=hidden])";

  // What stands inside another line is a way to answer that one.
  function lines() {
    return [...form.querySelectorAll("[data-line]")].filter((line) => !line.parentElement.closest("[data-line]"));
  }

  function isOpen(line) {
    if (line.closest("[data-rest]") && form.querySelector("[name=all_of_the_rest]:checked")) return false;
    return !line.querySelector("input:checked") && ![...line.querySelectorAll(typed)].some((one) => one.value);
  }

  function say(open) {
    if (!open) words.textContent = bar.dataset.done;
    else if (!bar.dataset.many) words.textContent = asked;
    else words.textContent = open > 1 ? bar.dataset.many.replace("%n", open) : bar.dataset.one;
  }

  function paint() {
    const open = lines().filter(isOpen);
    link.hidden = !open.length;
    link.classList.toggle("button--main", Boolean(open.length));
    deed.classList.toggle("button--main", !open.length);
    say(open.length);
  }

  link.addEventListener("click", (event) => {
    event.preventDefault();
    const first = lines().find(isOpen);
    first?.scrollIntoView({ block: "center" });
    first?.querySelector("input:not([type=hidden])")?.focus({ preventScroll: true });
  });
  form.addEventListener("input", paint);
  form.addEventListener("change", paint);
  paint();
})();

// While a planned zone is not charted the bar leads to the first one that is not; entries come in without a new page.
(() => {
  "use strict";

  const link = document.querySelector("[data-open-zone]"), page = document.getElementById("charting");
  if (!link || !page) return;

  function paint() {
    const open = [...page.querySelectorAll(".zone-card")].find((card) => !card.querySelector(".said--done, .said--kept"));
    const name = open?.querySelector("h3");
    if (link.hidden !== !name) link.hidden = !name;
    if (!name) return;
    const words = link.dataset.openZone.replace("%n", name.textContent);
    if (link.textContent !== words) link.textContent = words;
    link.hash = name.id;
  }

  new MutationObserver(paint).observe(page, { childList: true, subtree: true });
  paint();
})();
