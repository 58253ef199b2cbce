// Opens the days of one link without network, where somebody chose to keep them on this phone. It keeps nothing itself: the page
// puts one page and its files into one store. When the link has run out, or the clinic says that it has ended, the store goes.
// It also shows the neutral line when somebody knocks, says that it was heard, and opens the page; a knock holds no word.
// Limitation: a browser runs this only when the page is opened; until then what has run out lies in the store unread.
"use strict";

const KEPT = "{{ name|escapejs }}", UNTIL = {{ until|stringformat:"d" }}, PAGE = "{{ page|escapejs }}";
const FILES = {{ files|safe }};
const BUSY = [502, 503, 504], ENDED = [404, 410];
const NUMBERS = "{{ clinic.name|escapejs }}: {{ clinic.phone|escapejs }} · {{ clinic.emergency_number|escapejs }}";

const LINE = "{{ line|escapejs }}", CLINIC = "{{ clinic.name|escapejs }}", LANGUAGE = "{{ language|escapejs }}";
const HOME = "{{ home|escapejs }}", HEARD = "{{ heard|escapejs }}";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));

const isOver = () => Date.now() >= UNTIL;

async function forget() {
  await caches.delete(KEPT);
  await self.registration.unregister();
}

async function tidy() {
  if (isOver()) await forget();
}

async function day(request) {
  await tidy();
  try {
    const answer = await fetch(request);
    if (ENDED.includes(answer.status)) await forget();
    return BUSY.includes(answer.status) ? (await kept(PAGE)) || answer : answer;
  } catch (fault) {
    return (await kept(PAGE)) || new Response(NUMBERS, { status: 503, headers: { "Content-Type": "text/plain; charset=utf-8" } });
  }
}

async function kept(address) {
  if (isOver() || !(await caches.has(KEPT))) return undefined;
  return (await caches.open(KEPT)).match(address, { ignoreVary: true });
}

async function file(request) {
  try {
    return await fetch(request);
  } catch (fault) {
    const found = await kept(request);
    if (found) return found;
    throw fault;
  }
}

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(day(event.request));
  else if (FILES.includes(pathname)) event.respondWith(file(event.request));
});

// The end of what is kept may have moved on since this program was read, so it is read anew.
async function knocked() {
  const dir = LANGUAGE === "ar" ? "rtl" : "ltr";
  await self.registration.showNotification(CLINIC, { body: LINE, lang: LANGUAGE, dir, tag: KEPT, renotify: true });
  await fetch(HEARD, { method: "POST" }).catch(() => undefined);
  await self.registration.update().catch(() => undefined);
}

self.addEventListener("push", (event) => event.waitUntil(knocked()));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(HOME));
});
