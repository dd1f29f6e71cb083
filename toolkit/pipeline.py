"""The verbs as functions of values: prepare, update, check, publish. No files, no terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit import __version__, catalog, checks, page, publish, sentences
from toolkit.checks.identify import translated
from toolkit.errors import SourceError
from toolkit.formats import FORMATS, Format, serialize
from toolkit.glossary import Glossary
from toolkit.glossary.terms import notes
from toolkit.inline import shown
from toolkit.model import Catalog, Document, Entry, Finding, Language, Segment
from toolkit.segment import Cut, segments

_LONGEST = 20_000
"""Characters of a sentence nobody can review or translate; the article must be broken there."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article taken apart."""

    label: str
    document: Document
    form: Format
    source: Language
    cut: Cut
    segments: tuple[tuple[str, Segment], ...]
    """Block kind and sentence, in reading order."""

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Its distinct sentences as empty entries."""
        return catalog.wanted(self.segments)


def format_of(name: str) -> Format:
    """The format of a file name's suffix. SourceError if there is none."""
    suffix = Path(name).suffix.lower()
    for form in FORMATS.values():
        if suffix in form.suffixes:
            return form
    raise SourceError(f"{name}: unknown format")


def prepare(label: str, text: str, source: Language, rules: Path | None = None) -> Prepared:
    """Parse and segment an article. SourceError, naming the place, if that cannot be done."""
    form = format_of(label)

    def cut(words: str) -> list[int]:
        return sentences.boundaries(words, source, rules)

    try:
        parts = form.parse(text)
    except SourceError as error:
        raise SourceError(f"{label}: {error}") from None
    if serialize(parts, form) != text:
        raise SourceError(f"{label}: it cannot be taken apart without loss; please report it")
    document = Document(Path(label).stem, form.name, parts)
    found = tuple(segments(parts, cut))
    for _, segment in found:
        if len(segment.source) > _LONGEST:
            line = text.count("\n", 0, max(text.find(shown(segment.inline)[:80]), 0)) + 1
            raise SourceError(
                f"{label}:{line}: a sentence of {len(segment.source):,} characters;"
                f" break it up (at most {_LONGEST:,})"
            )
    return Prepared(label, document, form, source, cut, found)


def update(
    article: Prepared, old: Catalog, target: Language, now: str, terms: Glossary | None = None
) -> Catalog:
    """The catalog brought to the article's present text; its header complete.

    Notes of the entries name the terms that occur in them.
    """
    entries = article.entries
    if terms:
        entries = tuple(
            replace(entry, notes=(*entry.notes, *notes(entry.source, terms, target)))
            for entry in entries
        )
    new = catalog.refresh(
        replace(old, reference=article.label),
        entries,
        lambda text: translated(text, article.source, target),
    )
    keys = {entry.key for entry in old.entries}
    header = dict(old.header)
    if keys != {entry.key for entry in new.entries}:
        header["POT-Creation-Date"] = now
    return replace(new, header=_header(header, article, target, now))


def _header(
    old: Mapping[str, str], article: Prepared, target: Language, now: str
) -> tuple[tuple[str, str], ...]:
    """gettext's fields in gettext's order, what people and editors put there kept."""
    fields = {
        "Project-Id-Version": article.document.name,
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": now,
        "PO-Revision-Date": now,
        "Last-Translator": "Automatically generated",
        "Language-Team": "none",
        "Language": target.posix,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": target.plural_forms,
        "X-Source-Language": article.source.posix,
        "X-Generator": f"toolkit {__version__}",
    }
    return tuple({**fields, **old}.items())


def revised(old: Catalog, now: str) -> Catalog:
    """The catalog with a new revision date."""
    return replace(old, header=tuple({**dict(old.header), "PO-Revision-Date": now}.items()))


def check(found: Catalog, context: checks.Context, severities: Mapping[str, str]) -> list[Finding]:
    """All findings of a catalog, in its order."""
    return [
        finding for entry in found.entries for finding in checks.run(entry, context, severities)
    ]


def published(
    article: Prepared, found: Catalog, target: Language, *, drafts: bool
) -> dict[str, str]:
    """The publication's files: suffix → text. PublishError if one would not be faithful."""
    job = publish.Job(article.source, target, article.cut, article.form, drafts)
    made = publish.assemble(article.document, found, job)
    text = page.Text(
        name=article.document.name,
        source=made.text,
        original=article.source,
        language=target if made.changed else article.source,
        open=len(made.open),
        all=len(found.entries),
    )
    suffix = Path(article.label).suffix
    aside = ".page.html" if article.form.name == "html" else ".html"
    same = page.same(text, article.form) if made.changed or made.open else made.text
    return {suffix: same, aside: page.render(text, article.form)}
