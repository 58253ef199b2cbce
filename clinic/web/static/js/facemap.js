// Keeps the drawing and the list of the face map in step. The list is the form; the drawing is a second way to tap it.
(() => {
  "use strict";

  // The view that was chosen stays when the server sends the map anew.
  const picked = {};

  function boxOf(map, zone) {
    return document.getElementById(`${map.id}-${zone}`);
  }

  function paint(map) {
    for (const zone of map.querySelectorAll("g.zone")) {
      const box = boxOf(map, zone.dataset.zone);
      if (!box) continue;
      zone.classList.toggle("zone--selected", box.checked);
      zone.setAttribute("aria-checked", box.checked ? "true" : "false");
    }
  }

  // Each view is one stop of the Tab key; the arrows go from zone to zone.
  function prepareView(svg) {
    svg.setAttribute("role", "group");
    svg.querySelectorAll("g.zone").forEach((zone, index) => {
      zone.setAttribute("role", "checkbox");
      zone.setAttribute("tabindex", index === 0 ? "0" : "-1");
    });
  }

  function prepare(scope) {
    const maps = [...scope.querySelectorAll("[data-face-map]:not([data-read-only])")];
    if (scope.matches?.("[data-face-map]:not([data-read-only])")) maps.push(scope);
    for (const map of maps) {
      const pick = picked[map.id] && map.querySelector(`.face-map__pick[value="${picked[map.id]}"]`);
      if (pick) pick.checked = true;
      map.querySelectorAll(".face-map__svg").forEach(prepareView);
      paint(map);
    }
  }

  function toggle(zone) {
    const box = boxOf(zone.closest("[data-face-map]"), zone.dataset.zone);
    if (!box || box.disabled) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function moveFocus(zone, step) {
    const zones = [...zone.closest("svg").querySelectorAll("g.zone")];
    const next = zones[(zones.indexOf(zone) + step + zones.length) % zones.length];
    zone.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
  }

  function zoneOf(event) {
    const zone = event.target instanceof Element ? event.target.closest("g.zone[role=checkbox]") : null;
    return zone;
  }

  function hint(event, isOn) {
    const row = event.target instanceof Element ? event.target.closest("[data-zone-row]") : null;
    const map = row?.closest("[data-face-map]");
    if (!map) return;
    for (const zone of map.querySelectorAll(`g.zone[data-zone="${row.dataset.zoneRow}"]`)) zone.classList.toggle("zone--hinted", isOn);
  }

  document.addEventListener("click", (event) => {
    const zone = zoneOf(event);
    if (zone) toggle(zone);
  });
  document.addEventListener("keydown", (event) => {
    const zone = zoneOf(event);
    if (!zone) return;
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.key === " " || event.key === "Enter") toggle(zone);
    else if (event.key in steps) moveFocus(zone, steps[event.key]);
    else return;
    event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    const map = event.target instanceof Element ? event.target.closest("[data-face-map]") : null;
    if (map && event.target.matches(".face-map__pick")) picked[map.id] = event.target.value;
    if (map) paint(map);
  });
  for (const [name, isOn] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => hint(event, isOn));
  }
  document.addEventListener("reset", (event) => window.setTimeout(() => event.target.querySelectorAll("[data-face-map]").forEach(paint)));
  document.addEventListener("htmx:load", (event) => prepare(event.target));
  prepare(document);
})();
