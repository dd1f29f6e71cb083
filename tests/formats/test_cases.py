"""The case files of all formats: what sources are taken apart into, how new text is spelled."""

from __future__ import annotations

import pytest
from formats.reading import CASES, Case, cases, check_blocks, check_lossless, check_spelling, shards
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import SourceError
from toolkit.formats.table import FORMATS


def named(*, spelled: bool) -> list[object]:
    """The cases of all formats as test parameters."""
    return [
        pytest.param(name, case, id=f"{name}: {case[0]}")
        for name in FORMATS
        for case in cases(f"{name}.md", spelled=spelled)
    ]


def test_every_format_has_its_cases() -> None:
    """A row without a case file, or a case file without a row, is forgotten work."""
    assert {path.stem for path in CASES.glob("*.md")} == set(FORMATS)
    assert [name for name in FORMATS if not cases(f"{name}.md", spelled=False)] == []
    assert [name for name in FORMATS if not cases(f"{name}.md", spelled=True)] == []


@pytest.mark.parametrize(("name", "case"), named(spelled=False))
def test_blocks(name: str, case: Case) -> None:
    """A source gives exactly these blocks, and joined it is the source."""
    check_blocks(FORMATS[name], *case[1:])


@pytest.mark.parametrize(("name", "case"), named(spelled=True))
def test_spelling(name: str, case: Case) -> None:
    """Translations are spelled exactly so, and read back as the same translations."""
    check_spelling(FORMATS[name], *case[1:])


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_lossless(name: str, data: st.DataObject) -> None:
    """Whatever a file has in it, joined parts are the source; else the line is named."""
    pieces = st.sampled_from(shards(f"{name}.md"))
    source = data.draw(st.lists(pieces, max_size=30).map("".join))
    try:
        check_lossless(FORMATS[name], source)
    except SourceError as error:
        assert str(error).startswith("line "), source
