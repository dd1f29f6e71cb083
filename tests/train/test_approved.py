"""A project's approved segments are sentence pairs, also of two target languages. No PyTorch."""

from __future__ import annotations

from pathlib import Path

from toolkit.catalog import po
from toolkit.languages.language import language
from toolkit.model import Catalog, Entry
from toolkit.project import settings
from toolkit.train import approved


def write(project: Path, code: str, name: str, *entries: Entry) -> None:
    """A catalog of an article."""
    path = project / f"locales/{code}/LC_MESSAGES/{name}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        po.write(
            Catalog(
                f"{name}.md",
                (("Language", code), ("Content-Type", "text/plain; charset=UTF-8")),
                entries=entries,
            )
        )
    )


def test_pairs_of_a_project(project: Path) -> None:
    """Approved ones, each once, without placeholders; and what two languages have both approved."""
    draft = Entry("Nein.", "No.", fuzzy=True)
    write(project, "en", "a", Entry("<g1>Ja</g1>.", "<g1>Yes</g1>."), draft, Entry("Da.", "There."))
    write(project, "en", "sub/b", Entry("Ja.", "Yes."), Entry("Wo?", "Where?"))
    write(project, "ru", "a", Entry("<g1>Ja</g1>.", "<g1>Да</g1>."), Entry("Nein.", "Нет."))
    write(project, "ru", "sub/b", Entry("Wo?", "Где?"))
    found = settings.find(project)
    de, en, ru = map(language, ("de", "en", "ru"))
    assert [(pair.source, pair.target) for pair in approved.pairs(found, de, en)] == [
        ("Ja.", "Yes."),
        ("Da.", "There."),
        ("Wo?", "Where?"),
    ]
    assert [(pair.source, pair.target) for pair in approved.pairs(found, en, ru)] == [
        ("Yes.", "Да."),
        ("Where?", "Где?"),
    ]
    assert approved.pairs(found, de, language("fr")) == []
