// Keeps the chosen view of the face map and the opened explanations while the plan is worked out anew.
(() => {
  "use strict";
  let view = null;
  let opened = [];
  let focus = null;

  function detailsOf(body) {
    return [...body.querySelectorAll("details")];
  }

  // What holds the focus, so that it can be found again: its own id, or which button of which stepper it is.
  function focused() {
    const now = document.activeElement;
    const direction = now?.dataset?.direction;
    const input = direction && now.closest("[data-stepper]")?.querySelector("input");
    return input ? { id: input.id, direction } : { id: now?.id ?? "" };
  }

  function refocus() {
    const found = focus?.id && document.getElementById(focus.id);
    if (!found || document.activeElement !== document.body) return;
    const button = focus.direction && found.closest("[data-stepper]").querySelector(`[data-direction="${focus.direction}"]`);
    (button || found).focus({ preventScroll: true });
  }

  // A date that is typed says "changed" at each digit, and a page that is swapped under the fingers loses the next
  // one. So a typed date waits until it is left, and nothing is swapped while somebody types. A date that is picked
  // is worked out at once.
  let typing = null;
  let waiting = null;

  document.addEventListener("keydown", (event) => {
    if (!event.target.matches?.("#plan-form input") || event.key === "Tab") return;
    typing = event.key === "Enter" ? null : event.target;
  });
  document.addEventListener("pointerdown", () => { typing = null; });
  document.addEventListener("change", (event) => {
    if (event.target !== typing || event.target.type !== "date") return;
    event.stopPropagation();
    waiting = event.target;
  }, true);
  document.addEventListener("focusout", (event) => {
    if (event.target === typing) typing = null;
    if (event.target !== waiting) return;
    waiting = null;
    event.target.dispatchEvent(new Event("change", { bubbles: true }));
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "plan-body") return;
    if (typing && typing === document.activeElement) {
      event.detail.shouldSwap = false;
      waiting = typing;
      return;
    }
    view = event.detail.target.querySelector(".face-map__pick:checked")?.value ?? null;
    focus = focused();
    opened = detailsOf(event.detail.target).map((details) => details.open);
  });

  document.addEventListener("htmx:afterSwap", () => {
    const body = document.getElementById("plan-body");
    if (!body || view === null) return;
    const pick = body.querySelector(`.face-map__pick[value="${view}"]`);
    if (pick) pick.checked = true;
    const now = detailsOf(body);
    if (now.length === opened.length) now.forEach((details, index) => { details.open = opened[index]; });
    view = null; // what was kept is given back once; another part of the page that is swapped later is left alone
  });

  document.addEventListener("htmx:afterSettle", refocus);

  // A button that only waits says why beside it; pressing it does nothing.
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("#plan-form button[aria-disabled=true]") : null;
    if (button) event.preventDefault();
  });
})();
