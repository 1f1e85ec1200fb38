// Leafs through a slideshow one picture at a time: buttons, arrow keys, Home and End. Nothing moves by itself.
// Without this script all pictures stand in a list; a button shows them so here too.
const root = document.querySelector("[data-slideshow]");
const slides = root ? [...root.querySelectorAll("[data-slide]")] : [];
const words = root?.dataset;
let at = 0;
let leafed = true;

const button = (label, name, onClick) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = name;
  made.lang = words.lang;
  made.textContent = label;
  made.addEventListener("click", onClick);
  return made;
};

const load = (slide) => slide?.querySelector("img")?.setAttribute("loading", "eager");

const setUp = () => {
  const bar = document.createElement("div");
  bar.className = "slides__bar no-print";
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", words.controls);
  const position = document.createElement("p");
  position.className = "slides__position";
  position.lang = words.lang;
  position.setAttribute("role", "status");
  const previous = button(words.previous, "button button--secondary", () => show(at - 1));
  const next = button(words.next, "button", () => show(at + 1));
  const all = button(words.all, "button button--quiet slides__all", () => { leafed = !leafed; draw(); });

  // Buttons keep the focus at the ends: `disabled` would take it from them.
  const draw = () => {
    slides.forEach((slide, index) => { slide.hidden = leafed && index !== at; });
    root.classList.toggle("is-leafed", leafed);
    [previous, next, position].forEach((part) => { part.hidden = !leafed; });
    previous.setAttribute("aria-disabled", String(at === 0));
    next.setAttribute("aria-disabled", String(at === slides.length - 1));
    position.textContent = words.position.replace("{n}", at + 1).replace("{all}", slides.length);
    all.textContent = leafed ? words.all : words.one;
    load(slides[at]);
    load(slides[at + 1]);
  };
  const show = (index) => {
    if (!leafed || index < 0 || index >= slides.length) return;
    at = index;
    draw();
  };
  const named = () => {
    const found = slides.findIndex((slide) => `#${slide.id}` === location.hash);
    if (found >= 0) show(found);
  };

  root.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: slides.length - 1 }[event.key];
    if (to === undefined || !leafed || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(to);
  });
  bar.append(previous, next, position, all);
  root.prepend(bar);
  draw();
  named();
  addEventListener("hashchange", named);
};

if (slides.length > 1) setUp();
