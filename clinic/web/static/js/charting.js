// The chart with and without network: every entry is kept sealed on this tablet first and is then sent; without network
// the chart opens again from the picture of it that the tablet keeps, sealed as well.
(() => {
  "use strict";

  const keeping = window.needlepointKeeping, unsafe = window.needlepointUnsafe;
  const shell = document.querySelector("[data-shell]");
  const chart = () => document.getElementById("charting");
  if (!keeping || !unsafe || (!shell && !chart())) return;
  const IDLE = 600, session = window.location.pathname.split("/")[2];
  // Deeds after which only what is live on the page is put anew.
  const IN_PLACE = ["chart", "mark", "mark-off"];
  const taking = new Set(); // what was done, and is not yet kept
  let picturing = 0, changes = 0;

  if (navigator.serviceWorker && !shell) navigator.serviceWorker.register("/sessions/worker.js").catch(() => {});
  if (!keeping.isPossible) {
    unsafe.tell(unsafe.words.noStore);
    return;
  }

  // --- what a form says, as a person would ---
  function wordsOf(form, fields) {
    const numbers = [...form.querySelectorAll("input[type=number]")].filter((one) => one.value);
    const lengths = numbers.map((one) => (one.name === "passes" ? `× ${one.value}` : `${one.value} ${one.name === "contact_seconds" ? "s" : "mm"}`));
    const chips = [...form.querySelectorAll(".chip input:checked")].map((one) => one.parentElement.textContent.trim());
    const typed = fields.filter(([name]) => ["scan", "lot", "expires_on"].includes(name)).map(([, value]) => value);
    const said = [lengths.join(" "), chips.join(", "), typed.join(" ")].filter(Boolean).join(" · ");
    return [form.dataset.entryWords, said].filter(Boolean).join(": ");
  }

  function entryOf(form, submitter) {
    const fields = [...new FormData(form, submitter)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && value !== "");
    const seen = Number(document.getElementById("chart-live").dataset.sequence);
    const { url } = chart().dataset;
    return { key: crypto.randomUUID(), session, url, deed: form.dataset.entry, fields, words: wordsOf(form, fields), seen, at: Date.now() };
  }

  function release(form) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button[type=submit]")) button.removeAttribute("aria-disabled");
  }

  async function take(form, submitter) {
    changes += 1;
    const entry = entryOf(form, submitter);
    taking.add(entry);
    try {
      await unsafe.keep(entry);
    } catch {
      unsafe.tell(unsafe.words.noStore);
      return;
    } finally {
      taking.delete(entry);
      release(form);
    }
    if (shell || unsafe.state()) mark(entry);
    else window.setTimeout(() => markIfWaiting(entry), unsafe.soon);
    picture();
  }

  // Until the server has it, the card says so.
  function mark(entry) {
    for (const zone of zonesOf(entry)) {
      const said = document.getElementById(`said-${zone}`);
      if (!said) continue;
      said.className = "said said--kept";
      said.textContent = `${unsafe.words.kept}: ${entry.words}`;
    }
  }

  // The server's drawing lacks what this tablet still has to send.
  async function markWaiting() {
    const soon = [...taking], waiting = (await unsafe.waiting()).filter((one) => one.session === session);
    window.needlepointMarks.redraw([...waiting, ...soon]);
  }

  async function markIfWaiting(entry) {
    if ((await unsafe.waiting()).some((one) => one.key === entry.key)) mark(entry);
  }

  function zonesOf(entry) {
    if (entry.deed === "chart") return entry.fields.filter(([name]) => name === "zones").map(([, value]) => value);
    if (entry.deed === "take-out") return entry.fields.filter(([name]) => name === "zone").map(([, value]) => value);
    return entry.deed.startsWith("as-") ? [...document.querySelectorAll(".zone-card [name=zones]")].map((one) => one.value) : [];
  }

  // --- the picture that opens without network ---
  // A style that something left behind is one that the page's policy refuses to read again; no page of ours is sent with one.
  function tidy(part) {
    for (const one of [part, ...part.querySelectorAll("[style]")]) one.removeAttribute("style");
    return part;
  }

  function copyOf(part) {
    return part ? tidy(part.cloneNode(true)).outerHTML : "";
  }

  function withValues(part) {
    const copy = part.cloneNode(true), given = part.querySelectorAll("input"), shown = copy.querySelectorAll("input");
    given.forEach((input, place) => {
      if (["checkbox", "radio"].includes(input.type)) shown[place].toggleAttribute("checked", input.checked);
      else if (input.name !== "scan") shown[place].setAttribute("value", input.value);
    });
    for (const dialog of copy.querySelectorAll("dialog")) dialog.removeAttribute("open");
    return tidy(copy).outerHTML;
  }

  function picture() {
    window.clearTimeout(picturing);
    picturing = window.setTimeout(async () => {
      const owner = document.getElementById("not-safe").dataset.owner;
      const banner = copyOf(document.querySelector(".patient-banner"));
      const token = document.body.getAttribute("hx-headers");
      const emergency = copyOf(document.querySelector("details:has(> .menu__emergency)"));
      const page = { banner, emergency, token, title: document.querySelector("h1").textContent, html: withValues(chart()), at: Date.now() };
      await keeping.keepPage(owner, session, page).catch(() => {});
      document.documentElement.dataset.pictured = "yes";
    }, 150);
  }

  function turnClocks(part, passed) {
    for (const timer of part.querySelectorAll("[data-timer-now]")) {
      timer.dataset.timerNow = new Date(Date.parse(timer.dataset.timerNow) + passed).toISOString();
    }
  }

  async function openFromPicture() {
    const words = shell.querySelector("[data-shell-words]");
    if (keeping.isLocked() || keeping.idleSeconds() > IDLE) {
      keeping.lock();
      words.textContent = shell.dataset.locked;
      return retry();
    }
    let page = null;
    try {
      await keeping.tidy("");
      page = await keeping.page(session);
    } catch {
      words.textContent = shell.dataset.expired;
    }
    if (!page) {
      words.textContent = words.textContent || shell.dataset.nothing;
      return retry();
    }
    await fill(page);
    return retry();
  }

  async function fill(page) {
    document.body.setAttribute("hx-headers", page.token);
    document.getElementById("not-safe").dataset.owner = page.owner;
    document.querySelector("[data-shell-banner]").innerHTML = page.banner;
    document.querySelector(".topbar__tools").insertAdjacentHTML("afterbegin", page.emergency);
    document.querySelector("h1").textContent = page.title;
    shell.innerHTML = page.html;
    turnClocks(shell, Date.now() - page.at);
    for (const form of shell.querySelectorAll("form")) release(form);
    shell.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    const kept = (await keeping.entries(page.owner)).filter((one) => one.session === session);
    for (const entry of kept) mark(entry);
    window.needlepointMarks.redraw(kept.filter((one) => !one.refusal));
    await unsafe.begin(page.owner);
  }

  // The empty chart asks now and then whether the server is back, and then opens the real one. All that waits comes along.
  function retry() {
    window.setInterval(async () => {
      if (document.visibilityState === "hidden") return;
      try {
        const answer = await fetch("/account/login/", { method: "HEAD", redirect: "manual", cache: "no-store" });
        if (answer.status < 500) window.location.reload();
      } catch {
        // Still gone.
      }
    }, 4000);
  }

  // --- the answer of the server ---
  function swapLive(html) {
    tidy(chart());
    window.htmx.swap(document.getElementById("chart-live"), html, { swapStyle: "outerHTML" });
    markWaiting().catch(() => {});
  }

  // Says whether the page shows what the server has.
  async function swapAll() {
    const before = changes;
    let answer;
    try {
      answer = await fetch(window.location.href, { headers: { Accept: "text/html" }, redirect: "follow" });
    } catch {
      return false;
    }
    if (new URL(answer.url).pathname !== window.location.pathname) {
      window.location.assign(answer.url);
      return true;
    }
    if (!answer.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("charting");
    if (!fresh || before !== changes || (await unsafe.waiting()).length) return false;
    chart().replaceWith(document.adoptNode(fresh));
    window.htmx.process(chart());
    chart().dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    picture();
    return true;
  }

  let wantsAll = false;
  document.addEventListener("delivered", ({ detail: { entry, said } }) => {
    if (entry.session !== session || shell) return;
    // Only an entry of one zone that was simply stored leaves every form as it is; a zone nobody planned has no card yet.
    const hasNoCard = zonesOf(entry).some((zone) => !document.getElementById(`said-${zone}`));
    wantsAll ||= entry.isKept || !IN_PLACE.includes(entry.deed) || said.outcome !== "stored" || zonesOf(entry).length > 1;
    wantsAll ||= hasNoCard;
    if (said.live && !wantsAll) swapLive(said.live);
  });
  document.addEventListener("all-delivered", async () => {
    if (shell) return;
    if (wantsAll) {
      wantsAll = false;
      if (!(await swapAll())) wantsAll = true;
    }
    picture();
  });

  // --- hands ---
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-entry-on-change]");
    if (form) take(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!chart()?.contains(form) || event.defaultPrevented) return;
    if (!form.dataset.entry) return;
    event.preventDefault();
    take(form, event.submitter);
  });

  // What is no entry goes to the server at once, after everything that waits; without network it is not done.
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[type=submit]"), form = button?.form;
    if (!form || !chart()?.contains(form) || form.dataset.entry || form.dataset.isFree) return;
    event.preventDefault();
    await unsafe.drain();
    if (shell || unsafe.state() || (await unsafe.waiting()).length) {
      unsafe.tell(unsafe.words.needs);
      return;
    }
    form.dataset.isFree = "yes";
    form.requestSubmit(button);
  });
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, keeping.touch, { passive: true });

  if (shell) openFromPicture();
  else {
    keeping.unlock();
    keeping.touch();
    picture();
    markWaiting().catch(() => {});
    wantsAll = unsafe.isStale();
    // One that has not begun yet tells of its end in time.
    if (wantsAll && document.getElementById("not-safe").dataset.begun) unsafe.drain();
  }
})();
