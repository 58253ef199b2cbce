// Keeps the chosen view of the face map and the opened explanations while the plan is worked out anew.
(() => {
  "use strict";
  let view = null;
  let opened = [];

  function detailsOf(body) {
    return [...body.querySelectorAll("details")];
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "plan-body") return;
    view = event.detail.target.querySelector(".face-map__pick:checked")?.value ?? null;
    opened = detailsOf(event.detail.target).map((details) => details.open);
  });

  document.addEventListener("htmx:afterSwap", () => {
    const body = document.getElementById("plan-body");
    if (!body || view === null) return;
    const pick = body.querySelector(`.face-map__pick[value="${view}"]`);
    if (pick) pick.checked = true;
    const now = detailsOf(body);
    if (now.length === opened.length) now.forEach((details, index) => { details.open = opened[index]; });
  });

  // A button that only waits says why beside it; pressing it does nothing.
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("#plan-form button[aria-disabled=true]") : null;
    if (button) event.preventDefault();
  });
})();
