// Counts characters as the server does: NFC, a line break is one.
for (const field of document.querySelectorAll("[data-count]")) {
  const words = document.getElementById(`${field.id}-count`);
  if (!words) continue;
  const most = Number(field.dataset.count);
  const live = document.createElement("span");
  live.className = "visually-hidden";
  live.setAttribute("role", "status");
  words.after(live);
  let timer;

  const count = () => {
    const left = most - Array.from(field.value.normalize("NFC").replace(/\r\n?/g, "\n").trim()).length;
    const text = (left < 0 ? words.dataset.over : words.dataset.left).replace("{n}", String(Math.abs(left)));
    words.textContent = text;
    words.classList.toggle("is-over", left < 0);
    clearTimeout(timer);
    if (left <= most / 10) timer = setTimeout(() => { live.textContent = text; }, 1000);
  };

  field.addEventListener("input", count);
  count();
}
