"""Russian, and the rules that it shares with Ukrainian and Belarusian.

Source: Мильчин, «Справочник издателя и автора».
"""

from __future__ import annotations

from toolkit.expression import expression
from toolkit.languages.facts import Facts
from toolkit.languages.rule import BLANKS, NO_BREAK, NUMBER_BEHIND_SIGN, UNIT_BEHIND_NUMBER, Rule

_SCALES = expression(
    r"[ \u00a0-]?(?:(?P<p12>трлн|триллион)|(?P<p9>млрд|миллиард)|(?P<p6>млн|миллион)"
    r"|(?P<p3>тыс\b\.?|тысяч))(?:[а-я]*)"
)
_NUMERALS = """
1000000000 миллиард
1000000 миллион
1000 тысяч
100 сто(?![а-яё])|сот(?:ня|ни|ню)
200 двести
300 триста
400 четыреста
500 пятьсот
600 шестьсот
700 семьсот
800 восемьсот
900 девятьсот
11 одиннадцат
12 двенадцат
13 тринадцат
14 четырнадцат
15 пятнадцат
16 шестнадцат
17 семнадцат
18 восемнадцат
19 девятнадцат
20 двадцат
30 тридцат
40 сорок
50 пятьдесят|пятидесят
60 шестьдесят|шестидесят
70 семьдесят|семидесят
80 восемьдесят|восьмидесят
90 девяност
24 сутки(?![а-яё])|суток(?![а-яё])
12 дюжин
10 десят
1 один|одн|перв|раз(?![а-яё])
2 двум|двух|дво|дв|втор
3 трем|трёх|трех|трет|тро|тр
4 четыр|четверт|четвёрт|четвер
5 пят
6 шест
7 седьм|семь|сем
8 восем|восьм
9 девят
0 нол|нул
"""
_UNITS = """
km² кв\\. км|квадратн[а-я]+ километр*
m² кв\\. м|квадратн[а-я]+ метр*
m³ куб\\. м|кубическ[а-я]+ метр*|кубометр*
km километр*
cm сантиметр*
mm миллиметр*
m метр*
mile мил[яьеию]*
foot фут(?!бол)*
inch дюйм*
yard ярд*
knot узл*|узел
ha гектар*
acre акр*
kg кг|килограмм*|кило
g грамм*|г(?![а-я.])
t тонн*
lb,£ фунт*
ounce унци*
ml миллилитр*
l литр*
gallon,imperial_gallon галлон*
°F градус[а-я]* (?:по )?Фаренг*
°C градус*
% процент*
€ евро(?!п)
$ долл\\.?|доллар*
£ фунт[а-я]* стерлинг*
₽ рубл*
CNY юан*
¥ иен*|йен*
CHF (?:швейцарск[а-я]+ )?франк*
"""
DASHES = (
    Rule(
        expression(rf"(?<=[^\W\d_])[{BLANKS}]([-–])[{BLANKS}](?=\S)"),
        "\u00a0— ",
        "%(mark)s stands for a dash; write —.",
        always=True,
    ),
    Rule(expression(r"(?<=\S) (?=— )"), NO_BREAK),
)
QUOTES = (("«", "»"), ("„", "“"))
_MONTHS = "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
RUSSIAN = Facts(
    quotes=QUOTES,
    doubled=frozenset(("да", "нет", "очень", "едва", "чуть", "давно", "еле", "ну", "так", "вот")),
    length=-0.06,
    scales=_SCALES,
    numerals=_NUMERALS,
    numeral_endings=(
        "(?:ь|и|ью|а|у|ый|ая|ое|ой|ого|ому|ым|ом|ую|ых|ыми|ые|е|еро|ерых|умя|емя|его|ья|ье|ем"
        "|ьего|ью|ьей|ьем|ов|ам|ами|ах|х|мя|ё|её)?"
    ),
    units=_UNITS,
    spacing=DASHES,
    binding=(
        Rule(expression(r" (?=—)"), NO_BREAK),
        Rule(expression(r"(?<=\b[АаВвИиКкОоСсУуЯя]) (?=\w)"), NO_BREAK),
        Rule(expression(r"(?<=\d) (?=г\.|гг\.|век)"), NO_BREAK),
        Rule(expression(rf"(?<=\d) (?=(?:{_MONTHS})\b)"), NO_BREAK),
        Rule(expression(r"(\b(?:абз|гл|п|ст|стр)\.) (?=\d)"), rf"\1{NO_BREAK}"),
        NUMBER_BEHIND_SIGN,
        UNIT_BEHIND_NUMBER,
    ),
    dictionary="ru",
)
