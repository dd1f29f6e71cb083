"""What an author says about a document in properties of its own: its date, say.

Only fields that are no texts for readers count: nobody is offered properties, so a title among them
would stand in its own language in every publication.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.formats.front.keys import kind_of
from toolkit.storage.xml import Vocabulary, parse

_ELEMENTS = ("property", "user-defined")
"""As Word and as OpenDocument calls them."""


def fields(content: str) -> Mapping[str, str]:
    """Name in lower case → value of the custom properties in a member that is sound XML."""
    found = {}
    for element in parse(content.encode(), Vocabulary("properties")).iter():
        if element.tag in _ELEMENTS:
            names = (value for key, value in element.items() if key.rpartition("}")[2] == "name")
            name = next(names, "").strip().lower()
            if name and kind_of((name,)) is None:
                found[name] = "".join(element.itertext()).strip()
    return found
