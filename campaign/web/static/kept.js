"use strict";
// What somebody typed outlives an ended session, a refusal and a broken connection. A form with free text is copied into
// this tab's own store when it is sent; the copy goes away when the answer was good, else it comes back into the form.
// The page of an item has its own, larger way (compose.js). Nothing with a password is ever copied.
(() => {
  const START = "kept:";
  const TEXTS = "textarea, input:not([type]), input[type=text], input[type=url], input[type=tel]";
  const LEFT_OUT = ["csrf", "next"];
  const person = document.body.dataset.person; // absent: a page without a side bar, sign-in or a refusal
  const store = {
    keys() { try { return Object.keys(sessionStorage).filter((key) => key.startsWith(START)); } catch { return []; } },
    read(key) { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
    write(key, copy) { try { sessionStorage.setItem(key, JSON.stringify(copy)); } catch { /* full or forbidden */ } },
    drop(key) { try { sessionStorage.removeItem(key); } catch { /* forbidden */ } },
  };

  const texts = (form) => [...form.querySelectorAll(TEXTS)].filter((field) => field.name);
  const keyOf = (form) => `${START}${form.getAttribute("action") || form.getAttribute("hx-post")}|${texts(form).map((field) => field.name)}`;
  const isOurs = (form) => form.id !== "compose" && form.method === "post" && !form.querySelector("[type=password]") && texts(form).length > 0;
  const isTyped = (form) => texts(form).some((field) => field.value.trim() && field.value !== field.defaultValue);
  const keep = (form, lost) => {
    if (!isOurs(form) || !isTyped(form)) return;
    const entries = [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.includes(name) && typeof value === "string");
    store.write(keyOf(form), { person, lost, entries });
  };
  const lose = (key) => { const copy = store.read(key); if (copy) store.write(key, { ...copy, lost: true }); };

  // --- on the way out
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === "/sign-out") store.keys().forEach(store.drop);
    else keep(event.target, false);
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt;
    if (!(form instanceof HTMLFormElement) || !isOurs(form)) return;
    if (event.detail.successful) store.drop(keyOf(form));
    else lose(keyOf(form));
  });
  window.addEventListener("pagehide", () => {
    const ended = document.getElementById("ended");
    if (ended && !ended.hidden) for (const form of document.forms) keep(form, true);
  });

  // --- back into the forms
  const fill = (form, copy) => {
    const left = copy.entries.slice();
    for (const field of form.elements) {
      if (!field.name || LEFT_OUT.includes(field.name) || field.type === "hidden" || field.type === "submit") continue;
      const named = copy.entries.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = named.includes(field.value);
      else {
        const at = left.findIndex(([name]) => name === field.name);
        if (at >= 0) field.value = left.splice(at, 1)[0][1];
      }
    }
    for (let box = form.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  };
  const bringBack = () => {
    const words = document.getElementById("kept-note");
    for (const form of words ? document.forms : []) {
      if (form.dataset.kept || !isOurs(form)) continue;
      const key = keyOf(form), copy = store.read(key);
      if (!copy || copy.person !== person) continue;
      form.dataset.kept = "yes";
      fill(form, copy);
      const note = words.content.cloneNode(true).firstElementChild;
      note.querySelector("button").addEventListener("click", () => { store.drop(key); form.reset(); note.remove(); });
      form.prepend(note);
    }
  };

  if (person === undefined) {
    store.keys().forEach(lose);
    return;
  }
  // A good answer is a page of its own, or leads on to one; "back" and a reload lead here without either.
  const [navigation] = performance.getEntriesByType("navigation");
  const answered = document.body.hasAttribute("data-answered") || (navigation && navigation.redirectCount > 0);
  if (answered) for (const key of store.keys()) if (!store.read(key).lost) store.drop(key);
  bringBack();
  document.body.addEventListener("htmx:afterSettle", bringBack);
})();
