"""The search, in a real browser."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest
import site_browser
from chromium import CHROMIUM
from site_pages import Build, write

QUERIES = {
    "fuß": ["Alt"],
    "FUSSGÄNGER": ["Alt"],
    "fussgaenger": ["Alt"],
    "ueber bruecken": ["Über Brücken"],
    "neue": ["Über Brücken"],
    "bau & planung": ["Alt"],
    "c++": ["Alt"],
    "swiatek": ["Über Brücken"],
    "Dr. Zoë": ["Über Brücken"],
    "verkehr": ["Über Brücken"],
    "die": ["Alt", "Über Brücken"],
    "gänger": [],
    "<b>": [],
    "": [],
}
ASKED = """<!DOCTYPE html><meta charset="utf-8"><body><script>
(async () => {
  const found = [];
  for (const query of QUERIES) {
    const frame = document.createElement("iframe");
    frame.src = "search.html?q=" + encodeURIComponent(query);
    document.body.append(frame);
    await new Promise(done => frame.onload = done);
    found.push(Array.from(frame.contentDocument.querySelectorAll("h2 a"), a => a.textContent));
    frame.remove();
  }
  document.body.innerHTML = "<pre></pre>";
  document.body.firstChild.textContent = JSON.stringify(found);
})();
</script>"""


@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_what_is_found(small: Path, build: Build) -> None:
    """Words by their beginnings, in any case, without umlauts too; topics, authors, kickers."""
    write(small, "a", "Die Fußgänger warten.", title="Alt", tags='["Bau & Planung", "C++"]')
    front = {"authors": '["Dr. Zoë Świątek"]', "kicker": "Verkehr", "description": "Kurz."}
    write(small, "b", "Die neue Brücke.", title="Über Brücken", **front)
    asked = ASKED.replace("QUERIES", json.dumps(list(QUERIES)))
    folder = build().folder
    (folder / "de/asked.html").write_text(asked, "utf-8")
    page = site_browser.page(folder, "de/asked.html")
    found = re.search("<pre>(.*?)</pre>", page)
    assert found
    titles = map(sorted, json.loads(html.unescape(found[1])))
    assert dict(zip(QUERIES, titles, strict=True)) == QUERIES
