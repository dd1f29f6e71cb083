"""An article translated and approved in a browser, by its keys alone."""

from __future__ import annotations

import pytest
from conftest import judge
from desk_browser import Reviewer, thorough
from desk_running import Running
from selenium.webdriver.common.keys import Keys

from toolkit.catalog import po
from toolkit.model import State

RUSSIAN = (
    "Порт растёт",
    "Порт растёт",
    "С [1]2019[/1] года [2]порт[/2] растёт на 12 процентов в год.",
    "Мэр рад.",
    "Цифры",
    "В 2024 году пришло 310 судов.",
    "«Так много их ещё не было», — говорит начальница порта.",
    "Год",
    "Суда",
    "Старый кран на причале",
    "Вечером становится тихо.",
)
CHINESE = (
    "港口不断扩大",
    "港口不断扩大",
    "自[1]2019[/1]年以来，[2]港口[/2]每年增长12%。",
    "市长很高兴。",
    "数据",
    "2024年有310艘船到港。",
    "“从来没有这么多过”，港务长说。",
    "年份",
    "船只",
    "码头上的旧起重机",
    "晚上，这里变得安静。",
)


def write(reviewer: Reviewer, text: str) -> None:
    """Type a sentence; `[1]` and `[/1]` are codes, inserted by their key."""
    for piece in text.replace("]", "[").split("["):
        if piece and piece.strip("/").isdigit() and len(piece) <= 2:
            reviewer.press(Keys.ALT, "c")
        else:
            reviewer.type(piece)


@pytest.mark.parametrize(
    ("locale", "texts"), [("ru", RUSSIAN), pytest.param("zh_CN", CHINESE, marks=thorough)]
)
def test_a_whole_article_by_keyboard(
    desk: Running, reviewer: Reviewer, locale: str, texts: tuple[str, ...]
) -> None:
    """Every sentence is written and approved; the file is what gettext wants it to be."""
    reviewer.edit(locale)
    for number, text in enumerate(texts, 1):
        reviewer.at(number)
        write(reviewer, text)
        reviewer.press(Keys.CONTROL, Keys.ENTER)
    reviewer.until(lambda: reviewer.text(".counts") == "all approved")
    catalog = po.read(desk.catalog(locale))
    plain = [text.replace("[/1]", "</g1>").replace("[1]", "<g1>") for text in texts]
    plain = [text.replace("[/2]", "</g2>").replace("[2]", "<g2>") for text in plain]
    assert [entry.target for entry in catalog.entries] == plain
    assert all(entry.state is State.APPROVED for entry in catalog.entries)
    assert judge(desk.catalog(locale)) == ""
    assert reviewer.log() == []
