// Lets messages appear on the screen of a phone that somebody says is theirs; nothing is asked of the browser before the tap.
(() => {
  "use strict";

  const place = document.querySelector("[data-push]");
  const start = place && place.querySelector("[data-push-start]");
  if (!start || !navigator.serviceWorker || !window.PushManager || !window.Notification) return;
  const state = place.querySelector("[data-push-state]");
  place.hidden = false;

  // The key of the clinic, as bytes.
  function bytes(text) {
    const whole = (text + "=".repeat((4 - (text.length % 4)) % 4)).replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(whole), (one) => one.charCodeAt(0));
  }

  async function subscribe() {
    if ((await Notification.requestPermission()) !== "granted") return place.dataset.denied;
    await navigator.serviceWorker.register(place.dataset.worker);
    const registration = await navigator.serviceWorker.ready;
    const before = await registration.pushManager.getSubscription();
    if (before) await before.unsubscribe();
    const found = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(place.dataset.key),
    });
    const answer = await fetch(place.dataset.start, {
      method: "POST",
      headers: { "X-CSRFToken": place.querySelector("[name=csrfmiddlewaretoken]").value },
      body: new URLSearchParams({ endpoint: found.endpoint }),
    });
    if (answer.ok) {
      window.location.reload();
      return "";
    }
    await found.unsubscribe();
    return answer.status === 422 ? answer.text() : place.dataset.failed;
  }

  start.addEventListener("click", async () => {
    start.disabled = true;
    state.textContent = await subscribe().catch(() => place.dataset.failed);
    start.disabled = false;
  });
})();
