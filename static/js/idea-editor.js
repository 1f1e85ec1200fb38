// The editor of an idea's draft: saves by itself, also when the net is gone, and lets others' changes come in.
// Without this script the buttons of the form do the same. A page without a draft saves nothing: it asks before it goes.
import { autosave, replaceText } from "./autosave.js";

const form = document.querySelector("[data-idea]");
const part = (name) => form.querySelector(`[data-idea-${name}]`);
const [state, live, warning] = ["state", "live", "warning"].map(part);
const word = (name) => form.dataset[`word${name}`];
// Of the form, not of the idea.
const APART = new Set(["form_token", "webbplats", "base_revision", "began", "origin", "sequence", "contact_was", "publish", "gnista", "anmalan", "forlangning", "seen", "varnad", "fil"]);

const controls = () => [...form.elements].filter((one) => one.name && !APART.has(one.name) && !["submit", "button", "file", "fieldset"].includes(one.type));
const isBox = (one) => one.matches("[type=checkbox], [type=radio]");

// The copy as text: each field's name with what it holds, empty ones left out.
const read = () => {
  const found = {};
  for (const one of controls()) {
    if (isBox(one) ? one.checked : one.value !== "") (found[one.name] ||= []).push(one.value.replace(/\r\n?/g, "\n"));
  }
  return JSON.stringify(Object.fromEntries(Object.entries(found).sort(([one], [other]) => (one < other ? -1 : 1))));
};
const write = (copy) => {
  const values = typeof copy === "string" ? JSON.parse(copy) : copy;
  for (const one of controls()) {
    const held = values[one.name] || [];
    if (isBox(one)) one.checked = held.includes(one.value);
    else if (one.tagName === "TEXTAREA") replaceText(one, held[0] || "");
    else if (one.value !== (held[0] || "")) one.value = held[0] || "";
    if (one.closest("details") && (isBox(one) ? one.checked : one.value)) one.closest("details").open = true;
  }
  form.dispatchEvent(new Event("change", { bubbles: true })); // questions that follow from others
};

const speak = (text) => {
  if (live.textContent !== text) live.textContent = text;
};
const show = (text, { isWarning = false, spoken = false } = {}) => {
  state.textContent = text;
  state.classList.toggle("is-warning", isWarning);
  if (spoken) speak(text);
};
const warn = (isWarned) => {
  warning.hidden = !isWarned;
  if (isWarned && !form.elements.varnad) { // said once: the idea can be sent all the same
    const said = Object.assign(document.createElement("input"), { type: "hidden", name: "varnad", value: "1" });
    form.append(said);
  }
};

let wasWarned = false;
const states = {
  dirty: () => show(word("Dirty")),
  saving: () => { if (!state.classList.contains("is-warning")) show(word("Saving")); },
  saved(answer) {
    if (!answer) return;
    if (answer.contact_was !== undefined && form.elements.contact_was) form.elements.contact_was.value = answer.contact_was;
    form.elements.base_revision.value = answer.revision;
    const said = [`${answer.saved}.`, answer.others, answer.wrong].filter(Boolean).join(" ");
    show(said, { isWarning: Boolean(answer.wrong) });
    if (answer.others || answer.wrong || wasWarned) speak(said);
    warn(answer.warning);
  },
  recovered: () => show(word("Recovered"), { spoken: true }),
  offline: ({ storable }) => show(word(storable ? "Offline" : "OfflineUnkept"), { isWarning: true, spoken: true }),
  busy: () => show(word("Busy"), { isWarning: true, spoken: true }),
  closed: () => show(word("Closed"), { isWarning: true, spoken: true }),
  "signed-out": () => show(word("Closed"), { isWarning: true, spoken: true }),
  problem: (answer) => show(answer.problem, { isWarning: true, spoken: true }),
  conflict() { // the page that shows both versions is the server's; the button to save leads there
    show(word("Conflict"), { isWarning: true, spoken: true });
    isInConflict = true;
    part("save").click();
  },
};
let isInConflict = form.hasAttribute("data-paused");
let isLeaving = false;

if (form.dataset.keptAs) {
  const keeper = autosave({
    url: form.action,
    news: form.dataset.news,
    key: form.dataset.keptAs,
    base: Number(form.elements.base_revision.value),
    unsaved: form.hasAttribute("data-unsaved"),
    paused: isInConflict,
    read,
    write,
    fields: () => {
      const sent = new FormData(form);
      sent.delete("fil");
      return sent;
    },
    tell(name, answer) {
      wasWarned = state.classList.contains("is-warning");
      states[name](answer);
    },
  });
  form.addEventListener("input", keeper.changed);
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-idea-save") && !isInConflict) {
      event.preventDefault();
      keeper.save();
      return;
    }
    form.elements.base_revision.value = keeper.base; // what the page holds has grown from that
    isLeaving = true;
  });
} else {
  const began = read();
  form.addEventListener("submit", () => { isLeaving = true; });
  addEventListener("beforeunload", (event) => {
    if (isLeaving || read() === began) return;
    event.preventDefault();
    event.returnValue = ""; // what older browsers heed
  });
}
