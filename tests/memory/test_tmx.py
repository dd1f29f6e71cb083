"""TMX out and in: nothing lost on the way, other tools' files read, bad files refused."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import CatalogError
from toolkit.languages.language import language
from toolkit.memory import tmx
from toolkit.memory.offers import TranslationUnit

GERMAN, ENGLISH, CHINESE = map(language, ("de", "en", "zh_CN"))
HEADER = '<header srclang="DE" datatype="plaintext" segtype="sentence"/>'
MASKED = "<g1>Das <x2/>Haus</g1> & <x3/> <b>"


def read(path: Path, data: str | bytes, target: str = "en") -> list[TranslationUnit]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return tmx.read(path, GERMAN, language(target))


def file(*tus: str) -> str:
    return f'<?xml version="1.0"?><tmx version="1.4">{HEADER}<body>{"".join(tus)}</body></tmx>'


def tu(source: str, target: str, lang: str = "xml:lang") -> str:
    return (
        f'<tu><tuv {lang}="DE"><seg>{source}</seg></tuv>'
        f'<tuv {lang}="EN-US"><seg>{target}</seg></tuv></tu>'
    )


def characters(never: str = "") -> st.SearchStrategy[str]:
    return st.characters(exclude_categories=["Cs"], exclude_characters="\0" + never)


PIECES = st.sampled_from(("<g1>", "</g1>", "<x2/>", "<g3>", "</g3>", "]]>", "&amp;", "\r\n", "\v"))
SEGMENT = st.lists(PIECES | st.text(characters(), max_size=5), max_size=6).map("".join)
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=8)
UNITS = st.builds(
    TranslationUnit,
    SEGMENT.filter(str.strip),
    SEGMENT.filter(str.strip),
    context=st.none() | WORDS,
    before=st.none() | WORDS,
    after=st.none() | WORDS,
    article=WORDS.filter(bool),
    date=st.sampled_from(("", "20201207T100000Z")),
    author=WORDS,
)


@settings(deadline=None)
@given(st.lists(UNITS))
def test_round_trip(units: list[TranslationUnit]) -> None:
    """What was written is read again, every field of every unit, odd characters included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.tmx"
        path.write_text(tmx.write(units, GERMAN, CHINESE), encoding="utf-8", newline="")
        assert tmx.read(path, GERMAN, CHINESE) == units
        assert tmx.read(path, GERMAN, ENGLISH) == []


def test_what_is_written() -> None:
    """Languages are BCP 47, placeholders native inline elements."""
    unit = TranslationUnit(
        MASKED, "</g1><x2/>屋<g1>", before="", article="a", date="20201207T100000Z"
    )
    assert tmx.write([unit], GERMAN, CHINESE).split("<body>\n")[1] == (
        "<tu>\n"
        '<prop type="x-before"></prop>\n'
        '<prop type="x-article">a</prop>\n'
        '<tuv xml:lang="de"><seg><bpt i="1" x="1">&lt;g1&gt;</bpt>Das <ph x="2">&lt;x2/&gt;</ph>'
        'Haus<ept i="1">&lt;/g1&gt;</ept> &amp; <ph x="3">&lt;x3/&gt;</ph> &lt;b&gt;</seg></tuv>\n'
        '<tuv xml:lang="zh-Hans" changedate="20201207T100000Z"><seg>'
        '<it pos="end" x="1">&lt;/g1&gt;</it><ph x="2">&lt;x2/&gt;</ph>屋'
        '<it pos="begin" x="1">&lt;g1&gt;</it></seg></tuv>\n'
        "</tu>\n</body>\n</tmx>\n"
    )


def test_translate_toolkit_reads_it(tmp_path: Path) -> None:
    """Another tool sees the right languages, the same texts, the same count."""
    from translate.storage.tmx import tmxfile

    units = [
        TranslationUnit(f"{MASKED} {n}", f"<x2/>屋 {n}", "title", article="a") for n in range(50)
    ]
    store = tmxfile(io.BytesIO(tmx.write(units, GERMAN, CHINESE).encode()))
    assert store.sourcelanguage == "de"
    assert [
        (unit.source, unit.gettarget("zh-Hans"), unit.getcontext()) for unit in store.units
    ] == [(unit.source, unit.target, "title") for unit in units]


def test_translate_toolkit_writes_it(tmp_path: Path) -> None:
    """What translate-toolkit writes is read: languages, texts, context, count."""
    from translate.storage.tmx import tmxfile

    store = tmxfile(sourcelanguage="de")
    for number in range(50):
        store.addtranslation(f"Haus {number}", "de", f"House {number}", "en", context="title")
    path = tmp_path / "theirs.tmx"
    found = read(path, bytes(store))
    assert found == [
        TranslationUnit(f"Haus {number}", f"House {number}", "title", article="theirs")
        for number in range(50)
    ]


def test_omegat(tmp_path: Path) -> None:
    """OmegaT's file: upper-case regions, neighbours, dates, comments, a DOCTYPE."""
    data = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1">
  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext"
   creationtoolversion="6.0.1" segtype="sentence" srclang="DE-DE"/>
  <body>
<!-- Alternative translations -->
    <tu>
      <prop type="file">a.docx</prop>
      <prop type="prev">Hallo!</prop>
      <prop type="next">Bis bald!</prop>
      <tuv lang="DE-DE"><seg>Die Sonne scheint.</seg></tuv>
      <tuv lang="EN-US" changeid="Eva" changedate="20220306T093912Z" creationid="Udo">
        <seg>The sun is shining.</seg>
      </tuv>
    </tu>
  </body>
</tmx>"""
    assert read(tmp_path / "a.tmx", data) == [
        TranslationUnit(
            "Die Sonne scheint.",
            "The sun is shining.",
            before="Hallo!",
            after="Bis bald!",
            article="a.docx",
            date="20220306T093912Z",
            author="Eva",
        )
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
@pytest.mark.parametrize("lang", ["lang", "xml:lang"])
def test_encodings(tmp_path: Path, encoding: str, lang: str) -> None:
    """UTF-16, UTF-8 with BOM and declared 8-bit encodings, with either name of the language."""
    name = encoding.removesuffix("-sig")
    text = file(tu("Tür", "door", lang)).replace("1.0", f'1.0" encoding="{name}', 1)
    assert read(tmp_path / "a.tmx", text.encode(encoding)) == [
        TranslationUnit("Tür", "door", article="a")
    ]


def test_variants(tmp_path: Path) -> None:
    """Regions count, other scripts do not; several targets are several units; srclang is free."""
    variants = [("de-AT", "Jänner"), ("en-GB", "A"), ("en", "B"), ("zh-TW", "C"), ("zh-CN", "D")]
    tuvs = [f'<tuv xml:lang="{code}"><seg>{text}</seg></tuv>' for code, text in variants]
    data = file(f"<tu>{''.join(reversed(tuvs))}</tu>", "<tu><tuv><seg>x</seg></tuv></tu>")
    assert [unit.target for unit in read(tmp_path / "a.tmx", data)] == ["B", "A"]
    assert [unit.target for unit in read(tmp_path / "a.tmx", data, "zh_CN")] == ["D"]
    assert read(tmp_path / "a.tmx", data, "pt_BR") == []
    cyrillic = data.replace("zh-TW", "uz-Cyrl").replace("zh-CN", "uz-UZ")
    assert [unit.target for unit in read(tmp_path / "a.tmx", cyrillic, "uz")] == ["D"]


FOREIGN = (
    # source, target, what they become
    (
        'Das <bpt i="1">{b&gt;</bpt>Haus<ept i="1">&lt;}</ept>.',
        'The <bpt i="1">{b&gt;</bpt>house<ept i="1">&lt;}</ept>.',
        ("Das <g1>Haus</g1>.", "The <g1>house</g1>."),
    ),
    (
        '<ph x="5"/>Haus <bpt i="7" x="2"/>See<ept i="7"/>',
        '<bpt i="1" x="2"/>Lake<ept i="1"/> house<ph x="5"/>',
        ("<x1/>Haus <g2>See</g2>", "<g2>Lake</g2> house<x1/>"),
    ),
    (
        'Das <ut>{\\b </ut>Haus<it pos="end">}</it>',
        "The house<ut>{\\b </ut><ph>new</ph>",
        ("Das <x1/>Haus<x2/>", "The house<x1/>"),
    ),
    ("Das <hi>Haus <ph/></hi>.", "The <hi>house</hi>.", ("Das Haus <x1/>.", "The house.")),
    (
        '<ph>&lt;x1/&gt;</ph> <bpt i="2">&lt;g2&gt;</bpt>a<ept i="2">&lt;/g2&gt;</ept>',
        "<ph>&lt;x1/&gt;</ph> b",
        ("<x1/> <g2>a</g2>", "<x1/> b"),
    ),
)


@pytest.mark.parametrize(("source", "target", "found"), FOREIGN)
def test_inline_elements_of_others(
    tmp_path: Path, source: str, target: str, found: tuple[str, str]
) -> None:
    """Codes of other tools become our placeholders; what only the target has is dropped."""
    (unit,) = read(tmp_path / "a.tmx", file(tu(source, target)))
    assert (unit.source, unit.target) == found


def damaged() -> Iterator[tuple[str, str | bytes, str]]:
    whole = file("\n", tu("Tür", "door"))
    yield "truncated", whole[:-20], r"a\.tmx:2: not well-formed XML \(.*\); nothing of it was used"
    yield "not XML", "\n\nHallo", r"a\.tmx:3: not well-formed"
    yield "empty", "", r"a\.tmx:1: not well-formed"
    yield "another format", "<xliff/>", r"a\.tmx:1: not TMX \(its root element is <xliff>\)"
    yield "bytes", whole.encode("latin-1"), r"a\.tmx:2: not well-formed"
    yield "encoding", whole.replace("1.0", '1.0" encoding="nonsense', 1), r"a\.tmx:1: its encoding"
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">\n' for n in range(1, 12))
    yield "bomb", f'<!DOCTYPE tmx [\n<!ENTITY e0 "x">{bomb}]>{whole}', r"a\.tmx:2: it declares XML"
    outside = '<!DOCTYPE tmx [<!ENTITY e SYSTEM "secret.txt">]>' + whole.replace("Tür", "&e;")
    yield "external entity", outside.replace('<?xml version="1.0"?>', ""), r"a\.tmx:1: it declares"
    lost = '<!DOCTYPE tmx SYSTEM "tmx14.dtd">' + whole.replace("Tür", "1&nbsp;000")
    lost = lost.replace('<?xml version="1.0"?>', "")
    yield "undeclared entity", lost, r"a\.tmx:2: the entity &nbsp; is declared nowhere"
    deep = tu("Tür", "<hi>" * 5000 + "door" + "</hi>" * 5000)
    yield "depth", file(deep), r"a\.tmx:1: nested too deeply"
    yield "parameter entity", '<!DOCTYPE tmx [<!ENTITY % e SYSTEM "e">%e;]><tmx/>', "it declares"


@pytest.mark.parametrize(
    ("data", "message"), [pytest.param(data, text, id=name) for name, data, text in damaged()]
)
def test_damage(tmp_path: Path, data: str | bytes, message: str) -> None:
    """A bad file is refused with its line, nothing in it is expanded or fetched."""
    (tmp_path / "secret.txt").write_text("secret")
    if isinstance(data, str) and data.count("<?xml") and not data.startswith("<?xml"):
        data = data.replace('<?xml version="1.0"?>', "")
    with pytest.raises(CatalogError, match=message):
        read(tmp_path / "a.tmx", data)


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there is one sentence, too."""
    with pytest.raises(CatalogError, match=r"gone\.tmx: cannot be read"):
        tmx.read(tmp_path / "gone.tmx", GERMAN, ENGLISH)
