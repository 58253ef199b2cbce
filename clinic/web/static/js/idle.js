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
    let answer;
    try {
      answer = await fetch("/lock/", { method: "POST", headers, redirect: "manual" });
    } catch {
      coverWithoutNetwork();
      return;
    }
    if (answer.status === 200) cover(await answer.text());
  }

  function cover(form) {
    window.needlepointKeeping?.lock();
    for (const part of document.body.children) part.style.visibility = "hidden";
    dialog = document.createElement("dialog");
    dialog.innerHTML = form;
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(dialog);
    window.htmx.process(dialog);
    dialog.showModal();
  }

  // Without network no PIN can be asked for: the page stays covered until the server is there to ask.
  function coverWithoutNetwork() {
    const words = document.querySelector("[data-locked-words]");
    if (!words || dialog) return;
    window.needlepointKeeping?.lock();
    for (const part of document.body.children) part.style.visibility = "hidden";
    dialog = document.createElement("dialog");
    dialog.append(words.content.cloneNode(true));
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.querySelector("button").addEventListener("click", () => window.location.reload());
    document.body.append(dialog);
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
  if (document.querySelector("[data-menu], [data-shell]")) restart();
})();
