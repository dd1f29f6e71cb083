"""Blanks that must not break a line, by language. Words are never changed."""

from __future__ import annotations

from toolkit.languages.table import facts


def bind(text: str, language: str) -> str:
    """A text (or HTML text without tags) with its blanks as a typesetter would set them.

    `language` is a tag of BCP 47.
    """
    for rule in facts(language.split("-", maxsplit=1)[0]).binding:
        text = rule.apply(text)
    return text
