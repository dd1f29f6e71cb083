"""How texts write units: signs of all languages, words of German, English, Russian and Chinese.

One row: unit (or several, for a word like `pound`), blank, patterns; any ending may follow a `*`.
Where two rows fit, the first wins.
"""

from __future__ import annotations

# unit, its signs in every language
SIGNS = """
km² km²|km2|qkm
m² m²|m2|qm
m³ m³|m3
km km/h|km|kph|км/ч|км|公里|千米
mile mph
mm mm|мм
cm cm|см
m m/s|m|м/с|м
ha ha|га
kg kg|кг
t t|т
ml ml|мл
l l|л
°C °\\s?[CС]|º\\s?[CС]|℃
°F °\\s?F|º\\s?F|℉
foot ft\\.?
% %|％
€ €|EUR
$ US\\$|\\$|USD
£ £|GBP
CNY RMB|CNY
₽ ₽|RUB|руб\\.?
¥ JPY
CHF CHF
"""
# unit or units, the words of one language; a letter may follow a word that ends in *
WORDS = {
    "de": """
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
""",
    "en": """
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
""",
    "ru": """
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
""",
    "zh": """
km² 平方公里|平方千米
m² 平方米|平米
ft² 平方英尺
mile² 平方英里
m³ 立方米
km 公里|千米
cm 厘米|公分
mm 毫米
m 米(?![饭兰尔歇])
mile 英里
foot 英尺
inch 英寸|寸
yard 码
knot 节(?=[的，。])
ha 公顷
acre 英亩
kg 公斤|千克
t 吨
lb 磅
ml 毫升
l 升(?![至到级])
gallon,imperial_gallon 加仑
°F 华氏度
°C 摄氏度|度
% 个百分点
€ 欧元
$ 美元|美金
£ 英镑
₽ 卢布
¥ 日元
CHF 瑞士法郎|瑞郎
CNY 元人民币|人民币|元
""",
}
