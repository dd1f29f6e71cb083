"""One sentence has one translation in all articles of a language."""

from __future__ import annotations

from toolkit.checks.table import run_project
from toolkit.model import Catalog, Entry

MAYOR = "Der Bürgermeister sprach."


def found(*entries: tuple[str, Entry], severities: dict[str, str] | None = None) -> list[str]:
    """What is reported, as `path: message`."""
    catalogs = [(path, Catalog(entries=(entry,))) for path, entry in entries]
    return [f"{path}: {one.message}" for path, one in run_project(catalogs, severities)]


A = ("a.po", Entry(MAYOR, "The mayor spoke."))
B = ("b.po", Entry(MAYOR, "The burgomaster spoke."))
DRAFT = ("b.po", Entry(MAYOR, "The burgomaster spoke.", fuzzy=True))


def test_both_places_are_named() -> None:
    """Two approved translations of one sentence are reported in both files."""
    first, second = found(A, B)
    assert first.startswith("a.po: b.po has “The burgomaster spoke.”")
    assert second.startswith("b.po: a.po has “The mayor spoke.”")


def test_an_approved_translation_is_the_model() -> None:
    """Where only one translation is approved, only the draft is reported."""
    assert [line.split(":")[0] for line in found(A, DRAFT)] == ["b.po"]


def test_no_finding() -> None:
    """Equal, empty and differently meant (msgctxt) texts are no inconsistency."""
    assert not found(A, A)
    assert not found(A, ("b.po", Entry(MAYOR, "The  mayor spoke.")))
    assert not found(A, ("b.po", Entry(MAYOR)))
    assert not found(A, ("b.po", Entry(MAYOR, "Mayor speaks", context="title")))


def test_silence() -> None:
    """A comment or the settings switch it off."""
    spoken = Entry(MAYOR, "The burgomaster spoke.", comments=("toolkit: ok inconsistent",))
    assert [line.split(":")[0] for line in found(A, ("b.po", spoken))] == ["a.po"]
    assert not found(A, B, severities={"inconsistent": "off"})
