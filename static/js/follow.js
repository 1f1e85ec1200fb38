// Follows work that the service does: asks for the page again every other second and takes over what has changed.
// Without this script a link "Uppdatera" on the page does the same. When the work has ended the page is loaded anew.
const work = document.querySelector("[data-follow]");
const EVERY = 2000; // milliseconds

// Tells people who cannot see the page what has come of a part of the work, no more than once a part.
const spoken = document.createElement("p");
spoken.className = "visually-hidden";
spoken.setAttribute("role", "status");
work.append(spoken);

const look = async () => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.querySelector("[data-follow]")) return location.reload();
  for (const part of work.querySelectorAll("[data-follow-text], [data-follow-part]")) {
    const name = part.dataset.followText ?? part.dataset.followPart;
    const kind = part.dataset.followText ? "text" : "part";
    const now = page.querySelector(`[data-follow-${kind}="${name}"]`);
    if (!now || now.outerHTML === part.outerHTML) continue;
    if (kind === "text" && now.localName !== part.localName) spoken.textContent = now.textContent;
    part.replaceWith(document.importNode(now, true));
  }
};

const turn = async () => {
  if (!document.hidden) await look().catch(() => {}); // no answer: the next turn asks again
  setTimeout(turn, EVERY);
};
setTimeout(turn, EVERY);
