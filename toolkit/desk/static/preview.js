// The page as it will be published, beside the editor: what is typed shows in it at once, and as
// soon as nobody types for a moment it is made anew, as it really will be.

import { actions, act, ask, asked, current, field, into, one, open, where } from "./editor.js";
import { pressed } from "./keys.js";

const AFTER = 500; // milliseconds without a key
const pane = document.querySelector(".preview");
const frame = pane.querySelector("iframe");
const why = pane.querySelector(".why");
const STYLE = `[data-n] { cursor: pointer; border-radius: .15em; }
[data-n].draft, [data-n].empty { text-decoration: underline dotted; text-underline-offset: .25em; }
[data-n].here { background: #fff0b0; color: #1b1a18; }`;
let timer = 0;
let round = 0;

const page = () => frame.contentDocument;
const shown = () => !pane.hidden;

function prepare() {
  const document_ = page();
  if (!document_?.head || document_.head.querySelector("[data-desk]")) return;
  const style = document_.createElement("style");
  style.dataset.desk = "";
  style.textContent = STYLE;
  document_.head.append(style);
  document_.addEventListener("click", event => {
    event.preventDefault();
    const sentence = event.target.closest("[data-n]");
    if (sentence) open(Number(sentence.dataset.n));
  });
  document_.addEventListener("keydown", event => {
    const key = pressed(event);
    if (key && act(key.name, key.argument)) event.preventDefault();
  });
}

function mark() {
  if (!shown() || !page()?.body) return;
  prepare();
  for (const old of page().querySelectorAll(".here")) old.classList.remove("here");
  const here = page().querySelectorAll(`[data-n="${current}"]`);
  for (const sentence of here) sentence.classList.add("here");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  here[0]?.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}

// Make the page anew, with what is typed in the open sentence.
async function renew() {
  if (!shown() || !current) return;
  const asks = round += 1;
  const text = field()?.value ?? one(current).target;
  const said = await ask("/api/page", asked(current, { text })).catch(() => null);
  if (!said || asks !== round || !page()?.body) return;
  why.textContent = said.why ?? "";
  if (!said.page) return;
  const made = new frame.contentWindow.DOMParser().parseFromString(said.page, "text/html");
  const place = page().scrollingElement?.scrollTop ?? 0;
  page().body.replaceChildren(...made.body.childNodes);
  if (page().scrollingElement) page().scrollingElement.scrollTop = place;
  for (const sentence of page().querySelectorAll(`[data-n="${current}"]`)) sentence.classList.add("here");
}

// Show a text at once where that is easy: a sentence without codes.
function typed(text) {
  if (!shown() || /<\/?[gx]\d/.test(text + one(current).source)) return;
  for (const sentence of page()?.querySelectorAll(`span[data-n="${current}"]`) ?? []) {
    sentence.textContent = text || one(current).source;
  }
}

actions.preview = () => {
  pane.hidden = !pane.hidden;
  document.body.classList.toggle("previewing", shown());
  document.querySelector('[data-do="preview"]').setAttribute("aria-pressed", String(shown()));
  if (shown()) {
    frame.onload = () => { mark(); renew(); };
    frame.src = `/page/${where}`;
  }
  into();
};

addEventListener("opened", mark);
addEventListener("learned", () => { clearTimeout(timer); timer = setTimeout(renew, AFTER); });
addEventListener("typed", event => {
  typed(event.detail.text);
  clearTimeout(timer);
  timer = setTimeout(renew, AFTER);
});
