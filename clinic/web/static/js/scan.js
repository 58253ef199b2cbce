// A hand scanner types like a keyboard. Where nothing has the focus, what it types goes into the scan field of the page.
// The separator of GS1 (Ctrl+] from most scanners) is no character that a text field takes; it is written as "|".
(() => {
  "use strict";

  const field = document.querySelector("[data-scan]");
  if (!field) return;

  const isFree = () => document.activeElement === document.body || document.activeElement === field;

  function write(text) {
    const from = field.selectionStart ?? field.value.length;
    field.setRangeText(text, from, field.selectionEnd ?? from, "end");
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || !isFree()) return;
    if (event.key === "\x1d" || (event.ctrlKey && event.key === "]")) {
      event.preventDefault();
      field.focus();
      write("|");
    } else if (!event.ctrlKey && event.key.length === 1 && document.activeElement === document.body && event.key !== " ") {
      field.focus();
    }
  });
})();
