"""Whatever changes between two builds, the site is the one that is built from nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cases import Case, read
from site_pages import approve, write

from toolkit.cli.main import cli
from toolkit.project import settings as of_projects
from toolkit.site import settings as of_sites

Image = pytest.importorskip("PIL.Image", reason="needs the extra `pictures`")
CASES = read(Path(__file__).parent / "cases/changes.md", "file", "old", "new", "picture")
SETTINGS = """\
source = "de"
targets = ["en"]
timezone = "Europe/Berlin"
# sources

[checks]
numbers = "error"

[site]
url = "https://example.org"
title = "Rundschau"
editions = ["epub", "bilingual", "cards"]
# more
"""
RULES = """\
<?xml version="1.0" encoding="UTF-8"?>
<srx xmlns="http://www.lisa.org/srx20" version="2.0"><header cascade="yes"/><body>
<languagerules><languagerule languagerulename="German">
<rule break="yes"><beforebreak>;</beforebreak><afterbreak>\\s</afterbreak></rule>
</languagerule></languagerules>
<maprules><languagemap languagepattern="de" languagerulename="German"/></maprules>
</body></srx>
"""
HARBOUR = """\
# Hafen

Der Hafen ist offen. Die Sonne scheint; der Wind weht.

## Zahlen

![Ein Bild](bild.png) [Zahlen](zahlen.csv) [Wald](wald.md#nacht) [Ende](ende.md)

<video src="film.mp4" onclick="go()"></video>

!!! note
    Ein Hinweis."""

APPROVED = {
    "tag|Verkehr": "Transport",
    "Hafen": "Harbour",
    "Der Hafen ist offen.": "The harbour is open.",
    "Die Sonne scheint; der Wind weht.": "The sun shines; the wind blows.",
    "Zahlen": "Figures",
    "<g1>Zahlen</g1> <g2>Wald</g2> <g3>Ende</g3>": "<g1>Figures</g1> <g2>Wood</g2> <g3>End</g3>",
    "alt|Ein Bild": "A picture",
    "Ein Hinweis.": "A note.",
}


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a bit of everything, and its site."""
    folder = tmp_path_factory.mktemp("before")
    (folder / "toolkit.toml").write_text(SETTINGS)
    (folder / "rules.srx").write_text(RULES)
    common = {"tags": "[Verkehr]", "authors": "Anna"}
    write(folder, "hafen", HARBOUR, date="2026-01-02T23:30:00Z", image="kopf.png", **common)
    approve(folder, "hafen", **APPROVED)
    write(folder, "wald", "# Wald\n\nDer alte Wald.\n\n## Nacht", date="2026-01-03", **common)
    wood = {"tag|Verkehr": "Transport", "Wald": "Wood", "Nacht": "Night"}
    approve(folder, "wald", **wood, **{"Der alte Wald.": "The old wood."})
    write(folder, "ende", "# Ende\n\nDas sind 12 Tage.", strap="Ein Band")
    approve(folder, "ende", Ende="End", **{"Das sind 12 Tage.": "These are 13 days."})
    write(folder, "pages/impressum", "# Impressum\n\nWir.")
    approve(folder, "pages/impressum", Impressum="Imprint", **{"Wir.": "We."})
    for name in ("bild.png 20 10 red", "kopf.png 600 400 red"):
        _paint(folder, f"sources/{name}")
    (folder / "sources/zahlen.csv").write_text("a;b")
    shutil.copytree(folder / "sources", folder / "others")
    (folder / "others/ende.md").unlink()
    shutil.copytree(folder / "locales", folder / "words")
    (folder / "words/en/LC_MESSAGES/hafen.po").unlink()
    _build(folder)
    path = folder / "sources/wald.md"
    path.write_text(path.read_text("utf-8").replace("Der alte", "Der uralte"), "utf-8")
    _build(folder)
    return folder


def _paint(folder: Path, what: str) -> None:
    name, width, height, colour = what.split()
    Image.new("RGB", (int(width), int(height)), colour).save(folder / name)


def _build(folder: Path) -> dict[str, bytes]:
    """Bring the site up to date: every file of the project afterwards, but what is scratch."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        try:
            cli.main(["site", "--allow-removals"], standalone_mode=False)
        except SystemExit as leaving:
            assert leaving.code == 3  # some translations are held back, all can be read
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".toolkit" not in path.parts
    }


def _change(folder: Path, case: Case) -> None:
    if "picture" in case:
        _paint(folder, case["picture"])
        return
    path = folder / case["file"]
    path.parent.mkdir(parents=True, exist_ok=True)
    text = case["new"]
    if "old" in case:
        before = path.read_text("utf-8")
        assert before.count(case["old"]) == 1, f"{case!r}: “old:” must stand in the file once"
        text = before.replace(case["old"], text)
    path.write_text(text, "utf-8")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_incremental_equals_fresh(before: Path, tmp_path: Path, case: Case) -> None:
    """Two copies of a project change; one has its site and all that is remembered, one has not."""
    updated, fresh = tmp_path / "updated", tmp_path / "fresh"
    shutil.copytree(before, updated)
    _build(updated)  # it knows now what the system notes of the copies
    _change(updated, case)
    shutil.copytree(updated, fresh)
    for name in ("site", ".toolkit"):
        shutil.rmtree(fresh / name)
    made, wanted = _build(updated), _build(fresh)
    if not (fresh / "site").exists():
        made = {name: data for name, data in made.items() if not name.startswith("site/")}
    assert sorted(made) == sorted(wanted)
    assert not [name for name in wanted if made[name] != wanted[name]]


def test_every_setting_has_a_case() -> None:
    """A new setting needs a case here, also one that the site has nothing to do with."""
    names = {row.name for row in of_projects.SETTINGS}
    names |= {f"site.{row.name}" for row in of_sites.SETTINGS}
    assert names <= {case.title.split()[0] for case in CASES}
