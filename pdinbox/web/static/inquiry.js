/* Keys of the inquiry's page, and the chosen finding's place brought into sight. Everything works without this. */
(() => {
  "use strict";
  const { key, $, all, say } = window.pdinbox;
  const seen = () => all("[data-finding]").filter((one) => one.offsetParent !== null);
  let at = -1;
  const step = (by) => {
    const list = seen();
    if (!list.length) return false;
    const shown = list.findIndex((one) => one.contains(document.activeElement) || $("[aria-current=true]", one));
    at = Math.max(0, Math.min(list.length - 1, (shown < 0 ? at : shown) + by));
    const card = list[at];
    const link = $("[data-show]", card);
    all("[data-finding] [aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
    link.focus();
    card.scrollIntoView({ block: "nearest" });
    if (link.matches("a")) link.click();
    say($("h3", card).textContent.replace(/\s+/g, " ").trim());
    return true;
  };
  key("n", () => step(1));
  key("p", () => step(-1));
  key("v", () => {
    const card = seen().find((one) => one.contains(document.activeElement) || $("[aria-current=true]", one)) || seen()[0];
    const summary = card && $("[data-override]", card);
    if (!summary) return false;
    summary.parentElement.open = true;
    $("select", summary.parentElement).focus();
    return true;
  });
  key("a", () => {
    const act = $("#act-assign");
    if (!act) return false;
    act.open = true;
    $("select", act).focus();
    return true;
  });
  // A link to a folded form opens it.
  const open = (id) => {
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.matches("details")) target.open = true;
    const folded = target.closest("details");
    if (folded) folded.open = true;
    const field = $("select,input:not([type=hidden]),textarea", target);
    if (target.matches("details.act") && field) field.focus();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) open(link.getAttribute("href").slice(1));
  });
  open(location.hash.slice(1));
  // The clicked finding is the current one; its box is brought into sight when its page is there.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-show]");
    if (!link) return;
    all("[data-finding] [aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    link.setAttribute("aria-current", "true");
  });
  const sight = () => { const spot = $(".spot.on .box"); if (spot) spot.scrollIntoView({ block: "nearest", inline: "nearest" }); };
  document.addEventListener("htmx:after:swap", (event) => {
    if (event.detail.ctx.target.id !== "papers") return;
    // Where the pressed link is gone (the last page, the largest size), whoever uses keys stays at the papers.
    if (document.activeElement === document.body) $("#papers").focus({ preventScroll: true });
    const shown = $(".tools", $("#papers"));
    if (shown && !document.activeElement.closest("[data-finding]")) say(shown.dataset.shown);
    sight();
  });
  sight();
  // Whoever types is said to be writing.
  document.addEventListener("input", (event) => {
    const writing = $("#writing");
    if (writing && event.target.matches("textarea")) writing.value = "yes";
  });
})();
