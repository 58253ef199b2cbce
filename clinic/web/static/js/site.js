// Small behaviours that a page can do without: theme, steppers, dialogs, menus, toasts, focus, one click on a deed.
(() => {
  "use strict";

  const root = document.documentElement;

  function toggleTheme() {
    const systemDark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    const now = root.dataset.theme || (systemDark ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    try {
      window.localStorage.setItem("needlepoint-theme", root.dataset.theme);
    } catch {
      // Without storage the choice lasts for this page only.
    }
  }

  function decimalsOf(text) {
    return (String(text).split(".")[1] || "").length;
  }

  // The steps a stepper can take: the device's own where they are given, else an even grid.
  function nextValue(input, stepper, direction) {
    const current = Number.parseFloat(input.value);
    const own = (stepper.dataset.values || "").split(",").filter(Boolean);
    if (own.length) {
      const sorted = own.map(Number);
      if (Number.isNaN(current)) return own[0];
      const index = direction > 0 ? sorted.findIndex((value) => value > current + 1e-9) : sorted.findLastIndex((value) => value < current - 1e-9);
      return index < 0 ? null : own[index];
    }
    const step = Number.parseFloat(input.step) || 1;
    const least = input.min === "" ? -Infinity : Number(input.min);
    const most = input.max === "" ? Infinity : Number(input.max);
    const start = Number.isNaN(current) ? (least === -Infinity ? 0 : least) - direction * step : current;
    const value = Number((start + direction * step).toFixed(4));
    return value < least - 1e-9 || value > most + 1e-9 ? null : value.toFixed(decimalsOf(input.step));
  }

  function paintStepper(stepper) {
    const input = stepper.querySelector("input");
    const limit = Number.parseFloat(stepper.dataset.evaluatedMax);
    const above = !Number.isNaN(limit) && Number.parseFloat(input.value) > limit + 1e-9;
    stepper.classList.toggle("stepper--above", above);
    caution(stepper, above ? stepper.dataset.above : "");
    for (const button of stepper.querySelectorAll("[data-direction]")) {
      const next = nextValue(input, stepper, Number(button.dataset.direction));
      button.setAttribute("aria-disabled", next === null ? "true" : "false");
    }
  }

  function caution(stepper, text) {
    const place = stepper.parentElement.querySelector(".stepper__caution");
    if (place && place.textContent !== text) place.textContent = text;
  }

  // A first tap past the evaluated maximum only warns; the second one does it.
  function takeStep(button) {
    const stepper = button.closest("[data-stepper]");
    const input = stepper.querySelector("input");
    const next = nextValue(input, stepper, Number(button.dataset.direction));
    if (next === null) return;
    const limit = Number.parseFloat(stepper.dataset.evaluatedMax);
    const crosses = Number(next) > limit + 1e-9 && !(Number.parseFloat(input.value) > limit + 1e-9);
    if (crosses && button.dataset.armed !== "yes") {
      button.dataset.armed = "yes";
      caution(stepper, stepper.dataset.caution);
      return;
    }
    delete button.dataset.armed;
    input.value = next;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (menu !== except) menu.open = false;
    }
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    closeMenus(target.closest(".contents a") ? null : target.closest("details[data-menu]"));
    const direction = target.closest("[data-direction]");
    if (direction) takeStep(direction);
    if (target.closest("[data-theme-toggle]")) toggleTheme();
    const opens = target.closest("[data-opens]");
    const dialog = opens && document.getElementById(opens.dataset.opens);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
    if (target.closest("[data-closes]")) target.closest("dialog")?.close();
    if (target.closest("[data-dismisses]")) target.closest(".toast")?.remove();
    if (target.closest("[data-prints]")) window.print();
  });

  document.addEventListener("input", (event) => {
    const stepper = event.target.closest?.("[data-stepper]");
    if (stepper) paintStepper(stepper);
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A form with data-once is sent once: a double click on "Sign session" is one signature.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]")) return;
    if (form.dataset.sent === "yes") {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button[type=submit]")) button.removeAttribute("aria-disabled");
    }
  });

  function prepare(scope) {
    for (const stepper of scope.querySelectorAll("[data-stepper]")) paintStepper(stepper);
    const next = scope.querySelector("[data-focus]");
    if (!next) return;
    next.focus({ preventScroll: true });
    (next.closest(".open-question") || next).scrollIntoView({ block: "nearest" });
  }
  // What an answer changed is said aloud: the part that was sent anew carries its sentence.
  function announce(part) {
    const said = part.dataset.announce;
    if (said) document.getElementById("announced").textContent = said;
  }
  document.addEventListener("htmx:load", (event) => {
    prepare(event.target);
    announce(event.target);
  });
  prepare(document);
})();
