"""Exported XLIFF is what the standards' own schemas allow, whatever the texts.

The schemas are OASIS's, without the address of W3C's `xml.xsd`: the validator has it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from exchange.test_exchange import CATALOGS, GERMAN, RUSSIAN, SMALL
from hypothesis import given

from toolkit.catalog.update import update
from toolkit.exchange.table import EXCHANGES
from toolkit.formats.article import parse_article
from toolkit.model import Catalog

if TYPE_CHECKING:
    import xmlschema

FOLDER = Path(__file__).parent / "schemas"
SCHEMAS = {"xliff": "xliff-core-1.2-strict.xsd", "xliff2": "xliff-core-2.0.xsd"}
CORPUS = sorted((FOLDER.parents[1] / "corpus").glob("[a-z]*.*"))


@cache
def schema(name: str) -> xmlschema.XMLSchema:
    """The schema of a format; to build one takes half a second."""
    import xmlschema

    return xmlschema.XMLSchema(FOLDER / SCHEMAS[name], allow="local")


def validate(name: str, catalog: Catalog) -> None:
    """Raise what the schema objects to."""
    text = EXCHANGES[name].write(catalog, GERMAN, RUSSIAN).decode()
    schema(name).validate(text)


@pytest.mark.parametrize("name", SCHEMAS)
@SMALL
@given(catalog=CATALOGS.filter(lambda found: bool(found.entries)))
def test_any_catalog(name: str, catalog: Catalog) -> None:
    """Any texts, states, comments and contexts."""
    validate(name, catalog)


@pytest.mark.parametrize("name", SCHEMAS)
def test_real_articles(name: str) -> None:
    """The markup of real articles."""
    for path in CORPUS[::6]:
        article = parse_article(path.name, path.read_text("utf-8"), GERMAN)
        validate(name, update(article, Catalog(), RUSSIAN, "2026-11-25 12:00+0000"))


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_object(name: str) -> None:
    """An attribute that does not exist is found."""
    text = EXCHANGES[name].write(Catalog("a.md"), GERMAN, RUSSIAN).decode()
    wrong = text.replace("<file ", '<file nonsense="1" ', 1)
    assert wrong != text
    assert not schema(name).is_valid(wrong)
