// What this tablet keeps of a chart until the server has it: entries and one picture of the open chart, sealed with a key
// that no script can read out and that ends with signing out, or twelve hours after the last entry. Only numbers, moments
// and whose it is stand outside the seal.
// Limitation: whoever works on the unlocked tablet as this browser's user can use the key. A locked tablet is the wall.
(() => {
  "use strict";

  const HOURS = 12, STORES = { keys: { keyPath: "owner" }, entries: { keyPath: "order", autoIncrement: true }, pages: { keyPath: "id" } };
  const TOUCHED = "needlepoint-touched", LOCKED = "needlepoint-locked", EXPIRED = "needlepoint-expired";
  let opening = null;

  function open() {
    opening ||= new Promise((resolve, reject) => {
      const asked = indexedDB.open("needlepoint-charting", 1);
      asked.onupgradeneeded = () => Object.entries(STORES).forEach(([name, how]) => asked.result.createObjectStore(name, how));
      asked.onsuccess = () => {
        asked.result.onclose = () => (opening = null);
        resolve(asked.result);
      };
      asked.onerror = () => {
        opening = null;
        reject(asked.error);
      };
    });
    return opening;
  }

  // Resolves when the browser says that it is written, and not before.
  async function run(store, mode, deed) {
    const database = await open();
    return new Promise((resolve, reject) => {
      const work = database.transaction(store, mode, mode === "readwrite" ? { durability: "strict" } : {});
      const asked = deed(work.objectStore(store));
      work.oncomplete = () => resolve(asked.result);
      work.onabort = work.onerror = () => reject(work.error || asked.error);
    });
  }

  const all = (store) => run(store, "readonly", (rows) => rows.getAll());

  async function keyOf(owner) {
    const known = await run("keys", "readonly", (rows) => rows.get(owner));
    if (known && known.until > Date.now()) return known.key;
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const row = { owner, key, until: Date.now() + HOURS * 3600000 };
    try {
      await run("keys", "readwrite", (rows) => rows.add(row));
    } catch {
      // Another page of this browser was faster: its key is the one that stays.
    }
    return (await run("keys", "readonly", (rows) => rows.get(owner))).key;
  }

  // The seal holds what it stands for: a sealed text cannot be moved to another place or person.
  const bound = (owner, name) => new TextEncoder().encode(`${owner}|${name}`);

  async function seal(owner, name, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: bound(owner, name) };
    const sealed = await crypto.subtle.encrypt(how, await keyOf(owner), new TextEncoder().encode(JSON.stringify(value)));
    return { iv, sealed };
  }

  async function unseal(owner, name, row) {
    const how = { name: "AES-GCM", iv: row.iv, additionalData: bound(owner, name) };
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, await keyOf(owner), row.sealed)));
  }

  // Whoever goes on charting without network keeps the key that opens what waits.
  const renew = (owner) =>
    run("keys", "readwrite", (rows) => {
      const asked = rows.get(owner);
      asked.onsuccess = () => asked.result && rows.put({ ...asked.result, until: Date.now() + HOURS * 3600000 });
      return asked;
    });

  async function keep(owner, entry) {
    await keyOf(owner);
    await renew(owner);
    const row = { owner, key: entry.key, ...(await seal(owner, entry.key, entry)) };
    return { ...entry, order: await run("entries", "readwrite", (rows) => rows.add(row)) };
  }

  async function change(owner, entry) {
    const { order, ...content } = entry;
    const row = { order, owner, key: entry.key, ...(await seal(owner, entry.key, content)) };
    await run("entries", "readwrite", (rows) => rows.put(row));
  }

  const drop = (order) => run("entries", "readwrite", (rows) => rows.delete(order));

  async function entries(owner) {
    const rows = (await all("entries")).filter((row) => row.owner === owner).sort((a, b) => a.order - b.order);
    return Promise.all(rows.map(async (row) => ({ ...(await unseal(owner, row.key, row)), order: row.order })));
  }

  const countOfOthers = async (owner) => (await all("entries")).filter((row) => row.owner !== owner).length;

  async function keepPage(owner, id, page) {
    const row = { id, owner, at: Date.now(), ...(await seal(owner, id, page)) };
    // In one go: between an old picture and a new one a reload would find none.
    await run("pages", "readwrite", (rows) => {
      rows.clear();
      return rows.put(row);
    });
  }

  async function page(id) {
    const row = await run("pages", "readonly", (rows) => rows.get(id));
    return row ? { ...(await unseal(row.owner, id, row)), owner: row.owner, at: row.at } : null;
  }

  async function forget(owner) {
    for (const store of ["entries", "pages", "keys"]) {
      for (const row of await all(store)) {
        const name = row[STORES[store].keyPath];
        if (row.owner === owner) await run(store, "readwrite", (rows) => rows.delete(name));
      }
    }
  }

  // What has run out goes, and so does what somebody else left who has nothing waiting here. How many entries went is
  // told until somebody has read it.
  async function tidy(owner) {
    const before = await all("entries"), waiting = new Set(before.map((row) => row.owner));
    const living = new Set((await all("keys")).filter((row) => row.until > Date.now()).map((row) => row.owner));
    const lost = before.filter((row) => !living.has(row.owner)).length;
    if (lost) localStorage.setItem(EXPIRED, String(expired() + lost));
    for (const row of await all("keys")) {
      const isOver = row.until <= Date.now(), isLeft = owner && row.owner !== owner && !waiting.has(row.owner);
      if (isOver || isLeft) await forget(row.owner);
    }
    const keys = new Set((await all("keys")).map((row) => row.owner));
    for (const row of await all("entries")) if (!keys.has(row.owner)) await drop(row.order);
  }

  const expired = () => Number(localStorage.getItem(EXPIRED) || 0);
  const readExpired = () => localStorage.removeItem(EXPIRED);

  // A cover stays until the server has asked for the PIN: no tap on it, and no reload, opens the chart.
  const isLocked = () => localStorage.getItem(LOCKED) !== null;
  const lock = () => localStorage.setItem(LOCKED, "yes");
  const unlock = () => localStorage.removeItem(LOCKED);
  document.addEventListener("unlocked", unlock);

  function touch() {
    if (isLocked()) return;
    try {
      localStorage.setItem(TOUCHED, String(Date.now()));
    } catch {
      // Without it the chart does not open without network; better than opening for a stranger.
    }
  }

  function idleSeconds() {
    const last = Number(localStorage.getItem(TOUCHED) || 0), now = Date.now();
    return last > now ? Infinity : (now - last) / 1000;
  }

  const isPossible = Boolean(window.indexedDB && window.crypto?.subtle && window.navigator.locks);
  window.needlepointKeeping = { isPossible, keep, change, drop, entries, countOfOthers, keepPage, page, forget, tidy, touch, idleSeconds, isLocked, lock, unlock, expired, readExpired };
})();
