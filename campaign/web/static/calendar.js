"use strict";
// The board works without this file: every card, form and dialog is a page too. Here: dialogs over the board, dragging
// between days (the clock time stays), undo that goes away by itself, and a phone that opens at today.
(() => {
  const UNDO_MS = 10_000;
  const WIDE = window.matchMedia("(min-width: 900px)");
  const toast = document.getElementById("toast");
  const dialog = document.getElementById("dialog");
  const body = document.getElementById("dialog-body");
  let dragging = false;
  let opener = "";
  let fleeting = 0;

  const refresh = () => window.htmx.trigger(document.body, "calendar-changed");

  // Dialogs: the same address as the link, asked for as a part.
  const open = async (address) => {
    opener = address;
    await window.htmx.ajax("GET", address, { target: body, swap: "innerHTML" });
    if (body.childElementCount && !dialog.open) dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    const link = event.target.closest("a[data-dialog]");
    if (link && plain) {
      event.preventDefault();
      open(link.getAttribute("href"));
      return;
    }
    if (event.target === dialog) dialog.close();
    // A press on the free part of a day that is still to come.
    const day = event.target.closest(".grid .day");
    if (day && !event.target.closest("a, button, summary, details, .entry")) {
      const plus = day.querySelector("a.plus");
      if (plus) open(plus.getAttribute("href"));
    }
  });

  dialog.addEventListener("close", () => {
    body.replaceChildren();
    const link = [...document.querySelectorAll("a[data-dialog]")].find((each) => each.getAttribute("href") === opener);
    if (link) link.focus();
  });

  // What a form in a dialog was refused for is said in the dialog; what was done, in the toast.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const status = event.detail.xhr.status;
    const refused = status >= 400 && status < 500 && status !== 401;
    if (event.detail.target === toast) {
      if (refused) {
        event.detail.shouldSwap = true;
        if (dialog.open) showRefusal(event.detail);
      } else if (dialog.open) {
        dialog.close();
      }
    } else if (event.detail.target === body && refused) {
      event.detail.shouldSwap = true;
    }
  });

  const showRefusal = (detail) => {
    detail.shouldSwap = false;
    const said = document.createElement("div");
    said.className = "refusal";
    body.querySelectorAll(".refusal").forEach((old) => old.remove());
    body.append(said);
    window.htmx.swap(said, detail.xhr.responseText, { swapStyle: "innerHTML" });
    said.scrollIntoView({ block: "nearest" });
  };

  // Undo stays for ten seconds, longer under a hand or with the keyboard on it.
  const clearLater = () => {
    clearTimeout(fleeting);
    fleeting = setTimeout(() => {
      if (toast.matches(":hover") || toast.contains(document.activeElement)) clearLater();
      else toast.replaceChildren();
    }, UNDO_MS);
  };

  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === toast) clearLater();
    else if (event.detail.target?.id === "live" || event.detail.elt?.id === "live") arm(), lookAtPlaced(); // htmx.swap() names no target
  });

  // What was just placed is marked on the board from now on, so that it is among those that a full day shows.
  let placed = [];
  let unseen = false;
  document.body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id !== "live" || !placed.length) return;
    const [path, query] = event.detail.path.split("?");
    const asked = new URLSearchParams(query);
    asked.delete("mark");
    placed.forEach((id) => asked.append("mark", id));
    event.detail.path = `${path}?${asked}`;
  });
  document.body.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.target !== toast || event.detail.xhr.status !== 200) return;
    const there = /data-there="([0-9 ]+)"/.exec(event.detail.xhr.responseText);
    if (!there) return;
    placed = there[1].split(" ");
    unseen = true;
  });
  const lookAtPlaced = () => {
    const entry = unseen && document.querySelector(".entry.marked");
    if (!entry) return;
    unseen = false;
    entry.scrollIntoView({ block: "nearest" });
  };

  // Nothing is replaced while something is in the hand.
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "live" && dragging) event.preventDefault();
  });

  // Dragging. The whole day takes a drop, not only its list.
  const drop = async (moved) => {
    dragging = false;
    document.querySelectorAll(".day.over").forEach((day) => day.classList.remove("over"));
    const { item, from, to, oldIndex } = moved;
    const at = moved.originalEvent.changedTouches ? moved.originalEvent.changedTouches[0] : moved.originalEvent;
    const under = document.elementFromPoint(at.clientX, at.clientY);
    const day = (under && under.closest("[data-on]")) || to.closest("[data-on]");
    const back = () => from.insertBefore(item, from.children[oldIndex] || null);
    if (!day || day === from.closest("[data-on]")) {
      back();
      return;
    }
    if (item.dataset.slug) {
      back();
      open(`/calendar/place?on=${day.dataset.on}&item=${encodeURIComponent(item.dataset.slug)}`);
      return;
    }
    const token = document.querySelector("input[name=csrf]").value;
    await window.htmx.ajax("POST", `/calendar/deliveries/${item.dataset.id}/move`, {
      target: toast, swap: "innerHTML", values: { csrf: token, on: day.dataset.on },
    });
    if (!toast.querySelector(".note.good")) back();
    refresh();
  };

  const arm = () => {
    if (!window.Sortable || !WIDE.matches) return;
    const held = {
      sort: false, animation: 120, forceFallback: true, fallbackOnBody: true, fallbackTolerance: 4,
      delay: 350, delayOnTouchOnly: true, touchStartThreshold: 6, emptyInsertThreshold: 40,
      onStart: () => { dragging = true; }, onEnd: drop, onMove: (event) => mayDrop(event),
    };
    document.querySelectorAll("[data-on] .entries").forEach((list) => {
      window.Sortable.create(list, { ...held, group: { name: "days", put: true }, draggable: "[data-movable]" });
    });
    const tray = document.querySelector("#tray .entries");
    if (tray) {
      window.Sortable.create(tray, {
        ...held, group: { name: "days", put: false }, draggable: ".ready", filter: "a", preventOnFilter: false,
      });
    }
  };

  const mayDrop = (event) => {
    document.querySelectorAll(".day.over").forEach((day) => day.classList.remove("over"));
    const day = event.to.closest(".day");
    if (!day || day.classList.contains("past")) return false;
    day.classList.add("over");
    return true;
  };

  arm();
  if (!WIDE.matches && !location.hash && document.querySelector(".grid #today")) {
    document.getElementById("today").scrollIntoView();
  }
})();
