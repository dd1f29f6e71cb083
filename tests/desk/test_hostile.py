"""An article and a translation that mean harm are text, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk_browser import Reviewer
from desk_running import Running
from selenium.webdriver.common.keys import Keys

from toolkit.catalog import po
from toolkit.model import Entry
from toolkit.workflow.catalogs import open_catalog, save_catalog
from toolkit.workflow.projects import open_project

EVIL = (
    "<script>harm()</script><img src=x onerror=harm()><svg onload=harm()>"
    '<iframe srcdoc="&lt;script&gt;top.harm()&lt;/script&gt;"></iframe>'
    '<a href="javascript:harm()">x</a></script><base href="//evil.example/">'
)
ARTICLE = f"""<!DOCTYPE html>
<html lang="de"><head><title>{EVIL.replace("</", "&lt;/")}</title>
<meta http-equiv="refresh" content="1; url=//evil.example/"><script>harm()</script></head>
<body onload="harm()">
<h1>Ein Titel <img src="x" alt='"><script>harm()</script>' onerror="harm()"></h1>
<p id="data" class="card">Ein Satz. {EVIL}</p>
<style>body {{ display: none }}</style>
<form action="//evil.example"><button data-do="approve">Weiter geht es.</button></form>
</body></html>
"""


@pytest.fixture
def hostile(desk: Running, reviewer: Reviewer) -> Reviewer:
    """An article full of harm, translated with harm, at the desk."""
    (desk.folder / "sources/evil.html").write_text(ARTICLE, "utf-8")
    project = open_project(desk.folder)
    opened = open_catalog(project, desk.folder / "sources/evil.html", "ru")

    def harmful(entry: Entry) -> Entry:
        comments = (f"Evil {EVIL}", f"written by {EVIL} on 2026-01-01 10:00 [000000]")
        return replace(entry.drafted(f"{EVIL} {{{{ 7*7 }}}}", None), comments=comments)

    entries = tuple(map(harmful, opened.catalog.entries))
    assert len(entries) > 3
    save_catalog(project, opened, replace(opened.catalog, entries=entries))
    return reviewer


def test_nothing_runs(desk: Running, hostile: Reviewer) -> None:
    """No script of an article or a translation runs, loads or leads away, in any view."""
    with hostile.beforehand("window.harm = () => { document.title = 'HARMED'; };"):
        hostile.driver.get(hostile.base)
        hostile.ready()
        hostile.edit("ru", "evil")
    count = len(po.read(desk.catalog("ru", "evil")).entries)
    hostile.press(Keys.ALT, "p")
    hostile.until(lambda: hostile.script(FRAMED))
    for number in range(1, count + 1):
        hostile.driver.get(f"{hostile.base}/edit/ru/evil#{number}")
        hostile.at(number)
        assert hostile.typed.startswith("<script>")
    assert hostile.driver.title != "HARMED"
    assert "49" not in hostile.text(".card")
    assert (
        hostile.script("return document.querySelectorAll('main script, main iframe').length") == 0
    )
    assert hostile.script("return getComputedStyle(document.body).display") != "none"
    assert hostile.driver.current_url.startswith(f"{hostile.base}/edit/ru/evil")


FRAMED = "return !!document.querySelector('iframe').contentDocument?.querySelector('[data-n]')"
