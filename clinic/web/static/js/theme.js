// Runs before the first paint: marks that scripts are there, and applies the theme a person chose on this device.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = window.localStorage.getItem("needlepoint-theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // Storage may be refused in private windows; the system's theme then stays.
    delete root.dataset.theme;
  }
})();
