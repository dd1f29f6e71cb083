"use strict";
// Looks for words in the index of a language (window.toolkitIndex); asks nobody on the web.
{
  const fold = text => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss");
  const { rows, none, counts } = window.toolkitIndex;
  const texts = rows.map(([, title, brief, words]) => [fold(title), fold(brief), fold(words)]);
  const input = document.getElementById("page-query");
  const results = document.getElementById("page-results");
  const count = document.getElementById("page-count");
  const inWords = (text, word) => {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1))
      if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]) || /[\u3040-\u9fff]/.test(word)) return true;
    return false;
  };
  const score = (index, words) => {
    let sum = 0;
    for (const word of words) {
      const found = texts[index].map(text => inWords(text, word));
      if (!found.some(Boolean)) return 0;
      sum += (found[0] ? 4 : 0) + (found[1] ? 2 : 0) + (found[2] ? 1 : 0);
    }
    return sum;
  };
  const look = words => rows.map((row, index) => [score(index, words), row]).filter(([sum]) => sum);
  const show = () => {
    const words = fold(input.value).split(/\s+/u).filter(Boolean);
    let found = words.length ? look(words) : [];
    if (!found.length && words.length) // "ueber" may be somebody's "über"
      found = look(words.map(word => word.replace(/([aou])e/g, "$1")));
    found.sort((a, b) => b[0] - a[0]);
    results.replaceChildren(...found.slice(0, 50).map(([, [address, title, brief, , day, titled, told]]) => {
      const item = document.createElement("li");
      const heading = item.appendChild(document.createElement("h2"));
      const link = heading.appendChild(document.createElement("a"));
      link.href = address;
      link.textContent = title;
      link.lang = titled || document.documentElement.lang;
      item.appendChild(document.createElement("p")).textContent = brief;
      item.lastChild.lang = told || document.documentElement.lang;
      item.appendChild(document.createElement("p")).textContent = day;
      item.lastChild.className = "meta";
      return item;
    }));
    count.textContent = words.length ? (found.length ? counts.replace("%(n)s", found.length) : none) : "";
    history.replaceState(null, "", words.length ? `?q=${encodeURIComponent(input.value)}` : location.pathname);
  };
  input.form.addEventListener("submit", event => event.preventDefault());
  input.addEventListener("input", show);
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  show();
}
