// Shows how far the files of a form have come while they are sent, and lets one stop that.
// Any <form method="post" enctype="multipart/form-data" data-upload>, with its words in data attributes
// (templates/components/upload.html). Without this script, or without a chosen file, the form is sent as any other.
// A page that refuses (422, 409) takes this one's place; after any other mishap the form stays as it is filled in.
const REFUSED = [409, 422];
const STEP = 25; // per cent between two things that are read out
let turn = 0; // pages taken over: a module is run again under another fragment

const part = (name, className, attributes = {}) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

const chosen = (form) => [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);

const leaving = (event) => {
  event.preventDefault();
  event.returnValue = "";
};

const panelOf = (form) => {
  const box = part("div", "upload", { hidden: "" });
  const words = part("p", "upload__words");
  const bar = part("progress", "upload__bar", { max: "100", value: "0", "aria-label": form.dataset.uploadLabel });
  const stop = part("button", "button button--secondary button--small", { type: "button" });
  stop.textContent = form.dataset.uploadCancel;
  box.append(words, bar, stop);
  const spoken = part("p", "visually-hidden", { role: "status" });
  const trouble = part("p", "upload__trouble", { role: "alert" });
  const place = form.querySelector(".form-actions");
  if (place) place.before(box, spoken, trouble);
  else form.append(box, spoken, trouble);
  return { box, words, bar, stop, spoken, trouble };
};

const takeOver = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  document.title = page.title;
  const scripts = [...page.querySelectorAll("script[src]")].map((script) => script.getAttribute("src"));
  for (const script of page.querySelectorAll("script[src]")) script.remove();
  document.body.replaceWith(document.adoptNode(page.body));
  turn += 1;
  for (const src of scripts.filter((one) => !one.includes("upload-progress"))) {
    document.body.append(part("script", "", { type: "module", src: `${src}#${turn}` }));
  }
  setUpAll();
  window.scrollTo(0, 0);
};

const advice = (request, form) => {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const said = [...page.querySelectorAll("main h1, main h1 ~ p")].slice(0, 2).map((found) => found.textContent.trim());
  return said.filter(Boolean).join(". ").replaceAll("..", ".") || form.dataset.uploadLost;
};

const setUp = (form) => {
  const panel = panelOf(form);
  const buttons = () => form.querySelectorAll("button[type=submit]");
  let request = null;
  let sender = null;

  const shown = (text) => { panel.words.textContent = text; };
  const spoken = (text) => { panel.spoken.textContent = text; };

  const ended = () => {
    request = null;
    removeEventListener("beforeunload", leaving);
    panel.box.hidden = true;
    for (const button of buttons()) button.disabled = false;
  };

  const failed = (text) => {
    ended();
    spoken("");
    panel.trouble.textContent = text;
    sender?.focus();
  };

  const progressed = () => {
    let told = 0;
    return (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.floor((event.loaded / event.total) * 100);
      panel.bar.value = percent;
      const text = (percent < 100 ? form.dataset.uploadSending : form.dataset.uploadChecking).replace("{percent}", percent);
      shown(text);
      if (percent - told >= STEP) {
        told = percent - (percent % STEP);
        spoken(text);
      }
    };
  };

  const answered = () => {
    const next = request.getResponseHeader("X-Next");
    const { status, responseText } = request;
    if (status === 200 && next) {
      removeEventListener("beforeunload", leaving);
      const to = new URL(next, location.href);
      const same = to.pathname === location.pathname && to.search === location.search;
      location.assign(to);
      if (same) location.reload(); // the same address but for its fragment: no page is fetched otherwise
    } else if (REFUSED.includes(status)) {
      ended();
      takeOver(responseText);
    } else {
      failed(advice(request, form));
    }
  };

  const send = (submitter) => {
    sender = submitter;
    const data = new FormData(form);
    if (submitter?.name) data.append(submitter.name, submitter.value);
    request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("action") || location.href);
    request.setRequestHeader("X-Sent-By", "upload-progress");
    request.upload.addEventListener("progress", progressed());
    request.addEventListener("load", answered);
    request.addEventListener("error", () => failed(form.dataset.uploadLost));
    request.addEventListener("abort", () => failed(form.dataset.uploadCancelled));
    panel.trouble.textContent = "";
    panel.bar.value = 0;
    shown(form.dataset.uploadSending.replace("{percent}", 0));
    spoken(form.dataset.uploadSending.replace("{percent}", 0));
    panel.box.hidden = false;
    for (const button of buttons()) button.disabled = true;
    addEventListener("beforeunload", leaving);
    request.send(data);
    panel.stop.focus();
  };

  panel.stop.addEventListener("click", () => request?.abort());
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || request || !chosen(form)) return;
    event.preventDefault();
    send(event.submitter ?? form.querySelector("button[type=submit]"));
  });
};

const setUpAll = () => {
  for (const form of document.querySelectorAll("form[data-upload]")) setUp(form);
};

setUpAll();
