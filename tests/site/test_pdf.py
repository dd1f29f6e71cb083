"""The PDF editions: one for each article and language, the same bytes each time."""

from __future__ import annotations

import contextlib
import importlib.metadata
import shutil
import subprocess
from pathlib import Path

import pytest
from site_pages import LANGUAGES, Build

from toolkit.errors import UsageError
from toolkit.site import settings
from toolkit.site.pages import pdf

BREAD = "2022-03-03-brotpreise"


def needs_weasyprint() -> None:
    """Skip where the extra or the libraries under it are missing."""
    try:
        pdf._weasyprint()
    except (ImportError, UsageError):
        pytest.skip("needs WeasyPrint, Pango and HarfBuzz-Subset")


def needs_chinese_font() -> None:
    """Skip where no font has the characters: the PDF would show boxes."""
    fonts = shutil.which("fc-list") and subprocess.check_output(["fc-list", ":lang=zh"])
    if fonts == b"":
        pytest.skip("needs a Chinese font, such as fonts-noto-cjk")


@pytest.fixture
def wanted(project: Path) -> Path:
    """The demo of one article, whose settings ask for PDF; it has no site yet."""
    shutil.rmtree(project / "site")
    path = project / "toolkit.toml"
    path.write_text(
        path.read_text("utf-8").replace("[site]", '[site]\neditions = ["pdf"]'), "utf-8"
    )
    for article in (project / "sources").glob("20*"):
        if article.stem != BREAD:
            article.unlink()
    return project


def test_pdf(wanted: Path, build: Build) -> None:
    """Each language has a tagged PDF that says which language it is in, linked from its page."""
    needs_weasyprint()
    pypdf = pytest.importorskip("pypdf")
    built = build()
    assert built.code == 0
    for language in LANGUAGES:
        assert f'href="{BREAD}.pdf"' in built.read(f"{language}/{BREAD}.html")
        found = pypdf.PdfReader(built.folder / language / f"{BREAD}.pdf")
        root = found.trailer["/Root"]
        assert root["/Lang"] == language
        assert root["/MarkInfo"]["/Marked"]
        assert len(found.pages[0].images) == 1
    assert found.metadata.title == "面包为什么涨价"
    assert not list(built.folder.rglob("*.epub"))


@pytest.mark.parametrize(("language", "word"), [("de", "Brot"), ("zh-Hans", "面包")])
def test_pdf_can_be_read(wanted: Path, build: Build, language: str, word: str) -> None:
    """What a page shows can be searched and copied."""
    needs_weasyprint()
    pypdf = pytest.importorskip("pypdf")
    if language == "zh-Hans":
        needs_chinese_font()
    built = build()
    found = pypdf.PdfReader(built.folder / language / f"{BREAD}.pdf")
    assert word in found.pages[0].extract_text()


def test_pdf_the_same_bytes(wanted: Path, build: Build) -> None:
    """Built again from nothing, a PDF is the same file."""
    needs_weasyprint()
    names = [f"{language}/{BREAD}.pdf" for language in ("de", "zh-Hans")]
    first = build().bytes()
    second = build("--out", "other")
    assert second.code == 0
    assert [(wanted / "other" / name).read_bytes() for name in names] == [first[n] for n in names]


def test_pdf_without_weasyprint(
    wanted: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the extra, one sentence says what to install, and no half site is left."""

    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    with pytest.raises(UsageError, match=r"pip install 'article-toolkit\[pdf\]'"):
        build()
    assert not (wanted / "site").exists()


def test_pdf_without_libraries(wanted: Path, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a library under it, one sentence says what to install; no half site is left."""
    with contextlib.suppress(OSError):  # Pango is missing: the same sentence
        monkeypatch.setattr("weasyprint.text.ffi.harfbuzz_subset", None)
    with pytest.raises(UsageError, match=r"apt install .*libharfbuzz-subset0"):
        build()
    assert not (wanted / "site").exists()


@pytest.mark.parametrize("value", [["docx"], True, [1]])
def test_editions_are_known(value: object) -> None:
    """An edition that does not exist is refused, with those that do."""
    with pytest.raises(UsageError, match=r"site\.editions must be"):
        settings.settings({"editions": value})
