"use strict";
// Keys for people who sit here all day. Never while somebody types, composes a letter (Telex) or holds another key.
(() => {
  const OFF = "keys:off", WAIT_MS = 1500;
  let waiting = 0, dialog = null;

  const isOff = () => { try { return localStorage.getItem(OFF) === "yes"; } catch { return false; } };
  const turn = (off) => { try { localStorage.setItem(OFF, off ? "yes" : "no"); } catch { /* forbidden */ } };
  const composing = (event) => event.isComposing || event.keyCode === 229;
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
  const press = (selector) => { const found = document.querySelector(selector); if (found) found.click(); return found !== null; };

  // A switch for single letters: https://www.w3.org/TR/WCAG22/#character-key-shortcuts
  const arm = (within) => {
    const off = within.querySelector("[data-keys-off]");
    if (!off) return;
    off.hidden = false;
    off.querySelector("input").checked = isOff();
    off.addEventListener("change", (event) => turn(event.target.checked));
  };

  const show = async () => {
    if (!dialog) {
      const answer = await fetch("/help/keys", { headers: { "HX-Request": "true" }, credentials: "same-origin" });
      if (!answer.ok) return;
      dialog = document.getElementById("keys");
      dialog.querySelector("div").innerHTML = await answer.text();
      dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
      arm(dialog);
    }
    if (!dialog.open) dialog.showModal();
  };

  const acts = {
    "?": () => { show(); return true; },
    "/": () => {
      const field = [...document.querySelectorAll("main input[type=search]")].find((each) => each.checkVisibility());
      if (field) field.focus(); else location.assign("/library");
      return true;
    },
    "[": () => press("main a[rel=prev]"),
    "]": () => press("main a[rel=next]"),
    g: () => { waiting = Date.now(); return true; },
  };

  document.addEventListener("keydown", (event) => {
    if (composing(event) || event.repeat || event.altKey || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s" && !event.shiftKey) {
      if (press("[data-save]")) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || typing(event.target) || isOff()) return;
    if (document.querySelector("dialog[open]")) return;
    const second = Date.now() - waiting < WAIT_MS;
    waiting = 0;
    const done = second ? press(`.side nav a[data-key="${CSS.escape(event.key)}"]`) : acts[event.key] && acts[event.key]();
    if (done) event.preventDefault();
  });

  arm(document);
})();
