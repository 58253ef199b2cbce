// Keeps the days of a link on a phone that somebody says is theirs alone, and deletes them again. Nothing is kept before the tap.
(() => {
  "use strict";

  const place = document.querySelector("[data-own-phone]");
  if (!place || !navigator.serviceWorker || !window.caches) return;
  const { name, worker, page } = place.dataset;
  const keeping = place.querySelector("[data-keep]"), forgetting = place.querySelector("[data-forget]"), state = place.querySelector("[role=status]");

  function show(isKept) {
    place.hidden = false;
    keeping.hidden = isKept;
    forgetting.hidden = !isKept;
  }

  // Whoever deletes the days while they are being fetched anew finds no new store afterwards.
  let isWanted = true;

  // The page as it is now, with the files that it names.
  async function put() {
    const answer = await fetch(page, { redirect: "error", cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    if (!isWanted) return;
    const store = await caches.open(name);
    const read = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
    const files = [...read.querySelectorAll("link[rel~=stylesheet], link[rel~=icon], script[src]")];
    await store.put(page, answer);
    await store.addAll(files.map((one) => one.getAttribute("href") || one.getAttribute("src")));
  }

  async function keep() {
    isWanted = true;
    await navigator.serviceWorker.register(worker);
    await put();
    state.textContent = place.dataset.kept;
    show(true);
  }

  async function forget() {
    isWanted = false;
    await caches.delete(name);
    const registration = await navigator.serviceWorker.getRegistration(worker);
    // A phone that is knocked at goes on listening: only what was kept goes.
    const listens = registration && registration.pushManager && (await registration.pushManager.getSubscription());
    if (registration && !listens) await registration.unregister();
    state.textContent = place.dataset.gone;
    show(false);
  }

  const failed = () => (state.textContent = place.dataset.failed);
  keeping.addEventListener("click", () => keep().catch(() => forget().then(failed, failed)));
  forgetting.addEventListener("click", () => forget().catch(failed));
  caches.has(name).then((isKept) => {
    show(isKept);
    if (isKept) put().catch(() => {});
  });
})();
