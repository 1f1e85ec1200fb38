// Rows of an editor: add, remove (with undo) and reorder without a round trip.
// Without this script each row has a checkbox "remove", a number "order", and a button that adds a row on the server.
// A form may hold several such lists, and a row a list of its own: each minds only its own rows, template and button.
// A list inside a row names its index otherwise than the row does: data-repeat-index="__person__".
const words = (root, key, fallback) => root.dataset[key] ?? fallback;

const button = (label, onClick) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--secondary button--small";
  made.textContent = label;
  made.addEventListener("click", onClick);
  return made;
};

const setUp = (root) => {
  const own = (selector) => [...root.querySelectorAll(selector)].filter((found) => found.closest("[data-repeat]") === root);
  const template = own("template[data-repeat-template]")[0];
  const adder = own("[data-repeat-add]")[0];
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  root.after(status);

  const say = (text) => { status.textContent = text; };
  const rows = () => own("[data-repeat-row]");
  const title = (row) => row.querySelector("[data-repeat-title]")?.value?.trim() || words(root, "rowWord", "Raden");

  const number = () => {
    const all = rows();
    all.forEach((row, index) => {
      const order = row.querySelector("[data-repeat-order]");
      if (order) order.value = String(index + 1);
      const legend = row.querySelector("[data-repeat-number]");
      if (legend) legend.textContent = String(index + 1);
      row.querySelector("[data-repeat-up]")?.toggleAttribute("disabled", index === 0);
      row.querySelector("[data-repeat-down]")?.toggleAttribute("disabled", index === all.length - 1);
    });
  };

  const move = (row, step, pressed) => {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other?.matches("[data-repeat-row]")) return;
    if (step < 0) other.before(row); else other.after(row);
    number();
    const back = pressed.disabled ? row.querySelector("[data-repeat-up]:enabled, [data-repeat-down]:enabled") : pressed;
    back?.focus();
    say(`${title(row)}: ${words(root, "placeWord", "plats")} ${rows().indexOf(row) + 1} / ${rows().length}`);
  };

  const enhance = (row) => {
    if (row.dataset.repeatReady) return;
    row.dataset.repeatReady = "1";
    const bar = row.querySelector(".editor-row__bar") ?? row.insertBefore(document.createElement("div"), row.querySelector("legend")?.nextSibling ?? row.firstChild);
    bar.classList.add("editor-row__bar");
    const tools = document.createElement("div");
    tools.className = "row";

    const order = row.querySelector("[data-repeat-order]");
    if (order) {
      (order.closest(".field, [data-repeat-control]") ?? order).hidden = true;
      const up = button(words(root, "upWord", "Upp"), () => move(row, -1, up));
      const down = button(words(root, "downWord", "Ner"), () => move(row, 1, down));
      up.dataset.repeatUp = "";
      down.dataset.repeatDown = "";
      tools.append(up, down);
    }

    const remove = row.querySelector("[data-repeat-remove]");
    if (remove) {
      (remove.closest(".field, [data-repeat-control]") ?? remove).hidden = true;
      const toggle = button("", () => {
        remove.checked = !remove.checked;
        show();
        say(`${title(row)}: ${remove.checked ? words(root, "removedWord", "tas bort när du sparar") : words(root, "keptWord", "är kvar")}`);
      });
      const name = document.createElement("span");
      bar.prepend(name);
      const show = () => {
        row.classList.toggle("is-removed", remove.checked);
        name.textContent = remove.checked ? title(row) : "";
        toggle.textContent = remove.checked ? words(root, "undoWord", "Ångra") : words(root, "removeWord", "Ta bort");
      };
      show();
      tools.append(toggle);
    }
    bar.append(tools);
    for (const pair of row.querySelectorAll(".pair")) {
      if ([...pair.children].every((child) => child.hidden)) pair.hidden = true;
    }
  };

  rows().forEach(enhance);
  number();

  if (template && adder) {
    let next = Number(root.dataset.repeatNext ?? rows().length);
    adder.addEventListener("click", (event) => {
      event.preventDefault();
      const holder = document.createElement("template");
      holder.innerHTML = template.innerHTML.replaceAll(root.dataset.repeatIndex ?? "__index__", String(next));
      next += 1;
      const row = holder.content.querySelector("[data-repeat-row]");
      const last = rows().at ? rows().at(-1) : rows()[rows().length - 1];
      if (last) last.after(row); else root.prepend(row);
      enhance(row);
      row.querySelectorAll("[data-repeat]").forEach(setUp);
      number();
      [...row.querySelectorAll("input, select, textarea")].find((field) => field.type !== "hidden" && !field.closest("[hidden]"))?.focus();
      say(words(root, "addedWord", "En rad till."));
    });
  }
};

document.querySelectorAll("[data-repeat]").forEach(setUp);
