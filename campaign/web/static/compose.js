"use strict";
// Writing an item. Without this file the form still saves; with it lengths follow the typing and no typed word is lost.
// Nothing here changes a field while somebody types in it: Telex composes letters from several keys.
(() => {
  const form = document.getElementById("compose");
  if (!form) return;
  const CHECK_MS = 700, KEEP_MS = 3000, TRAVELS = 60000; // bytes that a leaving page may still send
  const said = form.dataset;
  const kept = document.getElementById("kept");
  const body = document.getElementById("f-body");
  const LEFT_OUT = ["csrf", "next", "then", "revision"];
  let composing = false, leaving = false, checkTimer = 0, keepTimer = 0, asking = null, told = "";

  const place = () => form.elements.place.value;
  const localKey = (name = place()) => `${said.key}:${name}`;
  const clock = (at) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: said.zone });
  const store = {
    read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
    drop(key) { try { localStorage.removeItem(key); } catch { /* forbidden */ } },
    keys() { try { return Object.keys(localStorage); } catch { return []; } },
  };

  // What stands in the form, as [[name, value], ...]; and the same as one text to compare.
  const entries = () => [...new FormData(form)].filter(([name]) => !LEFT_OUT.includes(name));
  const state = () => JSON.stringify(entries().filter(([name]) => name !== "place"));
  const packed = () => new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "then"));

  // A channel's own text that still is the common one is none.
  form.addEventListener("formdata", (event) => {
    const texts = [...form.querySelectorAll("textarea[name=variant_text]")];
    if (!texts.some((text) => text.dataset.base === text.value)) return;
    event.formData.delete("variant_text");
    for (const text of texts) event.formData.append("variant_text", text.dataset.base === text.value ? "" : text.value);
  });

  let saved = state();
  const dirty = () => said.state !== "stored" || state() !== saved;
  const say = (text, warn) => { kept.textContent = text; kept.classList.toggle("dirty", Boolean(warn)); };

  // --- kept on this machine: the fallback when the session has ended or the network is gone
  const keepHere = (pending) => store.write(localKey(), { at: Date.now(), revision: form.elements.revision.value, entries: entries(), pending: Boolean(pending) });

  // --- kept on the server
  const post = (url, more = {}) => fetch(url, { method: "POST", body: packed(), credentials: "same-origin", ...more });
  const keep = async (last) => {
    clearTimeout(keepTimer);
    keepTimer = 0;
    const now = state();
    if (!dirty() || now === told) return;
    keepHere(false);
    const small = packed().toString().length < TRAVELS;
    if (last && !small) return;
    try {
      const answer = await post(said.keep, last ? { keepalive: true } : {});
      if (answer.ok) {
        told = now;
        say(said.kept.replace("{at}", (await answer.json()).at));
        if (state() === now) store.drop(localKey());
      } else {
        say(answer.status === 401 ? said.ended : said.here, true);
        document.getElementById("ended").hidden = answer.status !== 401;
      }
    } catch {
      say(said.here, true);
    }
  };

  // --- lengths and previews, by the code that builds the post
  const check = async () => {
    clearTimeout(checkTimer);
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const answer = await post(said.check, { signal: asking.signal, headers: { "HX-Request": "true" } });
      if (answer.ok) show(await answer.text());
    } catch { /* the next change asks again */ }
  };
  const show = (html) => {
    const box = document.getElementById("check");
    const open = new Map([...box.querySelectorAll("[data-preview]")].map((each) => [each.dataset.preview, each.open]));
    box.innerHTML = html;
    for (const each of box.querySelectorAll("[data-preview]")) if (open.has(each.dataset.preview)) each.open = open.get(each.dataset.preview);
    copyLengths();
  };
  const copyLengths = () => {
    const fresh = document.getElementById("brief-new"), sms = document.getElementById("sms-new");
    if (fresh) document.getElementById("brief").innerHTML = fresh.innerHTML;
    if (sms) document.getElementById("sms-length").innerHTML = sms.innerHTML;
    for (const spot of form.querySelectorAll("[data-lengths]")) {
      const from = document.querySelector(`[data-check-of="${spot.dataset.lengths}"] .lengths`);
      spot.innerHTML = from ? from.innerHTML : "";
    }
  };

  const changed = () => {
    if (composing) return;
    if (dirty()) say(said.unsaved, true);
    clearTimeout(checkTimer);
    checkTimer = setTimeout(check, CHECK_MS);
    if (!keepTimer) keepTimer = setTimeout(() => keep(), KEEP_MS);
  };
  form.addEventListener("compositionstart", () => { composing = true; clearTimeout(checkTimer); clearTimeout(keepTimer); keepTimer = 0; });
  form.addEventListener("compositionend", () => { composing = false; changed(); });
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  new MutationObserver(changed).observe(form, { subtree: true, attributes: true, attributeFilter: ["value"] });

  document.addEventListener("visibilitychange", () => { if (document.hidden && !leaving) keep(true); });
  window.addEventListener("pagehide", () => { if (!leaving) keep(true); });
  window.addEventListener("beforeunload", (event) => { if (!leaving && dirty()) event.preventDefault(); });
  // The answer may be "sign in first": what is sent is kept here until a page says that it was saved.
  form.addEventListener("submit", () => { clearTimeout(keepTimer); keepHere(true); leaving = true; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  for (const button of document.querySelectorAll(".unsaved form, #restored form")) button.addEventListener("submit", () => { leaving = true; store.drop(localKey(button.elements.place.value)); });

  // --- back into the form
  const restore = (copy, name) => {
    const values = new Map();
    for (const [key, value] of copy.entries) values.set(key, [...(values.get(key) || []), value]);
    for (const field of form.elements) {
      if (!field.name || LEFT_OUT.includes(field.name) || field.name === "variant_key") continue;
      const given = values.get(field.name) || [];
      if (field.name === "variant_text") {
        const at = (values.get("variant_key") || []).indexOf(field.closest("[data-channel]").dataset.channel);
        field.value = at < 0 ? "" : given[at] || "";
        delete field.dataset.base;
      } else if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
      else if (given.length) field.value = given[0];
    }
    form.elements.place.value = name;
    if (copy.revision) form.elements.revision.value = copy.revision;
    showFiles();
    showOwn();
    check();
    keep();
  };
  // The block of files (media.js) writes the field from its rows; here the rows follow the field.
  const showFiles = async () => {
    const list = form.querySelector("[data-media] [data-list]");
    if (!list) return;
    try {
      const rows = [];
      for (const { file, alt } of JSON.parse(form.elements.media.value || "[]")) {
        const answer = await fetch(`/media-library/${encodeURIComponent(file)}/row?alt=${encodeURIComponent(alt)}`, { credentials: "same-origin" });
        if (!answer.ok) return;
        rows.push(new DOMParser().parseFromString((await answer.json()).row, "text/html").body.querySelector(".medium"));
      }
      list.replaceChildren(...rows);
      list.dispatchEvent(new Event("input", { bubbles: true }));
    } catch { /* no network: the field keeps its files */ }
  };
  const differs = (copy) => JSON.stringify(copy.entries.filter(([name]) => name !== "place")) !== state();
  const lookBack = () => {
    if (said.saved) store.drop(localKey(said.saved));
    if (said.saved || said.state === "typed") return;
    const isNew = place().startsWith("new:"), start = localKey("new:");
    const names = isNew ? store.keys().filter((key) => key.startsWith(start)).map((key) => key.slice(said.key.length + 1)) : [place()];
    const found = names.map((name) => [name, store.read(localKey(name))]).filter(([, copy]) => copy && copy.entries)
      .sort(([, one], [, other]) => other.at - one.at)[0];
    if (!found) return;
    const [name, copy] = found;
    if (!differs(copy)) { store.drop(localKey(name)); return; }
    const note = document.getElementById("local");
    note.querySelector("p").textContent = (copy.pending ? said.back : said.offer).replace("{at}", clock(copy.at));
    note.hidden = false;
    for (const other of document.querySelectorAll(".unsaved")) other.hidden = other.dataset.typed === name;
    note.querySelector("[data-restore]").hidden = copy.pending;
    note.querySelector("[data-restore]").addEventListener("click", () => { note.hidden = true; restore(copy, name); });
    note.querySelector("[data-forget]").addEventListener("click", () => {
      store.drop(localKey(name));
      leaving = true;
      const gone = new URLSearchParams({ csrf: form.elements.csrf.value, place: name });
      fetch(said.drop, { method: "POST", body: gone, headers: { "HX-Request": "true" }, credentials: "same-origin" }).finally(() => location.reload());
    });
    if (copy.pending) restore(copy, name);
  };

  // --- a text of its own for one channel
  const showOwn = () => {
    for (const each of form.querySelectorAll(".variant")) {
      const text = each.querySelector("textarea"), own = text.value.trim() !== "" && text.value !== text.dataset.base;
      each.classList.toggle("has-own", own);
      if (own) each.open = true;
    }
  };
  for (const each of form.querySelectorAll(".variant")) {
    const text = each.querySelector("textarea"), back = each.querySelector("[data-back-to-base]");
    back.hidden = false;
    each.addEventListener("toggle", () => {
      const base = document.querySelector(`[data-base="${each.dataset.channel}"]:not(textarea)`);
      if (each.open && text.value === "" && base) { text.value = base.textContent; text.dataset.base = text.value; }
      if (!each.open && text.value === text.dataset.base) { text.value = ""; delete text.dataset.base; }
    });
    text.addEventListener("input", () => { if (!composing) each.classList.toggle("has-own", text.value.trim() !== "" && text.value !== text.dataset.base); });
    back.addEventListener("click", () => {
      text.value = "";
      delete text.dataset.base;
      each.open = false;
      each.classList.remove("has-own");
      each.querySelector("summary").focus();
      changed();
    });
  }

  // --- the small toolbar; insertText keeps undo
  const put = (text) => { body.focus(); if (!document.execCommand("insertText", false, text)) body.setRangeText(text, body.selectionStart, body.selectionEnd, "end"); };
  const chosen = () => body.value.slice(body.selectionStart, body.selectionEnd);
  const wrap = (mark) => {
    if (composing) return;
    const text = chosen(), start = body.selectionStart;
    put(mark + text + mark);
    if (!text) body.setSelectionRange(start + mark.length, start + mark.length);
  };
  const link = () => {
    if (composing) return;
    const text = chosen(), start = body.selectionStart, isUrl = /^https?:\/\/\S+$/.test(text);
    put(isUrl ? `[](${text})` : `[${text}](https://)`);
    const at = isUrl ? start + 1 : start + text.length + 3;
    body.setSelectionRange(at, isUrl ? at : at + 8);
  };
  const list = () => {
    if (composing) return;
    const first = body.value.lastIndexOf("\n", body.selectionStart - 1) + 1;
    body.setSelectionRange(first, body.selectionEnd);
    put(chosen().split("\n").map((line) => `- ${line.replace(/^[-*] /, "")}`).join("\n"));
  };
  form.querySelector(".marks").hidden = false;
  for (const button of form.querySelectorAll("[data-mark]")) button.addEventListener("click", () => wrap(button.dataset.mark));
  form.querySelector("[data-link]").addEventListener("click", link);
  form.querySelector("[data-list]").addEventListener("click", list);
  body.addEventListener("keydown", (event) => {
    if (event.isComposing || composing || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const mark = { b: "**", i: "*" }[event.key.toLowerCase()];
    if (!mark) return;
    event.preventDefault();
    wrap(mark);
  });

  showOwn();
  copyLengths();
  lookBack();
  document.getElementById("ended").querySelector("a").href = `/sign-in?next=${encodeURIComponent(location.pathname)}`;
  const address = new URL(location.href);
  if (address.searchParams.has("from")) {
    address.searchParams.delete("from");
    history.replaceState(null, "", address);
  }
})();
