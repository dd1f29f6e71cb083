"""Subtitles: files stay valid whatever is done to them, pages show what is said as a transcript."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Toolkit, within
from formats.reading import joined

from toolkit.errors import SourceError
from toolkit.formats.srt import parse, spell, to_html
from toolkit.model import Block, Text

TIMES = re.compile(r"^(?:\d+|[\d:,. ]+-->.*)$", re.M)
ONE = "0:00:01,0 --> 0:00:02,0"
INTERVIEW = Path(__file__).parent.parent / "corpus" / "interview.srt"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("Nur Text.\n", "line 1: no subtitles: each needs a line with its times, as 00:00:01,000"),
        ("1\n00:00:01 --> 00:00:02\nJa\n", "line 2: no times of a subtitle: write them as 00:00"),
        ("1\n00:00:01,0 --> 0:00:02,0\nJa\n\n2\n00:00:03,000 -> 00:00:04,000\n", "line 6: no t"),
    ],
)
def test_what_is_refused(source: str, message: str) -> None:
    """A file without cues, and times with a slip, which would be read as words."""
    with pytest.raises(SourceError) as error:
        parse(source)
    assert str(error.value).startswith(message)


def test_the_transcript() -> None:
    """Cues run together; a pause, a speaker begin a paragraph with its time; markup is HTML's."""
    assert to_html(INTERVIEW.read_text("utf-8")).split("\n") == [
        "<p><i>Guten Abend, meine Damen und Herren.</i> Der Hafen von <b>Rostock</b> wächst seit"
        " 2019 um 3,5 Prozent im Jahr. Warum das so ist, weiß niemand so genau."
        " Wir fragen nach.</p>",
        '<p><time datetime="PT12S">0:12</time> - Frau Seghers, kommen mehr Schiffe?</p>',
        '<p><time datetime="PT12S">0:12</time> - Ja, und sie sind größer.</p>',
        '<p><time datetime="PT18S">0:18</time> – Größer – und lauter?</p>',
        '<p><time datetime="PT18S">0:18</time> – Nein, leiser.</p>',
        '<p><time datetime="PT3723S">1:02:03</time> 1990</p>',
    ]
    cues = "1\n0:00:01,0 --> 0:00:02,0\n我们\n\n2\n0:00:02,0 --> 0:00:03,0\n问 & <b>x\n"
    assert to_html(cues) == "<p>我们问 &amp; x</p>"


def test_the_whole_way(project: Path, toolkit: Toolkit) -> None:
    """Draft, review, publication, site: numbers and times of every file are the source's."""
    source = INTERVIEW.read_text("utf-8")
    (project / "sources" / "2026-11-27-hafen.srt").write_text(source, "utf-8")
    (project / "sources" / "text.md").write_text("Hier ist das [Gespräch](2026-11-27-hafen.srt).\n")
    checks = 'checks = {copied = "off", numbers = "off", script = "off"}\n'
    with (project / "toolkit.toml").open("a") as file:
        file.write(checks)
    public = project / "public" / "en"
    assert toolkit("translate", "--engine", "pseudo").code == 0
    assert toolkit("publish", "--drafts").code == 0
    draft = (public / "2026-11-27-hafen.srt").read_text("utf-8")
    assert TIMES.findall(draft) == TIMES.findall(source)
    assert draft.startswith("1\n00:00:00,500 --> 00:00:03,200\nDRAFT: 8 of 8 sentences")
    assert toolkit("approve", "sources").code == 0
    assert toolkit("publish").code == 0
    text = (public / "2026-11-27-hafen.srt").read_text("utf-8")
    assert TIMES.findall(text) == TIMES.findall(source)
    assert "{\\an8}<i>Ĝûţéñ Åƀéñđ" in text
    assert '<time datetime="2026-11-27">' in (public / "2026-11-27-hafen.html").read_text("utf-8")
    assert toolkit("site").code == 0
    page = (project / "site/en/2026-11-27-hafen.html").read_text("utf-8")
    assert '<time datetime="PT12S">0:12</time> - Ƒŕåû' in page
    assert 'href="2026-11-27-hafen.html"' in (project / "site/en/text.html").read_text("utf-8")


def test_no_line_becomes_another_cue_or_speaker() -> None:
    """However its words fall, a new text is read as one text, of lines that can be read."""
    (source,) = (part for part in parse(f"{ONE}\nEins") if isinstance(part, Block))
    for words in ("so und so " * 9 + "- nein", "Wort " * 30 + "1990", "Was – nun – sprach er " * 9):
        said = spell(replace(source, inline=(Text(words.strip()),)))
        again = [p for p in parse(f"1\n{ONE}\n{said}\n") if isinstance(p, Block)]
        assert len(again) == 1
        assert max(map(len, said.split("\n"))) <= 60
        assert " ".join(said.split()) == " ".join(words.split())


@pytest.mark.parametrize("piece", ["Wort ", "a\n", "- a\n", "<i>", f"\n1\n{ONE}\na\n"])
def test_big(piece: str) -> None:
    """Long files take no more than seconds, and nothing is lost."""
    source = f"1\n{ONE}\n{piece * 20_000}"
    with within(5):
        parts = parse(source)
        for part in parts:
            if isinstance(part, Block) and len(parts) < 9:
                spell(replace(part, inline=(Text("Wort " * 50_000),)))
        to_html(source)
    assert joined(parts) == source
