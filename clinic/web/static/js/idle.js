// Left alone for a while, the page covers itself and asks for the PIN. What was typed and every running timer stay.
(() => {
  "use strict";

  const seconds = Number(document.currentScript?.dataset.idleSeconds) || 600;
  let timer = 0;
  let dialog = null;

  function restart() {
    if (dialog) return;
    window.clearTimeout(timer);
    timer = window.setTimeout(lock, seconds * 1000);
  }

  async function lock() {
    const token = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
    const headers = { "X-CSRFToken": token, "HX-Request": "true" };
    const answer = await fetch("/lock/", { method: "POST", headers, redirect: "manual" });
    if (answer.status === 200) cover(await answer.text());
  }

  function cover(form) {
    for (const part of document.body.children) part.style.visibility = "hidden";
    dialog = document.createElement("dialog");
    dialog.innerHTML = form;
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(dialog);
    window.htmx.process(dialog);
    dialog.showModal();
  }

  function uncover() {
    dialog?.remove();
    dialog = null;
    for (const part of document.body.children) part.style.visibility = "";
    restart();
  }

  document.addEventListener("unlocked", uncover);
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) {
    document.addEventListener(kind, restart, { passive: true });
  }
  if (document.querySelector("[data-menu]")) restart();
})();
