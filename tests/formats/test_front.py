"""Front matter in YAML, TOML and JSON: offered, read, spelled again, or refused with a remedy."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml
from cases import Case, read
from formats.reading import check_blocks, check_spelling, source_of
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import SourceError
from toolkit.formats.article import format_for, parse_article
from toolkit.formats.format import Format, Localization, ReadingOptions
from toolkit.formats.front import json_texts, strings, toml_texts, yaml_texts
from toolkit.formats.front.strings import StringSyntax
from toolkit.languages.language import language
from toolkit.model import Text

FILE = Path(__file__).with_name("front_cases.md")
CASES = read(FILE, "source", "fields", "blocks", "texts", "result", "complaint")
words = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=20)
trees = st.recursive(
    words | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


def markdown(case: Case) -> Format:
    """The format as a project with these fields uses it."""
    fields = case["fields"].split(", ") if "fields" in case else []
    return format_for("x.md", source_of(case), ReadingOptions(tuple(fields)))


@pytest.mark.parametrize("case", [case for case in CASES if "blocks" in case], ids=str)
def test_blocks(case: Case) -> None:
    """The texts for readers are offered, and nothing else."""
    check_blocks(markdown(case), case)


@pytest.mark.parametrize("case", [case for case in CASES if "result" in case], ids=str)
def test_spelling(case: Case) -> None:
    """Translations are spelled as the notation wants it, and read back as the same texts."""
    check_spelling(markdown(case), case)


@pytest.mark.parametrize("case", [case for case in CASES if "complaint" in case], ids=str)
def test_complaint(case: Case) -> None:
    """What is wrong is said in an author's words, with the line and what to do."""
    with pytest.raises(SourceError) as caught:
        markdown(case).parse(source_of(case))
    assert str(caught.value) == f"x.md: {case['complaint']}"


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(words, trees, max_size=4))
def test_every_string_of_json_is_found(tree: dict[str, object]) -> None:
    """Whatever the nesting, the strings that are values are found, and say what JSON says."""
    for ascii_only in (True, False):
        source = json.dumps(tree, ensure_ascii=ascii_only, indent=1)
        places = list(json_texts.texts(source))
        assert [strings.said(source[p.start : p.end]) for p in places] == list(texts_in(tree))


def texts_in(value: object) -> list[str]:
    """The strings that are values, in order."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in texts_in(item)]


TOML = """
a = "eins" # "nein"
"b.c".d = 'zwei # zwei'
e = [1, "drei", {f = "vier", g = 1979-05-27T07:32:00Z}, [ "fünf" ]] # ]
h = 12:30:00
i = \"\"\"sechs ""x"" \\
   [k]
l = "nein"\"\"\"
[m.'n o']
p = '''sieben
[q]'''
[[r]]
s = ""
t = {u.v = "acht", w = []}
"""


def test_every_string_of_toml_is_found() -> None:
    """In lists, tables, over lines, behind comments: each with the keys that lead to it."""
    places = list(toml_texts.texts(TOML))
    assert [strings.said(TOML[p.start : p.end]) for p in places] == texts_in(tomllib.loads(TOML))
    keys = [".".join(place.keys) for place in places]
    assert keys == ["a", "b.c.d", "e", "e.f", "e", "i", "m.n o.p", "r.s", "r.t.u.v"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20), st.sampled_from(['"', "'", '"""']))
def test_any_text_can_be_spelled(text: str, quote: str) -> None:
    """Whatever a translation says, TOML and JSON read it back, on one line."""
    text = text.encode("utf-8", "replace").decode()
    spelled = strings.spell((Text(text),), StringSyntax(quote))
    value = " ".join(part for part in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    assert tomllib.loads(f"a = {spelled}") == {"a": value}
    if spelled[0] == '"':
        assert json.loads(spelled) == value


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        (
            "---\ntitle: T\nDate: 2020-12-07\ntags: [a, b]\n---\n",
            {"title": "T", "date": date(2020, 12, 7), "tags": ["a", "b"]},
        ),
        (
            "+++\ndate = 2020-12-07\ntitle = 'T'\n+++\n",
            {"date": date(2020, 12, 7), "title": "T"},
        ),
        ("+++\nauthors = ['A']\n[extra]\nx = 1\n+++\n", {"authors": ["A"], "extra": {"x": 1}}),
        ("---\rtitle: T\rdraft: true\r---\r", {"title": "T", "draft": True}),
        ('{"Title": "T", "x": [1]}\n\n', {"title": "T", "x": [1]}),
        ('"title": "T"\n;;;\n', {"title": "T"}),
        ("title: T\ndate: 2020-12-07\n---\n", {"title": "T", "date": date(2020, 12, 7)}),
        ("---\nday: 2020-13-45\ndraft: true\n---\n", {"day": "2020-13-45", "draft": True}),
        ("---\nx: !foo bar\ny: !foo [!!int z]\n---\n", {"x": "bar", "y": ["z"]}),
        ("---\nx: !!timestamp [2020]\ny: !!bool ja\n---\n", {"x": [2020], "y": "ja"}),
        ("---\nx: !!python/name:os.system a\n---\n", {"x": "a"}),
        (f"---\nx: {'9' * 5000}\n---\n", {"x": "9" * 5000}),
        ("", {}),
    ],
)
def test_metadata(front: str, expected: dict[str, object]) -> None:
    """Pages and site read what is offered to translators, in whatever notation."""
    for mark in ("", "\ufeff"):
        source = f"{mark}{front}# Titel\n\ndate: 2021-01-01\n"
        assert format_for("x.md", source).metadata(source) == expected


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("---\nlang: de\n---\n", "---\nlang: en\n---\n"),
        ("+++\nlanguage = 'de-AT'\n+++\n", "+++\nlanguage = 'en'\n+++\n"),
        ('{\n  "lang": "de",\n  "x": 1\n}\n', '{\n  "lang": "en",\n  "x": 1\n}\n'),
        ("---\nlang: fr\n---\n", "---\nlang: fr\n---\n"),
    ],
)
def test_language(front: str, expected: str) -> None:
    """The article's language is set where it is named, another one is not."""
    form = format_for("x.md", front)
    localization = Localization(language("de"), language("en"))
    assert form.set_language(front + "Text\n", localization) == expected + "Text\n"


@pytest.mark.parametrize(
    ("name", "source", "line"),
    [
        ("x.md", "---\n\npublish: 2027-01-01\nx: [\n---\n", 1),
        ("x.md", "draft: true\n---\nText.\n", 1),
        ("x.md", "# Titel\n\n---\ndraft: true\n---\nText.\n", 3),
        ("x.md", "title: Hafen\npublish: 2027-01-01\n\nText.\n", 1),
        ("x.txt", "---\ntitle: Hafen\ndraft: true\n---\nText.\n", 1),
        ("x.txt", "\ufeff\n\nSperrfrist: 1. Mai 2027\nDatum: 2. Mai 2027\n\nText.\n", 3),
        ("x.html", "---\nlayout: a\nDraft: true\n---\n<p>Text.</p>\n", 1),
        ("x.html", "<!-- a -->\n---\ndraft: true\n---\n<title>T</title><p>Text.</p>\n", 2),
    ],
)
def test_what_holds_back_is_not_overlooked(name: str, source: str, line: int) -> None:
    """A field that nobody would heed there is refused, whatever the format."""
    with pytest.raises(SourceError, match=f"^{name}: line {line}: `.*` would not be heeded here"):
        parse_article(name, source, language("de"))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("x.md", "---\ntitle: T\npublish: 2027-01-01\n---\nText.\n"),
        ("x.md", "---\ntitle: T\nbox:\n  publish: 2027-01-01\n---\nText.\n"),
        ("x.md", "---\ntitle: T\nlead: |\n  draft: true\n---\nText.\n"),
        ("x.md", "Entwurf: Das Gesetz\n---\nText.\n"),
        ("x.md", "# Gespräch\n\n---\nOrt: Berlin\nDatum: heute\n\nText.\n"),
        ("x.md", "Publish: ein Wort.\n\nText.\n"),
        ("x.txt", "-----\nBetreff: Hafen\nDatum: 2. Mai 2027\n\nText.\n"),
        ("x.txt", "Entwurf: Das Gesetz\n\nText.\n"),
        ("x.html", "<p>Draft: true</p>\n"),
    ],
)
def test_what_is_text(name: str, source: str) -> None:
    """Lines with a colon are no front matter by themselves."""
    assert parse_article(name, source, language("de")).segments


tame = st.from_regex(yaml_texts._TAME_FRONT.pattern, fullmatch=True)


@settings(max_examples=100, deadline=None)
@given(tame)
def test_both_readers_of_yaml_take_tame_front_matter_alike(inner: str) -> None:
    def nodes(loader: type[yaml.SafeLoader]) -> list[tuple[object, ...]]:
        return list(_flat(yaml.compose(inner, Loader=loader)))

    try:
        found = nodes(yaml_texts._FAST)
    except yaml.YAMLError:
        return  # which leaves it to the other one
    assert found == nodes(yaml.SafeLoader)


_SURE_TEXT = re.compile(yaml_texts._SURE_TEXT.pattern, re.I)


@settings(max_examples=200, deadline=None)
@given(st.from_regex(_SURE_TEXT, fullmatch=True), st.booleans())
def test_texts_that_need_not_be_read_back_are_read_as_they_are(text: str, flow: bool) -> None:
    for loader in (yaml_texts._FAST, yaml.SafeLoader):
        inner = f"{{a: {text}, b: c}}" if flow else f"a: {text}\nb: c\n"
        assert yaml.load(inner, Loader=loader) == {"a": text, "b": "c"}


@pytest.mark.parametrize(
    "text", ["y", "No", "null", "~", "true", "OFF", "1", ".5", "a: b", "a ", "-"]
)
def test_texts_that_must_be_read_back(text: str) -> None:
    assert not yaml_texts._SURE_TEXT.fullmatch(text)


def _flat(node: yaml.Node | None) -> Iterator[tuple[object, ...]]:
    """All that is used of the nodes: where they stand, what they are."""
    if node is None:
        return
    flow = bool(getattr(node, "flow_style", False))
    place = (node.tag, node.start_mark.index, node.end_mark.index, node.start_mark.line, flow)
    if isinstance(node, yaml.ScalarNode):
        yield (*place, node.style or "", node.value)
        return
    yield place
    for item in node.value:
        for inner in item if isinstance(item, tuple) else (item,):
            yield from _flat(inner)
