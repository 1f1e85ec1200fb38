// Moves focus to the summary of errors after a form was sent back, and from its links to the field itself.
const summary = document.querySelector("[data-error-summary]");

if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const place = field.closest(".field, .group") ?? field;
    place.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}
