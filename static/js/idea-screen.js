// The follow-up's page for the projector: arrows, space and the buttons of a presenter's remote turn the page.
// Without this script the links "Föregående" and "Nästa" do.
const turns = {
  ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
  ArrowLeft: "prev", ArrowUp: "prev", PageUp: "prev",
};

document.addEventListener("keydown", (event) => {
  const turn = turns[event.key];
  if (!turn || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (event.target.closest("a, button") && event.key === " ") return;
  const link = document.querySelector(`a[rel="${turn}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
