"use strict";
// "Alerts on this machine": asks the browser, then sends what it made as an ordinary form.
(() => {
  const form = document.getElementById("this-browser");
  const cannot = document.getElementById("no-push");
  const denied = document.getElementById("push-denied");
  if (!form) return;
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    cannot.hidden = false;
    return;
  }

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

  const subscription = async () => {
    const worker = await navigator.serviceWorker.register("/sw.js");
    const key = bytes(form.dataset.key);
    const known = await worker.pushManager.getSubscription();
    const same = known && known.options.applicationServerKey &&
      new Uint8Array(known.options.applicationServerKey).every((byte, at) => byte === key[at]);
    if (same) return known;
    if (known) await known.unsubscribe();
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  };

  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.endpoint.value) return;
    event.preventDefault();
    event.stopPropagation(); // page.js would take it for sent
    denied.hidden = true;
    try {
      const said = (await subscription()).toJSON();
      form.elements.endpoint.value = said.endpoint;
      form.elements.p256dh.value = said.keys.p256dh;
      form.elements.auth.value = said.keys.auth;
      form.requestSubmit();
    } catch {
      denied.hidden = false;
    }
  });
})();
