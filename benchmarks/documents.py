"""What real documents lose on their way: identity byte for byte, other letters everywhere.

    python -m benchmarks.documents FOLDER [--errors]

Every article in a folder is taken apart, published untouched and published in other letters, as
`toolkit` would. A row a suffix: documents, those that cannot be read, those whose untouched
publication differs from its source by a byte, those whose translation is refused, all others.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

from toolkit.catalog.update import update
from toolkit.document.inline import PLACEHOLDER
from toolkit.errors import PublishError, SourceError
from toolkit.formats.article import ParsedArticle, parse_article
from toolkit.formats.format import Localization
from toolkit.formats.table import suffixes
from toolkit.languages.disguise import disguise
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry
from toolkit.project import files
from toolkit.publication.assemble import Assembly, assemble

DE, EN = language("de"), language("en")
OUTCOMES = ("documents", "refused", "identity", "translation", "right")


def disguised(entry: Entry) -> Entry:
    """Approved in other letters, its placeholders as they are."""
    codes = [*PLACEHOLDER.findall(entry.source), ""]
    words = map(disguise, PLACEHOLDER.split(entry.source))
    return entry.approved("".join(a + b for a, b in zip(words, codes, strict=True)))


def published(article: ParsedArticle, catalog: Catalog, data: bytes) -> bytes:
    """The file of a publication."""
    job = Assembly(DE, EN, article.cut, article.form)
    made = assemble(article.document, catalog, job)
    text = made.text
    if made.changed:
        text = article.form.set_language(text, Localization(DE, EN))
    return article.form.pack(text, data)


def outcome(path: Path) -> tuple[str, str]:
    """(what became of a document, why)."""
    named = files.Article(path.stem, path, path.name)
    try:
        article = parse_article(path.name, files.read(named), DE)
    except SourceError as error:
        return "refused", str(error)
    data = path.read_bytes()
    empty = update(article, Catalog(), EN, "2026-11-27 12:00+0000")
    same = tuple(entry.approved(entry.source) for entry in empty.entries)
    if published(article, replace(empty, entries=same), data) != data:
        return "identity", "the untouched publication is another file"
    other = tuple(map(disguised, empty.entries))
    try:
        made = published(article, replace(empty, entries=other), data)
        article.form.unpack(made)
    except (PublishError, SourceError) as error:
        return "translation", str(error)
    return "right", ""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    table: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(options.folder.rglob("*")):
        if path.suffix.lower() in suffixes() and path.is_file():
            found, why = outcome(path)
            table[path.suffix.lower()].update(("documents", found))
            if options.errors and why:
                print(f"{path.name}: {found}: {why[:200]}")
    print(f"{'':10}" + "".join(f"{name:>12}" for name in OUTCOMES))
    for suffix, counts in table.items():
        print(f"{suffix:10}" + "".join(f"{counts[name]:12}" for name in OUTCOMES))


if __name__ == "__main__":
    main()
