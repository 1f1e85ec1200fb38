// The desk's list of sparks follows new ones without moving what one looks at, and its buttons act without a new page.
// Without this script each button loads the page anew, at the same place of the list.
const list = document.querySelector("[data-sparks]");
const EVERY = 3000; // milliseconds
const status = list.querySelector("[data-sparks-status]");
let state = list.dataset.sparksState;
let paused = false;
let busy = false;

const rows = (from) => [...from.querySelectorAll("li[data-spark]")];
const find = (number) => list.querySelector(`li[data-spark="${number}"]`);

// What is looked at: the row in use, else the first one that can be seen.
const anchor = () => {
  const used = document.activeElement?.closest("li[data-spark]");
  return used ?? rows(list).find((row) => row.getBoundingClientRect().bottom > 0) ?? null;
};

// Puts a row's new words in its place; ticks and the keyboard's place are kept.
const renew = (old, now) => {
  const row = document.importNode(now, true);
  const ticked = old.querySelector("[name=ticked]")?.checked;
  if (row.querySelector("[name=ticked]")) row.querySelector("[name=ticked]").checked = Boolean(ticked);
  const used = old.contains(document.activeElement);
  old.replaceWith(row);
  if (used) row.querySelector("button, a")?.focus({ preventScroll: true });
};

const takeOver = (page) => {
  const now = page.querySelector("[data-sparks]");
  if (!now) return location.reload();
  const seen = anchor();
  const at = seen?.getBoundingClientRect().top;
  const before = new Set(rows(list).map((row) => row.dataset.spark));
  const usedAt = rows(list).findIndex((row) => row.contains(document.activeElement));
  const come = rows(now).filter((row) => !before.has(row.dataset.spark));
  const place = list.querySelector("[data-sparks-list]");
  const newPlace = now.querySelector("[data-sparks-list]");
  if (place.localName !== newPlace.localName || !rows(now).length) {
    place.replaceWith(document.importNode(newPlace, true));
  } else {
    const stays = new Set(rows(now).map((row) => row.dataset.spark));
    for (const row of rows(list)) if (!stays.has(row.dataset.spark)) row.remove();
    let next = null;
    for (const row of rows(now).reverse()) {
      const old = find(row.dataset.spark);
      if (!old) place.insertBefore(document.importNode(row, true), next);
      else if (old.outerHTML !== row.outerHTML) renew(old, row);
      next = find(row.dataset.spark);
    }
  }
  for (const part of document.querySelectorAll("[data-sparks-part]")) { // some stand beside the list
    const fresh = page.querySelector(`[data-sparks-part="${part.dataset.sparksPart}"]`);
    if (fresh && fresh.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
      const chosen = part.querySelector("select")?.value;
      part.replaceWith(document.importNode(fresh, true));
      const select = document.querySelector(`[data-sparks-part="${part.dataset.sparksPart}"] select`);
      if (select && [...select.options].some((one) => one.value === chosen)) select.value = chosen;
    }
  }
  if (usedAt >= 0 && document.activeElement === document.body) {
    const next = rows(list)[Math.min(usedAt, rows(list).length - 1)] ?? list; // the row in use has left: go on from there
    next.querySelector("button:not([hidden]), a")?.focus({ preventScroll: true });
  }
  const seenNow = seen && find(seen.dataset.spark);
  if (seenNow && scrollY > 0) scrollBy(0, seenNow.getBoundingClientRect().top - at);
  state = now.dataset.sparksState;
  return come.length;
};

const read = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

const look = async () => {
  const answer = await fetch(list.dataset.sparksUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return location.reload();
  if ((await answer.json()).state === state) return;
  const page = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!page.ok || busy) return;
  const come = takeOver(await read(page));
  if (come) status.textContent = come === 1 ? list.dataset.one : list.dataset.several.replace("{n}", come);
};

const turn = async () => {
  if (!document.hidden && !paused && !busy) await look().catch(() => {}); // no answer: the next turn asks again
  setTimeout(turn, EVERY);
};
setTimeout(turn, EVERY);

list.querySelector("[data-sparks-form]").addEventListener("submit", async (event) => {
  const form = event.currentTarget;
  if (!event.submitter || busy) return;
  event.preventDefault();
  busy = true;
  const body = new URLSearchParams(new FormData(form));
  body.append(event.submitter.name, event.submitter.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = await read(answer);
    if (event.submitter.name === "move" || event.submitter.name === "hide_ticked") {
      for (const box of list.querySelectorAll("[name=ticked]")) box.checked = false;
    }
    takeOver(page);
    status.textContent = page.querySelector(".messages")?.textContent.trim() ?? "";
  } catch {
    location.reload();
  } finally {
    busy = false;
  }
});

const pause = list.querySelector("[data-sparks-pause]");
pause.hidden = false;
pause.addEventListener("click", () => {
  paused = !paused;
  pause.textContent = paused ? list.dataset.goOn : list.dataset.pause;
});
