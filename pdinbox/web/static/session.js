/* Two minutes before the session ends, a dialog asks; at its end the page goes away. Asking the server how long is left is no activity. */
(() => {
  "use strict";
  const dialog = document.querySelector("#session-ends");
  if (!dialog) return;
  const warnAt = Number(dialog.dataset.warn);
  const words = dialog.querySelector("#session-left");
  let ends = Date.now() + Number(dialog.dataset.left) * 1000;
  let timer = 0;
  const left = () => Math.round((ends - Date.now()) / 1000);
  const ask = async () => {
    const answer = await fetch("/session", { headers: { Accept: "application/json" }, cache: "no-store" });
    ends = Date.now() + (await answer.json()).left * 1000;
  };
  const leave = () => {
    const here = window.location.pathname + window.location.search;
    window.location.replace(`/sign-in?next=${encodeURIComponent(here)}`);
  };
  const look = async () => {
    clearTimeout(timer);
    // another tab may have been used meanwhile
    if (left() <= warnAt && !dialog.open) await ask().catch(() => {});
    const seconds = left();
    if (seconds <= 0) {
      await ask().catch(() => {});
      if (left() <= 0) { leave(); return; }
    }
    if (left() > warnAt) { if (dialog.open) dialog.close(); timer = setTimeout(look, Math.max(1, left() - warnAt) * 1000); return; }
    if (!dialog.open) dialog.showModal();
    const minutes = Math.ceil(left() / 60);
    const text = left() > 60 ? `${minutes} minutes` : left() > 30 ? "one minute" : "less than half a minute";
    if (words.textContent !== text) words.textContent = text;
    timer = setTimeout(look, 1000);
  };
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); stay(); });
  const stay = async () => {
    const form = dialog.querySelector("#stay");
    await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true" } })
      .then((answer) => answer.json()).then((told) => { ends = Date.now() + told.left * 1000; }).catch(() => {});
    look();
  };
  dialog.querySelector("#stay").addEventListener("submit", (event) => { event.preventDefault(); event.stopPropagation(); stay(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  look();
})();
