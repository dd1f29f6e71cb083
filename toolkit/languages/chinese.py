"""Chinese, in simplified and in traditional characters."""

from __future__ import annotations

from dataclasses import replace

from toolkit.expression import expression
from toolkit.languages.facts import Facts

_SCALES = expression(
    r"[ \u00a0]?[多余馀几]?(?P<han>(?:十|百(?!分)|千(?![米克瓦卡兆])|[万萬亿億])+)(?![十百千])"
)
_UNITS = """
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
"""
CHINESE = Facts(
    spaced=False,
    quotes=(("“", "”"), ("‘", "’"), ("《", "》"), ("〈", "〉")),
    scales=_SCALES,
    amounts={4: "万", 8: "亿"},
    units=_UNITS,
    denial="[不没沒無无非未别別莫勿否拒免禁难難少失缺欠反避停止罢罷毫绝絕仅僅只才除]",
    minus="负|負|零下|减|減|降|跌|亏|虧|缩|縮|少|低于|低於|冷|寒",
)
TRADITIONAL_CHINESE = replace(
    CHINESE, amounts={4: "萬", 8: "億"}, quotes=(("「", "」"), ("『", "』"), ("《", "》"))
)
