/* A letter is kept on the server while it is written: a second after the last key, and when the page is left. */
(() => {
  "use strict";
  const form = document.querySelector("[data-letter]");
  if (!form) return;
  const { $, all, say } = window.pdinbox;
  all("[data-without-script]", form).forEach((one) => { one.hidden = true; });
  let waits = 0, isNew = false, isAway = false, isSaid = false, running = null;

  const told = (words) => { const place = $("#letter-kept"); if (place) place.textContent = words; };
  /** A new session has new form tokens: the page's own is asked for once more. */
  const renew = async () => {
    const answer = await fetch(window.location.href, { redirect: "manual" });
    if (!answer.ok) return;
    const found = $("input[name=token]", new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (found) all("input[name=token]").forEach((one) => { one.value = found.value; });
  };
  const post = (more) => fetch(form.dataset.letter, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" }, ...more });
  const failed = (words, again = true) => {
    isNew = isAway = true;
    told(words);
    say(words);
    clearTimeout(waits);
    if (again) waits = setTimeout(save, 5000);
  };
  const save = async () => {
    clearTimeout(waits);
    if (running) { await running; }
    if (!isNew || form.dataset.sent) return;
    isNew = false;
    running = keep();
    await running;
    running = null;
  };
  const keep = async () => {
    try {
      const answer = await post();
      if (answer.ok) {
        const made = new DOMParser().parseFromString(await answer.text(), "text/html").body.firstElementChild;
        $("#letter-saved").replaceChildren(...made.childNodes);
        // said once, and again after it could not be saved: not each second
        if (isAway || !isSaid) say($("#letter-kept").textContent);
        isAway = false;
        isSaid = true;
        return;
      }
      failed({
        401: "Not saved: you are signed out. Sign in again in another window; your text stays here.",
        404: "Not saved: this inquiry went to another field office. Your text is still here; copy it.",
      }[answer.status] || "Not saved yet. Your text is still here; saving is tried again.", answer.status !== 404);
      if (answer.status === 403) await renew();
    } catch {
      failed("Not saved: the desk can not be reached. Your text is still here; saving is tried again.");
    }
  };
  const typed = () => {
    isNew = true;
    const there = $("#writing");
    if (there) there.value = "yes";
    clearTimeout(waits);
    waits = setTimeout(save, isAway ? 5000 : 1000);
  };
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  const leave = () => {
    if (!isNew || isAway || form.dataset.sent) return;
    isNew = false;
    clearTimeout(waits);
    post({ keepalive: true }).catch(() => { isNew = true; });
  };
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  window.addEventListener("beforeunload", (event) => { if (isAway && isNew && !form.dataset.sent) event.preventDefault(); });
  // A letter goes after the save that is on its way, never before it. And nothing is sent from a form that could not be saved: the answer
  // would be another page, and the words would be gone.
  form.addEventListener("submit", (event) => {
    if (!isAway && !running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isAway) save();
    else running.then(() => form.requestSubmit(event.submitter));
  });
  // A preview that finds nobody signed in does not lead away from what was typed.
  document.addEventListener("htmx:before:response", (event) => {
    if (event.detail.ctx.response.status === 401) { event.preventDefault(); typed(); }
  });
})();
