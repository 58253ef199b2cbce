// Strokes drawn over the face map with a finger, a pen or a mouse; what they give is asked of the server.
(() => {
  "use strict";
  const MOST_STROKES = 40;
  const MOST_POINTS = 60;
  const APART = 3; // units of the drawing between two points that are kept
  const SVG = "http://www.w3.org/2000/svg";
  let line = null;

  function place(board, event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(board.getScreenCTM().inverse());
    return [Math.max(point.x, 0).toFixed(1), Math.max(point.y, 0).toFixed(1)];
  }

  function pointsOf(stroke) {
    return stroke.getAttribute("points").trim().split(/\s+/);
  }

  function say(part) {
    const count = part.querySelectorAll("polyline").length;
    const said = part.querySelector("[data-strokes-said]");
    said.textContent = !count ? said.dataset.none : count >= MOST_STROKES ? said.dataset.full : `${said.dataset.some} ${count}`;
  }

  function begin(event) {
    const svg = event.target.closest?.("[data-strokes] svg");
    if (!svg || !event.isPrimary || event.button) return;
    const board = svg.querySelector("[data-strokes-on]");
    if (board.querySelectorAll("polyline").length >= MOST_STROKES) return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    line = document.createElementNS(SVG, "polyline");
    line.setAttribute("class", "stroke-board__stroke");
    line.setAttribute("points", place(board, event).join(","));
    board.append(line);
  }

  function go(event) {
    if (!line) return;
    const now = place(line.parentNode, event);
    const points = pointsOf(line);
    const [x, y] = points[points.length - 1].split(",");
    if (points.length >= MOST_POINTS || Math.hypot(now[0] - x, now[1] - y) < APART) return;
    line.setAttribute("points", [...points, now.join(",")].join(" "));
  }

  function end() {
    if (!line) return;
    const part = line.closest("[data-strokes]");
    if (pointsOf(line).length < 2) line.remove();
    line = null;
    say(part);
  }

  function show(part) {
    const address = new URL(part.dataset.address, location.href);
    const strokes = [...part.querySelectorAll("polyline")];
    for (const stroke of strokes) address.searchParams.append("stroke", pointsOf(stroke).join(";"));
    const target = part.closest(".density-part");
    if (!target) location.assign(address);
    else if (window.htmx) window.htmx.ajax("GET", address.pathname + address.search, { target, swap: "innerHTML" });
  }

  document.addEventListener("click", (event) => {
    const deed = event.target.closest?.("[data-strokes-do]")?.dataset.strokesDo;
    if (!deed) return;
    const part = event.target.closest("[data-strokes]");
    const strokes = [...part.querySelectorAll("polyline")];
    if (deed === "show") { show(part); return; }
    for (const stroke of deed === "undo" ? strokes.slice(-1) : strokes) stroke.remove();
    say(part);
  });
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", go);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);

  // Without scripts nothing can be drawn, so that the board is shown by this one alone.
  function open(root) {
    for (const part of root.querySelectorAll?.("[data-strokes][hidden]") ?? []) {
      part.hidden = false;
      say(part);
    }
  }
  open(document);
  document.addEventListener("htmx:load", (event) => open(event.target));
})();
