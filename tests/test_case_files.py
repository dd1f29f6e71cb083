"""The reader of case files takes what the grammar says, and refuses the rest with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cases import read

FILE = """# What it is for

Explained: at length.

## first: one
de: Ja: „ja“.
none:
.
source:
## no title
key: no key

.

# A heading
## second
de:  blank
"""


def written(folder: Path, text: str) -> Path:
    """A case file with this text."""
    path = folder / "some.md"
    path.write_bytes(text.encode())
    return path


def test_what_the_grammar_says(tmp_path: Path) -> None:
    """Titles, lines, values of one line, of none and of several, and nothing of the headings."""
    first, second = read(written(tmp_path, FILE))
    assert (first.title, first.line, str(first)) == ("first: one", 5, "some: first: one")
    assert first.fields == {
        "de": "Ja: „ja“.",
        "none": "",
        "source": "## no title\nkey: no key\n\n",
    }
    assert (second.title, second.line, second.fields) == ("second", 16, {"de": " blank"})


def test_rows_are_cases(tmp_path: Path) -> None:
    """Each line of a value can be a case, which knows its line."""
    text = "## a\ncuts:\nx\ny\n.\n## b\ncuts: z\n## c\ncuts:\n.\n"
    first, second, third = read(written(tmp_path, text))
    rows = [*first.rows("cuts"), *second.rows("cuts")]
    assert [(row["cuts"], row.line, row.title) for row in rows] == [
        ("x", 3, "a, line 3"),
        ("y", 4, "a, line 4"),
        ("z", 7, "b, line 7"),
    ]
    with pytest.raises(AssertionError, match="“c” has nothing in “cuts:”"):
        list(third.rows("cuts"))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("## a\nde: x\n\nsome words\n", "some.md:4: “some words” begins with no known key"),
        ("## a\nde:x\n", "some.md:2: “de:x” begins with no known key: write “de:”, “en:”"),
        ("## a\nfinds: x\n", "some.md:2: “finds: x” begins with no known key"),
        ("## a\nde: x\nde: y\n", "some.md:3: “de:” stands twice in this case"),
        ("## a\nde: x\n## b\nde: y\n## a\n", "some.md:5: there is a case “a” already"),
        ("## a\nde:\nx\n## b\nde: y\n", "some.md:2: the value that begins here has no end"),
        ("# a\nde: x\n", "some.md has no case"),
    ],
)
def test_what_it_refuses(tmp_path: Path, text: str, complaint: str) -> None:
    """No slip of the pen makes a case vanish: it is named with file and line."""
    with pytest.raises(ValueError, match=re.escape(complaint)):
        read(written(tmp_path, text), "de", "en")


def test_a_missing_value_is_named(tmp_path: Path) -> None:
    """A test that needs a value says which case lacks it."""
    case = read(written(tmp_path, "## a\nde: x\n"))[0]
    with pytest.raises(AssertionError, match="“a” has no “en:”"):
        case["en"]
