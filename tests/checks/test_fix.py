"""Typography is set right without touching a word, a figure, a placeholder or a person's text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Toolkit
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.catalog.origin import parse
from toolkit.checks import fix
from toolkit.checks.context import Context
from toolkit.checks.table import run
from toolkit.document.inline import PLACEHOLDER
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry, seal_of

CASES = [
    ("en", "Er nannte es „gut“.", "He called it „good“.", "He called it “good”."),
    ("en", "Er nannte es „gut“.", 'He called it "good".', "He called it “good”."),
    ("ru", "Er nannte es „gut“.", "Он назвал это „хорошим“.", "Он назвал это «хорошим»."),
    ("ru", "Er nannte es „gut“.", 'Он назвал это "хорошим".', "Он назвал это «хорошим»."),
    ("zh", "Er nannte es „gut“.", "他称其为“好“。", "他称其为“好”。"),
    ("zh", "Er nannte es „gut“.", "他称其为「好」。", "他称其为“好”。"),
    ("ru", "Er nannte es „gut“.", "Это „<g1>да</g1>“.", "Это «<g1>да</g1>»."),
    ("en", "Er nannte es „gut“.", 'He called it "good.', 'He called it "good.'),
    ("ru", 'Er nannte es "gut".', 'Он назвал это "хорошим".', 'Он назвал это "хорошим".'),
    ("en", "Das ist es nicht.", "It isn't that.", "It isn’t that."),
    ("ru", "Er kam – und ging.", "Он пришёл - и ушёл.", "Он пришёл\u00a0— и ушёл."),
    ("ru", "Er kam – und ging.", "Он пришёл — и ушёл.", "Он пришёл\u00a0— и ушёл."),
    ("ru", "Es sind 25 km.", "Это 25 км.", "Это 25\u00a0км."),
    ("zh", "Er kam, sah und ging.", "他来了,看 了， 走了.", "他来了，看了，走了。"),
    ("zh", "Kommt er?", "他来吗?", "他来吗？"),
    ("zh", "Die Bank, BMW, die SPD.", "银行, BMW,社民党,2020年.", "银行，BMW，社民党，2020年。"),
    (
        "zh",
        "Die Lage (WHO) ist gut.",
        "世卫组织(WHO)的情况(不错)好.",
        "世卫组织（WHO）的情况（不错）好。",
    ),
    (
        "zh",
        "Er nutzt Windows (bald Linux).",
        "他使用Windows (即将使用Linux).",
        "他使用Windows （即将使用Linux）。",
    ),
    ("zh", "Siemens AG (AG).", "Siemens AG (AG).", "Siemens AG (AG)."),
    ("zh", "Das ist 3,5 (A, B).", "这是3,5 (A, B)。", "这是3,5 (A, B)。"),
    ("zh", "Er sagte: „Nein.“", "他说：“不.”", "他说：“不。”"),
    ("zh", "Es läuft unter Linux.", "它在Linux下运行Windows.", "它在Linux下运行Windows。"),
    ("zh", "Es waren 1.200 Gäste.", "有1,200位客人。", "有1,200位客人。"),
    ("fr", "Er fragt: Kommt er?", "Il demande: vient-il ?", "Il demande\u202f: vient-il\u202f?"),
    ("fr", "Er nannte es „gut“.", "Il l'a dit „bon“.", "Il l’a dit «\u202fbon\u202f»."),
    ("en", "Und dann …", "And then ...", "And then …"),
    ("en", "Und dann ...", "And then ...", "And then ..."),
    ("en", "Er kam an.", " He  arrived .", "He arrived."),
    ("en", "Siehe `a  b`.", "See `a  b` now  .", "See `a  b` now."),
    ("en", "Er kam.", "See https://a.de/b,c;d  now.", "See https://a.de/b,c;d now."),
]
PIECES = [
    "„",
    "“",
    "”",
    "«",
    "»",
    '"',
    "'",
    "「",
    "」",
    "…",
    "...",
    ".",
    ",",
    "?",
    " ",
    "  ",
    "\u00a0",
]
PIECES += [
    "<g1>",
    "</g1>",
    "<x2/>",
    "Wort",
    "слово",
    "汉字",
    "好",
    "5",
    "км",
    "%",
    " - ",
    " — ",
    "(",
    ")",
]
PIECES += [
    "https://a.de/b,c",
    "`a  b`",
    "\n",
    "-",
    "–",
    "，",
    "。",
    "a@b.de",
    "\u202f",
    "!",
    ":",
    "O'Neil",
]
TEXT = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))


def context(code: str) -> Context:
    """German to that language."""
    return Context(language("de"), language(code))


@pytest.mark.parametrize(("code", "source", "target", "right"), CASES)
def test_case(code: str, source: str, target: str, right: str) -> None:
    """Each draft becomes the text beside it."""
    assert fix.fixed(source, target, context(code)) == right


@given(
    source=TEXT, target=TEXT, code=st.sampled_from(["en", "ru", "zh", "fr", "ja", "ar", "de_AT"])
)
@settings(max_examples=300, deadline=None)
@example(source="„a“ „b“", target='"a "b"', code="ru")
@example(source="", target="http:// ，`  `", code="zh")
@example(source="", target="“0 ?“", code="fr")
@example(source="", target="“0 .“", code="fr")
@example(source="", target="好:  「…?", code="zh")
@example(source="", target="好O'Neil\u202f?", code="zh")
def test_safe(source: str, target: str, code: str) -> None:
    """Letters, digits and placeholders stay, a second time changes nothing, no check finds more."""
    entry, here = Entry(source, target), context(code)
    right = fix.fixed(source, target, here)
    assert [c for c in target if c.isalnum()] == [c for c in right if c.isalnum()]
    assert PLACEHOLDER.findall(target) == PLACEHOLDER.findall(right)
    new = replace(entry, target=right)
    assert fix.fixed(source, right, here) == right
    before, after = (Counter(f.check for f in run(one, here)) for one in (entry, new))
    assert not after - before


def test_only_drafts_nobody_wrote() -> None:
    """Approved texts, drafts without an origin and edited ones are a person's and stay."""
    wrong = Entry("Er nannte es „gut“.", 'Он назвал это "хорошим".')
    entries = (
        replace(wrong, fuzzy=True, origin=parse("mt: argos"), seal=seal_of(wrong.target)),
        replace(
            wrong, fuzzy=True, origin=parse("mt: argos"), seal=seal_of("Он сказал."), context="b"
        ),
        replace(wrong, fuzzy=True, context="title"),
        replace(wrong, context="alt"),
    )
    done = fix.drafts(Catalog(entries=entries), context("ru")).entries
    assert [old == new for old, new in zip(entries, done, strict=True)] == [False, True, True, True]


def test_check_fix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, toolkit: Toolkit) -> None:
    """`toolkit check --fix` rewrites the drafts, and a second run changes no byte."""
    monkeypatch.chdir(tmp_path)
    assert toolkit("init", "--to", "ru").code == 0
    Path("sources/a.txt").write_text("Er nannte es „gut“.\n", encoding="utf-8")
    assert toolkit("translate", "--engine", "pseudo").code == 0
    path = Path("locales/ru/LC_MESSAGES/a.po")
    text = path.read_text(encoding="utf-8")
    new = "Он назвал это „хорошим“."
    text = re.sub(r"\[\w{6}-\w{6}\]", f"[{seal_of(new)}]", text[: text.rindex('msgstr "')])
    text += f'msgstr "{new}"\n'
    path.write_text(text, encoding="utf-8")
    assert "fixed 1 draft" in toolkit("check", "--fix").err
    data = path.read_bytes()
    assert "Он назвал это «хорошим»." in data.decode()
    assert "fixed 0 drafts" in toolkit("check", "--fix").err
    assert path.read_bytes() == data
