"""Blanks and the marks beside them: which rules hold in which language.

Sources: GB/T 15834-2011 (Chinese); those of other languages stand where their rules are. Blanks
between Han and Latin letters are left to the house style.
"""

from __future__ import annotations

from functools import cache

from toolkit.expression import expression
from toolkit.languages.rule import BLANKS, FULL_WIDTH, Rule
from toolkit.languages.scripts import HAN, script_of
from toolkit.languages.table import facts
from toolkit.model import Language

_WIDE_MARKS = "，。；：！？、"
_BESIDE = "0-9A-Za-z%“”‘’「」『』（）《》\ufffc"
"""What may stand between Han characters and a mark of theirs, as the content of a class."""
_ALL = (
    Rule(
        expression(r"(?<=\S)[ \t\u00a0\u202f\u3000]{2,}(?=\S)"),
        " ",
        "There are two blanks in a row; keep one.",
    ),
)
_SPACED = (
    Rule(
        expression(r"([^\W\d_]{2}[,;!?])(?=[^\W\d_]{2})"),
        r"\1 ",
        "A blank is missing after %(mark)s; add it.",
    ),
    Rule(
        expression(r"([a-zß-öø-ÿа-яё]{3}\.)(?=[A-ZА-Я][a-zа-я])"),
        r"\1 ",
        "A blank is missing after %(mark)s; add it.",
    ),
)
_NO_BLANK_BEFORE = Rule(
    expression(rf"(?<=[^\W_])[{BLANKS}]([,.;:!?])(?!\S)"),
    r"\1",
    "There is a blank before %(mark)s; remove it.",
)
_FULL_WIDTH = (
    Rule(
        expression(f"(?<=[{HAN}])([,.;:?!])[{BLANKS}]?(?=[{HAN}])"),
        FULL_WIDTH,
        "%(mark)s stands between Han characters; use its full-width form.",
    ),
    Rule(
        expression(f"(?<=[{HAN}])([,;:?!])[{BLANKS}]?(?=[{_BESIDE}])"),
        FULL_WIDTH,
    ),
    Rule(
        expression(f"(?<=[{_BESIDE}])([,;?!])[{BLANKS}]?(?=[{HAN}])"),
        FULL_WIDTH,
    ),
    Rule(
        expression(rf"(?<=[^\s])[{BLANKS}]+([{_WIDE_MARKS}])"),
        r"\1",
        "There is a blank before %(mark)s; remove it.",
    ),
    Rule(
        expression(rf"([{_WIDE_MARKS}])[{BLANKS}]+(?=\S)"),
        r"\1",
        "There is a blank after %(mark)s; remove it.",
    ),
    Rule(
        expression(f"(?<=[{HAN}])[{BLANKS}]+(?=[{HAN}])"),
        "",
        "There is a blank between Han characters; remove it.",
    ),
)


@cache
def rules(language: Language) -> tuple[Rule, ...]:
    """The rules of a language, in the order in which they repair."""
    known = facts(language.posix)
    if script_of(language).full_width:
        return (*_FULL_WIDTH, *_ALL, _NO_BLANK_BEFORE, *known.spacing)
    if known.blank_before_marks:
        return (*_ALL, *known.spacing)
    if known.spaced and language.script in ("Latn", "Cyrl"):
        return (*_ALL, *_SPACED, _NO_BLANK_BEFORE, *known.spacing)
    return (*_ALL, _NO_BLANK_BEFORE, *known.spacing)
