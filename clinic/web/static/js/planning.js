// Keeps the chosen view of the face map and the opened explanations while the plan is worked out anew.
(() => {
  "use strict";
  let view = null;
  let opened = new Map();
  let focus = null;

  // An explanation is known by its part of the page and its own words: zones that change places take theirs along.
  function explanations(body) {
    const known = new Map();
    for (const details of body.querySelectorAll("details")) {
      const part = details.closest("section");
      const where = part?.getAttribute("aria-label") || part?.getAttribute("aria-labelledby") || "";
      let name = `${where}|${details.querySelector("summary")?.textContent.trim()}`;
      while (known.has(name)) name += "+";
      known.set(name, details);
    }
    return known;
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
    opened = new Map([...explanations(event.detail.target)].map(([name, details]) => [name, details.open]));
  });

  document.addEventListener("htmx:afterSwap", () => {
    const body = document.getElementById("plan-body");
    if (!body || view === null) return;
    const pick = body.querySelector(`.face-map__pick[value="${view}"]`);
    if (pick) pick.checked = true;
    for (const [name, details] of explanations(body)) details.open = opened.get(name) ?? details.open;
    view = null; // what was kept is given back once; another part of the page that is swapped later is left alone
  });

  document.addEventListener("htmx:afterSettle", refocus);

  // A button that only waits says why beside it; pressing it does nothing.
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("#plan-form button[aria-disabled=true]") : null;
    if (button) event.preventDefault();
  });
})();
