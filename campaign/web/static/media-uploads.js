"use strict";
// One file at a time in parts: where the last part ended, the next one begins, also after a broken connection, an
// expired session or a closed page. Each part is made as large as the network carries in a few seconds.
(() => {
  const LEAST = 32 * 1024;
  const FIRST = 128 * 1024;
  const QUICK_MS = 1500;
  const SLOW_MS = 5000;
  const PART_TIMEOUT_MS = 19000;
  const FINISH_TIMEOUT_MS = 300000;
  const WAITS_MS = [1000, 2000, 4000, 8000, 15000, 30000];
  const COUNTED_UP_TO = 32 * 1024 * 1024; // crypto.subtle wants the whole file in memory

  class Refused extends Error {}
  class Broken extends Error {}
  class Dropped extends Error {}

  const rememberedAs = (file) => `upload:${file.name}:${file.size}:${file.lastModified}`;
  const remembered = (file) => {
    try { return localStorage.getItem(rememberedAs(file)); } catch { return null; }
  };
  const remember = (file, id) => {
    try {
      if (id) localStorage.setItem(rememberedAs(file), id);
      else localStorage.removeItem(rememberedAs(file));
    } catch { /* private windows may forbid it: the upload works, only a closed page forgets it */ }
  };

  const hash = async (file) => {
    if (file.size > COUNTED_UP_TO || !window.crypto || !crypto.subtle) return "";
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  // A sentence of the server: its refusals are a small fragment of HTML.
  const sentence = async (answer) => {
    const text = new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent;
    return text.replace(/\s+/g, " ").trim();
  };

  const ask = async (method, path, { body, headers = {}, timeout = PART_TIMEOUT_MS, signal } = {}) => {
    const token = document.querySelector("input[name=csrf]");
    const own = new AbortController();
    const timer = setTimeout(() => own.abort(), timeout);
    const stop = () => own.abort();
    if (signal) signal.addEventListener("abort", stop);
    try {
      return await fetch(path, {
        method, body, signal: own.signal, credentials: "same-origin", cache: "no-store",
        headers: { "hx-request": "true", ...(token ? { "x-csrf-token": token.value } : {}), ...headers },
      });
    } catch {
      throw signal && signal.aborted ? new Dropped() : new Broken();
    } finally {
      clearTimeout(timer);
      if (signal) signal.removeEventListener("abort", stop);
    }
  };

  class Upload {
    constructor(file, told) {
      this.file = file;
      this.told = told; // told(state, detail): starting, sending, waiting, working
      this.stopper = new AbortController();
      this.id = null;
      this.offset = 0;
      this.part = FIRST;
      this.largest = FIRST;
      this.done = this.run();
    }

    drop() {
      this.stopper.abort();
      remember(this.file, null);
      if (this.id) ask("DELETE", `/media/uploads/${this.id}`).catch(() => {});
    }

    async run() {
      this.told("starting", this);
      this.sha256 = await hash(this.file).catch(() => "");
      for (let failures = 0; ;) {
        try {
          if (!this.id) await this.begin();
          while (this.offset < this.file.size) {
            this.told("sending", this);
            await this.send();
            failures = 0;
          }
          this.told("working", this);
          const row = await this.finish();
          remember(this.file, null);
          return row;
        } catch (error) {
          if (!(error instanceof Broken)) throw error;
          this.part = Math.max(LEAST, this.part / 2);
          this.told("waiting", this, error.message);
          await this.pause(WAITS_MS[Math.min(failures, WAITS_MS.length - 1)]);
          failures += 1;
          await this.whereNext();
        }
      }
    }

    pause(ms) {
      return new Promise((resolve, reject) => {
        const end = () => {
          clearTimeout(timer);
          window.removeEventListener("online", end);
          this.stopper.signal.removeEventListener("abort", end);
          if (this.stopper.signal.aborted) reject(new Dropped());
          else resolve();
        };
        const timer = setTimeout(end, ms);
        window.addEventListener("online", end);
        this.stopper.signal.addEventListener("abort", end);
      });
    }

    async begin() {
      const known = remembered(this.file);
      if (known) {
        this.id = known;
        await this.whereNext();
        if (this.id) return;
      }
      const body = new URLSearchParams({ name: this.file.name, size: this.file.size, sha256: this.sha256 });
      this.take(await this.read(await this.ask("POST", "/media/uploads", { body })));
      remember(this.file, this.id);
    }

    async whereNext() {
      if (!this.id) return;
      let answer;
      try {
        answer = await this.ask("GET", `/media/uploads/${this.id}`);
      } catch (error) {
        if (error instanceof Broken) return; // still no network: the next part will say so
        throw error;
      }
      if (answer.status === 404) {
        this.id = null;
        this.offset = 0;
        remember(this.file, null);
      } else if (answer.ok) {
        this.take(await answer.json());
      }
    }

    async send() {
      const began = performance.now();
      const body = this.file.slice(this.offset, this.offset + this.part);
      const headers = { "upload-offset": String(this.offset), "content-type": "application/octet-stream" };
      const answer = await this.ask("PATCH", `/media/uploads/${this.id}`, { body, headers });
      if (answer.status === 409) {
        await this.whereNext();
        return;
      }
      this.take(await this.read(answer));
      const took = performance.now() - began;
      if (took < QUICK_MS) this.part = Math.min(this.largest, this.part * 2);
      if (took > SLOW_MS) this.part = Math.max(LEAST, this.part / 2);
    }

    async finish() {
      return this.read(await this.ask("POST", `/media/uploads/${this.id}/finish`, { timeout: FINISH_TIMEOUT_MS }));
    }

    take(said) {
      this.id = said.id;
      this.offset = said.offset;
      this.largest = said.part_bytes;
    }

    ask(method, path, options = {}) {
      return ask(method, path, { ...options, signal: this.stopper.signal });
    }

    // What may be otherwise in a moment is Broken (asked again); what will not is Refused (a person reads it).
    async read(answer) {
      if (answer.ok) return answer.json();
      const said = await sentence(answer);
      if ([401, 408, 425, 429, 500, 502, 503, 504].includes(answer.status)) throw new Broken(answer.status === 401 ? said : "");
      if (answer.status === 404 && this.id) {
        this.id = null;
        this.offset = 0;
        remember(this.file, null);
        throw new Broken("");
      }
      remember(this.file, null);
      this.id = null; // the server has forgotten it too
      throw new Refused(said);
    }
  }

  window.campaignUploads = { Upload, Refused, Dropped, ask, sentence };
})();
