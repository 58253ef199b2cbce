// A hand scanner types like a keyboard. Where nothing has the focus, what it types goes into the scan field of the page.
// The separator of GS1 (Ctrl+] from most scanners) is no character that a text field takes; it is written as "|".
(() => {
  "use strict";

  // The field may come later: without network the chart is filled in after this was read.
  const scanField = () => document.querySelector("[data-scan]");
  const isFree = (field) => document.activeElement === document.body || document.activeElement === field;

  function write(field, text) {
    const from = field.selectionStart ?? field.value.length;
    field.setRangeText(text, from, field.selectionEnd ?? from, "end");
  }

  document.addEventListener("keydown", (event) => {
    const field = document.activeElement.matches?.("[data-scan]") ? document.activeElement : scanField();
    if (!field || event.altKey || event.metaKey || !isFree(field)) return;
    if (event.key === "\x1d" || (event.ctrlKey && event.key === "]")) {
      event.preventDefault();
      field.focus();
      write(field, "|");
    } else if (!event.ctrlKey && event.key.length === 1 && document.activeElement === document.body && event.key !== " ") {
      field.focus();
    }
  });
})();

// The camera beside a scan field: its program is loaded when somebody opens it, and not before.
(() => {
  "use strict";

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-camera-open]");
    if (!button) return;
    const dialog = button.parentElement.querySelector("dialog"), field = document.getElementById(button.dataset.cameraOpen);
    try {
      const { open } = await import(dialog.dataset.program);
      await open(dialog, field);
    } catch {
      dialog.querySelector("[data-camera-said]").textContent = dialog.dataset.noReader;
      if (!dialog.open) dialog.showModal();
    }
  });

  // Without a script there is no camera, so that its button is shown by this one alone.
  function show(part) {
    for (const button of part.querySelectorAll?.("[data-camera-open][hidden]") ?? []) button.hidden = false;
  }
  show(document);
  document.addEventListener("htmx:load", (event) => show(event.target));
})();
