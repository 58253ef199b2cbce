// Points and strokes upon the face map, with a finger, a pen, a mouse or the arrow keys. A place is kept as a share of the
// drawing's width and height, so that it means the same at every zoom. Each mark is an entry of the chart like any other.
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg", STROKE = "pass";
  const APART = 0.004, SLACK = 0.0015; // between two places of a stroke, and how far a place may lie beside the line
  const STEP = 0.01, FINE = 0.002; // of an arrow key, and of one with Shift
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const part = () => document.getElementById("marks");
  const map = () => document.getElementById("chart-map");
  let stroke = null, draft = null;

  const chosen = () => part()?.querySelector("[name=marks-do]:checked");
  const kind = () => chosen()?.value ?? "";
  const say = (name, value = "") => (part().querySelector("[data-marks-said]").textContent = part().dataset[name].replace("%s", value));
  const viewOf = (svg) => svg.querySelector("[data-drawn]").dataset.drawn;
  const svgOf = (view) => map().querySelector(`[data-drawn="${view}"]`).closest("svg");
  const within = (share) => Math.min(Math.max(share, 0), 1);

  function make(name, attributes) {
    const one = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    return one;
  }

  function shareOf(svg, event) {
    const box = svg.viewBox.baseVal, at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [(at.x - box.x) / box.width, (at.y - box.y) / box.height];
  }

  function unitsOf(svg, [x, y]) {
    const box = svg.viewBox.baseVal;
    return [(box.x + x * box.width).toFixed(2), (box.y + y * box.height).toFixed(2)];
  }

  // The line without places that lie on the way between two others (Ramer, Douglas and Peucker).
  function simplified(places, slack) {
    const [first, last] = [places[0], places.at(-1)], length = Math.hypot(last[0] - first[0], last[1] - first[1]);
    let far = 0, at = 0;
    places.forEach(([x, y], place) => {
      const cross = (last[0] - first[0]) * (first[1] - y) - (first[0] - x) * (last[1] - first[1]);
      const beside = length ? Math.abs(cross) / length : Math.hypot(x - first[0], y - first[1]);
      if (beside > far) [far, at] = [beside, place];
    });
    if (far <= slack || places.length < 3) return [first, last];
    return [...simplified(places.slice(0, at + 1), slack).slice(0, -1), ...simplified(places.slice(at), slack)];
  }

  function few(places) {
    const most = Number(part().dataset.mostPoints);
    let slack = SLACK, line = simplified(places, slack);
    while (line.length > most) line = simplified(places, (slack *= 2));
    return line;
  }

  // Shows a mark at once; the server's own drawing takes its place when it has answered.
  function draw(number, what, view, places) {
    const svg = svgOf(view), group = svg.querySelector("[data-drawn]"), units = places.map((one) => unitsOf(svg, one));
    const place = part().querySelectorAll("#marks-live li").length + 1, one = make("g", { "data-mark": number });
    const shape = part().querySelector(`[name=marks-do][value="${what}"]`).dataset.shape;
    one.append(
      what === STROKE
        ? make("polyline", { class: "drawn drawn--pass", fill: "none", points: units.map((at) => at.join(",")).join(" ") })
        : make("path", { class: `drawn drawn--${what}`, d: `M${units[0].join(" ")}${shape}` }),
    );
    const label = make("text", { class: "drawn__number", x: units[0][0], y: units[0][1], dx: 7, dy: -5 });
    label.textContent = String(place);
    one.append(label);
    group.append(one);
    return place;
  }

  function list(number, words) {
    const row = part().querySelector("template").content.cloneNode(true), live = part().querySelector("#marks-live ol");
    row.querySelector("[data-mark-words]").textContent = words;
    row.querySelector("[name=number]").value = number;
    row.querySelector("li").dataset.row = number;
    const off = row.querySelector("button");
    off.setAttribute("aria-label", `${off.textContent.trim()}: ${words}`);
    live.append(row);
  }

  const away = (number) => document.querySelectorAll(`[data-mark="${number}"], [data-row="${number}"]`).forEach((one) => one.remove());

  // Puts what still waits on this tablet upon a drawing of the server, which does not know of it yet. What waits for another
  // drawing is only listed: here it would stand where nobody put it.
  function redraw(entries) {
    const drawing = part()?.querySelector("form[data-entry=mark]").elements.drawing.value;
    for (const { deed, fields, words } of drawing ? entries : []) {
      const said = Object.fromEntries(fields), { number } = said;
      if (deed === "mark-off") away(number);
      if (deed !== "mark" || part().querySelector(`[data-row="${number}"]`)) continue;
      const isHere = said.drawing === drawing && said.points;
      if (isHere) draw(number, said.kind, said.view, said.points.split(" ").map((at) => at.split(",").map(Number)));
      list(number, words);
    }
  }

  function put(what, view, places) {
    const form = part().querySelector("form[data-entry=mark]"), number = crypto.randomUUID();
    const isFull = part().querySelectorAll("#marks-live li").length >= Number(part().dataset.mostMarks);
    if (isFull) {
      say("full");
      return;
    }
    const name = part().querySelector(`[name=marks-do][value="${what}"]`).parentElement.textContent.trim();
    const words = `${name}, ${map().querySelector(`.face-map__pick--${view}`).parentElement.textContent.trim().toLowerCase()}`;
    const fields = { number, view, kind: what, place: "", points: places.map(([x, y]) => `${x.toFixed(4)},${y.toFixed(4)}`).join(" ") };
    for (const [field, value] of Object.entries(fields)) form.elements[field].value = value;
    form.dataset.entryWords = words;
    draw(number, what, view, places);
    list(number, words);
    form.requestSubmit();
    say("put", words);
  }

  // --- finger, pen, mouse ---
  function begin(event) {
    const svg = event.target.closest?.("#chart-map[data-marking] .face-map__svg");
    if (!svg || !event.isPrimary || event.button) return;
    const at = shareOf(svg, event), what = kind();
    if (at.some((share) => share < 0 || share > 1)) return;
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    const line = make("polyline", { class: "drawn drawn--pass", fill: "none", points: unitsOf(svg, at).join(",") });
    if (what === STROKE) svg.querySelector("[data-drawn]").append(line);
    stroke = { svg, what, view: viewOf(svg), places: [at], line };
  }

  function go(event) {
    if (!stroke || stroke.what !== STROKE || !stroke.svg.isConnected) return;
    const at = shareOf(stroke.svg, event).map(within), [x, y] = stroke.places.at(-1);
    if (Math.hypot(at[0] - x, at[1] - y) < APART) return;
    stroke.places.push(at);
    const points = `${stroke.line.getAttribute("points")} ${unitsOf(stroke.svg, at).join(",")}`;
    stroke.line.setAttribute("points", points);
  }

  function end(event) {
    if (!stroke) return;
    const { what, view, places, line } = stroke;
    stroke = null;
    line.remove();
    if (event.type === "pointercancel") return;
    if (what === STROKE && places.length < 2) say("short");
    else put(what, view, what === STROKE ? few(places) : [places[0]]);
  }

  // --- keyboard ---
  function cancel() {
    draft?.one.remove();
    draft = null;
  }

  function move(by) {
    draft.at = draft.at.map((share, axis) => within(share + by[axis]));
    const [x, y] = unitsOf(draft.svg, draft.at);
    draft.one.querySelector("path").setAttribute("d", `M${x} ${y}m-12 0h24m-12-12v24`);
    const percent = draft.at.map((share) => Math.round(share * 100));
    say("moved", `${percent[0]} %, ${percent[1]} %`);
  }

  function place(form) {
    const [view, written] = form.elements.place.value.split(" ");
    if (!written) {
      say("choose");
      return;
    }
    cancel();
    map().querySelector(`.face-map__pick--${view}`).click();
    const svg = svgOf(view), what = form.elements.kind.value;
    const one = make("g", { class: "drawn__draft", tabindex: "0", role: "img", "aria-label": part().dataset.draft });
    one.append(make("path", { fill: "none", d: "" }));
    svg.append(one);
    draft = { one, svg, what, view, at: written.split(",").map(Number) };
    move([0, 0]);
    one.focus();
    say("drafted");
  }

  function press(event) {
    if (!draft || !event.target.closest?.(".drawn__draft")) return;
    const step = event.shiftKey ? FINE : STEP, back = part().querySelector("[data-mark-place]");
    if (event.key in ARROWS) move(ARROWS[event.key].map((way) => way * step));
    else if (event.key === "Enter" || event.key === " ") {
      const { what, view, at, from } = draft;
      if (what === STROKE && !from) {
        draft.from = at;
        say("ends");
      } else {
        cancel();
        put(what, view, from ? [from, at] : [at]);
        back.focus();
      }
    } else if (event.key === "Escape") {
      cancel();
      say("cancelled");
      back.focus();
    } else return;
    event.preventDefault();
  }

  function sync() {
    if (map() && part()) map().toggleAttribute("data-marking", Boolean(kind()));
  }

  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", go);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
  document.addEventListener("keydown", press);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-mark-place]");
    if (!button) return;
    event.preventDefault();
    place(button.form);
  });
  document.addEventListener("change", (event) => {
    if (event.target.name !== "marks-do") return;
    sync();
    say(kind() ? (kind() === STROKE ? "draws" : "taps") : "zones");
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.entry !== "mark-off") return;
    const number = form.elements.number.value;
    window.setTimeout(() => {
      away(number);
      say("off");
      part().querySelector("h2").focus();
    });
  });

  // Without a script nothing is drawn, so that what a tap does is asked by this one alone.
  function open() {
    for (const one of document.querySelectorAll("[data-marks-ways][hidden]")) one.hidden = false;
    sync();
  }
  document.addEventListener("htmx:load", open);
  window.needlepointMarks = { redraw };
  open();
})();
