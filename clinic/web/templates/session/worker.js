// Opens the chart without network. It keeps the empty chart and its files and nothing else: no page of anybody, no answer
// of the server. What was charted stands sealed in js/keeping.js's store, which this program never reads.
"use strict";

const KEPT = "needlepoint-charting-{{ version }}";
const SHELL = "{% url 'charting_shell' %}";
const FILES = {{ files|safe }};
// What reads codes is large: it is kept when somebody first opened the camera, and not before.
const READER = {{ reader|safe }};
const CHART = /^\/sessions\/[0-9a-f-]{36}\/chart\/$/;
const GONE = [502, 503, 504];

self.addEventListener("install", (event) => {
  // Without cookies: what is kept is what a stranger would get.
  const asked = [SHELL, ...FILES].map((address) => new Request(address, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(asked)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("needlepoint-charting-") && name !== KEPT;
  const tidy = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(tidy.then(() => self.clients.claim()));
});

async function chart(request) {
  try {
    const answer = await fetch(request);
    return GONE.includes(answer.status) ? (await caches.match(SHELL)) || answer : answer;
  } catch (fault) {
    const shell = await caches.match(SHELL);
    if (shell) return shell;
    throw fault;
  }
}

async function file(request, keeps) {
  try {
    const answer = await fetch(request);
    if (keeps && answer.ok) await (await caches.open(KEPT)).put(request, answer.clone());
    return answer;
  } catch (fault) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw fault;
  }
}

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && CHART.test(pathname)) event.respondWith(chart(event.request));
  else if (FILES.includes(pathname)) event.respondWith(file(event.request, false));
  else if (READER.includes(pathname)) event.respondWith(file(event.request, true));
});
