// What can be done to the whole article, with the outcome of the command line.

import { actions, ask, data } from "./editor.js";

const dialog = document.querySelector("dialog.whole");
const outcome = dialog.querySelector(".outcome");
const lines = dialog.querySelector(".lines");

async function act(button) {
  const buttons = dialog.querySelectorAll("li > button");
  for (const one of buttons) one.disabled = true;
  outcome.textContent = "…";
  lines.replaceChildren();
  const body = { article: data.article, locale: data.locale, what: button.value };
  const said = await ask("/api/batch", body).catch(error => ({ words: error.message, lines: [] }));
  outcome.textContent = said.words;
  lines.replaceChildren(...said.lines.map(text =>
    Object.assign(document.createElement("li"), { textContent: text })));
  for (const one of buttons) one.disabled = false;
  button.focus();
}

actions.whole = () => {
  if (!dialog.open) {
    outcome.textContent = "";
    lines.replaceChildren();
    dialog.showModal();
  }
};
for (const button of dialog.querySelectorAll("li > button")) button.onclick = () => act(button);
