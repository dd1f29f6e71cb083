// Search in source and translation, and replace what is found, each place seen before.

import { actions, ask, data, learn, notice, open, say, sentences } from "./editor.js";
import { nodes } from "./field.js";

const dialog = document.querySelector("dialog.search");
const form = dialog.querySelector("form");
const list = dialog.querySelector("ol");

const literal = text => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function found() {
  const text = form.elements.text.value;
  if (!text) return [];
  const flags = form.elements.exact.checked ? "gu" : "giu";
  const pattern = new RegExp(literal(text), flags);
  return sentences.flatMap((sentence, index) => {
    const hit = pattern.test(sentence.target) || pattern.test(sentence.source);
    pattern.lastIndex = 0;
    const target = sentence.target.match(pattern);
    // What stands in a code is no text: it can be found, but not replaced.
    const pieces = sentence.target.split(/(<\/?g\d+>|<x\d+\/>)/);
    const wanted = form.elements.other.value;
    const changed = pieces.map((piece, i) => (i % 2 ? piece : piece.replace(pattern, () => wanted))).join("");
    return hit || target ? [{ n: index + 1, sentence, changed }] : [];
  });
}

const replaceable = () => found().filter(one => one.changed !== one.sentence.target);

function show() {
  const replacing = form.elements.replace.checked;
  form.querySelector(".other").hidden = !replacing;
  const hits = replacing ? replaceable() : found();
  list.replaceChildren(...hits.slice(0, 200).map(({ n, sentence, changed }) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.onclick = () => { dialog.close(); open(n); };
    const source = document.createElement("span");
    source.lang = data.source;
    source.append(...nodes(sentence.source));
    button.append(source, document.createElement("br"));
    const target = document.createElement(replacing ? "del" : "b");
    target.lang = data.tag;
    target.append(...nodes(sentence.target));
    button.append(target);
    if (replacing) {
      const made = document.createElement("ins");
      made.lang = data.tag;
      made.append(...nodes(changed));
      button.append(document.createElement("br"), made);
    }
    item.append(button);
    return item;
  }));
  form.querySelector("output").textContent = say("%(n)s sentences", { n: hits.length });
  form.querySelector('[value="all"]').hidden = !replacing || !hits.length || !data.may.write;
}

// Replace in all that is shown. What was approved becomes a draft: nobody has read it as it is now.
async function replaceAll() {
  let done = 0;
  for (const { sentence, changed } of replaceable()) {
    const more = { id: sentence.id, seen: sentence.version, text: changed, approve: false };
    const said = await ask("/api/save", { article: data.article, locale: data.locale, ...more })
      .catch(error => ({ trouble: error.message }));
    if (said.trouble) { notice(said.trouble); break; }
    if (said.entry) learn([said.entry]);
    if (said.conflict) notice(say("Somebody changed a sentence that you saved."), () => open(sentences.findIndex(one => one.id === sentence.id) + 1), say("Go there"));
    else done += 1;
  }
  notice(say("Replaced in %(n)s sentences", { n: done }));
}

actions.search = () => {
  if (dialog.open) return;
  show();
  dialog.showModal();
  form.elements.text.select();
};
form.addEventListener("input", show);
form.addEventListener("submit", event => {
  event.preventDefault();
  if (event.submitter?.value === "close") dialog.close();
  else if (event.submitter?.value === "all") { dialog.close(); replaceAll(); }
  else list.querySelector("button")?.focus();
});
