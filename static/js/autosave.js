// Saves a text by itself while somebody writes, and keeps it in this browser until the server has it.
// Generic: the page says how its text is read and written, and what is shown. See docs/decisions/0023-notes.md.
//
// A text is sent with the revision it began from, a name for this open page and a running number. The server merges it
// with what others have saved; an answer that gets lost does no harm, since the next text says whose continuation it is.
const QUIET = 2000; // milliseconds without a key before a text is sent
const LONGEST = 15000; // and at the latest this long after the first
const PATIENCE = 20000; // for an answer
const RETRY = [2000, 60000]; // the first wait after a failure, doubled up to the last
const ASK = 5000; // how often the page asks whether others have written

const soon = (delay) => { // AbortSignal.timeout is younger than the phones that we care for
  const controller = new AbortController();
  setTimeout(() => controller.abort(), delay);
  return controller.signal;
};
const aName = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// -- What is kept in this browser: one draft for each open page that has unsaved text -------------------------------

const shelf = (key) => {
  const prefix = `autosave:${key}:`;
  return {
    put(origin, draft) {
      try {
        localStorage.setItem(prefix + origin, JSON.stringify({ ...draft, at: Date.now() }));
        return true;
      } catch {
        return false; // full, or not allowed
      }
    },
    remove(origin) {
      try { localStorage.removeItem(prefix + origin); } catch { /* nothing was kept then */ }
    },
    all() {
      try {
        return Object.keys(localStorage).filter((name) => name.startsWith(prefix))
          .map((name) => ({ origin: name.slice(prefix.length), ...JSON.parse(localStorage.getItem(name)) }))
          .filter((draft) => typeof draft.text === "string")
          .sort((one, other) => one.at - other.at);
      } catch {
        return [];
      }
    },
  };
};

// Whoever holds this lock is the open page of that name: another page leaves its draft alone.
const hold = (origin, patience) => {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    const signal = patience ? soon(patience) : undefined;
    navigator.locks.request(`autosave:${origin}`, signal ? { signal } : {}, () => {
      resolve(true);
      return new Promise(() => {}); // until the page goes
    }).catch(() => resolve(false));
  });
};

// -- The keeper -----------------------------------------------------------------------------------------------------

// `url` takes a POST of `fields(text)` (an object, or pairs) and of what is said above, and answers JSON: {revision, body?}; 409 in a conflict,
// 422 {problem}; a conflict is told with the `text` that was sent. `news`, if any, answers 204 or the same JSON to ?revision=. `key` names the text in this browser,
// `base` is the revision on the page. `read` and `write` get at the text; `tell(state, answer)` shows how it stands.
export const autosave = ({ url, news, key, base, unsaved = false, paused = false, read, write, fields, tell }) => {
  const kept = shelf(key);
  let origin = aName();
  let sequence = 0;
  let known = unsaved ? null : read(); // what the server has, as far as we know
  let storable = true;
  let sending = false;
  let wait = 0;
  let since = 0;
  let timer;

  const isDirty = () => read() !== known;
  const keep = () => {
    storable = kept.put(origin, { text: read(), base, sequence });
  };
  const later = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  };
  const clean = (answer) => {
    known = read();
    since = 0;
    wait = 0;
    kept.remove(origin);
    clearTimeout(timer);
    tell("saved", answer);
  };

  const changed = () => {
    if (!isDirty()) {
      if (!paused && !sending) clean(null);
      return;
    }
    keep();
    if (paused) return;
    since ||= Date.now();
    if (!wait) {
      tell("dirty");
      later(Math.max(0, Math.min(QUIET, since + LONGEST - Date.now())));
    }
  };

  const failed = (state, again = true, told = {}) => {
    keep();
    tell(state, { storable, ...told });
    clearTimeout(timer);
    if (!again) return;
    wait = Math.min(wait ? wait * 2 : RETRY[0], RETRY[1]);
    later(wait);
  };

  const took = (answer, text) => {
    wait = 0;
    const merged = answer.body !== undefined && answer.body !== text;
    if (read() === text) {
      base = answer.revision;
      if (merged) write(answer.body);
      clean(answer);
      return;
    }
    // Somebody typed on. What others wrote comes in with the next answer; until then the base stays as it was.
    if (!merged) {
      base = answer.revision;
      known = text;
    }
    since = Date.now();
    keep();
    tell("dirty", answer);
    later(QUIET);
  };

  async function send({ pressed = false, closing = false } = {}) {
    if (sending || paused || (!isDirty() && !pressed)) return;
    const text = read();
    sending = true;
    sequence += 1;
    keep();
    if (!closing) tell("saving");
    let answer;
    let told = {};
    try {
      const body = new URLSearchParams(fields(text));
      for (const [name, value] of Object.entries({ base_revision: base, origin, sequence })) body.set(name, value);
      if (pressed) body.set("knapp", "1");
      const signal = closing ? undefined : soon(PATIENCE);
      answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: closing, redirect: "error", signal });
      if (answer.ok || [409, 422].includes(answer.status)) told = await answer.json();
    } catch {
      answer = null;
    }
    sending = false;
    if (!answer) return failed("offline");
    if (answer.ok) return took(told, text);
    if (answer.status === 409) {
      paused = true;
      keep();
      return tell("conflict", { ...told, text });
    }
    if (answer.status === 422) return failed("problem", false, told);
    if (answer.status === 404) return failed("closed", false);
    if (answer.status === 403) return failed("signed-out", false);
    return failed("busy");
  }

  const ask = async () => {
    if (!news || sending || paused || wait || document.hidden || !navigator.onLine || isDirty()) return;
    const text = read();
    let told;
    try {
      const answer = await fetch(`${news}?revision=${base}`, { headers: { Accept: "application/json" }, signal: soon(PATIENCE) });
      if (answer.status === 404) return tell("closed");
      if (answer.status !== 200) return;
      told = await answer.json();
    } catch {
      return; // the next turn asks again
    }
    if (sending || paused || read() !== text) return;
    base = told.revision;
    if (told.body !== text) write(told.body);
    clean(told);
  };

  // Text of a page that went before its text was saved: it is taken up where it was, and sent. One after the other.
  const recover = async () => {
    for (const draft of kept.all()) {
      if (draft.origin === origin || draft.text === read()) {
        if (draft.origin !== origin && await hold(draft.origin, 1500)) kept.remove(draft.origin);
        continue;
      }
      if (!await hold(draft.origin, 1500)) continue; // that page is open
      if (isDirty() || sending || paused) return; // the next time
      ({ origin, sequence, base } = draft);
      known = null;
      write(draft.text);
      tell("recovered");
      await send();
      if (isDirty()) return;
    }
  };

  addEventListener("online", () => { wait = 0; send(); });
  addEventListener("pagehide", () => send({ closing: true }));
  document.addEventListener("visibilitychange", () => (document.hidden ? send() : ask()));
  addEventListener("beforeunload", (event) => {
    if (!isDirty() || storable) return;
    event.preventDefault();
    event.returnValue = ""; // what older browsers heed
  });
  hold(origin);
  recover();
  setInterval(ask, ASK);

  return {
    changed,
    save: () => { wait = 0; return send({ pressed: true }); },
    // After a conflict, where the writer has written on meanwhile: ask again with what the text is now.
    again: () => { paused = false; wait = 0; return send({ pressed: true }); },
    // After a conflict: go on from the revision that stands. `isSaved` when the text is what stands.
    resume(revision, { isSaved = false } = {}) {
      paused = false;
      base = revision;
      known = isSaved ? read() : null;
      if (isSaved) clean(null); else changed();
    },
    get base() { return base; },
  };
};

// Puts a text into a field that somebody may be writing in: what they look at and where they write stay.
export const replaceText = (field, text) => {
  const old = field.value;
  if (old === text) return;
  let head = 0;
  while (head < old.length && head < text.length && old[head] === text[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < text.length - head && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail += 1;
  const place = (at) => {
    if (at <= head) return at;
    if (at >= old.length - tail) return at + text.length - old.length;
    const start = old.lastIndexOf("\n", at - 1) + 1; // the line that it stands in, if that is there still
    const line = old.slice(start).split("\n", 1)[0];
    const found = line.trim() ? `\n${text}\n`.indexOf(`\n${line}\n`) : -1;
    return found < 0 ? Math.min(at, text.length - tail) : found + at - start;
  };
  const [start, end, top] = [place(field.selectionStart), place(field.selectionEnd), field.scrollTop];
  field.value = text;
  field.setSelectionRange(start, end);
  field.scrollTop = top;
};
