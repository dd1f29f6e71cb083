"""German."""

from __future__ import annotations

from toolkit.expression import expression
from toolkit.languages.facts import Facts, SmallWords
from toolkit.languages.rule import (
    NARROW_NO_BREAK,
    NO_BREAK,
    NUMBER_BEHIND_SIGN,
    UNIT_BEHIND_NUMBER,
    Rule,
    binding,
)

_SCALES = expression(
    r"[ \u00a0-]?(?:(?P<p12>Billion(?:en)?|Bio\.?)|(?P<p9>Milliarden?|Mrd\.?)"
    r"|(?P<p6>Million(?:en)?|Mio\.?)|(?P<p3>[Tt]ausend|Tsd\.?))(?![^\W_])"
)
_NUMERALS = """
0 mitternacht|null
1000000000 milliarde
1000000 million
1000 tausend
100 hundert
16 sechzehn
17 siebzehn
60 sechzig
70 siebzig
20 zwanzig
30 dreißig|dreissig
40 vierzig
50 fünfzig
80 achtzig
90 neunzig
12 zwölf|dutzend
11 elf
10 zehn|jahrzehnt
1 eins|ein|erst
2 zwei|zwo
3 drei|dritt
4 vier
5 fünf
6 sechs
7 sieben|siebt
8 acht
9 neun
0 null|und
"""
_UNITS = """
km Kilometer*|Stundenkilometer*|Kilometern
km² Quadratkilometer*
m² Quadratmeter*
m³ Kubikmeter*
cm Zentimeter*
mm Millimeter*
m Meter*
mile Meilen?
foot Fuß
inch Zoll
yard Yards?
knot Knoten
ha Hektar*
acre Acres?
kg Kilogramm*|Kilo
g Gramm
t Tonnen?
lb,£ Pfund
ml Milliliter*
l Liter*
gallon,imperial_gallon Gallonen?
°F Grad Fahrenheit|Fahrenheit
°C Grad*
% Prozent*
€ Euros?
$ (?:US-)?Dollars?
£ britische(?:n|s)? Pfund
₽ Rubel*
CNY (?:Renminbi )?Yuan
¥ Yen
CHF (?:Schweizer )?Franken
"""
_SENTENCE_WORDS = """
aber alle allen als auch aus bei beide beim bis damit dass denen denn deren diese diesem diesen
dieser dieses doch dort durch ein eine einem einen einer eines er es gegen gegenüber geht gibt
habe haben hatte hatten hätte hier ich ihm ihn ihnen ihr ihre ihrem ihren ihrer immer ist jetzt
kam kann kein keine keinen können könnte laut mehr mit muss müssen nach nicht noch nun nur ob oder
ohne sagte schon sehr sei sein seine seinem seinen seiner seit sich sie sind soll sollen sowie um
uns unser unsere unserem unseren unserer unter viele vom vor waren wäre wegen weil wenn werde
werden wie wieder wir wird wo wollen worden wurde wurden während würde würden zwischen über
"""
_DENIAL = r"""
nichts? kein\w* nie\w* nirgend\w* weder ohne un\w{4,} fehl\w* mangel\w* selten kaum wenig\w* statt
außer nur erst miss\w* ver(?:weiger|bot|biet|hinder|misst|mied)\w* ablehn\w* abgelehn\w* lehn\w*
leugne\w* bestr[ie]\w* scheiter\w*
"""
"""What may stand where another language denies."""
GERMAN = Facts(
    quotes=(("„", "“"), ("‚", "‘"), ("»", "«"), ("›", "‹")),
    curly_apostrophe=True,
    small_words=SmallWords(
        sentence=frozenset(_SENTENCE_WORDS.split()),
        links=frozenset(("am", "auf", "das", "des", "die", "für", "im", "und", "zum", "zur")),
        articles=frozenset(("dem", "den", "der")),
        particles=frozenset(("an", "von", "zu")),
    ),
    doubled=frozenset(("die", "der", "das", "dass", "sie", "sehr", "viel", "nein", "ja", "den")),
    length=0.0,
    month_names={
        1: frozenset({"Jänner", "Jaenner"}),
        2: frozenset({"Feber"}),
        3: frozenset({"Maerz"}),
        9: frozenset({"Sept"}),
    },
    scales=_SCALES,
    amounts={6: " Millionen", 9: " Milliarden", 12: " Billionen"},
    numerals=_NUMERALS,
    numeral_endings=(
        "(?:(?:stünd|jähr|täg|monat|wöch|minüt|fach|mal|köpf|stell|prozent)[a-zäöü]{0,8}"
        "|[a-zäöüß]{2,9}te[nrms]?|s?t?e?r?[nrms]?)"
    ),
    numerals_joined=True,
    units=_UNITS,
    binding=(
        binding(r"\b[a-zA-Z]\.", r"[a-zA-Z]\.", NARROW_NO_BREAK),
        binding(r"\d\.", "Jan|Feb|März|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez"),
        Rule(expression(r" (?=–\s)"), NO_BREAK),
        binding(r"\bAbs\.|\bArt\.|\bBd\.|\bKap\.|\bNr\.|\bS\.|\bZi\.", r"\d"),
        binding(r"\bDr\.|\bProf\.|\bSt\.", "[A-ZÄÖÜ]"),
        NUMBER_BEHIND_SIGN,
        UNIT_BEHIND_NUMBER,
    ),
    stemmer="german",
    genitive_s=True,
    compounds=True,
    capital_nouns=True,
    minus="minus|unter (?:null|dem gefrierpunkt|dem strich)|frost|negativ|verl[uo]|f[aäi]e?ll"
    "|s[aiu]nk|rückgang|weniger|büß|defizit|kält",
    denies=r"\b(?:nicht(?! (?:(?:nur|zuletzt|allein)\b|\w+ als\b))|kein\w*|nie|niemals|niemand\w*"
    r"|weder)\b",
    denial=rf"\b(?:{'|'.join(_DENIAL.split())})\b|(?:los|frei)(?:e[nrms]?)?\b",
    said={"Mio.": "Millionen", "Mrd.": "Milliarden", "Tsd.": "Tausend", "€": "Euro"},
)
