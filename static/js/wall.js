// The wall follows by itself: asks every few seconds whether the sparks have changed, and shows what has come.
// It can be paused, and fill the screen. Without this script a link "Uppdatera" loads the page anew.
const wall = document.querySelector("[data-wall]");
const EVERY = 3000; // milliseconds
const NEW_FOR = 12000; // so long a spark that has come stands out
const LOST_AFTER = 3; // unanswered questions in a row

const status = wall.querySelector("[data-wall-status]");
const lost = wall.querySelector("[data-wall-lost]");
let tag = "";
let failed = 0;
let paused = false;

const numbers = () => new Set([...wall.querySelectorAll("[data-spark]")].map((spark) => spark.dataset.spark));

const show = (text) => {
  const before = numbers();
  const page = new DOMParser().parseFromString(text, "text/html");
  const now = document.importNode(page.querySelector("[data-wall-sparks]"), true);
  const come = [...now.querySelectorAll("[data-spark]")].filter((spark) => !before.has(spark.dataset.spark));
  for (const spark of come) {
    spark.classList.add("is-new");
    setTimeout(() => spark.classList.remove("is-new"), NEW_FOR);
  }
  wall.querySelector("[data-wall-sparks]").replaceWith(now);
  if (come.length) status.textContent = come.length === 1 ? wall.dataset.one : wall.dataset.several.replace("{n}", come.length);
};

const look = async () => {
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(wall.dataset.wallUrl, { headers, cache: "no-store" });
  if (answer.status === 404) return location.reload(); // the address has been changed
  if (answer.status !== 304 && !answer.ok) throw new Error(String(answer.status));
  const first = !tag;
  tag = answer.headers.get("ETag") ?? "";
  if (answer.status !== 304) {
    const text = await answer.text();
    if (!paused && !(first && !changed(text))) show(text);
    else if (paused) tag = "";
  }
};

// The first answer is what the page shows already, unless something came in between.
const changed = (text) => {
  const page = new DOMParser().parseFromString(text, "text/html");
  const now = page.querySelector("[data-wall-sparks]");
  return now.innerHTML !== wall.querySelector("[data-wall-sparks]").innerHTML;
};

const tell = (isLost) => {
  lost.hidden = !isLost;
  lost.textContent = isLost ? wall.dataset.lost : "";
};

const turn = async () => {
  if (!document.hidden && !paused) {
    try {
      await look();
      failed = 0;
    } catch {
      failed += 1;
    }
    tell(failed >= LOST_AFTER);
  }
  setTimeout(turn, EVERY);
};

const pause = document.querySelector("[data-wall-pause]");
pause.hidden = false;
pause.querySelector("button").addEventListener("click", (event) => {
  paused = !paused;
  event.currentTarget.setAttribute("aria-pressed", String(paused));
});

const full = document.querySelector("[data-wall-full]");
if (document.fullscreenEnabled) {
  full.hidden = false;
  full.querySelector("button").addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
}

document.querySelector("[data-wall-reload]").hidden = true;
setTimeout(turn, EVERY);
