"""Pictures in smaller sizes, and cards with the title of articles that have none."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from site_pages import Build, approve, starts, write

from toolkit.errors import UsageError
from toolkit.languages.language import language
from toolkit.site import pictures, raster

Image = pytest.importorskip("PIL.Image", reason="needs the extra `pictures`")
ImageFile = pytest.importorskip("PIL.ImageFile")
SETTINGS = 'editions = ["cards"]\n'


def picture(path: Path, width: int, height: int, **how: object) -> Path:
    """A photograph, all in one colour."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (width, height), "#567").save(path, **how)
    return path


def turned() -> object:
    """What a camera notes that was held upright."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def test_sizes(small: Path, build: Build) -> None:
    """A page offers each size that is smaller than the picture; all are there; a feed has one."""
    picture(small / "sources/foto.jpg", 1200, 300)
    write(small, "eins", "![Ein Foto](foto.jpg)", title="Eins", date="2026-01-01")
    approve(small, "eins", **{"title|Eins": "One", "alt|Ein Foto": "A photograph"})
    built = build("--check")
    assert built.code == 0, built.said
    (tag,) = starts(built.read("de/eins.html"), "img")
    assert tag.get("srcset") == (
        "../assets/foto.jpg.480.webp 480w, ../assets/foto.jpg.960.webp 960w,"
        " ../assets/foto.jpg 1200w"
    )
    assert (tag.get("src"), tag.get("width")) == ("../assets/foto.jpg", "1200")
    with Image.open(built.folder / "assets/foto.jpg.480.webp") as made:
        assert (made.format, made.size) == ("WEBP", (480, 120))
    assert "srcset" not in built.read("de/feed.xml")


def test_turned(tmp_path: Path) -> None:
    """A picture that browsers turn is measured and made smaller as readers see it."""
    path = picture(tmp_path / "hoch.jpg", 1000, 700, exif=turned())
    assert pictures.size(path) == (700, 1000)
    assert raster.widths(path) == (480,)
    with Image.open(io.BytesIO(raster.scaled(path, 480))) as made:
        assert made.size == (480, 686)


def test_kept_as_they_are(tmp_path: Path) -> None:
    """Small, moving and damaged pictures have one size."""
    frames = [Image.new("RGB", (900, 90), colour) for colour in ("red", "blue")]
    frames[0].save(tmp_path / "film.webp", save_all=True, append_images=frames[1:])
    (tmp_path / "kaputt.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    picture(tmp_path / "klein.png", 300, 300)
    assert [raster.widths(path) for path in sorted(tmp_path.iterdir())] == [(), (), ()]


@pytest.mark.parametrize("name", ["foto.jpg", "foto.png", "foto.webp"])
def test_cut_off(small: Path, build: Build, name: str) -> None:
    """A picture of which an upload lost the end is named, a fault for the check; it is shown."""
    data = picture(small / "sources" / name, 500, 200).read_bytes()
    write(small, "eins", f"![Ein Foto]({name})", title="Eins", date="2026-01-01")
    assert "cut off" not in build("--check").said
    half = data[: len(data) // 2]
    (small / "sources" / name).write_bytes(half)
    said = f"sources/eins.md:6: '{name}' cannot be shown to its end"
    assert said in build().said
    assert f"fault: {said}" in build("--check").said
    built = build()
    assert f"assets/{name}" in built.read("de/eins.html")
    assert built.bytes().get(f"assets/{name}.480.webp", half) == half


@pytest.mark.parametrize("lenient", [False, True])
def test_cut_off_beside_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lenient: bool) -> None:
    """WeasyPrint lets Pillow show such pictures, for the whole process: the site is the same."""
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", lenient)
    path = picture(tmp_path / "foto.jpg", 500, 200)
    path.write_bytes(half := path.read_bytes()[:-500])
    assert raster.scaled(path, 480) == half
    assert ImageFile.LOAD_TRUNCATED_IMAGES is lenient


def test_without_pillow(small: Path, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures have one size, which is said once; cards that are asked for are refused."""
    monkeypatch.setattr(raster, "available", lambda: False)
    picture(small / "sources/foto.jpg", 1200, 300)
    write(small, "eins", "![Ein Foto](foto.jpg)", title="Eins", date="2026-01-01")
    built = build()
    assert built.said.count("article-toolkit[pictures]") == 1
    assert "srcset" not in built.read("de/eins.html")
    settings = small / "toolkit.toml"
    settings.write_text(settings.read_text("utf-8").replace("editions = []\n", SETTINGS), "utf-8")
    with pytest.raises(UsageError, match=r"site\.editions has cards, which need Pillow"):
        build()


def test_cards(small: Path, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles without a picture have one in each language; without a font none, which is said."""
    if raster.font_for(["Eins"], language("de")) is None:
        pytest.skip("needs a font such as DejaVu Serif")
    settings = small / "toolkit.toml"
    settings.write_text(settings.read_text("utf-8").replace("editions = []\n", SETTINGS), "utf-8")
    picture(small / "sources/foto.jpg", 1200, 300)
    write(small, "eins", title="Eins", date="2026-01-01")
    approve(small, "eins", **{"title|Eins": "One", "Der Text.": "The text."})
    write(small, "zwei", title="Zwei", date="2026-01-01", image="foto.jpg", alt="Ein Foto")
    write(small, "drei", title="\U00010380\U00010381", date="2026-01-01")
    built = build("--check")
    what = "no font here has all signs of their titles, so they get no card"
    assert f"German: {what}: drei" in built.said
    cards = sorted(path for path in built.bytes() if path.endswith(".card.png"))
    assert cards == ["de/eins.card.png", "en/eins.card.png"]
    with Image.open(built.folder / cards[0]) as made:
        assert made.size == raster.SIZE
    said = {
        tag.get("property"): tag.get("content")
        for tag in starts(built.read("en/eins.html"), "meta")
    }
    assert said["og:image"] == "https://example.org/en/eins.card.png"
    assert said["og:image:alt"] == "One"
    before = (built.folder / cards[0]).read_bytes()
    assert (
        raster.card(
            ("Rundschau", "Eins", "1. Januar 2026"),
            language("de"),
            _font("Rundschau Eins 1. Januar"),
        )
        == before
    )


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"unlisted": "true"}, "approved"),  # whoever is sent the address sees a card as well
        ({"image": "fehlt.png"}, "approved"),
        ({}, "draft"),
    ],
)
def test_cards_that_are_named_are_there(
    small: Path, build: Build, fields: dict[str, str], state: str
) -> None:
    """No page names a card that is not made, nor a picture that is not there."""
    if raster.font_for(["Eins"], language("de")) is None:
        pytest.skip("needs a font such as DejaVu Serif")
    settings = small / "toolkit.toml"
    shown = f'{SETTINGS}unreviewed = "mark"\n'
    settings.write_text(settings.read_text("utf-8").replace("editions = []\n", shown), "utf-8")
    write(small, "eins", title="Eins", date="2026-01-01", **fields)
    approve(small, "eins", **{"title|Eins": "One"} | {"Der Text.": "The text."})
    if state == "draft":
        catalog = small / "locales/en/LC_MESSAGES/eins.po"
        catalog.write_text(catalog.read_text("utf-8").replace('msgid "D', '#, fuzzy\nmsgid "D'))
    built = build("--check")
    assert "<meta>" not in built.said
    built = build()
    cards = sorted(path for path in built.bytes() if path.endswith(".card.png"))
    named = {
        tag.get("content")
        for page in ("de/eins.html", "en/eins.html")
        for tag in starts(built.read(page), "meta")
        if tag.get("property") == "og:image"
    }
    assert named == {f"https://example.org/{card}" for card in cards}
    assert len(cards) == (1 if state == "draft" else 2)


def _font(text: str) -> raster.Font:
    found = raster.font_for([text], language("de"))
    assert found
    return found
