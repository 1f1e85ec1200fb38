// The editor of notes: saves by itself, also when the net is gone, lets others' changes come in, shows a preview.
// Without this script the buttons of the form do the same, one page at a time.
import { autosave, replaceText } from "./autosave.js";

const form = document.querySelector("[data-notes]");
const field = form.elements.body;
const part = (name) => form.querySelector(`[data-notes-${name}]`);
const [state, live, warning, panel, preview] = ["state", "live", "warning", "conflict", "preview"].map(part);
const word = (name) => form.dataset[`word${name}`];

const speak = (text) => {
  if (live.textContent !== text) live.textContent = text;
};
const show = (text, { isWarning = false, spoken = false } = {}) => {
  state.textContent = text;
  state.classList.toggle("is-warning", isWarning);
  if (spoken) speak(text);
};

let conflict = null;
let wish = null; // what was chosen in a conflict that is asked about again
let wasWarned = false;
const states = {
  dirty: () => show(word("Dirty")),
  saving: () => { if (!state.classList.contains("is-warning")) show(word("Saving")); },
  saved(answer) {
    wish = null;
    if (!answer) return show("");
    const news = answer.others || "";
    show([`${answer.saved}.`, news].join(" ").trim());
    if (news || wasWarned) speak(news || `${answer.saved}.`);
    warning.textContent = answer.warning || "";
    warning.hidden = !answer.warning;
    if (!preview.hidden) refresh();
  },
  recovered: () => show(word("Recovered"), { spoken: true }),
  offline: ({ storable }) => show(word(storable ? "Offline" : "OfflineUnkept"), { isWarning: true, spoken: true }),
  busy: () => show(word("Busy"), { isWarning: true, spoken: true }),
  closed: () => show(word("Closed"), { isWarning: true, spoken: true }),
  "signed-out": () => show(word("SignedOut"), { isWarning: true, spoken: true }),
  problem(answer) {
    if (answer.csrf_token) form.elements.csrf_token.value = answer.csrf_token;
    show(answer.problem, { isWarning: true, spoken: true });
  },
  conflict(answer) {
    conflict = answer;
    if (wish) return settle(wish);
    panel.innerHTML = answer.panel; // written by the server, with every text in it escaped
    show(word("Conflict"), { isWarning: true });
  },
};
const tell = (name, answer) => {
  wasWarned = state.classList.contains("is-warning");
  states[name](answer);
};

const keeper = autosave({
  url: form.action,
  news: form.dataset.news,
  key: form.dataset.keptAs,
  base: Number(form.elements.base_revision.value),
  unsaved: form.hasAttribute("data-unsaved"),
  paused: panel.childElementCount > 0, // two versions stand on the page: somebody has to choose
  read: () => field.value,
  write: (text) => replaceText(field, text),
  fields: (text) => ({ ...Object.fromEntries(new FormData(form)), body: text }),
  tell,
});

const settle = (choice) => {
  const { revision, theirs, both, text } = conflict;
  if (choice === "both" && field.value !== text) { // written on since: both are to hold that, too
    wish = choice;
    conflict = null;
    panel.replaceChildren();
    keeper.again();
    field.focus();
    return;
  }
  wish = null;
  if (choice === "theirs") replaceText(field, theirs);
  if (choice === "both") replaceText(field, both);
  conflict = null;
  panel.replaceChildren();
  keeper.resume(revision, { isSaved: choice === "theirs" });
  if (choice === "mine") keeper.save();
  field.focus();
};

const refresh = async () => {
  const body = new URLSearchParams({ ...Object.fromEntries(new FormData(form)), forhandsvisa: "1" });
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.ok) part("preview-text").innerHTML = (await answer.json()).html; // cleaned by the server
  } catch { /* the text is what matters; the next time shows it */ }
};

field.addEventListener("input", keeper.changed);
form.addEventListener("submit", (event) => {
  const pressed = event.submitter;
  if (panel.childElementCount && !conflict) return; // the page came with a conflict: the server settles it
  event.preventDefault();
  if (pressed?.dataset.conflict) settle(pressed.dataset.conflict);
  else if (pressed?.hasAttribute("data-notes-show")) {
    preview.hidden = !preview.hidden;
    pressed.textContent = word(preview.hidden ? "Preview" : "ClosePreview");
    pressed.setAttribute("aria-expanded", String(!preview.hidden));
    if (!preview.hidden) refresh();
  } else if (conflict) settle("mine");
  else keeper.save();
});
