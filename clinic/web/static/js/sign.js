// The pad for a drawn signature: strokes become one SVG path in a hidden field. Points thin out, so that it stays small.
(() => {
  "use strict";
  const LONGEST = 38000;

  function prepare(pad) {
    const field = document.getElementById(pad.dataset.signPad);
    const path = pad.querySelector("path");
    let isDown = false;
    let last = null;

    function place(event) {
      const box = pad.getBoundingClientRect();
      const within = (share) => Math.min(Math.max(share, 0), 1);
      return [Math.round(within((event.clientX - box.left) / box.width) * 600), Math.round(within((event.clientY - box.top) / box.height) * 200)];
    }

    function add(letter, point) {
      if (field.value.length > LONGEST) return;
      field.value += `${letter}${point[0]} ${point[1]}`;
      path.setAttribute("d", field.value);
      last = point;
    }

    pad.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      pad.setPointerCapture(event.pointerId);
      isDown = true;
      const point = place(event);
      add("M", point);
      add("L", [point[0], Math.min(point[1] + 1, 200)]);
    });
    pad.addEventListener("pointermove", (event) => {
      if (!isDown) return;
      const point = place(event);
      if (Math.hypot(point[0] - last[0], point[1] - last[1]) >= 3) add("L", point);
    });
    for (const name of ["pointerup", "pointercancel"]) pad.addEventListener(name, () => { isDown = false; });

    pad.closest("form").addEventListener("click", (event) => {
      if (!(event.target instanceof Element) || !event.target.closest("[data-sign-clear]")) return;
      field.value = "";
      path.setAttribute("d", "");
    });
    path.setAttribute("d", field.value);
  }

  document.querySelectorAll("[data-sign-pad]").forEach(prepare);
})();
