/* The pages work without this script; it adds keys, and keeps an eye on forms. */
(() => {
  "use strict";
  const $ = (words, root = document) => root.querySelector(words);
  const all = (words, root = document) => [...root.querySelectorAll(words)];
  const say = (words) => { const place = $("#status"); if (place) place.textContent = words; };
  const isTyping = (target) => target.closest("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]");
  const handlers = {};
  /** Pages register what a key does: pdinbox.key("n", () => …). */
  window.pdinbox = { key: (name, does) => { handlers[name] = does; }, say, $, all };

  let before = "";
  const use = (element) => {
    if (element.matches("input,textarea,select")) { element.focus(); return; }
    if (element.matches("summary")) element.focus();
    element.click();
  };
  const go = { q: "/queue", d: "/dashboard" };
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.closest("form");
      const button = $("[data-send]", form || document);
      if (button) { event.preventDefault(); button.click(); }
      return;
    }
    if (document.body.dataset.singleKeys === "off" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || $("dialog[open]")) return;
    if (event.key === "Enter" && event.target.closest("a,button,summary,input")) return;
    if (before === "g" && go[event.key]) { before = ""; window.location.href = go[event.key]; return; }
    before = event.key;
    const own = handlers[event.key];
    if (own) { if (own(event) !== false) event.preventDefault(); return; }
    const marked = all(`[data-key~="${CSS.escape(event.key)}"]`).find((one) => one.offsetParent !== null && !one.disabled);
    if (marked) { event.preventDefault(); use(marked); }
  });

  // Rows that j and k walk through: a list marked data-rows, each row with a link marked data-open.
  const rows = () => all("[data-rows] [data-row]");
  const current = () => rows().findIndex((row) => row.contains(document.activeElement));
  const step = (by) => {
    const list = rows();
    if (!list.length) return false;
    const next = list[Math.max(0, Math.min(list.length - 1, current() + by))];
    const link = $("[data-open]", next);
    if (link) { link.focus(); next.scrollIntoView({ block: "nearest" }); }
    return true;
  };
  window.pdinbox.row = () => rows()[current()];
  handlers.j = () => step(1);
  handlers.k = () => (current() < 0 ? step(1) : step(-1));
  handlers.o = () => { const row = rows()[current()]; const link = row && $("[data-open]", row); if (!link) return false; link.click(); return true; };
  handlers.x = () => { const row = rows()[current()]; const box = row && $("input[type=checkbox]", row); if (!box) return false; box.click(); return true; };

  // The queue: what is chosen, and keys that act on it, or else on the row that has the focus.
  const boxes = () => all("input[name=number]");
  const count = () => {
    const words = $("#chosen"), every = $("#all-rows"), whole = $("#all-of-view");
    if (!words || !every) return;
    const chosen = boxes().filter((box) => box.checked).length, isPage = chosen > 0 && chosen === boxes().length;
    // The whole list is offered once the page is chosen; its place is kept, so that nothing moves.
    if (whole) { whole.checked = whole.checked && isPage; whole.closest("span").classList.toggle("later", !isPage); }
    const isAll = whole && whole.checked;
    words.hidden = $("#pick-all").hidden = false;
    words.textContent = isAll ? whole.dataset.words : `${chosen} selected`;
    all("[data-many]").forEach((button) => { button.disabled = !chosen; });
    every.checked = isPage;
    every.indeterminate = chosen > 0 && chosen < boxes().length;
  };
  const onChosen = (name) => {
    const button = $(`[data-many="${name}"]`), row = rows()[current()];
    if (!button) return false;
    if (button.disabled && row) { $("input[name=number]", row).checked = true; count(); }
    if (!button.disabled) button.click();
    return !button.disabled;
  };
  if ($("main.queue")) {
    document.addEventListener("change", (event) => {
      if (event.target.matches("#all-rows,#all-of-view")) boxes().forEach((box) => { box.checked = event.target.checked; });
      if (event.target.closest("main.queue")) count();
    });
    window.addEventListener("pageshow", count);
    count();
    ["c", "a", "t"].forEach((name) => { handlers[name] = () => onChosen(name); });
    handlers.Escape = () => { document.body.classList.add("hush"); return false; };
    ["focusin", "mouseout"].forEach((name) => document.addEventListener(name, () => document.body.classList.remove("hush")));

    // Every minute, while somebody looks: only the counts, and a line that says what is new.
    setInterval(() => { if (document.visibilityState === "visible" && $("#news")) htmx.trigger($("#news"), "look-again"); }, 60000);
    // What fails leaves the old list where it is, and says so.
    const stale = (event) => {
      const link = event.target.closest && event.target.closest("a[href]");
      if (!$("#stale")) return;
      if (link) $("#try-again").href = link.href;
      $("#stale-at").textContent = new Date().toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
      $("#stale").hidden = false;
    };
    ["htmx:error", "htmx:response:error"].forEach((name) => document.addEventListener(name, stale));
    document.addEventListener("htmx:after:swap", (event) => {
      count();
      const link = document.activeElement;
      if (link && link.closest(".pager,#views") && event.target.closest("main")) { $("#main").focus(); window.scrollTo(0, 0); }
    });
  }

  // A form is sent once: a second press while the answer is on its way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.submitter && event.submitter.hasAttribute("data-download")) return; // the page stays
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !form.hasAttribute("hx-post")) {
      form.dataset.sent = "yes";
      form.setAttribute("aria-busy", "true");
      setTimeout(() => { delete form.dataset.sent; form.removeAttribute("aria-busy"); }, 15000);
    }
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => { delete form.dataset.sent; form.removeAttribute("aria-busy"); }));

  // Where the page's answer is slow, a bar says so.
  let waiting = 0;
  document.addEventListener("htmx:before:request", () => { waiting = setTimeout(() => document.body.setAttribute("aria-busy", "true"), 400); });
  const done = () => { clearTimeout(waiting); document.body.removeAttribute("aria-busy"); };
  document.addEventListener("htmx:after:request", done);
  document.addEventListener("htmx:error", () => { done(); say("The page could not be refreshed. Try again."); });
})();
