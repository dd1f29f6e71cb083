"""The engine `argos` with real models: what it says, in any arrangement, and what it costs."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import Toolkit
from engines.conftest import Work

from toolkit.drafting import placeholders as align
from toolkit.engines.argos import ctranslate
from toolkit.engines.argos import engine as argos
from toolkit.engines.argos.ctranslate import Hypothesis
from toolkit.engines.argos.engine import Argos
from toolkit.engines.argos.search import Search
from toolkit.engines.contract import Result
from toolkit.engines.table import load
from toolkit.errors import EngineError
from toolkit.languages.language import language
from toolkit.model import Code, Role, Skeleton, Text

Cases = dict[str, list[str]]
CITIES = {
    "Berlin": ("Berlin", "Берлине", "柏林"),
    "Köln": ("Cologne", "Кёльне", "科隆"),
    "Moskau": ("Moscow", "Москве", "莫斯科"),
    "München": ("Munich", "Мюнхене", "慕尼黑"),
    "Paris": ("Paris", "Париже", "巴黎"),
    "Peking": ("Beijing", "Пекине", "北京"),
    "Wien": ("Vienna", "Вене", "维也纳"),
    "Warschau": ("Warsaw", "Варшаву", "华沙"),
}
DE, EN, RU, ZH = map(language, ("de", "en", "ru", "zh"))


def _texts(results: list[Result]) -> list[str]:
    return [result.text for result in results]


@pytest.mark.parametrize(("code", "share"), [("en", 0.97), ("ru", 0.93), ("zh", 0.95)])
def test_it_translates(argos_home: Path, cases: Cases, code: str, share: float) -> None:
    """Sentences of the models' domain come out word for word, through the pivot too."""
    results = Argos().translate(cases["de"], DE, language(code))
    right = sum(map(str.__eq__, _texts(results), cases[code]))
    assert right >= share * len(cases["de"])
    assert all(0.3 < (result.score or 0) <= 1 for result in results if result.text)


@pytest.mark.parametrize("code", ["en", "ru", "zh"])
def test_it_proposes(argos_home: Path, cases: Cases, code: str) -> None:
    """Other ways to say a sentence come best first, through the pivot too, and pass the guards."""
    engine, target = Argos(), language(code)
    several = 0
    for sentence, right in zip(cases["de"][:8], cases[code], strict=False):
        found = engine.propose(f" {sentence}", DE, target, 3)
        assert 1 <= len(found) <= 3
        scores = [result.score or 0 for result in found]
        assert scores == sorted(scores, reverse=True)
        assert all(result.text.startswith(" ") for result in found)
        several += f" {right}" in _texts(found)
    assert several >= 6
    assert _texts(engine.propose("1.234,5", DE, EN, 3)) == ["1,234.5"]


def test_it_says_what_argos_translate_says(
    argos_home: Path, cases: Cases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same texts as Argos Translate, sentence by sentence; it only loses underscores."""
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))  # importing its settings creates folders
    from argostranslate import package, translate

    class Whole:
        def split_sentences(self, text: str) -> list[str]:
            return [text]

    ours = Argos().translate(cases["de"], DE, EN)
    found = package.Package(argos_home / "translate-de_en-1_0")
    german, english = (translate.Language(code, code) for code in ("de", "en"))
    theirs = translate.PackageTranslation(german, english, found)
    theirs.sentencizer = Whole()
    said = [theirs.hypotheses(text, 1)[0].value for text in cases["de"]]
    assert [text.replace("_", " ") for text in _texts(ours)] == said


def test_path_and_origin(argos_home: Path) -> None:
    """Both ends, the pivot and every model with its version are named."""
    engine = load("argos")
    assert engine.path(DE, EN) == (DE, EN)
    assert engine.path(DE, ZH) == (DE, EN, ZH)
    assert engine.origin(DE, EN) == "argos translate-de_en 1.0"
    assert engine.origin(DE, RU) == "argos translate-de_en 1.0 + translate-en_ru 1.0"


def test_a_form_of_the_same_language(argos_home: Path) -> None:
    """Swiss German is no target of models: one sentence, whatever is asked."""
    swiss, engine = language("de_CH"), Argos()
    for ask in (
        lambda: engine.path(DE, swiss),
        lambda: engine.translate(["Nein."], DE, swiss),
        lambda: engine.propose("Nein.", DE, swiss, 2),
    ):
        with pytest.raises(EngineError, match="another form of de"):
            ask()


@pytest.mark.parametrize("beam", [1, 4])
def test_the_arrangement_does_not_matter(argos_home: Path, cases: Cases, beam: int) -> None:
    """Any number of workers, any batch, any subset: the same text, links and score, to the bit."""
    whole = dict(zip(cases["de"], Argos(beam=beam).translate(cases["de"], DE, RU), strict=True))
    chooser = random.Random(7)
    some = chooser.sample(cases["de"], 23)
    for engine, texts in (
        (Argos(jobs=2, beam=beam), cases["de"]),
        (Argos(jobs=3, beam=beam), some),
        (Argos(beam=beam), [*some, *some]),
    ):
        assert engine.translate(texts, DE, RU) == [whole[text] for text in texts]
    alone = Argos(beam=beam)
    assert [alone.translate([text], DE, RU)[0] for text in some] == [whole[text] for text in some]


def test_every_sentence_is_translated_once(argos_home: Path, cases: Cases, work: Work) -> None:
    """Three targets need each German sentence once, each model is loaded once."""
    engine = Argos()
    texts = [*cases["de"], *reversed(cases["de"])]
    for target in (EN, RU, ZH):
        assert len(engine.translate(texts, DE, target)) == len(texts)
    assert sorted(work.loaded) == ["translate-de_en", "translate-en_ru", "translate-en_zh"]
    assert sorted(work.of("translate-de_en")) == sorted(cases["de"])


def test_a_second_run_loads_no_model(
    argos_home: Path, cases: Cases, work: Work, tmp_path: Path
) -> None:
    """With a cache file, what was translated before costs nothing, and is the same."""
    file = tmp_path / "new" / "engine.sqlite"
    first = Argos(cache=file).translate(cases["de"], DE, ZH)
    work.loaded.clear()
    assert Argos(jobs=2, cache=file).translate(cases["de"], DE, ZH) == first
    assert work.loaded == []
    Argos(cache=file, beam=1).translate(cases["de"][:1], DE, EN)
    assert work.loaded == ["translate-de_en"]


def test_another_model_is_asked_anew(
    argos_home: Path, work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Results belong to a model's content, not to its name or date."""
    file, text = tmp_path / "engine.sqlite", "Guten Tag!"
    Argos(cache=file).translate([text], DE, EN)
    home = tmp_path / "packages"
    shutil.copytree(argos_home, home)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(home))
    work.loaded.clear()
    Argos(cache=file).translate([text], DE, EN)
    assert work.loaded == []
    with (home / "translate-de_en-1_0" / "model" / "model.bin").open("r+b") as model:
        model.seek(-1, os.SEEK_END)
        last = model.read(1)
        model.seek(-1, os.SEEK_END)
        model.write(bytes([last[0] ^ 1]))
    Argos(cache=file).translate([text], DE, EN)
    assert work.loaded == ["translate-de_en"]


_RUN = """
import sys
from pathlib import Path
from toolkit.engines.argos.engine import Argos
from toolkit.languages.language import language
texts = Path(sys.argv[1]).read_text("utf-8").splitlines()
Argos(cache=Path(sys.argv[2])).translate(texts, language("de"), language("ru"))
"""


def test_kill_and_resume(argos_home: Path, cases: Cases, work: Work, tmp_path: Path) -> None:
    """After `kill -9` a rerun does the rest, nothing twice, and ends with the same results."""
    digits = "12345678"
    turns = [str.maketrans(digits, digits[nth:] + digits[:nth]) for nth in range(6)]
    texts = list(dict.fromkeys(text.translate(turn) for turn in turns for text in cases["de"]))
    listed, file = tmp_path / "texts", tmp_path / "engine.sqlite"
    listed.write_text("\n".join(texts), "utf-8")
    running = subprocess.Popen([sys.executable, "-c", _RUN, str(listed), str(file)])
    while _kept(file) < 20 and running.poll() is None:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    kept = _kept(file)
    assert 20 <= kept < len(texts)
    results = Argos(cache=file).translate(texts, DE, RU)
    asked = set(texts) & set(work.of("translate-de_en"))  # some are said in other words, too
    assert len(asked) == len(texts) - kept
    some = random.Random(3).sample(range(len(texts)), 40)
    fresh = Argos().translate([texts[nth] for nth in some], DE, RU)
    assert fresh == [results[nth] for nth in some]


def _kept(file: Path) -> int:
    if not file.exists():
        return 0
    with sqlite3.connect(file) as database:
        try:
            return int(database.execute("SELECT count(*) FROM results").fetchone()[0])
        except sqlite3.OperationalError:
            return 0
        finally:
            database.rollback()


@pytest.mark.parametrize("text", ["", " ", "\n\t", "2020", "8.30", "—", "…", "12.–14.", "😀"])
def test_what_has_no_words_stays(argos_home: Path, work: Work, text: str) -> None:
    """Nothing to translate: the text itself, and no model is asked."""
    assert _texts(Argos().translate([text], DE, ZH)) == [text]
    assert work.texts == []


@pytest.mark.parametrize(
    "text",
    [
        "Guten Tag! 😀 Ĳ ﬁ ½ \u00ad\u200b",
        "a" * 3000,
        "Wörterbuch" * 300,
        "Нет, это по-русски. 这是中文。",
        "Guten\nTag!\x00\x07",
        "<unk> </s> ▁ ⁇ <0x41>",
        "\u202bשלום\u202c Berlin",
    ],
)
def test_odd_sentences_are_survived(argos_home: Path, text: str) -> None:
    """Whatever the sentence is, there is a text or a reason, and the neighbours are the same."""
    usual = "Der Minister ist krank."
    one, other = Argos().translate([text, usual], DE, RU)
    assert bool(one.text) != bool(one.reason)
    assert other == Argos().translate([usual], DE, RU)[0]
    assert all(0 <= a <= b <= len(one.text) for a, b in (link.target for link in one.links))


def test_blanks_around_a_sentence_stay(argos_home: Path) -> None:
    """The result begins and ends as the sentence does; links still point to the words."""
    text = "  Die Lehrer fordern höhere Löhne.\n"
    (result,) = Argos().translate([text], DE, EN)
    assert result.text == "  The teachers demand higher wages.\n"
    linked = {text[slice(*link.source)]: result.text[slice(*link.target)] for link in result.links}
    assert linked.items() >= {"Lehrer": "teachers", "fordern": "demand", "Löhne": "wages"}.items()


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\u2060"])
def test_hints_for_line_breaks_change_nothing(argos_home: Path, cases: Cases, sign: str) -> None:
    """A soft hyphen in a word does not reach the model; links lead to the words as written."""
    bare = [text for text in cases["de"] if len(text) > 20][:12]
    hinted = [re.sub(r"(?<=\w{3})(?=\w{3})", sign, text, count=2) for text in bare]
    assert all(sign in text for text in hinted)
    expected, results = (Argos().translate(texts, DE, EN) for texts in (bare, hinted))
    assert _texts(results) == _texts(expected)
    for text, written, one, other in zip(bare, hinted, expected, results, strict=True):
        words = [(text[slice(*link.source)], link.target) for link in one.links]
        assert words == [
            (written[slice(*link.source)].replace(sign, ""), link.target) for link in other.links
        ]


@pytest.mark.parametrize("text", ["Die Lehrer fordern höhere Löhne", "Der Bus kommt"])
def test_headlines_in_capitals(argos_home: Path, text: str) -> None:
    """What a model knows only in small letters is translated from them, and set in capitals."""
    loud, quiet = Argos().translate([text.upper(), text], DE, EN)
    assert loud.text == quiet.text.upper() or loud.text == quiet.text
    assert loud.links


def test_underscores(argos_home: Path) -> None:
    """A file name keeps its underscore."""
    (result,) = Argos().translate(["Die Datei plan_7 enthält 350 Seiten."], DE, EN)
    assert result.text == "The file plan_7 has 350 pages."


def test_a_long_sentence_is_cut_at_clauses(
    argos_home: Path, cases: Cases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is too long for a model is translated in parts, nothing is lost, links stay right."""
    monkeypatch.setattr(ctranslate, "LONGEST", 36)
    clauses = [text.rstrip(".?!") for text in cases["de"][:16] if "„" not in text]
    text = "; ".join(clauses) + "."
    (result,) = Argos().translate([text], DE, EN)
    clauses = [text.rstrip(".?!") for text in cases["en"][:16] if "“" not in text]
    found = [clause for clause in clauses if clause in result.text]
    assert len(found) > 0.7 * len(clauses)
    linked = [(text[slice(*one.source)], result.text[slice(*one.target)]) for one in result.links]
    figures = [pair for pair in linked if all(map(str.isdigit, pair))]
    assert len(figures) > 4
    assert sum(one == other for one, other in figures) >= 0.9 * len(figures)


@pytest.mark.parametrize("target", [EN, RU, ZH])
def test_names_land_on_their_place(argos_home: Path, cases: Cases, target: Any) -> None:
    """Links join a city with its name, through the pivot too."""
    engine = Argos()
    right = wrong = 0
    for text, result in zip(cases["de"], engine.translate(cases["de"], DE, target), strict=True):
        for link in result.links:
            forms = CITIES.get(text[slice(*link.source)], ())
            hit = any(form in result.text[slice(*link.target)] for form in forms)
            right, wrong = right + hit, wrong + (bool(forms) and not hit)
    assert right >= 12
    assert wrong <= right  # "в Москве": the preposition may be linked as well


def test_emphasis_goes_along(argos_home: Path) -> None:
    """The words a reader sees emphasised are emphasised in the translation."""
    strong = (
        Text("Die Regierung plant "),
        Code(Role.OPEN, (Skeleton("**"),)),
        Text("350 neue Wohnungen"),
        Code(Role.CLOSE, (Skeleton("**"),)),
        Text(" in Moskau."),
    )
    (result,) = Argos().translate(["Die Regierung plant 350 neue Wohnungen in Moskau."], DE, EN)
    assert align.restore(strong, result)[0] == (
        "The government plans <g1>350 new flats</g1> in Moscow."
    )


def test_the_next_hypothesis_is_taken(argos_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the guards stop the best output, the best that passes is shown; if none, the reason."""
    text, best = "Guten Tag!", "Good day!"
    monkeypatch.setattr(argos, "fault", lambda _, said, *rest: "bad" if said == best else "")
    (other,) = Argos().translate([text], DE, EN)
    assert other.text not in ("", best)
    monkeypatch.setattr(argos, "fault", lambda *rest: "the model sings")
    (none, figure) = Argos().translate([text, "2020"], DE, RU)
    assert none == Result("", reason="the model sings")
    assert figure.text == "2020"


def test_what_the_model_does_not_know_is_not_shown(argos_home: Path) -> None:
    """A figure that so small a model cannot copy leaves the entry empty, with the reason."""
    (result,) = Argos().translate(["Die Preise stiegen um 777777,7777 Prozent."], DE, EN)
    assert result.text == ""
    assert result.reason.startswith("the model changed figures")


def test_the_reason_is_in_the_catalog(articles: Path, toolkit: Toolkit) -> None:
    """What was left empty says why, in the file that translators open; `--anew` asks again."""
    (articles / "sources/x.txt").write_text("Die Preise stiegen um 777777,7777 Prozent.\n")
    for words in ((), ("--anew",)):
        assert toolkit("translate", "sources/x.txt", "--to", "en", *words).code == 0
        text = (articles / "locales/en/LC_MESSAGES/x.po").read_text("utf-8")
        assert "left empty, the model changed figures" in " ".join(text.split())


class _Said:
    """A model that says what it is told to."""

    def __init__(self, outputs: dict[str, str]) -> None:
        self._outputs = outputs

    def translate(self, texts: Sequence[str], _: Search) -> Iterator[dict[str, list[Hypothesis]]]:
        """One hypothesis for each."""
        known = self._outputs
        yield {text: [Hypothesis(known.get(text, text), (), 1.0, ended=True)] for text in texts}


@pytest.mark.parametrize(
    ("sentence", "pivot", "said", "reason"),
    [
        ("Theresa May kommt.", "Theresa May comes.", "特里萨·5月来了。", "changed figures"),
        ("Theresa May kommt.", "Theresa May comes.", "特里萨·梅来了。", ""),
        ("Er kommt Ende Mai.", "He comes at the end of May.", "他5月底来。", ""),
        ("Es begann Mitte Oktober.", "It began in mid-October.", "它始于10月中旬。", ""),
        ("Die erste Oktoberhälfte war warm.", "Early October was warm.", "10月初很暖和。", ""),
        ("Müller (12,34 s)", "Müller (12.34 s)", "穆勒（12.34 秒）", ""),
    ],
)
def test_the_end_of_a_way_is_compared_with_its_beginning(
    argos_home: Path, sentence: str, pivot: str, said: str, reason: str
) -> None:
    """What two models make right of each other may be wrong of the sentence."""
    outputs = {sentence: pivot, pivot: said}
    engine = Argos(elsewhere=lambda *_: _Said(outputs))
    (result,) = engine.translate([sentence], DE, ZH)
    assert reason in result.reason and bool(result.text) != bool(reason)
    assert bool(engine.propose(sentence, DE, ZH, 3)) != bool(reason)


def test_figures_that_a_pivot_writes_otherwise(argos_home: Path) -> None:
    """They are written as the target does, whatever the last model copied."""
    sentence, pivot = "Müller lief 12,34 s.", "Müller ran 12.34 s."
    outputs = {sentence: pivot, pivot: "Мюллер бежал 12.34 с."}
    (result,) = Argos(elsewhere=lambda *_: _Said(outputs)).translate([sentence], DE, RU)
    assert result.text == "Мюллер бежал 12,34 с."


def test_a_missing_model_is_named(argos_home: Path) -> None:
    """The sentence names the pair and the command."""
    with pytest.raises(EngineError, match=r"no model for en→fr.*`toolkit models install"):
        Argos().translate(["Guten Tag!"], DE, language("fr"))


@pytest.mark.parametrize("damage", ["cut", "noise", "tokenizer", "no tokenizer", "vocabulary"])
def test_a_broken_model_is_named(
    argos_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    """Whatever is damaged: an error of one line with the folder and the remedy."""
    home = tmp_path / "packages"
    shutil.copytree(argos_home, home)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(home))
    folder = home / "translate-de_en-1_0"
    engine = Argos()
    engine.path(DE, EN)
    _damage(folder, damage)
    with pytest.raises(EngineError) as caught:
        engine.translate(["Guten Tag!"], DE, EN)
    assert str(folder) in str(caught.value)
    assert "toolkit models install" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_package_replaced_meanwhile(
    argos_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new version installed between listing and loading is found and used."""
    home = tmp_path / "packages"
    shutil.copytree(argos_home, home)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(home))
    engine = Argos()
    assert engine.origin(DE, EN) == "argos translate-de_en 1.0"
    new = (home / "translate-de_en-1_0").rename(home / "translate-de_en-2_0")
    metadata = (new / "metadata.json").read_text("utf-8")
    (new / "metadata.json").write_text(metadata.replace('"1.0"', '"2.0"'), "utf-8")
    assert _texts(engine.translate(["Guten Tag!"], DE, EN)) == ["Good day!"]
    assert engine.origin(DE, EN) == "argos translate-de_en 2.0"


def test_a_model_replaced_while_it_is_loaded(
    argos_home: Path, work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the old model says is never kept as the new one's: the package is loaded again."""
    home, file = tmp_path / "packages", tmp_path / "engine.sqlite"
    shutil.copytree(argos_home, home)
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(home))
    tokenizer = home / "translate-de_en-1_0" / "sentencepiece.model"
    load = vars(argos)["Model"]  # whatever stands there: the fixture counts loads

    def replacing(*words: Any) -> ctranslate.Model:
        model: ctranslate.Model = load(*words)
        if len(work.loaded) == 1:
            tokenizer.write_bytes(tokenizer.read_bytes() + b"\x9a\x06\x00")
        return model

    monkeypatch.setattr(argos, "Model", replacing)
    assert _texts(Argos(cache=file).translate(["Guten Tag!"], DE, EN)) == ["Good day!"]
    assert work.loaded == ["translate-de_en"] * 2
    assert len(work.texts) == 1
    Argos(cache=file).translate(["Guten Tag!"], DE, EN)
    assert len(work.loaded) == 2


def _damage(folder: Path, kind: str) -> None:
    model, tokenizer = folder / "model" / "model.bin", folder / "sentencepiece.model"
    match kind:
        case "cut":
            model.write_bytes(model.read_bytes()[:100_000])
        case "noise":
            model.write_bytes(random.Random(1).randbytes(5000))
        case "tokenizer":
            tokenizer.write_bytes(b"nothing")
        case "no tokenizer":
            tokenizer.unlink()
        case "vocabulary":
            for file in (folder / "model").glob("*vocabulary*"):
                file.unlink()
