// A field for one sentence: text, and codes as chips that are in it whole or not at all.

const CODE = /(<\/?g\d+>|<x\d+\/>)/;
const GUARD = "\ufeff"; // gives the caret a place beside a chip; never part of the text
const PAUSE = 700; // milliseconds after which typing on is a step of its own for undo

export function chip(code, title) {
  const made = document.createElement("span");
  const kind = code.startsWith("</") ? "close" : code.startsWith("<g") ? "open" : "alone";
  made.className = `chip ${kind}`;
  made.dataset.code = code;
  made.dataset.label = code.replace(/\D/g, "");
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", title || code);
  made.title = title || code;
  return made;
}

// Nodes for a text in which codes are chips; `titles` says what each stands for.
export function* nodes(text, titles = {}) {
  for (const piece of text.split(CODE)) {
    if (CODE.test(piece)) yield chip(piece, titles[piece]);
    else if (piece) yield document.createTextNode(piece);
  }
}

function serialized(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replaceAll(GUARD, "");
  if (node.dataset && node.dataset.code) return node.dataset.code;
  return Array.from(node.childNodes, serialized).join("");
}

export class CodeField extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.codes = [];
    this.titles = {};
    this.steps = [];
    this.undone = [];
    this.last = { text: "", at: 0, time: 0 };
    this.composing = false;
    this.setAttribute("role", "textbox");
    this.setAttribute("aria-multiline", "true");
    this.spellcheck = true;
    this.readOnly = false;
    this.addEventListener("compositionstart", () => { this.composing = true; });
    this.addEventListener("compositionend", () => { this.composing = false; this.changed(); });
    this.addEventListener("beforeinput", event => this.before(event));
    this.addEventListener("input", event => { if (!event.isComposing) this.changed(); });
    this.addEventListener("keydown", event => this.key(event));
    for (const kind of ["copy", "cut"]) this.addEventListener(kind, event => this.copied(event));
  }

  set readOnly(value) {
    this.contentEditable = value ? "false" : "true";
    this.setAttribute("aria-readonly", String(value));
    if (value) this.tabIndex = 0;
  }

  get value() { return serialized(this); }

  // Begin with a text: what came before cannot be undone. The one it has stays, with the caret.
  begin(text, codes, titles) {
    this.codes = codes;
    this.titles = titles;
    if (text === this.value) return;
    this.steps = [];
    this.undone = [];
    this.show(text, text.length);
    this.last = { text, at: text.length, time: 0 };
  }

  // Put another text into the field, as a step that can be undone.
  replace(text, at = text.length) {
    this.show(text, at);
    this.last.time = 0;
    this.changed();
    this.last.time = 0;
  }

  insert(text) {
    const [start, end] = this.selected();
    const old = this.value;
    this.replace(old.slice(0, start) + text + old.slice(end), start + text.length);
  }

  // The codes of the source that are not in the text, in order.
  get missing() {
    const here = this.value;
    return this.codes.filter(code => !here.includes(code));
  }

  // Insert the next missing code; a pair around what is selected.
  insertCode() {
    const code = this.missing[0];
    if (!code) return;
    const [start, end] = this.selected();
    const text = this.value;
    const close = code.startsWith("<g") ? code.replace("<", "</") : "";
    if (close && this.missing.includes(close) && end > start) {
      const made = text.slice(0, start) + code + text.slice(start, end) + close + text.slice(end);
      this.replace(made, end + code.length + close.length);
    } else {
      this.insert(code);
    }
  }

  undo() { this.step(this.steps, this.undone); }

  redo() { this.step(this.undone, this.steps); }

  step(from, to) {
    const step = from.pop();
    if (!step) return;
    to.push({ text: this.value, at: this.selected()[1] });
    this.show(step.text, step.at);
    this.last = { text: step.text, at: step.at, time: 0 };
    this.told();
  }

  // Offsets of the selection in the text.
  selected() {
    const chosen = getSelection();
    if (!chosen.rangeCount || !this.contains(chosen.anchorNode)) {
      return [this.value.length, this.value.length];
    }
    const range = chosen.getRangeAt(0);
    const until = (node, offset) => {
      const before = document.createRange();
      before.setStart(this, 0);
      before.setEnd(node, offset);
      return serialized(before.cloneContents()).length;
    };
    return [until(range.startContainer, range.startOffset), until(range.endContainer, range.endOffset)];
  }

  show(text, at) {
    const made = [];
    for (const node of nodes(text, this.titles)) {
      const isChip = node.nodeType !== Node.TEXT_NODE;
      if (isChip) {
        node.contentEditable = "false";
        if (!this.codes.includes(node.dataset.code)) node.classList.add("strange");
        if (!made.length || made.at(-1).dataset) made.push(document.createTextNode(GUARD));
      }
      made.push(node);
    }
    if (made.length && made.at(-1).dataset) made.push(document.createTextNode(GUARD));
    this.replaceChildren(...made);
    this.place(at);
  }

  place(at) {
    if (document.activeElement !== this) return;
    let left = at;
    const range = document.createRange();
    range.selectNodeContents(this);
    range.collapse(false);
    for (const node of this.childNodes) {
      const length = serialized(node).length;
      if (node.nodeType === Node.TEXT_NODE && left <= length) {
        const guard = node.data.startsWith(GUARD) ? 1 : 0;
        range.setStart(node, Math.min(left + guard, node.data.length));
        range.collapse(true);
        break;
      }
      if (left < length || (left === 0 && length)) { range.setStartBefore(node); range.collapse(true); break; }
      left -= length;
    }
    const chosen = getSelection();
    chosen.removeAllRanges();
    chosen.addRange(range);
  }

  toEnd() {
    this.focus();
    this.place(this.value.length);
  }

  // Keys of the field itself: undo, and steps over a chip, which is one sign.
  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const command = event.ctrlKey !== event.metaKey && !event.altKey;
    if (command && (event.code === "KeyZ" || event.code === "KeyY")) {
      event.preventDefault();
      event.code === "KeyY" || event.shiftKey ? this.redo() : this.undo();
      return;
    }
    const [start, end] = this.selected();
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (!plain || start !== end || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const rightwards = getComputedStyle(this).direction === "ltr";
    const ahead = (event.key === "ArrowRight") === rightwards;
    const code = this.beside(start, ahead);
    if (!code) return;
    event.preventDefault();
    this.place(ahead ? start + code.length : start - code.length);
  }

  // The code that stands directly at an offset; "" if a letter does.
  beside(at, ahead) {
    const text = ahead ? this.value.slice(at) : this.value.slice(0, at);
    const found = (ahead ? /^(?:<\/?g\d+>|<x\d+\/>)/ : /(?:<\/?g\d+>|<x\d+\/>)$/).exec(text);
    return found ? found[0] : "";
  }

  before(event) {
    const kind = event.inputType;
    const [start, end] = this.selected();
    const ahead = kind.endsWith("Forward");
    const code = kind.startsWith("deleteContent") && start === end ? this.beside(start, ahead) : "";
    if (code) {
      event.preventDefault();
      const from = ahead ? start : start - code.length;
      this.replace(this.value.slice(0, from) + this.value.slice(from + code.length), from);
      return;
    }
    if (kind === "historyUndo" || kind === "historyRedo") {
      event.preventDefault();
      kind === "historyUndo" ? this.undo() : this.redo();
    } else if (kind === "insertParagraph" || kind === "insertLineBreak" || kind.startsWith("format")) {
      event.preventDefault();
    } else if (kind.startsWith("insertFrom") && kind !== "insertFromComposition") {
      event.preventDefault();
      const given = event.dataTransfer && event.dataTransfer.getData("text/plain");
      if (given) this.insert(given.replace(/\s*[\r\n]+\s*/g, " ").replaceAll("\0", ""));
    }
  }

  copied(event) {
    const [start, end] = this.selected();
    if (start === end) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", this.value.slice(start, end));
    if (event.type === "cut") this.insert("");
  }

  // The text changed: remember the way back, mend what an editor may have done to chips, tell.
  changed() {
    if (this.composing) return;
    const text = this.value;
    if (text !== this.last.text) {
      const time = Date.now();
      if (time - this.last.time > PAUSE) this.steps.push({ text: this.last.text, at: this.last.at });
      this.undone = [];
      this.last = { text, at: this.selected()[1], time };
    }
    const typed = Array.from(this.childNodes).some(node =>
      node.nodeType === Node.TEXT_NODE ? CODE.test(node.data) : !node.dataset.code || node.childNodes.length);
    if (typed) this.show(text, this.selected()[1]);
    this.told();
  }

  told() { this.dispatchEvent(new CustomEvent("edit", { bubbles: true })); }
}

customElements.define("code-field", CodeField);
