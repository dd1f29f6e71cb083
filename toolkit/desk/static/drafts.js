// What is typed and not saved yet, kept in the browser: it survives a crash of it and of the desk.

const NAME = "desk", STORE = "drafts";

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

const opened = (() => {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
  return done(request).catch(() => null); // a private window may forbid it: then nothing is kept
})();

async function store(mode) {
  const base = await opened;
  return base && base.transaction(STORE, mode).objectStore(STORE);
}

export class Drafts {
  constructor(place) { this.place = place; }

  key(id) { return `${this.place}\n${id}`; }

  // `sent` are the texts on their way to the desk: nobody knows yet whether they arrived.
  async keep({ id, text, seen, sent }) {
    const place = await store("readwrite");
    if (place) await done(place.put({ key: this.key(id), id, text, seen, sent, time: Date.now() }));
  }

  async forget(id) {
    const place = await store("readwrite");
    if (place) await done(place.delete(this.key(id)));
  }

  // Everything that was kept of this article: id → {text, seen, sent, time}.
  async all() {
    const place = await store("readonly");
    const range = IDBKeyRange.bound(`${this.place}\n`, `${this.place}\n\uffff`);
    const found = place ? await done(place.getAll(range)) : [];
    return new Map(found.map(one => [one.id, one]));
  }
}
