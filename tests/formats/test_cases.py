"""The case files of all formats: what sources are taken apart into, how new text is spelled."""

from __future__ import annotations

import pytest
from cases import Case, read
from formats.reading import CASES, cases, check_blocks, check_lossless, check_spelling, shards
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import SourceError
from toolkit.formats.table import FORMATS


def of_all(key: str) -> list[Case]:
    """The cases of all formats that have this value."""
    return [case for name in FORMATS for case in cases(name, key)]


def test_every_format_has_its_cases() -> None:
    """A row without a case file, or a case file without a row, is forgotten work."""
    assert {path.stem for path in CASES.glob("*.md")} == set(FORMATS)
    for key in ("blocks", "result", "pieces"):
        assert {case.path.stem for case in of_all(key)} == set(FORMATS)


def test_every_case_is_tried() -> None:
    """A case is for blocks, for spelling or for pieces, and has nothing that no test reads."""
    known = {("source", "blocks"), ("source", "texts", "result"), ("pieces",)}
    found = [case for path in CASES.glob("*.md") for case in read(path)]
    assert [case for case in found if tuple(case.fields) not in known] == []


@pytest.mark.parametrize("case", of_all("blocks"), ids=str)
def test_blocks(case: Case) -> None:
    """A source gives exactly these blocks, and joined it is the source."""
    check_blocks(FORMATS[case.path.stem], case)


@pytest.mark.parametrize("case", of_all("result"), ids=str)
def test_spelling(case: Case) -> None:
    """Translations are spelled exactly so, and read back as the same translations."""
    check_spelling(FORMATS[case.path.stem], case)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_lossless(name: str, data: st.DataObject) -> None:
    """Whatever a file has in it, joined parts are the source; else the line is named."""
    pieces = st.sampled_from(shards(name))
    source = data.draw(st.lists(pieces, max_size=30).map("".join))
    try:
        check_lossless(FORMATS[name], source)
    except SourceError as error:
        assert str(error).startswith("line "), source
