"""`toolkit publish`: approved text only, faithful to its source; everything else is marked."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import INLINE, PNG, SEED, Toolkit
from formats import test_epub, test_opendocument, test_word
from formats.office_files import zipped
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.catalog.update import update
from toolkit.document.inline import shown
from toolkit.document.segment import blocks
from toolkit.errors import PublishError
from toolkit.formats.article import parse_article
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry, Skeleton
from toolkit.publication import assemble as publish

DE, EN, ZH = language("de"), language("en"), language("zh")
ROOT = SEED.parent.parent


def made(
    source: str,
    targets: dict[str, str],
    *,
    name: str = "a.md",
    target: str = "en",
    fuzzy: frozenset[str] | set[str] = frozenset(),
    drafts: bool = False,
) -> str:
    """The publication of a source with translations for some of its sentences."""
    article = parse_article(name, source, DE)
    old = Catalog(entries=tuple(Entry(s, t, s in fuzzy) for s, t in targets.items()))
    found = update(article, old, language(target), "")
    job = publish.Assembly(DE, language(target), article.cut, article.form, drafts)
    return publish.assemble(article.document, found, job).text


def _told(text: str, suffix: str) -> str:
    """What readers see of the text."""
    article = parse_article(f"a{suffix}", text, EN)
    if suffix == ".txt":
        return "".join(
            p.raw if isinstance(p, Skeleton) else shown(p.inline) for p in article.document.parts
        )
    return "\n".join(shown(block.inline) for block in blocks(article.document.parts))


def stamp(path: Path) -> tuple[int, int]:
    """What changes when a file is written."""
    return path.stat().st_ino, path.stat().st_mtime_ns


# ---------------------------------------------------------------- the gate, through the command


@pytest.fixture
def reviewed(project: Path, toolkit: Toolkit) -> Path:
    """A project with the real article and its reviewed catalogs in three languages."""
    for name in ("sources", "locales"):
        shutil.copytree(ROOT / name, project / name, dirs_exist_ok=True)
    (project / "toolkit.toml").write_text('targets = ["en", "ru", "zh"]\n')
    return project


def test_the_real_article(reviewed: Path, toolkit: Toolkit) -> None:
    """Three languages, two files each, with language and date; no sentence is left in German."""
    ran = toolkit("publish")
    assert (ran.code, ran.err) == (0, "publish: published 3, held back 0\n")
    names = [
        f"public/{tag}/{SEED.stem}{end}"
        for tag in ("en", "ru", "zh-Hans")
        for end in (".txt", ".html")
    ]
    assert ran.out.split() == names
    source = SEED.read_text("utf-8")
    german = re.findall(r"[^.\n]{30,}", source)
    for tag, day in (
        ("en", "December 7, 2020"),
        ("ru", "7 декабря 2020"),
        ("zh-Hans", "2020年12月7日"),
    ):
        text, page = (
            (reviewed / "public" / tag / f"{SEED.stem}{end}").read_text("utf-8")
            for end in (".txt", ".html")
        )
        assert text.count("\n\n") == source.count("\n\n")
        assert f'<html lang="{tag}" dir="ltr">' in page
        assert f'<time datetime="2020-12-07">{day}' in page
        assert not [sentence for sentence in german if sentence in text + page]
        assert "noindex" not in page
        assert "⟦" not in text + page
        assert " 。" not in text


def test_unchanged_files_are_not_written_again(reviewed: Path, toolkit: Toolkit) -> None:
    """A second run leaves times and inodes; a changed one only changes its own."""
    toolkit("publish")
    files = sorted((reviewed / "public").rglob("*.*"))
    before = [stamp(path) for path in files]
    toolkit("publish")
    assert [stamp(path) for path in files] == before
    catalog = next((reviewed / "locales" / "ru").rglob("*.po"))
    catalog.write_text(catalog.read_text("utf-8").replace("Москв", "МОСКВ"), "utf-8")
    toolkit("publish")
    after = [stamp(path) for path in files]
    assert [a == b for a, b in zip(after, before, strict=True)] == [
        "/ru/" not in str(p) for p in files
    ]


def test_the_gate(reviewed: Path, toolkit: Toolkit) -> None:
    """What is open is listed with file and line, the exit code is 3, the others are published."""
    path = next((reviewed / "locales" / "ru").rglob("*.po"))
    text = path.read_text("utf-8")
    text = text.replace(
        '#, no-wrap\nmsgid "Beijing heiße', '#, fuzzy, no-wrap\nmsgid "Beijing heiße'
    )
    text = re.sub(r'(msgid "\(Quelle: Beijing Daily\)"\nmsgstr ).*', r'\1""', text)
    text = re.sub(r'(msgstr "[^"]*)2020', r"\g<1>2021", text, count=1)
    path.write_text(text, "utf-8")
    ran = toolkit("publish")
    assert ran.code == 3
    assert "published 2, held back 1" in ran.err
    lines = path.read_text("utf-8").split("\n")
    listed = re.findall(r"^locales/ru/LC_MESSAGES/[^:]*\.po:(\d+): (\w+)", ran.err, re.M)
    assert sorted(state for _, state in listed) == ["draft", "empty", "error"]
    assert all(lines[int(number) - 1].startswith("msgid ") for number, _ in listed)
    assert not (reviewed / "public" / "ru").exists()
    assert len(list((reviewed / "public").rglob("*.txt"))) == 2


def test_drafts_are_published_marked(reviewed: Path, toolkit: Toolkit) -> None:
    """`--drafts`: every open sentence stands in marks, untranslated ones with their language."""
    shutil.rmtree(reviewed / "locales" / "en")
    toolkit("translate", "--engine", "pseudo", "--to", "en")
    path = next((reviewed / "locales" / "en").rglob("*.po"))
    text = path.read_text("utf-8")
    path.write_text(
        re.sub(r'(msgid "\(Quelle: Beijing Daily\)"\nmsgstr ).*', r'\1""', text), "utf-8"
    )
    assert toolkit("publish", "--to", "en").code == 3
    ran = toolkit("publish", "--drafts", "--to", "en")
    assert ran.code == 0
    assert "16 sentences marked as drafts" in ran.err
    text = (reviewed / "public" / "en" / f"{SEED.stem}.txt").read_text("utf-8")
    assert text.startswith("DRAFT: 16 of 16")
    assert len(re.findall("⟦[^⟦⟧]{2,}⟧", text)) == 16
    assert "⟦de: (Quelle: Beijing Daily)⟧" in text
    page = (reviewed / "public" / "en" / f"{SEED.stem}.html").read_text("utf-8")
    assert '<meta name="robots" content="noindex">' in page
    assert len(re.findall("<mark", page)) == 16
    assert re.findall(r'<mark lang="de" class="untranslated">[^<]*Quelle', page)


def test_nothing_is_published_for_what_was_never_translated(
    project: Path, toolkit: Toolkit
) -> None:
    """Without a catalog one line says so; with `--drafts` all are marked."""
    (project / "sources" / "a.txt").write_text("Eins zwei drei. Vier fünf sechs.\n")
    ran = toolkit("publish")
    assert ran.code == 3
    assert "a.po: there is no such catalog yet; run `toolkit translate`" in ran.err
    assert toolkit("publish", "--drafts").code == 0
    text = (project / "public" / "en" / "a.txt").read_text()
    assert text.endswith("\n\n⟦de: Eins zwei drei.⟧ ⟦de: Vier fünf sechs.⟧\n")
    assert not (project / "locales").exists()


def test_two_articles_never_share_a_publication(project: Path, toolkit: Toolkit) -> None:
    """`a.html` comes with `a.page.html`, and so does `a.page.md`: both are refused, alone too."""
    for name in ("a.html", "a.page.md"):
        (project / "sources" / name).write_text(f"<p>Text von {name}</p>")
    assert toolkit("publish", "--drafts").code == 2
    ran = toolkit("publish", "--drafts", "sources/a.page.md")
    assert ran.code == 2
    assert "a.page.md: a.html has the same name" in ran.err
    assert not (project / "public").exists()


def test_out_is_kept_apart_from_sources(project: Path, toolkit: Toolkit) -> None:
    """No `--out` and no setting makes a publication overwrite an article."""
    source = project / "sources" / "en" / "a.txt"
    source.parent.mkdir()
    source.write_text("Eins zwei drei.\n")
    ran = toolkit("publish", "--drafts", "--out", "sources")
    assert ran.code == 1
    assert "choose another output folder" in ran.err
    (project / "toolkit.toml").write_text(
        "targets = ['en']\nsources = 'sources/en'\nout = 'sources'\n"
    )
    ran = toolkit("publish", "--drafts")
    assert ran.code == 1
    assert "choose another output folder" in ran.err
    assert source.read_text() == "Eins zwei drei.\n"
    assert sorted(p.name for p in (project / "sources").rglob("*")) == ["a.txt", "en"]


def test_only_languages_asked_for(reviewed: Path, toolkit: Toolkit) -> None:
    """`--to zh`, `zh_CN` and `zh-Hans` are one; others are left alone."""
    for code in ("zh", "zh_CN", "zh-Hans"):
        ran = toolkit("publish", "--to", code, "--to", "zh")
        assert ran.out.split() == [f"public/zh-Hans/{SEED.stem}{end}" for end in (".txt", ".html")]
    assert [path.name for path in (reviewed / "public").iterdir()] == ["zh-Hans"]


# ---------------------------------------------------------------- faithful or refused

SAFE = {
    "a list": ("Im Jahr.", "1986. A great year.", "1986\\. A great year."),
    "a bullet": ("Ein Satz.", "- A sentence.", "\\- A sentence."),
    "a heading": ("Ein Satz.", "# A sentence.", "\\# A sentence."),
    "a quote": ("Ein Satz.", "> A sentence.", "\\> A sentence."),
    "a rule": ("Ein Satz.", "* * *", None),
    "a table": ("Ein Satz.", "A | sentence", None),
    "emphasis": ("Ein Satz.", "A *sentence* of __stars__.", None),
    "a link": ("Ein Satz.", "A [sentence](http://x.y).", None),
    "a tag": ("Ein Satz.", "A <b>sentence</b>.", None),
    "an entity": ("Ein Satz.", "A &amp; sentence &copy;.", None),
    "code": ("Ein Satz.", "A `sentence` of ``code``.", None),
    "a fence": ("Ein Satz.", "```", None),
    "indentation": ("Ein Satz.", "    A sentence.", None),
    "a line break": ("Ein Satz.", "A\nsentence.", None),
    "blank lines": ("Ein Satz.", "A\n\nsentence.", None),
    "a backslash": ("Ein Satz.", "A \\* sentence\\", None),
    "a reference": ("Ein Satz.", "[x]: /u", None),
}


@pytest.mark.parametrize("name", SAFE)
def test_translations_that_look_like_markup(name: str) -> None:
    """They are escaped, so that readers see exactly the translation, or refused; never obeyed."""
    source, target, expected = SAFE[name]
    for suffix, before, after in ((".md", "# Kopf\n\n", "\n\nEnde.\n"), (".html", "<p>", "</p>")):
        document = f"{before}{source}{after}"
        others = {"Kopf": "Head", "Ende.": "End."}
        try:
            text = made(document, {source: target, **others}, name=f"a{suffix}")
        except PublishError as error:
            assert "reword" in str(error)
            continue
        if expected and suffix == ".md":
            assert expected in text
        seen = " ".join(_told(text, suffix).split())
        head, end = ("Head ", " End.") if suffix == ".md" else ("", "")
        assert seen == " ".join(f"{head}{target}{end}".split())


LOST = {
    "lost": "A strong word.",
    "doubled": "A <g1>strong</g1> <g1>word</g1>.",
    "unknown": "A <g1>strong</g1> <g2>word</g2>.",
    "half": "A <g1>strong word.",
    "swapped": "A </g1>strong<g1> word.",
}


@pytest.mark.parametrize("name", LOST)
def test_damaged_placeholders_are_never_published(name: str) -> None:
    """Approved: refused. As a draft: the marked source stands there instead."""
    source = "Ein <g1>starkes</g1> Wort."
    with pytest.raises(PublishError):
        made("Ein **starkes** Wort.\n", {source: LOST[name]})
    if name == "swapped":
        return
    draft = made("Ein **starkes** Wort.\n", {source: LOST[name]}, fuzzy={source}, drafts=True)
    assert draft == "⟦de: Ein **starkes** Wort.⟧\n"


def test_unapproved_text_cannot_be_assembled() -> None:
    """Whatever the caller forgot, a draft does not get out unmarked."""
    for targets, fuzzy in (({"Ein Satz.": "A sentence."}, {"Ein Satz."}), ({}, set())):
        with pytest.raises(PublishError, match="is not approved"):
            made("Ein Satz.\n", targets, fuzzy=fuzzy)


def test_sentences_are_joined_as_the_script_wants() -> None:
    """No blank between Chinese sentences; one between those of other scripts."""
    targets = {"Eins zwei.": "一二。", "Drei vier.": "三四。"}
    assert made("Eins zwei. Drei vier.\n", targets, target="zh") == "一二。三四。\n"
    assert made("Eins zwei.\nDrei vier.\n", targets, target="zh") == "一二。三四。\n"
    english = {"Eins zwei.": "One two.", "Drei vier.": "Three four."}
    assert made("Eins zwei.  Drei vier.\n", english) == "One two. Three four.\n"


words = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"]), min_size=1, max_size=12)
signs = st.sampled_from(
    [
        "*",
        "_",
        "`",
        "<",
        ">",
        "&",
        "#",
        "-",
        "+",
        "1.",
        "|",
        "[",
        "](",
        "\\",
        "⟦",
        "⟧",
        "~~",
        "<!--",
        "</p>",
        "&lt;",
        "{{",
        "\u2028",
        " ",
        "\n",
    ]
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    st.lists(st.one_of(words, signs), min_size=1, max_size=8).map("".join),
    st.sampled_from([".md", ".html", ".txt"]),
)
@example("u\u0308", ".txt")
@example("\U0002f800", ".txt")
def test_whatever_was_approved_is_shown_or_refused(target: str, suffix: str) -> None:
    """The publication, read again, has the very words of the translation at their place."""
    if not target.strip():
        return
    before, after = (
        ("<h1>Kopf</h1><p>", "</p><p>Ende.</p>")
        if suffix == ".html"
        else ("Kopf\n\n", "\n\nEnde.\n")
    )
    targets = {"Kopf": "Head", "Ein Satz.": target, "Ende.": "End."}
    try:
        text = made(f"{before}Ein Satz.{after}", targets, name=f"a{suffix}")
    except PublishError:
        return
    assert made(text, {}, name=f"a{suffix}", drafts=True).count("de: ") >= 2
    seen = "".join(_told(text, suffix).split())
    assert seen == "".join(f"Head{target}End.".split())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.md", b"Eins gilt.\n"),
        ("a.md", "Das gilt für alle.\n".encode("utf-16")),
        ("a.txt", "Das gilt für alle.\n".encode("cp1252")),
        ("a.docx", test_word.document()),
        ("a.odt", test_opendocument.document()),
        ("a.epub", zipped(test_epub.BOOK)),
        ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nEins gilt.\n"),
    ],
)
def test_drafts_published_before_are_named(
    project: Path, toolkit: Toolkit, name: str, data: bytes
) -> None:
    """When an article is held back, its old drafts in the output folder are pointed out."""
    (project / "sources" / name).write_bytes(data)
    toolkit("translate", "--engine", "pseudo")
    toolkit("publish", "--drafts")
    ran = toolkit("publish")
    assert ran.code == 3
    for one in (name, "a.html"):
        assert f"public/en/{one}: a draft published before is still there" in ran.err


def test_many_open_entries_are_counted(project: Path, toolkit: Toolkit) -> None:
    """Sixteen open entries are listed, more are summed up."""
    (project / "sources" / "a.txt").write_text("\n\n".join(f"Satz {n}b." for n in range(40)))
    toolkit("translate", "--engine", "pseudo")
    ran = toolkit("publish")
    assert ran.err.count("draft, not approved") == 16
    assert "a.po: 40 of 40 entries are not approved" in ran.err


def test_a_mark_of_the_articles_own_is_no_draft(
    project: Path, trial: None, toolkit: Toolkit
) -> None:
    """An approved page with `<mark>` and brackets of its own is not taken for an old draft."""
    article = project / "sources" / "a.html"
    article.write_text("<p>Das ist <mark>wichtig</mark> ⟦hier⟧.</p>\n")
    toolkit("translate", "--engine", "pseudo")
    toolkit("approve", "sources/a.html")
    assert toolkit("publish").code == 0
    article.write_text("<p>Das war <mark>wichtig</mark> ⟦hier⟧.</p>\n")
    ran = toolkit("publish")
    assert ran.code == 3
    assert "a draft published before" not in ran.err


@pytest.mark.parametrize(
    ("text", "on_page", "said"),
    [
        ("[da](b.md)", '<a href="b.html">', ""),
        ("[da](sperre.md)", "<a>", "'sperre.md' leads to an article that is not out before 2099"),
        ("[da](entwurf.md#x)", "<a>", "'entwurf.md#x' leads to an article that is a draft"),
        ("[da](offen.md)", "<a>", "'offen.md' leads to an article that is not published in "),
        ("[da](weg.md)", "<a>", "'weg.md' leads to nothing"),
        ("![da](weg.png)", "<p>", "'weg.png' leads to nothing"),
        ("![da](../weg.png)", "<p>", "'../weg.png' leads out of the folder of sources"),
        ("![da](/media/see.png)", 'src="/media/see.png"', ""),
        ("[da](/kontakt.html) [da](kontakt.html)", '<a href="kontakt.html">', ""),
    ],
)
@pytest.mark.usefixtures("trial")
def test_no_link_of_a_page_is_dead(
    project: Path, toolkit: Toolkit, text: str, on_page: str, said: str
) -> None:
    """What is not out, or not there, leaves its words on the page, and is said once."""
    (project / "sources/sperre.md").write_text("---\npublish: 2099-01-01\n---\nText.\n")
    (project / "sources/entwurf.md").write_text("---\ndraft: true\n---\nText.\n")
    (project / "sources/b.md").write_text("Text.\n")
    (project / "sources/a.md").write_text(f"Text.\n\n{text}\n")
    languages = ("--to", "en", "--to", "fr")
    toolkit("translate", "--engine", "pseudo", *languages)
    toolkit("approve", "sources", *languages)
    (project / "sources/offen.md").write_text("Noch zu tun.\n")
    toolkit("translate", "--engine", "pseudo", *languages)
    ran = toolkit("publish", "sources/a.md", *languages)
    assert ran.code == 0
    assert on_page in (project / "public/en/a.html").read_text("utf-8").split("<body>")[1]
    told = {line for line in ran.err.splitlines() if line.startswith("sources/a.md:3: ")}
    assert len(told) == bool(said) + said.endswith("published in ")
    assert all(said in line for line in told)


@pytest.mark.parametrize(
    ("text", "on_page", "said"),
    [
        (
            "<img src='da.png' srcset='da.png 2x, weg.png 3x'>",
            f'srcset="{INLINE} 2x" alt="">',
            "weg.png",
        ),
        (
            "<img src='da.png' srcset='weg.png 2x' sizes='9em'>",
            f'\n<img src="{INLINE}" alt="">\n',
            "weg.png",
        ),
        (
            "<img alt='' src='x:y' srcset='a:b 2x, c:d 3x' sizes=''>",
            "srcset='a:b 2x, c:d 3x' sizes",
            "",
        ),
        (
            "<picture><source srcset='weg.png 1x'><img src='da.png'></picture>",
            f'<picture><img src="{INLINE}" alt=""></picture>',
            "'weg.png' leads to nothing",
        ),
        ("<video poster='da.png' src='v.mp4'></video>", f'poster="{INLINE}" src="v.mp4"', "v.mp4"),
        ("<p style='background: url(da.png)'>x</p>", f"url(&quot;{INLINE}&quot;)", ""),
        ("<style>p { background: url( 'da.png' ) }</style>", f'url("{INLINE}") }}', ""),
        ("<style>p { background: url(weg.png) }</style>", "background: none", "weg.png"),
        ("![](da.avif)", '<img src="data:image/avif;base64,', ""),
        ("![leer](leer.png)", "<p>ļééŕ</p>", "'leer.png' is an empty file; export the picture"),
        ("![](halb.png)", '<p><img src="data:image/png;', "'halb.png' cannot be shown to its end"),
        ("![krumm](krumm.jpg)", "<p>ķŕûɱɱ</p>", "'krumm.jpg' is damaged, or no picture"),
        ("[da](x.pdf)", '<a href="x.pdf">', "'x.pdf' is not inside the page; put the file beside"),
        ("[da](da.png)", '<a href="da.png">', "'da.png' is not inside the page"),
    ],
)
@pytest.mark.usefixtures("trial")
def test_pictures_are_inside(
    project: Path, toolkit: Toolkit, text: str, on_page: str, said: str
) -> None:
    """However a page shows one; what is not inside, or not there, is said with file and line."""
    files = {"da.png": PNG, "da.avif": b"\0\0\0 ftypavif" + PNG, "leer.png": b"", "x.pdf": b"%PDF"}
    files["halb.png"] = PNG[:50]
    for name, data in {**files, "krumm.jpg": b"\xff\xd8 x", "v.mp4": b"x"}.items():
        (project / "sources" / name).write_bytes(data)
    (project / "sources/a.md").write_text(f"Text.\n\n{text}\n", "utf-8")
    toolkit("translate", "--engine", "pseudo")
    toolkit("approve", "sources")
    ran = toolkit("publish")
    assert ran.code == 0
    assert on_page in (project / "public/en/a.html").read_text("utf-8").split("<body>")[1]
    assert ("sources/a.md:3: " in ran.err) == bool(said)
    assert said in ran.err


SECTIONS = "# Kopf\n\n{}\n\n## Teil zwei\n\n## Eigen {{#eig}}\n\nText.[^1]\n\n[^1]: Fuß.\n"


@pytest.mark.parametrize(
    ("reference", "on_page", "said"),
    [
        ("#teil-zwei", "#teil-zwei", ""),
        ("#eig", "#eig", ""),
        ("#fn1", "#fn1", ""),
        ("#top", "#top", ""),
        ("", "", "sources/a.md:3: '' leads nowhere"),
        ("#weg", "", "sources/a.md:3: '#weg' leads to a section that is not there"),
        ("b.md#teil-zwei", "b.html#teil-zwei", ""),
        ("b.md#fn1", "b.html#fn1", ""),
        ("b.md#top", "b.html#top", ""),
        ("b.md#weg", "b.html", "sources/a.md:3: 'b.md#weg' leads to a section"),
    ],
)
@pytest.mark.usefixtures("trial")
def test_sections(project: Path, toolkit: Toolkit, reference: str, on_page: str, said: str) -> None:
    """A link to one works in every language, also in a draft; one that leads nowhere is named."""
    (project / "sources/a.md").write_text(SECTIONS.format(f"[da]({reference})"), "utf-8")
    (project / "sources/b.md").write_text(SECTIONS.format("Da."), "utf-8")
    drafts = toolkit("publish", "--drafts", "--out", "drafts")
    toolkit("translate", "--engine", "pseudo")
    toolkit("approve", "sources")
    ran = toolkit("publish")
    for folder, err in (("drafts", drafts.err), ("public", ran.err)):
        page = (project / folder / "en/a.html").read_text("utf-8")
        assert (f'<a href="{on_page}"' if on_page else "<a>") in page
        assert '<h2 id="teil-zwei">' in page
        assert '<h2 id="eig">' in page
        assert said in err
        assert ("sources/a.md:3: " in err) == bool(said)


@pytest.mark.parametrize(
    ("reference", "made", "draft"),
    [
        ("#teil-zwei", "#ţéîļ-žŵéî", "#de-teil-zwei"),
        ("#teil%2dzwei", "#%C5%A3%C3%A9%C3%AE%C4%BC-%C5%BE%C5%B5%C3%A9%C3%AE", "#de-teil-zwei"),
        ("b.md#teil-zwei", "b.md#ţéîļ-žŵéî", "b.md#de-teil-zwei"),
        ("#eig", "#eig", "#eig"),
        ("#fn1", "#fn1", "#fn1"),
        ("b.md#weg", "b.md#weg", "b.md#weg"),
        ("c.md#teil-zwei", "c.md#teil-zwei", "c.md#teil-zwei"),
        ("https://example.org/b.md#teil-zwei",) * 3,
        ("../b.md#teil-zwei",) * 3,
        ("x[#teil-zwei",) * 3,
    ],
)
@pytest.mark.usefixtures("trial")
def test_sections_in_its_own_format(
    project: Path, toolkit: Toolkit, reference: str, made: str, draft: str
) -> None:
    """Programs make ids of the words of headings; so links lead to those of the translation."""
    for name, words in (("a", f"[da]({reference})"), ("b", "Da.")):
        (project / f"sources/{name}.md").write_text(SECTIONS.format(words), "utf-8")
    toolkit("publish", "--drafts", "--out", "drafts")
    toolkit("translate", "--engine", "pseudo")
    toolkit("approve", "sources")
    toolkit("publish")
    for folder, address in (("public", made), ("drafts", draft)):
        assert f"]({address})" in (project / folder / "en/a.md").read_text("utf-8")


def test_what_frames_an_article_elsewhere(project: Path, trial: None, toolkit: Toolkit) -> None:
    """The single page of an HTML article has one `<main>`, and no navigation of another site."""
    (project / "sources/a.html").write_text(
        "<!DOCTYPE html><html lang=de><title>T</title><body><nav><a href='/'>Start</a></nav>"
        "<header>Kopf</header><main><h1>T</h1><p>Text.</p></main><footer>Fuß</footer></body></html>"
    )
    toolkit("translate", "--engine", "pseudo")
    toolkit("approve", "sources")
    assert toolkit("publish").code == 0
    page = (project / "public/en/a.page.html").read_text("utf-8")
    assert page.count("<main") == page.count("</main>") == 1
    assert "<nav" not in page
    assert "Ķöþƒ" not in page
    assert "Ƒûø" not in page
    assert "<p>Ţéẋţ.</p>" in page


def test_a_link_to_a_page_from_before(project: Path, trial: None, toolkit: Toolkit) -> None:
    """It stays while the page is there, also while its article waits or cannot be read."""
    other = project / "sources/b.md"
    other.write_text("Text.\n")
    (project / "sources/a.md").write_text("Siehe [dort](b.md).\n")
    toolkit("translate", "--engine", "pseudo")
    toolkit("approve", "sources")
    toolkit("publish")
    page = project / "public/en/a.html"
    for text in ("Neuer Text.\n", "---\na: [\n---\n"):
        other.write_text(text)
        toolkit("publish")
        assert '<a href="b.html">' in page.read_text("utf-8")
    (project / "public/en/b.html").unlink()
    assert "'b.md' leads to an article that is not published in English" in toolkit("publish").err
    assert "<a>" in page.read_text("utf-8")


def test_the_page_needs_nothing_around_it(project: Path, trial: None, toolkit: Toolkit) -> None:
    """Headline, lead, byline and picture are on it, the picture inside; links lead to pages."""
    (project / "sources/see.png").write_bytes(PNG)
    (project / "sources/b.md").write_text("Da.\n\n## X\n")
    (project / "sources/a.md").write_text(
        "---\ntitle: See\ndescription: Vorspann.\nauthor: A. B.\nimage: see.png\nalt: Ein See\n"
        "---\n\n"
        "Siehe [dort](b.md#x) und ![](see.png) [nichts](c.md).\n"
    )
    toolkit("translate", "--engine", "pseudo")
    toolkit("approve", "sources")
    ran = toolkit("publish")
    assert ran.code == 0
    page = (project / "public/en/a.html").read_text("utf-8")
    assert "<h1>Šéé</h1>" in page
    assert '<p class="lead">Ṽöŕšþåññ.</p>' in page
    assert "<li>A. B.</li>" in page
    assert 'href="b.html#x"' in page
    assert "c.md" not in page
    assert "sources/a.md:9: 'c.md' leads to nothing" in ran.err
    assert page.count(INLINE) == 1
    assert "see.png" not in page


@pytest.mark.usefixtures("trial")
def test_what_is_left_of_an_article_that_is_gone(project: Path, toolkit: Toolkit) -> None:
    """Its publications are named until somebody removes them; nobody else's file is."""
    (project / "sources/alt.md").write_text("Ein Text.\n")
    (project / "sources/da.md").write_text("Noch ein Text.\n")
    toolkit("translate", "--engine", "pseudo")
    toolkit("approve", "sources")
    assert toolkit("publish").code == 0
    (project / "public/en/index.html").write_text("eigene Seite")
    (project / "sources/alt.md").unlink()
    ran = toolkit("publish")
    assert ran.code == 0
    lines = [line for line in ran.err.splitlines() if "is gone" in line]
    what = "sources/alt.md is gone; remove it"
    assert lines == [f"public/en/alt.md: {what}", f"public/en/alt.html: {what}"]
    for name in ("alt.md", "alt.html"):
        (project / "public/en" / name).unlink()
    assert "is gone" not in toolkit("publish").err
