// Keeps what is ticked and written on the server while it is being written, and names what is not answered yet.
// Nothing of it is kept in the browser: a shared phone keeps no word, and what the network did not take is said.
(() => {
  "use strict";

  const WAIT = 1500, AGAIN = 10000;
  const place = document.querySelector("[data-draft]");
  if (!place) return;
  const form = place.querySelector("form"), state = place.querySelector("[data-draft-state]"), open = place.querySelector("[data-unanswered]");
  let timer = null, isWaiting = false, isSent = false;

  const say = (text) => (state.textContent = text);

  async function keep() {
    clearTimeout(timer);
    if (!isWaiting || isSent) return;
    try {
      const answer = await fetch(place.dataset.draft, { method: "POST", body: new FormData(form), keepalive: true, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      isWaiting = false;
      say(place.dataset.kept);
    } catch {
      say(place.dataset.lost);
      timer = setTimeout(keep, AGAIN);
    }
  }

  // A list is answered by a tick in it or by its "nothing else"; a sign by any choice but the first.
  function unanswered() {
    const lists = [...form.querySelectorAll("fieldset")].filter((list) => {
      const name = list.querySelector("input").name, none = form.elements[`none_${name}`];
      return !list.querySelector("input:checked") && !(none && none.checked);
    });
    const signs = [...form.querySelectorAll("select")].filter((one) => !one.value);
    const names = [...lists.map((list) => list.querySelector("legend")), ...signs.map((one) => one.labels[0].firstChild)];
    return names.map((one) => one.textContent.trim()).filter(Boolean);
  }

  function tell() {
    const names = unanswered();
    open.hidden = !names.length;
    open.textContent = `${place.dataset.open} ${names.join(" · ")}`;
  }

  form.addEventListener("input", () => {
    isWaiting = true;
    tell();
    clearTimeout(timer);
    timer = setTimeout(keep, WAIT);
  });
  form.addEventListener("submit", () => (isSent = true));
  window.addEventListener("pageshow", () => (isSent = false));
  window.addEventListener("online", keep);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep());
  tell();
})();
