"use strict";
// The page works without this file: it only keeps the sections fresh, and says so when it cannot.
(() => {
  const stale = document.getElementById("stale");
  const ended = document.getElementById("ended");
  ended.querySelector("a").href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;

  // Nothing is replaced under a person's hands: an opened question, a field being filled in.
  const inUse = (part) => {
    const active = document.activeElement;
    const typing = active && part.contains(active) && active.matches("input, textarea, select");
    return typing || part.querySelector("details[open]") !== null;
  };

  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const part = event.detail.elt;
    if (document.hidden || (part.id === "live" && inUse(part))) event.preventDefault();
  });

  // An answer may come while somebody has just opened something.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    if (part.id === "live" && inUse(part)) event.detail.shouldSwap = false;
  });

  document.body.addEventListener("htmx:afterRequest", (event) => {
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    ended.hidden = status !== 401;
    // A refusal is an answer too: whoever asked shows it.
    stale.hidden = status === 401 || (status >= 200 && status < 500);
  });

  // A text to take along: without this file people select and copy it themselves.
  const showCopyButtons = () => {
    for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  };
  showCopyButtons();
  document.body.addEventListener("htmx:afterSettle", showCopyButtons);
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy);
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand("copy"); // plain http: no clipboard for scripts
    }
    button.querySelector("span").textContent = button.dataset.copied;
  });

  // One press, one request.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("download" in form.dataset) return; // the page stays where it is, and may be asked again
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.forms) delete form.dataset.sent;
  });

  // "Done" is said once, not again when the page is reloaded.
  const address = new URL(location.href);
  if (address.searchParams.has("done")) {
    address.searchParams.delete("done");
    history.replaceState(null, "", address);
  }
})();
