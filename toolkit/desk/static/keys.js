// Which keys do what. Keys are meant by their place, so that they work in every keyboard layout;
// AltGr, which is Ctrl and Alt on some systems, types letters and never does anything here.

const KEYS = [
  ["approve", "Enter", "ctrl"],
  ["save", "KeyS", "ctrl"],
  ["next", "ArrowDown", "alt"],
  ["previous", "ArrowUp", "alt"],
  ["open", "KeyN", "alt"],
  ["openBack", "KeyN", "alt shift"],
  ["finding", "KeyJ", "alt"],
  ["copy", "KeyS", "alt"],
  ["code", "KeyC", "alt"],
  ["fix", "KeyX", "alt"],
  ["undo", "KeyZ", "alt"],
  ["comment", "KeyM", "alt"],
  ["search", "KeyK", "alt"],
  ["preview", "KeyP", "alt"],
  ["whole", "KeyW", "alt"],
  ["mine", "KeyB", "alt"],
  ["theirs", "KeyT", "alt"],
  ["help", "F1", ""],
];
const APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

function held(event) {
  const command = APPLE ? event.metaKey : event.ctrlKey;
  const other = APPLE ? event.ctrlKey : event.metaKey;
  if (other || (command && event.altKey)) return null;
  const names = [command && "ctrl", event.altKey && "alt", event.shiftKey && "shift"];
  return names.filter(Boolean).join(" ");
}

// What a key does: {name, argument}, or null. Digits insert: Alt a suggestion, with Shift a term.
export function pressed(event) {
  const with_ = held(event);
  if (with_ === null) return null;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  if (digit && with_ === "alt") return { name: "match", argument: Number(digit[1]) };
  if (digit && with_ === "alt shift") return { name: "term", argument: Number(digit[1]) };
  const code = event.code === "NumpadEnter" ? "Enter" : event.code;
  const found = KEYS.find(([, key, modifiers]) => key === code && modifiers === with_);
  return found ? { name: found[0] } : null;
}

// A key as people read it; "" if there is none.
export function describe(name) {
  if (name === "match") return APPLE ? "⌥1–9" : "Alt+1–9";
  if (name === "term") return APPLE ? "⌥⇧1–9" : "Alt+Shift+1–9";
  const found = KEYS.find(([known]) => known === name);
  if (!found) return "";
  const [, code, modifiers] = found;
  const key = { Enter: "Enter", ArrowDown: "↓", ArrowUp: "↑" }[code] ?? code.replace("Key", "");
  const signs = { ctrl: APPLE ? "⌘" : "Ctrl", alt: APPLE ? "⌥" : "Alt", shift: APPLE ? "⇧" : "Shift" };
  const parts = modifiers.split(" ").filter(Boolean).map(one => signs[one]);
  return [...parts, key].join(APPLE ? "" : "+");
}
