"""Names that Windows cannot have."""

from __future__ import annotations

import pytest

from toolkit.storage.windows import cannot_have


@pytest.mark.parametrize(
    ("name", "cannot"),
    [
        ("a.md", False),
        ("a b.md", False),
        ("console.md", False),
        ("com10.md", False),
        (".md", False),
        ("a:b.md", True),
        ("Was nun?.md", True),
        ("a\\b.md", True),
        ("a. ", True),
        ("a.", True),
        ("CON", True),
        ("con.de.md", True),
        ("Aux .md", True),
        ("com¹.md", True),
        ("LPT9.txt", True),
    ],
)
def test_names(name: str, cannot: bool) -> None:
    """Signs, ends and devices; what only looks like them is fine."""
    assert cannot_have(name) is cannot
