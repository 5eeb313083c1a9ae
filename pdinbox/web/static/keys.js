/* Security keys: the browser is asked, and its answer goes into the form. The server checks it. */
(() => {
  "use strict";
  const forms = document.querySelectorAll("[data-key-create],[data-key-get]");
  forms.forEach((form) => form.addEventListener("submit", async (event) => {
    const field = form.querySelector("[name=key]");
    if (field.value) return;
    event.preventDefault();
    event.stopPropagation();
    const say = (words) => { form.querySelector(".key-trouble").textContent = words; };
    try {
      const isNew = "keyCreate" in form.dataset;
      const options = JSON.parse(isNew ? form.dataset.keyCreate : form.dataset.keyGet);
      const answer = isNew
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      field.value = JSON.stringify(answer.toJSON());
      form.requestSubmit();
    } catch (wrong) {
      say(wrong.name === "InvalidStateError" ? "That key is added already." : "The key was not used. Put it in, press the button and touch the key.");
    }
  }));
})();
