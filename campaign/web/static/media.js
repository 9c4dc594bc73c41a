"use strict";
// The block of an item's files (templates/media/block.html): order, alternative texts, uploads, choosing, cutting.
(() => {
  const block = document.querySelector("[data-media]");
  if (!block) return;
  const { Upload, Refused, Dropped, ask, sentence } = window.campaignUploads;
  const list = block.querySelector("[data-list]");
  const field = block.querySelector("input[name=media]");
  const uploads = block.querySelector("[data-uploads]");
  const files = block.querySelector("[data-files]");
  const said = block.querySelector("[data-said]");
  const texts = block.querySelector("[data-texts]").dataset;
  const SEARCH_AFTER_MS = 300;
  document.documentElement.classList.add("has-script");

  const say = (text) => { said.textContent = text; };
  const nameOf = (row) => row.querySelector(".named b").textContent;
  const rows = () => [...list.children];
  const altOf = (row) => row.querySelector("[data-alt]").value.normalize("NFC").replace(/\s+/g, " ").trim();

  const sync = () => {
    const value = JSON.stringify(
      rows().map((row) => ({ file: row.dataset.sha256, alt: altOf(row) })),
    );
    block.querySelector("[data-none]").hidden = rows().length > 0;
    rows().forEach((row, at) => {
      row.querySelector("[data-up]").disabled = at === 0;
      row.querySelector("[data-down]").disabled = at === rows().length - 1;
    });
    if (same(value, field.value)) return;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const same = (one, other) => {
    try { return one === JSON.stringify(JSON.parse(other)); } catch { return false; }
  };

  const rowFrom = (html) => new DOMParser().parseFromString(html, "text/html").body.querySelector(".medium");

  const add = (told, alt) => {
    if (rows().some((row) => row.dataset.sha256 === told.sha256)) return;
    const row = document.importNode(rowFrom(told.row), true);
    if (alt) row.querySelector("[data-alt]").value = alt;
    list.append(row);
    sync();
    say(`${texts.added}: ${told.name}`);
    return row;
  };

  list.addEventListener("input", (event) => {
    if (event.target.matches("[data-alt]")) event.target.setCustomValidity("");
    sync();
  });
  // A draft may be saved without; who hands it in has described every picture.
  block.form.addEventListener("submit", (event) => {
    const bare = event.submitter?.value === "submit" && rows().find((row) => row.dataset.kind === "image" && !altOf(row));
    if (!bare) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const alt = bare.querySelector("[data-alt]");
    alt.setCustomValidity(texts.bare);
    alt.reportValidity();
  }, { capture: true });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const row = button.closest(".medium");
    if (button.matches("[data-remove]")) {
      const next = row.nextElementSibling || row.previousElementSibling;
      row.remove();
      sync();
      say(`${texts.removed}: ${nameOf(row)}`);
      (next ? next.querySelector("[data-remove]") : block.querySelector("[data-add]")).focus();
    } else if (button.matches("[data-up], [data-down]")) {
      const other = button.matches("[data-up]") ? row.previousElementSibling : row.nextElementSibling;
      if (!other) return;
      if (button.matches("[data-up]")) other.before(row);
      else other.after(row);
      sync();
      say(`${nameOf(row)}: ${texts.moved} ${rows().indexOf(row) + 1}`);
      (button.disabled ? row.querySelector("[data-up]:enabled, [data-down]:enabled") : button)?.focus();
    } else if (button.matches("[data-cut]")) {
      cut(row);
    }
  });

  // Uploads: one after the other, since they share one network.
  let queue = Promise.resolve();
  let open = 0;
  const megabytes = (bytes) => (bytes / 1048576).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });

  const uploadRow = (name) => {
    const row = document.importNode(block.querySelector("template[data-upload-row]").content, true).firstElementChild;
    row.querySelector("[data-name]").textContent = name;
    uploads.append(row);
    return row;
  };

  const tell = (row, state, upload, why) => {
    const words = row.querySelector("[data-words]");
    row.dataset.state = state;
    row.querySelector("progress").value = upload.file.size ? (100 * upload.offset) / upload.file.size : 0;
    const far = `${megabytes(upload.offset)} / ${megabytes(upload.file.size)} MB`;
    const plain = { starting: texts.starting, working: texts.working, waiting: `${why || texts.waiting} (${far})` };
    words.textContent = plain[state] || `${texts.sending} ${far}`;
    if (state === "waiting") say(words.textContent);
  };

  const start = (file) => {
    const row = uploadRow(file.name);
    let upload = null;
    let dropped = false;
    open += 1;
    row.querySelector("[data-cancel]").addEventListener("click", () => {
      dropped = true;
      if (upload) upload.drop();
      row.remove();
      block.querySelector("[data-add]").focus();
    });
    row.querySelector("[data-words]").textContent = texts.starting;
    queue = queue.then(async () => {
      if (dropped) return;
      try {
        upload = new Upload(file, (state, of, why) => tell(row, state, of, why));
        const told = await upload.done;
        row.remove();
        const made = add(told, "");
        if (made && !document.activeElement.matches("input, textarea")) made.querySelector("[data-alt]").focus();
      } catch (error) {
        if (error instanceof Dropped) return;
        row.dataset.state = "refused";
        row.querySelector("progress").remove();
        const why = error instanceof Refused && error.message ? error.message : texts.failed;
        row.querySelector("[data-words]").textContent = why;
        say(`${file.name}: ${why}`);
      }
    }).finally(() => { open -= 1; });
  };

  block.querySelector("[data-add]").addEventListener("click", () => files.click());
  files.addEventListener("change", () => {
    for (const file of files.files) {
      for (const row of uploads.querySelectorAll("[data-left]")) {
        if (row.querySelector("[data-name]").textContent === file.name) row.remove();
      }
      start(file);
    }
    files.value = "";
  });
  window.addEventListener("beforeunload", (event) => {
    if (open > 0) event.preventDefault();
  });

  // What another page, or this one before it was closed, has left half sent.
  (async () => {
    const answer = await ask("GET", "/media/uploads").catch(() => null);
    if (!answer || !answer.ok) return;
    for (const left of await answer.json()) {
      const row = uploadRow(left.name);
      row.dataset.left = left.id;
      row.dataset.state = "waiting";
      row.querySelector("progress").value = (100 * left.offset) / left.size;
      row.querySelector("[data-words]").textContent = texts.resume;
      row.querySelector("[data-cancel]").addEventListener("click", () => {
        ask("DELETE", `/media/uploads/${left.id}`).catch(() => {});
        row.remove();
      });
    }
  })();

  // Choosing from what is stored.
  const picker = document.querySelector("[data-picker]");
  const found = picker.querySelector("[data-found]");
  const search = picker.querySelector("[data-search]");
  let asked = 0;
  const find = async () => {
    const mine = ++asked;
    const answer = await ask("GET", `/media-library?q=${encodeURIComponent(search.value)}`).catch(() => null);
    if (mine !== asked) return;
    if (answer && answer.ok) found.innerHTML = await answer.text();
    else found.textContent = answer ? await sentence(answer) : texts.waiting;
  };
  let timer = 0;
  search.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(find, SEARCH_AFTER_MS);
  });
  search.addEventListener("compositionend", () => { timer = setTimeout(find, SEARCH_AFTER_MS); });
  block.querySelector("[data-choose]").addEventListener("click", () => {
    picker.showModal();
    search.focus();
    find();
  });
  found.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-pick]");
    if (!button) return;
    const alt = button.dataset.altText;
    const answer = await ask("GET", `/media-library/${button.dataset.pick}/row?alt=${encodeURIComponent(alt)}`).catch(() => null);
    if (answer && answer.ok) add(await answer.json(), alt);
    picker.close();
    block.querySelector("[data-choose]").focus();
  });

  // Cutting: the selection and the four numbers say the same. The numbers are for the keyboard and for screen readers, so
  // the drawn part (whose grid has no names) is hidden from those.
  const cutter = document.querySelector("[data-cutter]");
  const place = cutter.querySelector("[data-cut-place]");
  const wrong = cutter.querySelector("[data-cut-wrong]");
  const numbers = Object.fromEntries([...cutter.querySelectorAll("[data-box]")].map((each) => [each.dataset.box, each]));
  let cutting = null;

  const loadCropper = () => new Promise((resolve, reject) => {
    if (window.Cropper) { resolve(); return; }
    const script = document.createElement("script");
    script.src = block.dataset.cropper;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });

  const element = (name, attributes, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };

  const cut = async (row) => {
    wrong.hidden = true;
    cutter.showModal();
    cutting = { row, width: Number(row.dataset.width), height: Number(row.dataset.height) };
    try {
      await loadCropper();
    } catch {
      wrong.textContent = texts.failed;
      wrong.hidden = false;
      return;
    }
    const handles = ["n", "e", "s", "w", "ne", "nw", "se", "sw"].map((side) => element("cropper-handle", { action: `${side}-resize` }));
    const selection = element("cropper-selection", { movable: "", resizable: "" },
      element("cropper-grid", { bordered: "", covered: "" }),
      element("cropper-handle", { action: "move", plain: "" }), ...handles);
    const image = element("cropper-image", { src: `/media-library/${row.dataset.sha256}`, alt: "" });
    const canvas = element("cropper-canvas", { "aria-hidden": "true" }, image, element("cropper-shade", { hidden: "" }), selection);
    place.replaceChildren(canvas);
    Object.assign(cutting, { canvas, image, selection, ratio: NaN });
    await image.$ready();
    image.$center("contain");
    selection.addEventListener("change", limit);
    selectAll();
  };

  const shown = () => {
    const outer = cutting.canvas.getBoundingClientRect();
    const inner = cutting.image.getBoundingClientRect();
    return { left: inner.left - outer.left, top: inner.top - outer.top, width: inner.width, height: inner.height, scale: cutting.width / inner.width };
  };
  const limit = (event) => {
    const at = shown();
    const box = event.detail;
    const slack = 0.5;
    const outside = box.x < at.left - slack || box.y < at.top - slack
      || box.x + box.width > at.left + at.width + slack || box.y + box.height > at.top + at.height + slack;
    if (outside) event.preventDefault();
    else write(box, at);
  };
  const write = (box, at) => {
    const x = Math.max(0, Math.round((box.x - at.left) * at.scale));
    const y = Math.max(0, Math.round((box.y - at.top) * at.scale));
    numbers.x.value = x;
    numbers.y.value = y;
    numbers.width.value = Math.min(cutting.width - x, Math.round(box.width * at.scale));
    numbers.height.value = Math.min(cutting.height - y, Math.round(box.height * at.scale));
  };
  const select = (x, y, width, height) => {
    const at = shown();
    cutting.selection.$change(at.left + x / at.scale, at.top + y / at.scale, width / at.scale, height / at.scale, cutting.ratio);
    write({ x: at.left + x / at.scale, y: at.top + y / at.scale, width: width / at.scale, height: height / at.scale }, at);
  };
  const selectAll = () => {
    const ratio = cutting.ratio || (cutting.width / cutting.height);
    const width = Math.min(cutting.width, cutting.height * ratio) * 0.9;
    const height = width / ratio;
    select((cutting.width - width) / 2, (cutting.height - height) / 2, width, height);
  };
  cutter.addEventListener("change", (event) => {
    if (event.target.matches("[data-box]") && cutting.selection) {
      const { x, y, width, height } = numbers;
      select(Number(x.value), Number(y.value), Number(width.value), Number(height.value));
    }
  });
  cutter.addEventListener("click", async (event) => {
    const ratio = event.target.closest("[data-ratio]");
    if (ratio && cutting.selection) {
      for (const each of cutter.querySelectorAll("[data-ratio]")) each.setAttribute("aria-pressed", String(each === ratio));
      cutting.ratio = ratio.dataset.ratio ? Number(ratio.dataset.ratio) : NaN;
      cutting.selection.aspectRatio = cutting.ratio;
      selectAll();
    }
    const now = event.target.closest("[data-cut-now]");
    if (!now) return;
    now.disabled = true;
    wrong.hidden = true;
    const body = new URLSearchParams(Object.entries(numbers).map(([key, each]) => [key, each.value]));
    const answer = await ask("POST", `/media-library/${cutting.row.dataset.sha256}/cut`, { body, timeout: 120000 }).catch(() => null);
    now.disabled = false;
    if (answer && answer.ok) {
      const told = await answer.json();
      const made = document.importNode(rowFrom(told.row), true);
      made.querySelector("[data-alt]").value = cutting.row.querySelector("[data-alt]").value;
      cutting.row.replaceWith(made);
      sync();
      say(`${texts.added}: ${told.name}`);
      cutter.close();
      made.querySelector("[data-cut]").focus();
    } else {
      wrong.textContent = answer ? await sentence(answer) : texts.waiting;
      wrong.hidden = false;
    }
  });
  cutter.addEventListener("close", () => { place.replaceChildren(); cutting = null; });

  for (const dialog of [picker, cutter]) {
    dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  }

  sync();
})();
