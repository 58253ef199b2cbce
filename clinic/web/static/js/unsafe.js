// Sends what waits on this tablet, one entry after the other in the order of charting, and says plainly what is not yet
// safe. An entry leaves the tablet only after the server has answered for it by its number; a lost answer means that it is
// sent again, and the server then says the same as the first time.
(() => {
  "use strict";

  const keeping = window.needlepointKeeping, bar = document.getElementById("not-safe");
  if (!bar || !keeping) return;
  const words = bar.dataset, PATIENCE = 20000, SLOWEST = 15000, SOON = 1500;
  const TOLD = "needlepoint-told", now = () => performance.timeOrigin + performance.now();
  const place = (name) => bar.querySelector(`[data-unsafe-${name}]`);
  let owner = words.owner, why = "", wait = 1000, timer = 0, busy = false, asked = false, isLeaving = false;
  let answers = [];

  const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

  function tablet() {
    let number = localStorage.getItem("needlepoint-tablet");
    if (!number) localStorage.setItem("needlepoint-tablet", (number = crypto.randomUUID()));
    return number;
  }

  function line(entry) {
    const item = document.createElement("li");
    const marks = [clock(entry.at), entry.words];
    if (entry.deed === "cartridge" && entry.isKept) marks.push(words.unverified);
    if (entry.refusal) marks.push(`${words.refused}: ${entry.refusal}`);
    if (entry.answer) marks.push(entry.answer);
    item.textContent = marks.join(" · ");
    item.dataset.key = entry.key;
    if (entry.refusal) item.append(" ", reader(() => keeping.drop(entry.order)));
    if (entry.answer) item.append(" ", reader(() => (answers = answers.filter((one) => one.key !== entry.key))));
    return item;
  }

  function reader(deed) {
    const read = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: words.told });
    read.addEventListener("click", async () => {
      await deed();
      await show();
    });
    return read;
  }

  function lineOfExpired(count) {
    const item = document.createElement("li");
    item.append(words.expired.replace("%n", count), " ", reader(keeping.readExpired));
    return item;
  }

  async function show() {
    const list = owner ? await keeping.entries(owner) : [], others = owner ? await keeping.countOfOthers(owner) : 0;
    const waiting = list.filter((entry) => !entry.refusal), expired = keeping.expired();
    // With network an entry waits for a blink: the page does not jump for that.
    const isLong = (entry) => entry.isKept || entry.refusal || Date.now() - entry.at >= SOON;
    bar.hidden = !list.some(isLong) && !others && !isLeaving && !answers.length && !expired;
    if (waiting.length && bar.hidden) window.setTimeout(show, SOON);
    bar.dataset.waiting = String(waiting.length);
    place("count").textContent = !waiting.length ? "" : waiting.length === 1 ? words.one : words.many.replace("%n", waiting.length);
    place("since").textContent = waiting.length ? `${words.since.replace("%t", clock(waiting[0].at))}.` : "";
    place("why").textContent = waiting.length ? words[why || "sending"] : "";
    place("list").replaceChildren(...(expired ? [lineOfExpired(expired)] : []), ...[...answers, ...list].map(line));
    const isTold = Boolean(expired || answers.length);
    place("details").hidden = !list.length && !isTold;
    if (isTold || list.some((entry) => entry.refusal)) place("details").open = true;
    const note = others ? words.foreign.replace("%n", others) : "";
    if (place("note").textContent !== note && !isLeaving) place("note").textContent = note;
  }

  function formOf(entry, isLast) {
    const body = new URLSearchParams(entry.fields);
    const envelope = { key: entry.key, tablet: tablet(), deed: entry.deed, seen: entry.seen, waited_seconds: (Date.now() - entry.at) / 1000 };
    for (const [name, value] of Object.entries(envelope)) body.set(name, String(value));
    if (entry.isKept) body.set("is_kept", "on");
    if (isLast) body.set("is_last", "on");
    return body;
  }

  // Says what became of an entry: an answer, or the word for why it waits.
  async function send(entry, isLast) {
    const headers = { "X-CSRFToken": token(), "HX-Request": "true" };
    let answer;
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      answer = await fetch(entry.url, { method: "POST", headers, body: formOf(entry, isLast), redirect: "manual", signal });
    } catch {
      return "offline";
    }
    const isOurs = (answer.headers.get("content-type") || "").startsWith("application/json");
    if (answer.status === 413) return { outcome: "not-taken", sentence: "413", key: entry.key };
    if (answer.status === 403) return "forbidden";
    if (!isOurs) return answer.status >= 500 ? "trouble" : "door";
    let said;
    try {
      said = await answer.json();
    } catch {
      return "offline";
    }
    if (answer.status >= 500) return "trouble";
    return said.key === entry.key ? { ...said, isElsewhere: answer.status === 404 } : "trouble";
  }

  // Whatever was not simply stored is said, until somebody has read it. What the server does not find for this person
  // is asked for again when a page opens: they may have been in another clinic.
  async function settle(entry, said) {
    const { isElsewhere } = said;
    sessionStorage.setItem(TOLD, String(now()));
    if (["not-taken", "refused"].includes(said.outcome)) await keeping.change(owner, { ...entry, refusal: said.sentence, isElsewhere });
    else await keeping.drop(entry.order);
    if (!["stored", "not-taken", "refused"].includes(said.outcome)) answers.push({ ...entry, answer: said.sentence });
    document.dispatchEvent(new CustomEvent("delivered", { detail: { entry, said } }));
  }

  async function sendAll() {
    for (;;) {
      const waiting = (await keeping.entries(owner)).filter((entry) => !entry.refusal);
      if (!waiting.length) return "";
      const said = await send(waiting[0], waiting.length === 1);
      if (typeof said === "string") {
        for (const entry of waiting) if (!entry.isKept) await keeping.change(owner, { ...entry, isKept: true });
        return said;
      }
      await settle(waiting[0], said);
      await show();
    }
  }

  async function drain() {
    window.clearTimeout(timer);
    if (!owner) return;
    if (busy) {
      asked = true;
      return;
    }
    busy = true;
    try {
      do {
        asked = false;
        why = await navigator.locks.request("needlepoint-delivery", sendAll);
      } while (asked && !why);
    } catch {
      why = "trouble";
    } finally {
      busy = false;
    }
    await show().catch(() => {});
    wait = why ? Math.min(wait * 2, SLOWEST) : 1000;
    if (why) timer = window.setTimeout(drain, wait);
    else document.dispatchEvent(new CustomEvent("all-delivered"));
  }

  async function keep(entry) {
    bar.dataset.waiting = String(Number(bar.dataset.waiting || 0) + 1);
    try {
      await keeping.keep(owner, entry);
    } catch (fault) {
      bar.dataset.waiting = String(Number(bar.dataset.waiting) - 1);
      throw fault;
    }
    await show().catch(() => {});
    drain();
  }

  // What the page before delivered after this one was asked for, this one does not show.
  const isStale = () => Number(sessionStorage.getItem(TOLD) || 0) >= performance.timeOrigin;
  const waiting = async () => (owner ? (await keeping.entries(owner)).filter((entry) => !entry.refusal) : []);

  async function begin(whose) {
    owner = whose;
    await keepAll().catch(() => {});
    bar.dataset.begun = "yes";
    await drain();
    await keeping.tidy(owner);
    await show();
  }

  async function keepAll() {
    for (const entry of await keeping.entries(owner)) {
      const { refusal, ...plain } = entry;
      if (entry.isElsewhere) await keeping.change(owner, { ...plain, isKept: true, isElsewhere: false });
      else if (!entry.isKept && !refusal) await keeping.change(owner, { ...entry, isKept: true });
    }
    await show();
  }

  function tell(text) {
    bar.hidden = false;
    place("note").textContent = text;
    bar.scrollIntoView({ block: "nearest" });
  }

  // Signing out ends the key. What still waits is destroyed by it, so that the first tap only says so.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches('form[action$="/account/logout/"]') || form.dataset.isForgotten) return;
    event.preventDefault();
    if ((await waiting()).length && !isLeaving) {
      isLeaving = true;
      tell(words.leave);
      return;
    }
    await keeping.forget(owner);
    form.dataset.isForgotten = "yes";
    form.submit();
  });
  window.addEventListener("online", drain);
  document.addEventListener("unlocked", drain);

  window.needlepointUnsafe = { keep, drain, waiting, begin, show, tell, isStale, state: () => why, words, soon: SOON };
  if (!keeping.isPossible) return;
  if (owner) begin(owner);
  else if (!document.querySelector("[data-shell]")) keeping.tidy("");
})();
