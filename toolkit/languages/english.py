"""English."""

from __future__ import annotations

from toolkit.expression import expression
from toolkit.languages.facts import Facts
from toolkit.languages.rule import NUMBER_BEHIND_SIGN, UNIT_BEHIND_NUMBER, binding

_SCALES = expression(
    r"[ \u00a0-]?(?:(?P<p12>trillions?|tn)|(?P<p9>billions?|bn)|(?P<p6>millions?|mn|mln)"
    r"|(?P<p3>thousands?))\b(?<!s(?= of\b))|(?:(?P<q6>m)|(?P<q3>[kK]))\b",
)
_NUMERALS = """
0 midnight|zero|nil
12 noon|midday
1000000000 billion
1000000 million
1000 thousand
100 hundred
13 thirteen
14 fourteen
15 fifteen
16 sixteen
17 seventeen
18 eighteen
19 nineteen
20 twenty|twentie
30 thirty|thirtie
40 forty|fortie
50 fifty|fiftie
60 sixty|sixtie
70 seventy|seventie
80 eighty|eightie
90 ninety|ninetie
12 twelve|twelf|dozen
11 eleven
10 ten|decade
1 one|once|first
2 two|twice|second
3 three|third
4 four
5 five|fif
6 six
7 seven
8 eight|eigh
9 nine|nin
0 zero|nil
"""
_UNITS = """
km² square (?:km|kilomet)*|sq\\.? km
m² square met*|sq\\.? m
ft² square f*|sq\\.? ft
mile² square mile*
m³ cubic met*
km kilomet*
cm centimet*
mm millimet*
m met(?:er|re)s?
mile miles?|mi\\b
inch inch*
foot feet|foot
yard yards?
knot knots?
ha hectare*
acre acres?
kg kilos?|kilogram*
g grams?|grammes?
t tons?|tonnes?|metric tons?
lb,£ pounds?
lb lbs?
ounce ounces?
stone stones?
ml millilit*
l lit(?:er|re)s?
gallon,imperial_gallon gallons?
°F degrees? F*
°C degrees? C*
°C,°F degrees?
% percent*|per ?cent|pc
€ euros?
$ (?:U\\.?S\\.? |American )?dollars?
£ pounds? sterling|British pounds?|quid
₽ rubles?|roubles?
CNY yuan|renminbi
¥ yen
CHF (?:Swiss )?francs?
"""
_DENIAL = r"""
no not never none nobody nothing nowhere neither nor without cannot unable unlike\w* un\w{4,} non
ill in(?:ability|sufficient|correct|complete|valid|capable)\w* dis\w{4,} il(?:legal|legible)\w*
im(?:possib|mobil)\w* ir(?:regular|relevan)\w* fail\w* short refus\w* den[iy]\w* lack\w* avoid\w*
prevent\w* reject\w* declin\w* abort\w* ignor\w* stop\w* miss\w* absen\w* hardly barely seldom
rarely few little less longer beyond except only rather instead free far out yet ban\w* forbid\w*
forbade
"""
"""What may stand where another language denies."""
ENGLISH = Facts(
    quotes=(("“", "”"), ("‘", "’"), ('"', '"')),
    curly_apostrophe=True,
    doubled=frozenset(("had", "that", "very", "so", "many", "no", "bye", "ha", "her", "you")),
    length=-0.12,
    month_names={9: frozenset({"Sept"})},
    month_first_in=frozenset({"US"}),
    scales=_SCALES,
    amounts={6: " million", 9: " billion", 12: " trillion"},
    numerals=_NUMERALS,
    numeral_endings="(?:s|th|ths|ths|teen)?",
    units=_UNITS,
    binding=(
        binding(r"\bDr\.|\bMr\.|\bMrs\.|\bMs\.|\bProf\.|\bSt\.", "[A-Z]"),
        binding(r"\bArt\.|\bNo\.", r"\d"),
        NUMBER_BEHIND_SIGN,
        UNIT_BEHIND_NUMBER,
    ),
    stemmer="english",
    genitive_s=True,
    minus="minus|below|negative|sub-?zero|under|frost|los[est]|f[ae]ll|drop|declin|decreas|down"
    "|slid|slip|shed|deficit|shr[aiu]nk|less|lower|tumbl|plung|cold",
    denies=r"\b(?:not(?! (?:only|just|least|necessarily)\b)|never|nobody|nothing|none|cannot"
    r"|neither|nowhere|no(?= [a-z])(?! (?:later|sooner|more|less|fewer|doubt)\b))\b|n['’]t\b",
    denial=rf"\b(?:{'|'.join(_DENIAL.split())})\b|less\b|n['’]t\b",
    said={"€": "euros"},
)
