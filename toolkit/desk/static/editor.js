// The editor: sentences of one article, one of them open for writing.

import { chip, nodes } from "./field.js";
import { Drafts } from "./drafts.js";
import { describe, pressed } from "./keys.js";

const data = JSON.parse(document.getElementById("data").textContent);
const words = data.words;
const where = `${data.locale}/${data.article.split("/").map(encodeURIComponent).join("/")}`;
const drafts = new Drafts(where);
const sentences = data.entries; // in reading order; a place here is called n, counted from 1
const places = new Map(sentences.map((one, index) => [one.id, index + 1]));
const find = selector => document.querySelector(selector);
const CHECK_AFTER = 120; // milliseconds without a key
let current = 0;
let card = null;
let kept = new Map();
let unsaved = null; // what is typed in the open sentence: {text, seen}; null if nothing is
let timer = 0;

const say = (key, values = {}) =>
  (words[key] ?? key).replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");
const one = n => sentences[n - 1];
const spans = n => document.querySelectorAll(`.dst .s[data-n="${n}"]`);
const field = () => card.querySelector("code-field");
const part = selector => card.querySelector(selector);

async function ask(address, body) {
  const answer = await fetch(address, body && {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error((await answer.text()).trim() || say("The desk does not answer."));
  return answer.json();
}

const asked = (n, more) => ({ article: data.article, locale: data.locale, id: one(n).id, ...more });

function notice(text, action, label) {
  const line = document.createElement("p");
  line.append(text);
  if (action) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.onclick = () => { line.remove(); action(); };
    line.append(button);
  }
  find(".notices").append(line);
  return line;
}

// What each code of a sentence stands for: the lines of its legend, taken apart.
function titles(sentence) {
  const found = {};
  for (const line of sentence.legend) {
    const [codes, meaning] = [line.split(" = ")[0], line.split(" = ").slice(1).join(" = ")];
    const [open, close] = codes.split("…");
    const [before, after] = meaning.split("…");
    found[open] = close ? before : meaning;
    if (close) found[close] = after ?? meaning;
  }
  return found;
}

const codes = sentence => sentence.source.match(/<\/?g\d+>|<x\d+\/>/g) ?? [];

function paint(n) {
  const sentence = one(n);
  const worst = (sentence.findings ?? []).some(f => f.severity === "error" && f.check !== "empty");
  for (const span of spans(n)) {
    span.className = `s ${sentence.state}${worst ? " error" : ""}`;
    span.classList.toggle("current", n === current);
    span.classList.toggle("unsaved", kept.has(sentence.id));
    span.setAttribute("role", "button");
    span.tabIndex = -1;
    span.ariaCurrent = n === current ? "true" : null;
    const text = kept.get(sentence.id)?.text ?? sentence.target;
    const unseen = Object.assign(document.createElement("span"),
      { className: "unseen", textContent: say("is empty"), lang: document.documentElement.lang });
    span.replaceChildren(...text ? nodes(text, titles(sentence)) : [unseen]);
  }
  for (const span of document.querySelectorAll(`.src .s[data-n="${n}"]`)) {
    span.classList.toggle("current", n === current);
  }
}

function count() {
  const open = sentences.filter(sentence => sentence.state !== "approved").length;
  find(".counts").textContent = open
    ? say("%(open)s of %(all)s open", { open, all: sentences.length })
    : say("all approved");
}

// Take over what the desk says of sentences; the open one only if nothing is typed there.
function learn(entries) {
  for (const entry of entries) {
    const n = places.get(entry.id);
    if (!n) continue;
    const known = one(n);
    if (entry.order < (known.order ?? 0)) continue; // told late: it is older than what is known
    const differs = known.version !== entry.version;
    sentences[n - 1] = { ...known, ...entry };
    if (n === current && card && differs) {
      const same = entry.target === known.target && entry.state === known.state
        && unsaved?.seen === known.version;
      const own = arrived(entry) || unsaved?.seen === entry.version;
      if (unsaved && (same || own)) { // only a comment is new, or it is what was sent from here
        remember(entry.id, { text: unsaved.text, seen: entry.version });
        showRemarks();
        check();
      } else if (unsaved && entry.target !== unsaved.text) conflict(entry);
      else { unsaved = null; fill(); }
    } else if (n === current && card && !unsaved) {
      showFindings(one(n).findings ?? []);
    }
    paint(n);
  }
  count();
  dispatchEvent(new CustomEvent("learned"));
}

function open(n, focus = true) {
  if (n < 1 || n > sentences.length) return;
  close();
  current = n;
  const first = spans(n)[0];
  const row = first.closest("[data-row]");
  card = find("#card").content.firstElementChild.cloneNode(true);
  row.after(card);
  dress();
  fill();
  paint(n);
  if (focus) field().toEnd();
  into();
  history.replaceState(null, "", `#${n}`);
  ask("/api/here", asked(n)).catch(() => null);
  suggest();
  dispatchEvent(new CustomEvent("opened", { detail: n }));
}

// The sentence and its field are to be seen, whatever else has to give way.
export function into() {
  if (!card) return;
  card.scrollIntoView({ block: "nearest" });
  part(".work").scrollIntoView({ block: "nearest" });
}

function close() {
  if (!card) return;
  clearTimeout(timer);
  const n = current;
  card.remove();
  card = null;
  current = 0;
  unsaved = null;
  paint(n);
}

// What the card has once and for all: keys on its buttons, and only what its person may do.
function dress() {
  for (const button of card.querySelectorAll("button[data-do]")) {
    const text = describe(button.dataset.do);
    if (text) button.append(Object.assign(document.createElement("kbd"), { textContent: text }));
    if (!data.may.write || (button.dataset.do === "approve" && !data.may.approve)) button.hidden = true;
  }
  part(".history").hidden = true;
  part('[data-do="undo"]').hidden = true;
  terms = [];
}

// Fill the card with what is known of the sentence, and with what was typed there before.
function fill() {
  const sentence = one(current);
  const names = titles(sentence);
  showSource();
  const draft = kept.get(sentence.id);
  field().begin(draft ? draft.text : sentence.target, codes(sentence), names);
  field().readOnly = !data.may.write;
  part(".conflict").hidden = true;
  if (draft && arrived(sentence)) draft.seen = sentence.version;
  unsaved = draft ? { text: draft.text, seen: draft.seen } : null;
  if (draft && draft.seen !== sentence.version) conflict(sentence);
  const changes = part(".changes");
  changes.hidden = !sentence.changes.length;
  changes.querySelector("p").replaceChildren(...marked(sentence.changes, names));
  showRemarks();
  showState();
  showFindings(sentence.findings ?? []);
  check();
}

function showRemarks() {
  part(".remarks ul").replaceChildren(...one(current).remarks.map(text =>
    Object.assign(document.createElement("li"), { textContent: text })));
}

// What is typed in a sentence, and the version of it that the person had before them.
function remember(id, { text, seen }) {
  unsaved = { text, seen };
  return keep({ id, text, seen, sent: kept.get(id)?.sent });
}

// Whether a sentence has a text that was sent, even if the desk could not say so any more.
function arrived(sentence) {
  return kept.get(sentence.id)?.sent?.includes(sentence.target) ?? false;
}

function keep(draft) {
  kept.set(draft.id, draft);
  return drafts.keep(draft);
}

function showState() {
  const sentence = one(current);
  const said = [say(sentence.kind)];
  if (!unsaved || sentence.target) said.push(say(`is ${sentence.state}`));
  if (sentence.origin) said.push(sentence.origin);
  if (sentence.written) said.push(say("written by %(who)s", sentence.written));
  if (sentence.approved) said.push(say("approved by %(who)s", sentence.approved));
  if (unsaved) said.push(say("not saved yet"));
  part(".state").textContent = said.join(" · ");
}

function showFindings(findings) {
  const names = titles(one(current));
  part(".findings").replaceChildren(...findings.map(found => {
    const item = document.createElement("li");
    item.className = found.severity;
    const grade = document.createElement("b");
    grade.textContent = say(found.severity);
    item.append(grade, " ", ...nodes(found.message, names));
    if (found.silent && data.may.write) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = say("It is right so");
      button.title = `toolkit: ok ${found.check}`;
      button.onclick = () => { actions.silence(found.check); field().focus(); };
      item.append(" ", button);
    }
    return item;
  }));
  part('[data-do="code"]').hidden = !field().missing.length || !data.may.write;
}

function typed() {
  const sentence = one(current);
  const text = field().value;
  const seen = unsaved ? unsaved.seen : sentence.version;
  if (text === sentence.target && seen === sentence.version) {
    unsaved = null;
    kept.delete(sentence.id);
    drafts.forget(sentence.id);
  } else {
    remember(sentence.id, { text, seen });
  }
  paint(current);
  showState();
  part('[data-do="code"]').hidden = !field().missing.length || !data.may.write;
  clearTimeout(timer);
  timer = setTimeout(check, CHECK_AFTER);
  dispatchEvent(new CustomEvent("typed", { detail: { n: current, text } }));
}

async function check() {
  const n = current, text = field().value;
  if (!text) { part('[data-do="fix"]').hidden = true; return; }
  const said = await ask("/api/check", asked(n, { text })).catch(() => null);
  if (!said || n !== current || !card || field().value !== text) return;
  showFindings(said.findings);
  const fix = part('[data-do="fix"]');
  fix.hidden = said.fixed === text || !data.may.write;
  fix.dataset.text = said.fixed;
}

// What the memory, the glossary and the engine offer; the field never waits for it.
async function suggest() {
  const n = current;
  offers = [];
  wordings = [];
  const said = await ask("/api/suggest", asked(n)).catch(() => null);
  if (!said || n !== current || !card) return;
  terms = said.terms;
  showSource();
  showTerms();
  showHistory(said.history);
  for (const match of said.matches) {
    offer(match.text, [`${match.percent} %`, match.from, ...match.remarks],
      match.percent < 100 ? match.difference : []);
  }
  if (!unsaved) into();
  const more = await ask("/api/alternatives", asked(n)).catch(() => null);
  if (!more || n !== current || !card) return;
  for (const draft of more.alternatives) {
    const sure = draft.score === null ? [] : [say("confidence %(part)s", { part: draft.score.toFixed(2) })];
    offer(draft.text, [say("engine"), ...sure, ...draft.remarks], []);
  }
}

let offers = []; // texts that Alt and a digit insert
let terms = []; // of the glossary, in the open sentence
let wordings = []; // wordings of terms that Alt, Shift and a digit insert

function marked(pieces, names) {
  return pieces.map(([what, text]) => {
    const made = document.createElement({ same: "span", gone: "del", come: "ins" }[what]);
    made.append(...nodes(text, names));
    return made;
  });
}

function key(name, n) {
  const text = n > 9 ? "" : describe(name).replace("1–9", n);
  return Object.assign(document.createElement("kbd"), { textContent: text });
}

function offer(text, facts, difference) {
  if (offers.includes(text)) return;
  offers.push(text);
  const n = offers.length, names = titles(one(current));
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.lang = data.tag;
  button.dir = "auto";
  button.append(...nodes(text, names));
  button.onclick = () => { actions.match(n); field().focus(); };
  const about = document.createElement("small");
  about.append(key("match", n), " ", facts.filter(Boolean).join(" · "));
  item.append(button, about);
  if (difference.length) {
    const changes = document.createElement("small");
    changes.lang = data.source;
    changes.append(document.createElement("br"), ...marked(difference, names));
    item.append(changes);
  }
  part(".matches ol").append(item);
  part(".matches").hidden = false;
}

// The source, with its terms marked.
function showSource() {
  const source = one(current).source, names = titles(one(current)), made = [];
  let end = 0;
  for (const term of terms) {
    made.push(...nodes(source.slice(end, term.start), names));
    const mark = document.createElement("mark");
    mark.title = term.wordings.join(" | ");
    mark.append(...nodes(source.slice(term.start, term.end), names));
    made.push(mark);
    end = term.end;
  }
  part(".source").replaceChildren(...made, ...nodes(source.slice(end), names));
}

// What terms may be called can be inserted.
function showTerms() {
  part(".terms").hidden = !terms.length;
  const known = new Map(terms.map(term => [term.source, term]));
  part(".terms ul").replaceChildren(...[...known.values()].map(term => {
    const item = document.createElement("li");
    item.append(`${term.source}: `);
    for (const text of term.wordings) {
      wordings.push(text);
      const n = wordings.length;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "wording";
      button.lang = data.tag;
      button.append(text, " ", key("term", n));
      button.onclick = () => { field().focus(); field().insert(text); };
      item.append(button, " ");
    }
    const facts = [term.note];
    if (term.forbidden.length) facts.push(say("not: %(words)s", { words: term.forbidden.join(", ") }));
    item.append(Object.assign(document.createElement("small"), { textContent: facts.filter(Boolean).join(" · ") }));
    return item;
  }));
}

function showHistory(events) {
  part(".history").hidden = !events.length;
  part('[data-do="undo"]').hidden = !events.length || !data.may.write;
  part(".history ol").replaceChildren(...events.map(event => {
    const item = document.createElement("li");
    const about = document.createElement("small");
    const when = new Date(event.when).toLocaleString(document.documentElement.lang);
    about.textContent = `${event.who} · ${when} · ${say(`is ${event.state}`)}`;
    item.append(about);
    if (event.changes.length) {
      const text = document.createElement("div");
      text.lang = data.tag;
      text.append(...marked(event.changes, titles(one(current))));
      item.append(text);
    }
    return item;
  }));
}

function conflict(theirs) {
  part(".conflict").hidden = false;
  const who = theirs.approved ?? theirs.written;
  part(".by").textContent = who ? who.who : "";
  part(".theirs").replaceChildren(...nodes(theirs.target, titles(theirs)));
}

let sending = Promise.resolve(); // one after the other: a second save of a sentence builds on the first

function save(approve, go) {
  if (!data.may.write || (approve && !data.may.approve)) return;
  const n = current, sentence = one(n), text = field().value;
  const seen = unsaved ? unsaved.seen : sentence.version;
  if (!part(".conflict").hidden) { part('[data-do="mine"]').focus(); return; }
  const sent = [...kept.get(sentence.id)?.sent ?? [], text];
  const stored = keep({ id: sentence.id, text, seen, sent });
  if (go) next(go);
  sending = Promise.all([sending, stored]).catch(() => null).then(() => send(n, text, approve));
}

async function send(n, text, approve) {
  const sentence = one(n), seen = kept.get(sentence.id)?.seen ?? sentence.version;
  let said;
  try {
    said = await ask("/api/save", asked(n, { text, approve, seen }));
  } catch (error) {
    notice(say("Not saved: %(why)s", { why: error.message }), () => open(n), say("Go there"));
    paint(n);
    return;
  }
  if (said.conflict) {
    if (said.entry) learn([said.entry]);
    else notice(say("This sentence left the article; your text is kept here."));
    if (current !== n) notice(say("Somebody changed a sentence that you saved."), () => open(n), say("Go there"));
    else fill();
    return;
  }
  const newer = kept.get(sentence.id); // nothing may be awaited from here on: somebody types
  const more = newer && newer.text !== text ? { text: newer.text, seen: said.entry.version } : null;
  if (more) {
    keep({ ...newer, ...more, sent: newer.sent?.filter(other => other !== text) });
  } else {
    kept.delete(sentence.id);
    drafts.forget(sentence.id);
  }
  if (current === n) unsaved = more;
  learn([said.entry]);
  if (said.refused) {
    if (current !== n) open(n);
    part(".state").textContent = say(`refused: ${said.refused}`);
  } else if (current === n) {
    showState();
  }
}

// The next sentence that `wanted` accepts, after the open one and around the end; else none.
function next(wanted, step = 1) {
  for (let i = 1; i <= sentences.length; i += 1) {
    const n = (current - 1 + step * i + sentences.length * 2) % sentences.length + 1;
    if (wanted(one(n), n)) { open(n); return true; }
  }
  return false;
}

const isOpen = sentence => sentence.state !== "approved";
const afterSave = n => (sentence, m) => (isOpen(sentence) && m !== n) || false;

const actions = {
  approve: () => save(true, afterSave(current)),
  save: () => save(false),
  next: () => open(current + 1),
  previous: () => open(current - 1),
  open: () => next(isOpen),
  openBack: () => next(isOpen, -1),
  finding: () => next(sentence => (sentence.findings ?? []).some(found => found.check !== "empty")),
  copy: () => field().replace(one(current).source),
  code: () => field().insertCode(),
  fix: () => { const fix = part('[data-do="fix"]'); if (!fix.hidden) field().replace(fix.dataset.text); },
  mine: () => {
    if (part(".conflict").hidden) return;
    const text = field().value;
    unsaved = { text, seen: one(current).version };
    part(".conflict").hidden = true;
    typed();
    field().focus();
  },
  match: n => { if (offers[n - 1] !== undefined) field().replace(offers[n - 1]); },
  term: n => { if (wordings[n - 1] !== undefined) field().insert(wordings[n - 1]); },
  comment: () => part(".remark").focus(),
  silence: check => change(current, "/api/remark", { text: `toolkit: ok ${check}` }),
  undo: async () => {
    const n = current;
    if (unsaved) { actions.forget(); return; }
    await change(n, "/api/undo", {});
  },
  forget: () => {
    kept.delete(one(current).id);
    drafts.forget(one(current).id);
    fill();
    paint(current);
    field().toEnd();
  },
  theirs: () => {
    if (part(".conflict").hidden) return;
    kept.delete(one(current).id);
    drafts.forget(one(current).id);
    fill();
    field().toEnd();
  },
  help: () => find("dialog.keys").showModal(),
};

// A change other than of the text: taken back, commented.
async function change(n, address, more) {
  await sending;
  try {
    const said = await ask(address, asked(n, { seen: one(n).version, ...more }));
    if (said.entry) learn([said.entry]);
    if (said.conflict) notice(say("Somebody changed this sentence meanwhile."));
    if (n === current) suggest();
    return !said.conflict;
  } catch (error) {
    notice(error.message);
    return false;
  }
}

export { act, actions, ask, asked, current, data, field, learn, notice, one, open, say, sentences, where };

function act(name, argument) {
  const needsCard = !["help", "preview", "search", "whole", "open", "openBack", "finding", "next"].includes(name);
  if (!actions[name] || (needsCard && !card)) return false;
  actions[name](argument);
  return true;
}

document.addEventListener("keydown", event => {
  if (event.isComposing || event.keyCode === 229) return; // an input method is at work
  if (document.querySelector("dialog[open]") || event.defaultPrevented) return;
  const key = pressed(event);
  if (key && act(key.name, key.argument)) event.preventDefault();
});

document.addEventListener("click", event => {
  const button = event.target.closest("button[data-do]");
  if (button) {
    act(button.dataset.do);
    if (card && card.contains(button) && ["fix", "code", "copy"].includes(button.dataset.do)) field().focus();
    return;
  }
  const sentence = event.target.closest(".row .s");
  if (sentence) open(Number(sentence.dataset.n));
});

document.addEventListener("edit", typed);

addEventListener("hashchange", () => {
  const n = Number(location.hash.slice(1));
  if (one(n) && n !== current) open(n);
});

// A new comment is saved with Enter.
document.addEventListener("keydown", async event => {
  const place = event.target;
  if (event.key !== "Enter" || event.isComposing || !place.matches?.(".remark") || !place.value.trim()) return;
  event.preventDefault();
  const text = place.value;
  if (await change(current, "/api/remark", { text })) {
    place.value = "";
    field().focus();
  }
});

let events = null;
let trouble = null; // the line that says what is wrong with the files, until it is mended

// Listen as long as the page is to be seen: browsers allow a desk only a few open lines.
function listen() {
  events?.close();
  events = null;
  if (document.hidden) return;
  events = new EventSource(`/api/events/${where}`);
  events.onopen = () => { for (const sentence of sentences) sentence.order = 0; renew(); };
  events.onmessage = event => {
    const news = JSON.parse(event.data);
    if (news.entries || news.trouble !== undefined) trouble?.remove();
    if (news.entries) learn(news.entries);
    if (news.again) renew();
    if (news.reload) changed();
    if (news.trouble) trouble = notice(news.trouble);
    if (news.here) present(news.here);
  };
}

// Ask for everything: who knows what happened while nobody listened.
async function renew() {
  const state = await ask(`/api/state/${where}`).catch(() => null);
  if (!state) return;
  const names = list => list.map(entry => entry.id).join();
  if (names(state.entries) !== names(sentences)) changed();
  learn(state.entries);
  if (current) ask("/api/here", asked(current)).catch(() => null);
}

document.addEventListener("visibilitychange", listen);

// Who else is here, and at which sentence.
function present(others) {
  find(".here").textContent = Object.keys(others).length
    ? say("here too: %(names)s", { names: Object.keys(others).join(", ") }) : "";
  for (const span of document.querySelectorAll(".dst .s[data-who]")) delete span.dataset.who;
  for (const [name, id] of Object.entries(others)) {
    for (const span of spans(places.get(id) ?? 0)) span.dataset.who = name;
  }
}

let told = false;
function changed() {
  if (told) return;
  told = true;
  notice(say("The article changed."), () => location.reload(), say("Show it"));
}

function keys() {
  const list = find("dialog.keys dl");
  for (const [name, label] of Object.entries(words.keys)) {
    const term = document.createElement("dt");
    term.append(Object.assign(document.createElement("kbd"), { textContent: describe(name) }));
    list.append(term, Object.assign(document.createElement("dd"), { textContent: label }));
  }
}

export async function start() {
  kept = await drafts.all().catch(() => new Map());
  for (const [id, draft] of kept) {
    const n = places.get(id);
    if (n && one(n).target === draft.text) { kept.delete(id); drafts.forget(id); }
  }
  sentences.forEach((_, index) => paint(index + 1));
  count();
  keys();
  const lost = [...kept.keys()].filter(id => places.has(id));
  if (lost.length) {
    notice(say("Texts that you typed and did not save: %(n)s", { n: lost.length }),
      () => open(places.get(lost[0])), say("Go there"));
  }
  const asks = Number(location.hash.slice(1));
  if (one(asks)) open(asks);
  else if (!next(isOpen)) open(1);
  listen();
  document.documentElement.dataset.ready = "";
}
