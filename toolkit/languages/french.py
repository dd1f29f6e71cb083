"""French. Source: Lexique des règles typographiques en usage à l'Imprimerie nationale."""

from __future__ import annotations

from toolkit.expression import expression
from toolkit.languages.facts import Facts
from toolkit.languages.rule import BLANKS, NARROW_NO_BREAK, UNIT_BEHIND_NUMBER, Rule

_SPACING = (
    Rule(
        expression(rf"(?<=[^\W_])[{BLANKS}]([,.])(?!\S)"),
        r"\1",
        "There is a blank before %(mark)s; remove it.",
    ),
    Rule(
        expression(r"(?<=[^\W_])([;!?:])(?!\S)"),
        "\u202f\\1",
        "A narrow no-break blank is missing before %(mark)s; add it.",
        always=True,
    ),
    Rule(expression(r"(?<=\S)[ \u00a0]([;!?:])(?!\S)"), "\u202f\\1"),
    Rule(expression(rf"«[{BLANKS}]?(?=\S)"), "«\u202f"),
    Rule(expression(rf"(?<=[^\s«])[{BLANKS}]?»"), "\u202f»"),
)
FRENCH = Facts(
    quotes=(("«", "»"), ("“", "”"), ("‹", "›")),
    curly_apostrophe=True,
    doubled=frozenset(("nous", "vous", "très")),
    spacing=_SPACING,
    blank_before_marks=True,
    binding=(Rule(expression(r" (?=[;:!?»])|(?<=«) "), NARROW_NO_BREAK), UNIT_BEHIND_NUMBER),
    stemmer="french",
)
