"""Documents of office programs: taken apart, put together, translated letter by letter."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from toolkit.catalog.update import update
from toolkit.document.inline import PLACEHOLDER
from toolkit.formats.article import parse_article
from toolkit.formats.format import Format, Localization
from toolkit.languages.disguise import disguise
from toolkit.languages.language import language
from toolkit.model import Catalog
from toolkit.publication.assemble import Assembly, assemble

DE = language("de")


def disguised(text: str) -> str:
    """Other letters everywhere but in placeholders."""
    codes = PLACEHOLDER.findall(text)
    words = [disguise(part) for part in PLACEHOLDER.split(text)]
    return "".join(a + b for a, b in zip(words, [*codes, ""], strict=True))


def translated(form: Format, data: bytes, target: str) -> bytes:
    """The document with other letters everywhere, approved, in a language."""
    there = language(target)
    article = parse_article(f"a{form.suffixes[0]}", form.unpack(data), DE)
    empty = update(article, Catalog(), there, "2026-11-27 12:00+0000")
    entries = tuple(entry.approved(disguised(entry.source)) for entry in empty.entries)
    job = Assembly(DE, there, article.cut, article.form)
    made = assemble(article.document, replace(empty, entries=entries), job)
    return form.pack(form.set_language(made.text, Localization(DE, there)), data)


def contents(data: bytes) -> dict[str, bytes]:
    """Each member of an archive."""
    with ZipFile(BytesIO(data)) as found:
        return {name: found.read(name) for name in found.namelist()}


def zipped(members: dict[str, bytes]) -> bytes:
    """An archive."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)
    return made.getvalue()
