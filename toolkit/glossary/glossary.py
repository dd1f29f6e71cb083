"""`glossary.csv`: how the project wants its terms translated. Text in, values out.

One row per term. Columns: `source`, one per target language (`en`, `zh_CN`, …), `forbidden en`, …,
`pos` (TBX-Basic's parts of speech), `note`, `case` (`exact`: upper and lower case matter) and `dnt`
(`yes`: do not translate). Language cells hold wordings separated by `|`, the preferred one first.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.errors import UsageError
from toolkit.languages.language import language
from toolkit.model import Language
from toolkit.storage.signs import unfit

NAME = "glossary.csv"
PARTS_OF_SPEECH = ("noun", "proper noun", "verb", "adjective", "adverb", "other")
_FACTS = ("pos", "case", "dnt", "note")
_FORBIDDEN = "forbidden "
_KNOWN = f"source, a language (en, zh_CN), {_FORBIDDEN}<language>, {', '.join(_FACTS)}"
_CHOICES = {"pos": PARTS_OF_SPEECH, "case": ("exact",), "dnt": ("yes",)}

Wordings = Mapping[str, tuple[str, ...]]
"""POSIX language name → wordings, the preferred one first."""


@dataclass(frozen=True, slots=True)
class Term:
    """One row."""

    source: str
    allowed: Wordings
    """How it may be translated; a language that is missing has no rule."""
    forbidden: Wordings
    """How it must not be translated."""
    pos: str = ""
    """One of `PARTS_OF_SPEECH`, or ""."""
    note: str = ""
    exact: bool = False
    """True if upper and lower case matter."""
    dnt: bool = False
    """True if the target must use the source form."""

    def wordings(self, target: Language) -> tuple[str, ...]:
        """What may stand in a target for this term; empty if there is no rule."""
        return (self.source,) if self.dnt else self.allowed.get(target.posix, ())


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file is written, so that a person's spreadsheet program can go on with it."""

    columns: tuple[str, ...]
    """Names as spelled in the header row."""
    delimiter: str = ","
    newline: str = "\n"
    bom: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Glossary:
    """All terms of a project. Compared by identity, so that searches can keep an index of it."""

    source: Language
    terms: tuple[Term, ...]
    layout: Layout


def build(source: Language, terms: Sequence[Term]) -> Glossary:
    """A glossary with the usual columns, languages in order of appearance."""
    codes = dict.fromkeys(code for term in terms for code in (*term.allowed, *term.forbidden))
    forbidden = dict.fromkeys(_FORBIDDEN + code for term in terms for code in term.forbidden)
    return Glossary(
        source, tuple(terms), Layout(("source", *codes, *_FACTS[:3], *forbidden, "note"))
    )


def parse(data: bytes, label: str, source: Language) -> Glossary:
    """The glossary in a CSV file (RFC 4180; comma, semicolon or tab; UTF-8, BOM or not).

    `label` names the file in messages. UsageError, with line and remedy, if a row is wrong.
    """
    text = _decode(data, label)
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = _rows(text.removeprefix("\ufeff"), label, delimiter)
    _, names = next(rows, (1, []))
    columns = tuple(name.strip() for name in names)
    codes = _codes(columns, label, source)
    terms: dict[str, Term] = {}
    lines: dict[str, int] = {}
    for line, cells in rows:
        term = _term(cells, columns, codes, f"{label}:{line}")
        if term.source in terms:
            first = lines[term.source]
            raise UsageError(
                f"{label}:{line}: “{term.source}” is in line {first} already: join the two rows"
            )
        terms[term.source], lines[term.source] = term, line
    layout = Layout(
        columns, delimiter, "\r\n" if header.endswith("\r") else "\n", text[:1] == "\ufeff"
    )
    return Glossary(source, tuple(terms.values()), layout)


def serialize(glossary: Glossary) -> bytes:
    """The CSV file: `serialize(parse(…))` keeps columns, delimiter, line ends and BOM."""
    layout = glossary.layout
    codes = _codes(layout.columns, NAME, glossary.source)
    rows = [[_cell(term, name, codes) for name in layout.columns] for term in glossary.terms]
    text = "".join(_line(row, layout) for row in (layout.columns, *rows))
    return (("\ufeff" if layout.bom else "") + text).encode()


def _line(cells: Sequence[str], layout: Layout) -> str:
    out = io.StringIO(newline="")
    # both characters in the terminator: the writer quotes only cells with one of them
    csv.writer(out, delimiter=layout.delimiter, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n") + layout.newline


def _decode(data: bytes, label: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{label}:{line}: not UTF-8: save it as “CSV UTF-8” in the spreadsheet program"
        ) from None


def _rows(text: str, label: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, with the line each begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"{label}:{line}: no valid CSV ({error}): check the quotes") from None


def _codes(columns: tuple[str, ...], label: str, source: Language) -> dict[str, str]:
    """The language of each language column. UsageError if a header is missing, twice or unknown."""
    codes: dict[str, str] = {}
    seen: set[str] = set()
    for name in columns:
        key = name
        if name not in ("source", *_FACTS):
            try:
                codes[name] = language(name.removeprefix(_FORBIDDEN)).posix
            except UsageError:
                raise UsageError(f"{label}:1: unknown column {name!r}; known: {_KNOWN}") from None
            key = name[: -len(name.removeprefix(_FORBIDDEN))] + codes[name]
        if codes.get(name) == source.posix:
            raise UsageError(
                f"{label}:1: column {name!r} is the project's own language: rename it to source"
            )
        if key in seen:
            raise UsageError(f"{label}:1: column {name!r} is there twice: join the two")
        seen.add(key)
    if "source" not in seen:
        raise UsageError(f"{label}:1: there is no column “source”; known: {_KNOWN}")
    return codes


def _term(cells: list[str], columns: tuple[str, ...], codes: dict[str, str], place: str) -> Term:
    if len(cells) > len(columns) and any(cells[len(columns) :]):
        raise UsageError(f"{place}: more cells than columns: quote the cell that has a comma")
    row = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
    for name, choices in _CHOICES.items():
        if row.get(name) and row[name] not in choices:
            raise UsageError(f"{place}: {name} is {row[name]!r}; known: {', '.join(choices)}")
    wordings = {name: _split(row.get(name, "")) for name in codes}
    term = Term(
        source=row.get("source", ""),
        allowed={
            codes[n]: found for n, found in wordings.items() if found and n[:10] != _FORBIDDEN
        },
        forbidden={
            codes[n]: found for n, found in wordings.items() if found and n[:10] == _FORBIDDEN
        },
        pos=row.get("pos", ""),
        note=row.get("note", ""),
        exact=row.get("case") == "exact",
        dnt=row.get("dnt") == "yes",
    )
    _validate(term, place)
    return term


def _validate(term: Term, place: str) -> None:
    if not any(letter.isalnum() for letter in term.source):
        raise UsageError(f"{place}: the term has no word: fill the column source or drop the row")
    refuse_unfit(term, place)
    if "|" in term.source:
        raise UsageError(f"{place}: “{term.source}” is several terms: write one row for each")
    if term.dnt and term.allowed:
        raise UsageError(f"{place}: “{term.source}” is translated and `dnt`: drop one of the two")
    for code, wordings in (*term.allowed.items(), *term.forbidden.items()):
        for text in wordings:
            if not any(letter.isalnum() for letter in text):
                raise UsageError(f"{place}: “{text}” ({code}) has no word: write one or drop it")
            if text in term.allowed.get(code, ()) and text in term.forbidden.get(code, ()):
                raise UsageError(f"{place}: “{text}” is allowed and forbidden: drop one of the two")


def refuse_unfit(term: Term, place: str) -> None:
    """UsageError for signs that no comment of a catalog can carry: control and half characters."""
    wordings = (*term.allowed.values(), *term.forbidden.values())
    words = (term.source, *(text for texts in wordings for text in texts))
    if sign := next(filter(None, map(unfit, words)), unfit(" ".join(term.note.split()))):
        what = "has a sign or a line end that is no part of a term"
        raise UsageError(f"{place}: {term.source[:40]!a} {what}: remove {sign}")


def _split(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for part in cell.split("|") if (text := part.strip())))


def _cell(term: Term, name: str, codes: dict[str, str]) -> str:
    if name in codes:
        wordings = term.forbidden if name.startswith(_FORBIDDEN) else term.allowed
        return "|".join(wordings.get(codes[name], ()))
    facts = {"case": "exact" * term.exact, "dnt": "yes" * term.dnt, "pos": term.pos}
    return {**facts, "source": term.source, "note": term.note}[name]
