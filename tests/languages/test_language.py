"""The table of languages: every dialect of codes in, POSIX and BCP 47 names out."""

from __future__ import annotations

import pytest
from babel.localedata import locale_identifiers

from toolkit.errors import UsageError
from toolkit.languages.language import language, own_name
from toolkit.languages.scripts import other_forms

SPELLINGS = {
    ("zh_CN", "zh-Hans"): "zh ZH zh_CN zh-cn zh_cn zh-Hans ZH-HANS zh_Hans_CN zh_SG cmn",
    ("zh_TW", "zh-Hant"): "zt zh_TW zh-tw zh-Hant zh-Hant-TW zh_HK zh-Hant-HK",
    ("pt_BR", "pt-BR"): "pb pt_BR pt-br PT_BR",
    ("sr@latin", "sr-Latn"): "sr@latin sr-Latn sr_RS@latin sr-Latn-RS",
    ("en", "en"): "en EN",
    ("en_US", "en-US"): "en_US en-us en_US.UTF-8",
    ("de", "de"): "de",
    ("he", "he"): "he iw",
}
FACTS = {
    "ar": ("rtl", "Arab", " "),
    "he": ("rtl", "Hebr", " "),
    "fa": ("rtl", "Arab", " "),
    "ru": ("ltr", "Cyrl", " "),
    "sr": ("ltr", "Cyrl", " "),
    "sr@latin": ("ltr", "Latn", " "),
    "zh": ("ltr", "Hans", ""),
    "zh_TW": ("ltr", "Hant", ""),
    "ja": ("ltr", "Jpan", ""),
    "ko": ("ltr", "Kore", " "),
}
NONE = [
    "",
    " ",
    "C",
    "c",
    "C.UTF-8",
    "POSIX",
    "posix",
    "POSIX.UTF-8",
    "root",
    "und",
    "und_DE",
    "mul",
    "zxx",
    "xx",
    "en_XX",
    "english",
    "tlh",
    "e n",
    "../x",
    "en/../..",
    "de@euro",
]


@pytest.mark.parametrize("names", SPELLINGS)
def test_spellings(names: tuple[str, str]) -> None:
    """All spellings of a language are the very same language."""
    for code in SPELLINGS[names].split():
        found = language(code)
        assert (found.posix, found.tag) == names, code
        assert found == language(names[0])


@pytest.mark.parametrize("code", FACTS)
def test_facts(code: str) -> None:
    """Direction, script and the gap between sentences are those of the language."""
    found = language(code)
    assert (found.direction, found.script, found.gap) == FACTS[code]


@pytest.mark.parametrize("code", NONE)
def test_no_language(code: str) -> None:
    """What names no language is refused with the code and examples."""
    with pytest.raises(UsageError, match=r"is no language code; use one such as") as caught:
        language(code)
    assert repr(code) in str(caught.value)


def test_every_language_babel_knows() -> None:
    """All of them can be targets, and both of a language's names lead back to it."""
    for code in locale_identifiers():
        found = language(code)
        assert language(found.posix) == language(found.tag) == found
        assert own_name(found)
        assert found.plural_forms.startswith("nplurals=")
        assert "_" not in found.tag and "@" not in found.tag


@pytest.mark.parametrize(
    ("code", "text", "found"),
    [
        ("zh_TW", "这本书很旧，而且很难读懂。", "这书旧难读"),
        ("zh_TW", "政府于周一通过了该法律。", "过该"),
        ("zh_TW", "政府於週一通過了該法律。", ""),
        ("zh_CN", "政府於週一通過了該法律。", "週過該"),
        ("zh_CN", "政府于周一通过了该法律，·—•。", ""),
        ("zh_CN", "很舊。", "舊"),
        ("ja", "政府於週一", ""),
    ],
)
def test_the_other_way_of_writing_chinese(code: str, text: str, found: str) -> None:
    """Traditional characters in Simplified Chinese are told, and the reverse; elsewhere nothing."""
    assert other_forms(text, language(code)) == found
