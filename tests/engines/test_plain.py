"""What the engine does to a sentence before and after a model."""

from __future__ import annotations

import pytest

from toolkit.engines.argos.plain import begun, plain, restored, wordings
from toolkit.engines.contract import Link, Result
from toolkit.languages.language import language

DE, EN = language("de"), language("en")


@pytest.mark.parametrize(
    ("sentence", "said", "text"),
    [
        ("Museum zeigt Briefe", "museum shows letters", "Museum shows letters"),
        ("Ärzte warnen.", "врачи предупреждают.", "Врачи предупреждают."),
        ("Anzahl", "number", "Number"),
        ("Wer's glaubt.", "who's to believe it.", "Who's to believe it."),
        ("E-Mail-Adresse: a@b.de", "e-mail: a@b.de", "E-mail: a@b.de"),
        ("am Montag", "on Monday", "on Monday"),
        ("Das iPhone ist teuer.", "iPhone is expensive.", "iPhone is expensive."),
        ("Seite example.org", "example.org site", "example.org site"),
        ("Datei mp3", "mp3 file", "mp3 file"),
        ("„Ja“, sagte er.", "“yes”, he said.", "“yes”, he said."),
        ("Das Haus", "ŉ huis", "ŉ huis"),
        ("Peking", "北京", "北京"),
        ("Peking", "", ""),
    ],
)
def test_a_sentence_begins_as_its_source(sentence: str, said: str, text: str) -> None:
    """A small letter of the model becomes a capital; words that are written so stay."""
    assert begun(sentence, Result(said)).text == text


@pytest.mark.parametrize(
    ("code", "text", "others"),
    [
        ("de", "FREIBURG SIEGT", ["Freiburg siegt", "Freiburg Siegt"]),
        ("en", "Damage", ["damage"]),
        ("en", "Weekly market", ["weekly market"]),
        ("en", "Angela Merkel", []),
        ("en", "The man came.", []),
        ("en", "A", []),
        ("en", "iPhone", []),
        ("de", "Schaden", []),
        ("zh", "损害", []),
        ("de", "1,04 Mio. €", ["1,04 Millionen Euro"]),
        ("de", "rund 3 Mrd. Euro", ["rund 3 Milliarden Euro"]),
        ("de", "Das Jahr 1990 Mio.X", []),
        ("en", "1.04 million €", ["1.04 million euros"]),
        ("en", "€5 million", []),
        ("fr", "3 €", []),
        ("de", "seit dem 2.11.2026", ["seit dem 2. November 2026"]),
        ("en", "since 2.11.2026", []),
    ],
)
def test_other_wordings(code: str, text: str, others: list[str]) -> None:
    """What may be said in another way, and how."""
    assert [way.text for way in wordings(text, language(code), EN, failed=False)] == others


def test_words_for_signs_are_linked() -> None:
    """Links of what was said in words lead to the signs."""
    text = "1,04 Mio. € Schaden"
    (way,) = wordings(text, DE, EN, failed=False)
    words = [way.text.index(word) for word in ("Millionen", "Euro", "Schaden")]
    spans = [(place, place + len("Euro")) for place in words]
    result = way.back(Result("x", tuple(Link(span, (0, 1), 1.0) for span in spans)))
    found = [text[slice(*link.source)] for link in result.links]
    assert found[:2] == ["Mio.", "€"]
    assert found[2] == "Scha"


def test_addresses_that_a_model_spells_otherwise() -> None:
    """Something that models copy stands in their place, and they in its, with the links."""
    text = "Mehr auf www.example.org, an a.b@example.org."
    assert wordings(text, DE, EN, failed=False) == ()
    (way,) = wordings(text, DE, EN, failed=True)
    assert way.text == "Mehr auf XYZ, an XYV."
    said = "Write to XYV, more on XYZ."
    links = (
        Link((0, 4), (14, 18), 1.0),
        Link((9, 12), (22, 25), 1.0),
        Link((17, 20), (9, 12), 1.0),
    )
    result = way.back(Result(said, links))
    assert result.text == "Write to a.b@example.org, more on www.example.org."
    pairs = [(text[slice(*one.source)], result.text[slice(*one.target)]) for one in result.links]
    assert pairs == [
        ("Mehr", "more"),
        *[(one, one) for one in ("www.example.org", "a.b@example.org")],
    ]


def test_amounts_that_a_model_writes_otherwise() -> None:
    """They are written by rule; addresses are more important."""
    text = "It costs 2.4 million euros."
    (way,) = wordings(text, EN, language("zh_CN"), failed=True)
    assert (way.text, way.sure) == ("It costs XYZ euros.", False)
    assert way.back(Result("费用为 XYZ 欧元。")).text == "费用为 240万欧元。"
    assert way.back(Result("XYZ")).text == "240万"
    assert way.back(Result("费用 XYZ (EUR)")).text == "费用 240万 (EUR)"
    text = "320 a@b.de, 0800 555 111 on 7 November"
    assert [way.text for way in wordings(text, EN, DE, failed=True)] == [
        "320 XYZ, XYV on 7 November",
        "XYZ a@b.de, XYV 555 111 on XYQ",
        "320 XYZ, XYV on XYQ",
    ]


@pytest.mark.parametrize("said", ["", "Write to XYV.", "XYZ, XYZ, XYV"])
def test_addresses_that_get_lost(said: str) -> None:
    """Then there is no translation."""
    (way,) = wordings("www.example.org, a@example.org", DE, EN, failed=True)
    assert way.back(Result(said)).text == ""


def test_signs_that_models_do_not_know() -> None:
    """A minus is a hyphen to them, and a minus again behind them."""
    sentence = "Der Kurs (−6,2 %) fiel auf −3 ºC."
    assert plain(sentence) == "Der Kurs (-6,2 %) fiel auf -3 °C."
    said = restored(sentence, Result("The well-known price (-6.2%) fell to -3 °C, 3-2, 10-20%."))
    assert said.text == "The well-known price (−6.2%) fell to −3 °C, 3-2, 10-20%."
    assert restored("Der Kurs", Result("-3")).text == "-3"
    assert plain("El 1º de mayo") == "El 1º de mayo"
