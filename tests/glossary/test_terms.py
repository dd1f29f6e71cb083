"""Terms are found in every inflected form, and told to translators."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from cases import Case, read
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.document.inline import PLACEHOLDER
from toolkit.glossary.adapt import apply
from toolkit.glossary.glossary import Glossary, Term, build, parse
from toolkit.glossary.terms import find, in_compounds, notes, places, words
from toolkit.languages.inflection import keys
from toolkit.languages.language import language
from toolkit.languages.table import LANGUAGES

HERE = Path(__file__).parent
GERMAN, ENGLISH, RUSSIAN, CHINESE = (language(code) for code in ("de", "en", "ru", "zh"))
TERMS = parse((HERE / "terms.csv").read_bytes(), "terms.csv", GERMAN)
CASES = read(HERE / "find.md", "sentence", "terms")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_find(case: Case) -> None:
    """Exactly the terms of the case file are found."""
    places = find(case["sentence"], TERMS)
    found = [f"({hit.term.source})" if hit.inside else hit.term.source for hit in places]
    assert (", ".join(found) or "none") == case["terms"]


RUSSIAN_FORMS = {
    "мэр": "мэр мэра мэру мэром мэре мэры мэров мэрам мэрами мэрах",
    "рынок": "рынок рынка рынку рынком рынке рынки рынков рынкам рынками рынках",
    "Москва": "Москва Москвы Москве Москву Москвой Москвою",
    "Собянин": "Собянин Собянина Собянину Собяниным Собянине",
    "учёба": "учёба учебы учёбе учебу учёбой",
    "цифровая экономика": "цифровая экономика|цифровой экономики|цифровую экономику",
    "две зоны": "две зоны|двух зон|двум зонам|двумя зонами|двух зонах",
    "глава государства": "главы государств|главам государств|главой государства",
    "малые и средние предприятия": "малых и средних предприятий|малым и средним предприятиям",
}


@pytest.mark.parametrize("wording", RUSSIAN_FORMS)
def test_russian_forms(wording: str) -> None:
    """All cases and numbers of a Russian wording are that wording."""
    forms = RUSSIAN_FORMS[wording]
    for form in forms.split("|") if " " in wording else forms.split():
        assert places(words(form, RUSSIAN), wording, RUSSIAN, exact=False), form


@pytest.mark.parametrize(
    ("wording", "other", "code"),
    [
        ("мэр", "мера", "ru"),
        ("рынок", "рыночный", "ru"),
        ("город", "огород", "ru"),
        ("Чэнь", "Чен", "ru"),
        ("mayor", "major", "en"),
        ("trade", "trader", "en"),
        ("market", "marked", "en"),
        ("Handel", "handeln", "de"),
        ("Stadt", "Staat", "de"),
        ("北京", "南京", "zh"),
    ],
)
def test_other_words(wording: str, other: str, code: str) -> None:
    """A similar word is another word."""
    assert not places(words(other, language(code)), wording, language(code), exact=False)


def test_every_stemmer_is_there() -> None:
    """The stemming library knows every algorithm that the table names."""
    assert all(keys("wort", code) for code, known in LANGUAGES.items() if known.stemmer)


def test_compounds_of_a_target() -> None:
    """Where compounds are written as one word, a wording counts in them as well."""
    for text, tongue in (("die Handelspolitik", GERMAN), ("Welthandels", GERMAN)):
        assert in_compounds(words(text, tongue), "Handel", tongue)
    assert not in_compounds(words("traders", ENGLISH), "trade", ENGLISH)
    assert not in_compounds(words("der Händler", GERMAN), "Handel", GERMAN)


def test_chinese_source_takes_the_longest() -> None:
    """In Chinese, terms are found by characters and the longest one counts."""
    rows = [Term(text, {}, {}) for text in ("北京", "北京市", "市长", "北京市长")]
    found = find("北京市长会见北京市代表。", build(CHINESE, rows))
    assert [hit.term.source for hit in found] == ["北京市长", "北京市"]


def test_notes() -> None:
    """Translators read wordings, forbidden ones and the note; a term is told once."""
    source = "Städtepartnerschaft Beijings, Städtepartnerschaften, OpenStreetMap-Daten"
    assert notes(source, TERMS, ENGLISH) == (
        "term: Städtepartnerschaft = sister-city relationship | town twinning;"
        " not: city partnership (since 1995)",
        "term: Beijing = Beijing; not: Peking",
        "term: OpenStreetMap (do not translate); not: Open Street Map (a trade mark)",
    )
    assert notes(source, TERMS, language("fr")) == (
        "term: OpenStreetMap (do not translate) (a trade mark)",
    )


@pytest.mark.parametrize(
    ("source", "target", "code", "result"),
    [
        ("Chen Jining und Handel", "陈济宁和Handel", "zh", "陈吉宁和贸易"),
        ("Chen Jining", "<g1>Chen</g1> Jining说", "zh", "<g1>Chen</g1> Jining说"),
        ("Chen Jining", "陈<x1/>济宁", "zh", "陈<x1/>济宁"),
        ("Beijing", "Peking, Peking's", "en", "Beijing, Beijing's"),
        ("Beijing", "beijing peking", "en", "beijing peking"),
        ("Bürgermeister", "The burgomaster", "en", "The burgomaster"),
        ("Chen Jining", "Чен Цзинин ждёт Чен Цзинина", "ru", "Чэнь Цзинин ждёт Чен Цзинина"),
        ("Chen Jining", "Chen Jining ждёт", "ru", "Chen Jining ждёт"),
        ("OpenStreetMap", "开放街图的数据", "zh", "OpenStreetMap的数据"),
        ("Digitaler Handel", "电子商务", "zh", "数字贸易"),
        ("Digitaler Handel und E-Commerce", "电子商务", "zh", "电子商务"),
        ("OpenStreetMap", "Open Street Map", "en", "Open Street Map"),
        ("Moskau", "In Moskau", "en", "In Moscow"),
        ("Bürgermeister", "市长说乡镇长期发展", "zh", "市长说乡镇长期发展"),
        ("Chen Jining", "陈济宁和Chen Jining", "zh", "陈吉宁和陈吉宁"),
        ("Oberbürgermeister", "镇长", "zh", "镇长"),
        ("Nanjing", "Peking", "en", "Peking"),
    ],
)
def test_apply(source: str, target: str, code: str, result: str) -> None:
    """Wrong terms are put right where no inflection and no placeholder is at risk, and told."""
    adapted, changes = apply(source, target, TERMS, language(code))
    assert adapted == result
    assert bool(changes) == (target != result)


def test_changes_are_told() -> None:
    """What was changed is said in words that fit a draft's origin."""
    assert apply("Beijing", "Peking", TERMS, ENGLISH)[1] == ("Peking → Beijing",)


PIECES = [
    *("Bürgermeister", "bürgermeisters", "Beijing", "Handel", "digitaler", "OpenStreetMap", "и"),
    *("<g1>", "</g1>", "<x2/>", " ", "-", "\u00ad", "\u0301", "Peking", "мэр", "镇长", "北京", "."),
]
TEXT = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))


@given(source=TEXT, target=TEXT, code=st.sampled_from(["en", "ru", "zh", "de", "ko", "th", "ar"]))
@settings(max_examples=200, deadline=None)
@example(source="Bürgermeister", target="𗀀", code="ru")
def test_any_text(source: str, target: str, code: str) -> None:
    """Whatever the texts: hits lie in order inside the source, placeholders stay as they are, and
    a second run changes nothing more."""
    hits = find(source, TERMS)
    assert all(a.end <= b.start for a, b in pairwise(hits))
    assert all(0 <= hit.start < hit.end <= len(source) for hit in hits)
    adapted, changes = apply(source, target, TERMS, language(code))
    assert PLACEHOLDER.findall(adapted) == PLACEHOLDER.findall(target)
    assert (adapted == target) == (not changes)
    assert apply(source, adapted, TERMS, language(code)) == (adapted, ())


@pytest.mark.parametrize(
    "piece", ["Bürgermeister ", "a", "а", "市", "digitaler ", "Handel-", "镇长"]
)
def test_linear_time(piece: str) -> None:
    """A text of 25 kB takes no more than a moment, however monotonous."""
    text = piece * (25_000 // len(piece))
    started = time.process_time()
    for target in (ENGLISH, RUSSIAN, CHINESE):
        apply(text, text, TERMS, target)
        notes(text, TERMS, target)
    assert time.process_time() - started < 2


def big(count: int) -> Glossary:
    """That many made-up terms of one and two words."""
    rows = [Term(f"Wort{n} Sache{n}" if n % 2 else f"Ding{n}", {}, {}) for n in range(count)]
    return build(GERMAN, rows)


def test_many_terms() -> None:
    """The number of terms hardly matters: only those whose first word is there are compared."""
    glossary, sentence = big(5_000), "Das Wort7 Sache7 und das Ding8 sind da, sagte man heute."
    find(sentence, glossary)
    started = time.process_time()
    for _ in range(2_000):
        assert len(find(sentence, glossary)) == 2
    assert time.process_time() - started < 4
