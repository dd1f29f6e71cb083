"""Front matter: found, taken apart, read and spelled, whichever notation it is in.

YAML between `---`, TOML between `+++`, JSON between its braces or before `;;;`. What is offered to
translators (`parse`) and what the pages and the site read (`fields`) comes from here alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from toolkit.errors import SourceError
from toolkit.expression import expression
from toolkit.formats.format import Localization
from toolkit.formats.front import json_texts, meant, strings, toml_texts, yaml_texts
from toolkit.formats.front.keys import kind_of
from toolkit.formats.front.strings import StringPlace, StringSyntax
from toolkit.formats.front.yaml_texts import YamlSyntax
from toolkit.model import Block, BlockKind, Inline, Part, Skeleton

_LANGUAGE = expression(
    r"""^((?:[ \t]*"(?=\w+":))?(?:lang|language|locale)"?[ \t]*[:=][ \t]*["']?)"""
    r"""([A-Za-z]{2,3}(?:[-_]\w+)*)(?=["', \t\r]*$)""",
    re.M,
)
_END = r"[ \t]*(?:[\r\n]|\Z)"
_LINE = r"[^\r\n]*(?:\r\n|\r|\n)"
_UNFENCED = expression(
    rf"(?:[A-Za-z][\w-]*[ \t]*:(?![^\s]){_LINE}(?:(?:[ \t]+|-[ \t]){_LINE})*){{2,}}(?=---[ \t]*$)",
    re.M,
)
"""Hexo's, which only ends in a fence."""
_ITS_KEYS = expression(
    r"^title[ \t]*:(?s:.*)^(?:date|layout|tags|categories)[ \t]*:|"
    r"^(?:date|layout|tags|categories)[ \t]*:(?s:.*)^title[ \t]*:",
    re.M,
)
_KEY = expression(r"[ \t]*(?:[\w\"'.-]+[ \t]*=|\[|#)")
Texts = Iterator[tuple[Block, int, int]]
"""(block, start, end) of each text."""


@dataclass(frozen=True, slots=True)
class Notation:
    """A way to write fields."""

    texts: Callable[[str, Sequence[str]], Texts | None]
    """(inner text, a project's own fields) → its texts; None if it is no front matter at all."""
    read: Callable[[str], Any]
    """What it says; SourceError if it is damaged."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Front matter cut in three; joined it is the start of the source."""

    notation: Notation
    opening: str
    inner: str
    closing: str


def _yaml(inner: str, own: Sequence[str]) -> Texts | None:
    found = yaml_texts.texts(inner)
    if found is None:
        return None
    yaml_texts.read(inner)
    placed: dict[int, tuple[yaml_texts.YamlText, BlockKind]] = {}
    for text in found:  # what an alias repeats stands where its anchor is
        if kind := kind_of(text.keys, own):
            placed.setdefault(text.start, (text, kind))
    return (
        (text.block(kind), start, start + len(text.raw))
        for start, (text, kind) in sorted(placed.items(), key=lambda item: item[0])
    )


def _strings(inner: str, places: Iterator[StringPlace], own: Sequence[str]) -> Texts:
    for place in places:
        kind = kind_of(place.keys, own)
        raw = inner[place.start : place.end]
        if kind and strings.said(raw).strip():
            yield strings.block(kind, raw), place.start, place.end


def _toml(inner: str, own: Sequence[str]) -> Texts | None:
    try:
        toml_texts.read(inner)
    except SourceError:
        if inner.strip() and not _KEY.match(inner):
            return None
        raise
    return _strings(inner, toml_texts.texts(inner), own)


def _json(inner: str, own: Sequence[str]) -> Texts | None:
    json_texts.read(inner)
    return _strings(inner, json_texts.texts(inner), own)


def _json_open(inner: str, own: Sequence[str]) -> Texts | None:
    """Fields without the braces around them."""
    texts = _json("{" + inner + "}", own)
    return texts and ((block, start - 1, end - 1) for block, start, end in texts)


_YAML = Notation(_yaml, yaml_texts.read)
_TOML = Notation(_toml, toml_texts.read)
_JSON = Notation(_json, json_texts.read)
_OPEN_JSON = Notation(_json_open, lambda inner: json_texts.read("{" + inner + "}"))
_OPEN = r"[ \t]*(?:\r\n|\r|\n)"


def _fence(
    opens: str, closes: str, notation: Notation
) -> tuple[re.Pattern[str], re.Pattern[str], Notation]:
    return re.compile(opens), re.compile(rf"(?:^|(?<=\r))(?:{closes}){_END}", re.M), notation


_FENCES = (
    _fence(rf"---(?:[ \t]*ya?ml)?{_OPEN}", r"---|\.\.\.", _YAML),
    _fence(rf"\+\+\+(?:[ \t]*toml)?{_OPEN}", r"\+\+\+", _TOML),
    _fence(rf"---[ \t]*toml{_OPEN}", "---", _TOML),
    _fence(rf"(?:;;;|---[ \t]*json){_OPEN}", ";;;|---", _JSON),
    _fence(r'(?="\w+"[ \t]*:)', ";;;", _OPEN_JSON),
)


def find(source: str) -> Matter | None:
    """The front matter at the start of a source, its marker lines included."""
    for opens, closes, notation in _FENCES:
        opening = opens.match(source)
        closing = closes.search(source, opening.end()) if opening else None
        if opening and closing:
            inner = source[opening.end() : closing.start()]
            return Matter(notation, opening[0], inner, closing[0])
    if re.match(r'\{\s*"', source):
        end = json_texts.end_of(source) or _braces(source)
        if end and (rest := re.compile(_END).match(source, end)):
            return Matter(_JSON, "", source[:end], rest[0])
    unfenced = _UNFENCED.match(source)
    if unfenced and _ITS_KEYS.search(unfenced[0]):
        rest = re.compile(f"---{_END}").match(source, unfenced.end())
        return Matter(_YAML, "", unfenced[0], rest[0] if rest else "")
    return None


def _braces(source: str) -> int:
    """Where an object of damaged JSON seems to end; 0 if this looks like none."""
    if not re.match(r'\{\s*"[\w-]+"[ \t]*:', source):
        return 0
    end = re.search(r"^\}[ \t]*$", source, re.M)
    return end.end() if end else 0


@lru_cache(maxsize=8)
def parse(source: str, own: tuple[str, ...] = ()) -> tuple[Part, ...]:
    """The front matter at the start of a source, its marker lines included; () if there is none.

    `own` are the project's fields (see `keys`). SourceError, beginning with the line, if it is
    damaged.
    """
    matter = find(source)
    texts = matter.notation.texts(matter.inner, own) if matter else None
    if not matter or texts is None:
        if not matter:
            meant.require_front(source)
        return ()
    parts: list[Part] = [Skeleton(matter.opening)]
    end = 0
    for block, start, stop in texts:
        if start >= end:
            parts += [Skeleton(matter.inner[end:start]), block]
            end = stop
    return (*parts, Skeleton(matter.inner[end:] + matter.closing))


def spell(inline: Inline, syntax: YamlSyntax | StringSyntax) -> str:
    """New text in its source's style if that is safe."""
    if isinstance(syntax, YamlSyntax):
        return yaml_texts.spell(inline, syntax)
    return strings.spell(inline, syntax)


def fields(source: str) -> Mapping[str, Any]:
    """The fields of front matter: name in lower case → value; {} if it is damaged or there is none.

    A name that stands twice with other capitals counts where it stands last.
    """
    matter = find(source)
    try:
        read = matter and matter.notation.read(matter.inner)
    except SourceError:
        return {}
    if not isinstance(read, dict):
        return {}
    return {str(name).lower(): value for name, value in read.items()}


def set_language(front: str, localization: Localization) -> str:
    """Front matter with its new language, where the article names its own."""
    original, language = localization.original, localization.language

    def change(found: re.Match[str]) -> str:
        if re.split("[-_]", found[2])[0].lower() != original.posix.split("_")[0]:
            return found[0]
        return found[1] + (language.posix if "_" in found[2] else language.tag)

    return _LANGUAGE.sub(change, front)
