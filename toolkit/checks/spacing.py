"""Blanks, line breaks and the marks beside them: the rules, and the check that applies them.

Each rule both finds a fault and repairs it (see `toolkit.fix`), so the two cannot drift apart.
Sources: GB/T 15834-2011 (Chinese), Мильчин, «Справочник издателя» (Russian), the rules of the
Imprimerie nationale (French). Blanks between Han and Latin letters are left to the house style.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from toolkit.checks.structure import DAMAGED
from toolkit.document.inline import PLACEHOLDER
from toolkit.model import Entry, Language

if TYPE_CHECKING:
    from toolkit.checks.context import Context

PROTECTED = re.compile(
    f"{PLACEHOLDER.pattern}|{DAMAGED.pattern}"
    r"|`[^`]{1,200}`|https?://\S+|www\.\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+"
)
"""What no typographic rule looks into."""
HAN_SCRIPTS = ("Hans", "Hant", "Jpan")
WIDE = {".": "。", "?": "？", "!": "！", ":": "：", ";": "；", ",": "，"}
HAN = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_BLANK = " \u00a0\u202f"
_WIDE_MARKS = "，。；：！？、"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of spacing."""

    pattern: re.Pattern[str]
    right: str
    """What belongs there, as a template for the match; "wide" for the full-width form."""
    message: str = ""
    """What to tell a reviewer, with {mark}; "" if it is only a nicety."""
    always: bool = False
    """Whether it counts even if the source breaks it too."""

    def apply(self, text: str) -> str:
        """The text as the rule wants it."""
        return self.pattern.sub(self._right, text)

    def _right(self, found: re.Match[str]) -> str:
        return WIDE[found[1]] if self.right == "wide" else found.expand(self.right)


_ALL = (
    Rule(
        re.compile(r"(?<=\S)[ \t\u00a0\u202f\u3000]{2,}(?=\S)"),
        " ",
        "There are two blanks in a row; keep one.",
    ),
)
_SPACED = (
    Rule(
        re.compile(r"([^\W\d_]{2}[,;!?])(?=[^\W\d_]{2})"),
        r"\1 ",
        "A blank is missing after {mark}; add it.",
    ),
    Rule(
        re.compile(r"([a-zß-öø-ÿа-яё]{3}\.)(?=[A-ZА-Я][a-zа-я])"),
        r"\1 ",
        "A blank is missing after {mark}; add it.",
    ),
)
_NO_BLANK_BEFORE = Rule(
    re.compile(rf"(?<=[^\W_])[{_BLANK}]([,.;:!?])(?!\S)"),
    r"\1",
    "There is a blank before {mark}; remove it.",
)
_FRENCH = (
    Rule(
        re.compile(rf"(?<=[^\W_])[{_BLANK}]([,.])(?!\S)"),
        r"\1",
        "There is a blank before {mark}; remove it.",
    ),
    Rule(
        re.compile(r"(?<=[^\W_])([;!?:])(?!\S)"),
        "\u202f\\1",
        "A narrow no-break blank is missing before {mark}; add it.",
        always=True,
    ),
    Rule(re.compile(r"(?<=\S)[ \u00a0]([;!?:])(?!\S)"), "\u202f\\1"),
    Rule(re.compile(rf"«[{_BLANK}]?(?=\S)"), "«\u202f"),
    Rule(re.compile(rf"(?<=[^\s«])[{_BLANK}]?»"), "\u202f»"),
)
_RUSSIAN = (
    Rule(
        re.compile(rf"(?<=[^\W\d_])[{_BLANK}]([-–])[{_BLANK}](?=\S)"),
        "\u00a0— ",
        "{mark} stands for a dash; write —.",
        always=True,
    ),
    Rule(re.compile(r"(?<=\S) (?=— )"), "\u00a0"),
)
_CHINESE = (
    Rule(
        re.compile(f"(?<=[{HAN}])([,.;:?!])[{_BLANK}]?(?=[{HAN}])"),
        "wide",
        "{mark} stands between Han characters; use its full-width form.",
    ),
    Rule(
        re.compile(rf"(?<=[^\s])[{_BLANK}]+([{_WIDE_MARKS}])"),
        r"\1",
        "There is a blank before {mark}; remove it.",
    ),
    Rule(
        re.compile(rf"([{_WIDE_MARKS}])[{_BLANK}]+(?=\S)"),
        r"\1",
        "There is a blank after {mark}; remove it.",
    ),
    Rule(
        re.compile(f"(?<=[{HAN}])[{_BLANK}]+(?=[{HAN}])"),
        "",
        "There is a blank between Han characters; remove it.",
    ),
)


@cache
def rules(language: Language) -> tuple[Rule, ...]:
    """The rules of a language, in the order in which they repair."""
    base = language.posix.partition("_")[0]
    if language.script in HAN_SCRIPTS:
        return (*_CHINESE, *_ALL, _NO_BLANK_BEFORE)
    if base == "fr":
        return (*_ALL, *_FRENCH)
    if base in ("ru", "uk", "be"):
        return (*_ALL, *_SPACED, _NO_BLANK_BEFORE, *_RUSSIAN)
    spaced = language.gap == " " and language.script in ("Latn", "Cyrl")
    return (*_ALL, *(_SPACED if spaced else ()), _NO_BLANK_BEFORE)


def whitespace(entry: Entry, context: Context) -> Iterator[str]:
    """Blanks and line breaks as in the source and as the target language wants them."""
    source, target = (PROTECTED.sub("\ufffc", text) for text in (entry.source, entry.target))
    yield from _edges(entry)
    if source.count("\n") != target.count("\n"):
        yield "The line breaks differ from the source; break lines where the source does."
    for rule in rules(context.target):
        if not rule.message or (not rule.always and rule.pattern.search(source)):
            continue
        marks = (found[1] if rule.pattern.groups else "" for found in rule.pattern.finditer(target))
        for mark in dict.fromkeys(mark[-1:] for mark in marks):
            yield rule.message.format(mark=mark)


def _edges(entry: Entry) -> Iterator[str]:
    source, target = entry.source, entry.target
    for place, before, after in (
        ("start", _lead(source), _lead(target)),
        ("end", _lead(source[::-1]), _lead(target[::-1])),
    ):
        if before and not after:
            yield f"The blank at the {place} is lost; put it back."
        elif after and not before:
            yield f"There is a blank at the {place}; remove it."


def _lead(text: str) -> bool:
    return bool(text.strip()) and text[0].isspace()
