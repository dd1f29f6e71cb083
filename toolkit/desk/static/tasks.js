// The list of work: filters, and what the checks say of each article, told when it is known.

const form = document.querySelector(".filters");
const items = [...document.querySelectorAll(".tasks li")];

function filter() {
  const { title, locale, open } = form.elements;
  const wanted = title.value.trim().toLocaleLowerCase();
  let shown = 0;
  for (const item of items) {
    const text = item.querySelector("h2").textContent.toLocaleLowerCase();
    const fits = (!locale.value || item.dataset.locale === locale.value)
      && (!open.checked || item.dataset.open !== "0") && text.includes(wanted);
    item.hidden = !fits;
    shown += fits;
  }
  document.querySelector(".found").textContent = `${shown} / ${items.length}`;
  document.querySelector(".nothing").hidden = shown > 0;
  sessionStorage.setItem("filters", JSON.stringify([title.value, locale.value, open.checked]));
}

const [title, locale, open] = JSON.parse(sessionStorage.getItem("filters") ?? '["", "", true]');
form.elements.title.value = title;
form.elements.locale.value = locale;
form.elements.open.checked = open;
for (const kind of ["input", "change"]) form.addEventListener(kind, filter);
form.addEventListener("submit", event => event.preventDefault());
filter();

for (const place of document.querySelectorAll("[data-where]")) {
  if (place.closest("li").hidden) continue;
  const answer = await fetch(`/api/findings/${place.dataset.where}`);
  if (!answer.ok) continue;
  const { words, errors } = await answer.json();
  place.textContent = words;
  place.classList.toggle("error", errors > 0);
}
document.documentElement.dataset.ready = "";
