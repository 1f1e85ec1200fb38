// Opens and closes questions that depend on an earlier answer, at once; what is closed is not sent.
// Without this script the server opens them, one step later. The rule is the server's: meetings/questions/rules/conditions.py.
const questions = [...document.querySelectorAll("[data-if]")];
const form = questions[0]?.closest("form");
document.querySelector("[data-step]")?.focus();

// As the server compares: Unicode composed, without regard to case and spaces; numbers and times in one form.
const readers = {
  text: (value) => value.normalize("NFC").toLowerCase().trim().replace(/\s+/g, " "),
  number: (value) => {
    const typed = value.replace(/\s/g, "").replace(",", ".").replace("−", "-");
    return /^[+-]?\d+(\.\d+)?$/.test(typed) ? String(Number(typed)) : readers.text(value);
  },
  time: (value) => {
    const found = /^(?:kl)?[.\s]*(\d{1,2})(?:[.:](\d{2}))?$/i.exec(value.trim());
    return found ? `${found[1].padStart(2, "0")}:${found[2] ?? "00"}` : readers.text(value);
  },
};

const answersTo = (name) => {
  const fields = [...form.querySelectorAll(`[name="${name}"]`)].filter((field) => !field.closest("[data-if][disabled]"));
  const given = fields.flatMap((field) => {
    if (field.type === "radio" || field.type === "checkbox") return field.checked ? [field.value] : [];
    return field.value.trim() ? [field.value] : [];
  });
  return given;
};

const holds = ({ if: name, ifIs, ifChoice, ifText, ifCompares }) => {
  const given = answersTo(name);
  if (ifChoice !== undefined) {
    if (ifIs === "is") return given.length === 1 && given[0] === ifChoice;
    return given.includes(ifChoice) === (ifIs === "contains");
  }
  const read = readers[ifCompares] ?? readers.text;
  const wanted = read(ifText);
  const texts = given.map(read);
  if (ifIs === "contains") return texts.some((text) => text.includes(wanted));
  return texts.includes(wanted) === (ifIs === "is");
};

const status = document.querySelector("[data-questions-status]");
const tell = (shown, gone) => {
  const parts = [];
  if (shown.length) parts.push(status.dataset.shown.replace("{questions}", shown.join(", ")));
  if (gone.length) parts.push(status.dataset.gone.replace("{questions}", gone.join(", ")));
  if (parts.length) status.textContent = parts.join(". ");
};

const update = (shown = [], gone = []) => {
  for (const question of questions) { // in their order: a chain closes from its first link on
    const open = holds(question.dataset);
    if (open === !question.hidden) continue;
    question.hidden = !open;
    question.disabled = !open;
    (open ? shown : gone).push(question.dataset.label);
  }
  for (const run of form.querySelectorAll("[data-questions]")) {
    run.hidden = [...run.children].every((part) => part.hidden || part.matches("legend, .field__hint"));
  }
};

if (form) {
  let timer;
  let news = [[], []];
  const changed = () => {
    update(...news);
    clearTimeout(timer);
    timer = setTimeout(() => { // after the words of what was pressed
      tell(...news);
      news = [[], []];
    }, 300);
  };
  form.addEventListener("change", changed);
  form.addEventListener("input", (event) => { if (event.target.matches("input, textarea")) changed(); });
  update(); // what the browser has filled in again
  addEventListener("pageshow", () => update());
}
