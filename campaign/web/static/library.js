"use strict";
// The page works without this file: it searches while somebody types, and ticks a whole page at once.
(() => {
  const PAUSE_MS = 350;
  const form = document.getElementById("seek");
  if (!form) return;
  const words = form.elements.namedItem("q");
  let composing = false;
  let waiting = 0;
  let asked = words.value.trim();

  const seek = () => {
    if (composing || words.value.trim() === asked) return;
    asked = words.value.trim();
    window.htmx.trigger(form, "seek");
  };
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(seek, PAUSE_MS);
  };
  // Telex and other input methods: half a word is not a question.
  words.addEventListener("compositionstart", () => { composing = true; });
  words.addEventListener("compositionend", () => { composing = false; soon(); });
  words.addEventListener("input", (event) => { if (!event.isComposing) soon(); });
  form.addEventListener("submit", () => clearTimeout(waiting));

  // An address holds only what was asked for.
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
  });

  const chosen = document.getElementById("chosen");
  const boxes = () => [...chosen.querySelectorAll('#found input[name="item"]')];
  const tell = () => {
    const place = chosen.querySelector("[data-picked]");
    if (!place) return;
    const count = boxes().filter((box) => box.checked).length;
    place.textContent = count ? `${count} ${place.dataset.picked}` : "";
  };
  const all = chosen.querySelector("[data-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const every = boxes().every((box) => box.checked);
      for (const box of boxes()) box.checked = !every;
      tell();
    });
  }
  chosen.addEventListener("change", tell);
  document.body.addEventListener("htmx:afterSwap", tell);
  window.addEventListener("pageshow", tell);
  tell();
})();
