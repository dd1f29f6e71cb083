"""What is set right in a model's output, and that its links follow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.engines.argos.ctranslate import Hypothesis
from toolkit.engines.argos.edits import Edit, along, edited, undoing
from toolkit.engines.argos.mending import mended
from toolkit.engines.contract import Link
from toolkit.languages.language import language

CASES = [
    # letters said too often
    ("de", "Maren Ott sprach mit CNN.", "en", "Maren Otttt spoke to CNNNN.",
     "Maren Ott spoke to CNN."),
    ("en", "In Massachusetts", "zh", "在 Masssachusetts", "在 Massachusetts"),
    ("de", "Maren Ott", "ru", "Марен Оттт", "Марен Оттт"),
    ("de", "Die Schifffahrt", "en", "The Schifffahrt", "The Schifffahrt"),
    # letters that a model does not know
    ("en", "FC Bayern München", "zh", "FC Bayern Mnchen", "FC Bayern München"),
    ("de", "Jörg Böhm", "en", "Jrg Bhm", "Jörg Böhm"),
    ("de", "Öl aus Üst", "en", "l from st", "l from st"),
    ("de", "Müller und Mller", "en", "Mller", "Mller"),
    # names that begin in another script
    ("en", "Tiffany and Holt", "zh", "特iffany 和霍lt。", "Tiffany 和Holt。"),
    ("en", "The iPhone of Tiffany", "zh", "使用iffy的phone", "使用iffy的phone"),
    ("en", "Massachusetts", "zh", "塞特斯achusetts", "塞特斯achusetts"),
    ("en", "Tiffany", "ru", "特iffany", "特iffany"),
    # figures in the way of the source
    ("en", "18.35 euros (-6.2%)", "ru", "18,35 евро (-6.2%)", "18,35 евро (-6,2%)"),
    ("en", "3.87 metres, on Python 3.11", "ru", "3.87 метра, Python 3.11",
     "3,87 метра, Python 3.11"),
    ("de", "bei 24.118,40 Punkten", "en", "at 24.118,40 points", "at 24,118.40 points"),
    ("de", "1.200 Euro", "en", "1.200 euros", "1,200 euros"),
    ("de", "um 4.40 Uhr", "en", "at 4.40 am", "at 4.40 am"),
    ("de", "am 3.5. um 3.5 Uhr", "en", "on 3.5. at 3.5", "on May 3 at 3.5"),
    ("en", "1,200.5 metres", "zh", "1,200.5 米", "1,200.5 米"),
    ("de", "1.250.000 Autos", "en", "1250,000 cars", "1,250,000 cars"),
    ("de", "1.250.000 Autos", "en", "1250000 cars", "1250000 cars"),
    ("en", "1,250,000 cars", "zh", "卖出1250,000辆车", "卖出1,250,000辆车"),
    ("de", "1.250.000 Autos", "ru", "1250,000 машин", "1\u00a0250\u00a0000 машин"),
    # marks at the end, blanks
    ("de", "Er kam.", "en", "He came...", "He came."),
    ("de", "„Er kam.“", "en", '"He came..."', '"He came."'),
    ("de", "Kam er?", "en", "Did he come? . .", "Did he come?"),
    ("de", "Er kam …", "en", "He came...", "He came..."),
    ("de", "Ein Tief", "en", "A  deep", "A deep"),
    # days in figures
    ("de", "Am 12.11.2026 kam er.", "en", "On 12,11.2026, he came.",
     "On November 12, 2026, he came."),
    ("de", "Am 12.11.2026 kam er.", "zh", "他于12.11.2026年来。", "他于2026年11月12日来。"),
    ("de", "Am 12.11.2026.", "ru", "12 11.2026.", "12 ноября 2026\u202fг."),
    ("de", "Am 24.12. und 31.12. ruht sie.", "en", "On the 24,12th and 31,12th, it rests.",
     "On the December 24 and December 31, it rests."),
    ("de", "am 04.05.2018 um 11:11", "en", "on 04/05/2018 at 11:11", "on May 4, 2018 at 11:11"),
    ("de", "am 3.5. um 3,5 %", "en", "on 3.5. by 3.5%", "on 3.5. by 3.5%"),
    ("de", "siehe Abbildung 1.1.", "en", "see Figure 1.1.", "see Figure 1.1."),
    ("de", "nach Abs. 2.3. und § 1.4.", "ru", "по ст. 2.3. и § 1.4.", "по ст. 2.3. и § 1.4."),
    ("de", "Mittwoch 24.12. frei", "en", "Wednesday 24.12. off", "Wednesday December 24 off"),
    ("de", "Version 12.11.2026.3", "en", "version 12.11.2026.3", "version 12.11.2026.3"),
    ("de", "Am 32.13.2026", "en", "On 32.13.2026", "On 32.13.2026"),
    # hours
    ("de", "um 0.30 Uhr", "en", "at 0:30 p.m.", "at 0:30"),
    ("de", "um 14 Uhr.", "en", "at 14 p.m...", "at 14:00."),
    ("de", "ab 22.00 Uhr ein.", "en", "from 22:00 a.m.", "from 22:00."),
    ("de", "Samstag (15.30 Uhr)", "en", "Saturday (15:30 p.m.)", "Saturday (15:30)"),
    ("de", "um 15:00 Uhr im Stadion", "en", "at 15:00 p.m. at the ground",
     "at 15:00 at the ground"),
    ("de", "gegen 4.40 Uhr am Markt", "en", "at 4:40 p.m. at the market",
     "at 4:40 a.m. at the market"),
    ("de", "gegen 4 Uhr.", "en", "at 4 PM.", "at 4 AM."),
    ("de", "am Abend um 8 Uhr", "en", "at 8 p.m.", "at 8 p.m."),
    ("de", "um 20.00 und um 8 Uhr", "en", "at 8 p.m. and at 8 a.m.", "at 8 p.m. and at 8 a.m."),
    ("de", "um 12 Uhr", "en", "at 12 p.m.", "at 12 p.m."),
    ("de", "um 15 Uhr", "en", "at 3 p.m.", "at 3 p.m."),
    ("ru", "в 4 часа", "en", "at 4 p.m.", "at 4 p.m."),
]  # fmt: skip


@pytest.mark.parametrize(("here", "source", "there", "text", "right"), CASES)
def test_outputs(here: str, source: str, there: str, text: str, right: str) -> None:
    """Set right where the source leaves no doubt, and left alone elsewhere."""
    output = Hypothesis(text, (), 1.0, ended=True)
    assert mended(source, output, language(here), language(there)).text == right


def test_links_follow() -> None:
    """A word behind a mended one is still linked to its source."""
    source, text = "Ott kam", "Otttt came..."
    links = (Link((0, 3), (0, 5), 1.0), Link((4, 7), (6, 10), 1.0))
    output = Hypothesis(text, links, 1.0, ended=True)
    new = mended(f"{source}.", output, language("de"), language("en"))
    assert new.text == "Ott came."
    assert [new.text[slice(*link.target)] for link in new.links] == ["Ott", "came"]


@st.composite
def _edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text("ab c", min_size=1, max_size=20))
    places = draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True))
    pairs = sorted(places[: len(places) // 2 * 2])
    words = st.text("xy", min_size=1, max_size=4)
    return text, [(pairs[n], pairs[n + 1], draw(words)) for n in range(0, len(pairs), 2)]


@given(_edits())
def test_edits(case: tuple[str, list[Edit]]) -> None:
    """They can be undone, and a letter that stays is where its span leads."""
    text, edits = case
    new, back = edited(text, edits), undoing(text, edits)
    assert edited(new, back) == text
    for place, sign in enumerate(text):
        start, end = along((place, place + 1), edits)
        if not any(low <= place < high for low, high, _ in edits):
            assert new[start:end] == sign
            assert along((start, end), back) == (place, place + 1)
