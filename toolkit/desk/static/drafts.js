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

// Without waiting for an answer the change is committed: a page that goes away takes none with it.
async function change(what) {
  const base = await opened;
  if (!base) return;
  const transaction = base.transaction(STORE, "readwrite");
  const changed = done(what(transaction.objectStore(STORE)));
  transaction.commit();
  await changed;
}

export class Drafts {
  constructor(place) { this.place = place; }

  key(id) { return `${this.place}\n${id}`; }

  // `sent` are the texts on their way to the desk: nobody knows yet whether they arrived.
  async keep({ id, text, seen, sent }) {
    await change(kept => kept.put({ key: this.key(id), id, text, seen, sent, time: Date.now() }));
  }

  async forget(id) {
    await change(kept => kept.delete(this.key(id)));
  }

  // Everything that was kept of this article: id → {text, seen, sent, time}.
  async all() {
    const base = await opened;
    const range = IDBKeyRange.bound(`${this.place}\n`, `${this.place}\n\uffff`);
    const found = base ? await done(base.transaction(STORE).objectStore(STORE).getAll(range)) : [];
    return new Map(found.map(one => [one.id, one]));
  }
}
