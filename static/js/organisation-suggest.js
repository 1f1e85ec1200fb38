// Suggests organisations of the directory in the field's own datalist while somebody types.
const answers = new Map();
let timer;

const show = (field, typed, names) => {
  if (field.value.trim() !== typed) return;
  field.list.replaceChildren(...names.map((name) => {
    const option = document.createElement("option");
    option.value = name;
    // Browsers look for what was typed letter by letter: "goteb" finds "Göteborgs stad" by its label.
    if (!name.toLowerCase().includes(typed.toLowerCase())) option.label = `${name} (${typed})`;
    return option;
  }));
};

const ask = async (field) => {
  const typed = field.value.trim();
  if (typed.length < 2) return;
  if (!answers.has(typed)) {
    try {
      const answer = await fetch(`${field.dataset.organisations}?q=${encodeURIComponent(typed)}`);
      if (!answer.ok) return;
      answers.set(typed, await answer.json());
    } catch {
      return; // without an answer it is a plain field
    }
  }
  show(field, typed, answers.get(typed));
};

document.addEventListener("input", ({ target }) => {
  if (!target.dataset?.organisations || !target.list) return;
  clearTimeout(timer);
  timer = setTimeout(ask, 200, target);
});
