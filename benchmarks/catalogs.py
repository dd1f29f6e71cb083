"""Mutated catalogs, read by the toolkit and by gettext's own tools: who accepts what, as what.

    python -m benchmarks.catalogs [NUMBER] [SEED]

A catalog that we accept must be one that `msgfmt -c` and `msgcat` accept, and each of its texts
must be in `msgcat`'s version of the file, as draft or approved as `msgfmt` takes it. One that
gettext accepts may be refused only for the reasons that `catalog.grammar` and `catalog.po` name.
The suite runs a small number with a fixed seed (`tests/catalog/test_gettext.py`).
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from toolkit.catalog import po
from toolkit.errors import CatalogError
from toolkit.model import Catalog

SEED = """# Ein Kommentar.
msgid ""
msgstr ""
"Project-Id-Version: a\\n"
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

# Von Anna
#. paragraph
#: sources/a.md
#, no-wrap
msgid "Der Hafen wächst."
msgstr "The harbour is growing."

# mt: pseudo [3f9a2c-b81d04]
#. heading
#: sources/a.md
#, fuzzy, no-wrap
#| msgctxt "title"
#| msgid "Zwei Schiffe"
msgctxt "title"
msgid "Zwei große \\"Schiffe\\""
msgstr "Two big \\"ships\\""

#: sources/a.md
msgid ""
"Erste Zeile\\n"
"zweite\\tZeile"
msgstr ""
"First line\\n"
"second line"

#: sources/a.md
msgid "Leer"
msgstr ""

#, no-wrap
#~ msgid "Alt."
#~ msgstr "Old."

# Noch einer
#~ msgctxt "alt"
#~ msgid "Alt."
#~ msgstr "Old, too."
"""
_INSERTS = """# x|#|#,|#, fuzzy|#, fuzzy no-wrap|#,fuzzy,no-wrap|#!fuzzy|#.|#:|#~|#~ |#~|#|
#| msgid "x"|#| "x"|#~| msgid "y"|msgid "n"|msgstr "n"|msgctxt "n"|msgid ""|msgstr ""|"x"
"x" "y"|msgid "n" msgstr "m"|msgid "n"\\nmsgstr "m"|domain "d"|msgid_plural "p"
msgstr[0] "p"|#~ msgid "z"\\n#~ msgstr "z"|<<<<<<< HEAD|=======|>>>>>>> x|"a\\\\"
"\\303\\274"|"\\x41"|"\\q"|# a\\|\\|msgstr|msgid|"|#x|##|#=fuzzy|#,  fuzzy  |\t|\f
#~ #, fuzzy|#~~ msgid "q"|#~| msgctxt "c"|msgstr "a" # b|# File: a.c, line: 3|#: a b:7
#, range: 1..3, fuzzy"""
_LETTERS = [*'"\\#,|~.:[] \t\r\nax0é\u2028', "\x00", "\x1b", "\x1a", "\\\n", '"\n"', "\r\n"]
REFUSED_BY_US = re.compile(
    "plural entry|a domain|same msgid|line end of another|backslash at the end|comment without"
    "|header|byte order|zero byte|charset=|text without its msgid|not UTF-8|the file is empty"
    "|conflict marker|a comment behind #|escape .0;"
)
"""What only we refuse, by our own words."""
_CONTENT = re.compile(r"do not both|plural")
"""What msgfmt objects to in a text or in the header's formula: our checks see to texts."""


def mutated(chance: random.Random) -> bytes:
    """The seed after one to four changes of lines or letters."""
    text = SEED
    for _ in range(chance.choice([1, 1, 1, 2, 2, 3, 4])):
        lines = text.split("\n")
        place = chance.randrange(len(lines))
        match chance.randrange(9):
            case 0:
                del lines[place]
            case 1:
                lines.insert(place, lines[place])
            case 2:
                other = chance.randrange(len(lines))
                lines[place], lines[other] = lines[other], lines[place]
            case 3 | 4:
                inserts = re.split(r"\||\n", _INSERTS.replace("#|", "#\0"))
                insert = chance.choice(inserts).replace("\0", "|").replace("\\n", "\n")
                lines.insert(place, insert)
            case 5:
                lines[place] = (
                    chance.choice(["#~ ", "#| ", "# ", "#, ", " ", "#~| "]) + lines[place]
                )
            case 6:
                lines[place] = lines[place][: chance.randrange(len(lines[place]) + 1)]
            case 7:
                where = chance.randrange(len(lines[place]) + 1)
                sign = chance.choice(_LETTERS)
                end = where + chance.randrange(2)
                lines[place] = lines[place][:where] + sign + lines[place][end:]
            case 8:
                join = chance.choice(["", " "])
                lines[place : place + 2] = [join.join(lines[place : place + 2])]
        text = "\n".join(lines)
    return text.encode("utf-8", "surrogateescape")


def judged(data: bytes, folder: Path) -> str:
    """What is wrong between us and gettext with these bytes; "" if nothing is."""
    path, normal = folder / "a.po", folder / "b.po"
    path.write_bytes(data)
    try:
        ours, why = po.parse(data, "a.po"), ""
    except CatalogError as error:
        ours, why = None, str(error)
    compiled = _gettext("msgfmt", "-c", "-o", str(folder / "a.mo"), str(path))
    joined = _gettext("msgcat", "-o", str(normal), str(path)) and normal.exists()
    if ours is None:
        fine = not (compiled and joined) or REFUSED_BY_US.search(why)
        return "" if fine else f"gettext accepts it, we do not: {why}"
    if not joined:
        return "we accept it, msgcat does not"
    if not compiled:
        return "" if _CONTENT.search(_said(path)) else "we accept it, msgfmt -c does not"
    if len(re.findall(rb"(?m)#[,!].*\n(?:(?:#[^,!\n]*)?\n)*#[,!]", data)) or data.count(b"#!"):
        return ""  # the last line of flags decides for gettext; for us and most editors each
    return _compared(ours, folder)


def _compared(ours: Catalog, folder: Path) -> str:
    """The texts of the catalog against those in gettext's versions of it."""
    theirs = po.parse((folder / "b.po").read_bytes(), "b.po")
    for kind in ("entries", "obsolete"):
        one, other = ({e.key: e for e in getattr(c, kind)} for c in (ours, theirs))
        if one.keys() != other.keys():
            return f"other {kind}: {one.keys() ^ other.keys()}"
        for key, entry in one.items():
            twin = other[key]
            if (entry.target, entry.fuzzy, entry.previous) != (
                twin.target,
                twin.fuzzy,
                twin.previous if twin.fuzzy else entry.previous,
            ):
                return f"{kind}: {entry} is for gettext {twin}"
    approved = {e.key: e.target for e in ours.entries if e.target and not e.fuzzy}
    if approved != (said := _compiled((folder / "a.mo").read_bytes())):
        return f"approved: {approved.items() ^ said.items()}"
    again = po.parse(po.write(ours).encode(), "c.po")
    if [(e.key, e.target, e.comments) for e in again.entries] != [
        (e.key, e.target, e.comments) for e in ours.entries
    ]:
        return "another catalog when it is written and read"
    return ""


def _compiled(data: bytes) -> dict[tuple[str | None, str], str]:
    """The texts of an MO file, without its header."""

    def number(at: int) -> int:
        return int.from_bytes(data[at : at + 4], "little")

    def strings(table: int) -> Iterator[str]:
        for row in range(number(8)):
            start = number(table + 8 * row + 4)
            yield data[start : start + number(table + 8 * row)].decode()

    found: dict[tuple[str | None, str], str] = {}
    for source, target in zip(strings(number(12)), strings(number(16)), strict=True):
        context, mark, text = source.rpartition("\x04")
        if source:
            found[context if mark else None, text] = target
    return found


def _said(path: Path) -> str:
    words = ["msgfmt", "-c", "-o", os.devnull, str(path)]
    return subprocess.run(words, capture_output=True, check=False).stderr.decode()


def _gettext(*words: str) -> bool:
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    return subprocess.run(words, env=env, capture_output=True, check=False).returncode == 0


def run(number: int, seed: int) -> tuple[Counter[str], list[str]]:
    """(how many were accepted and refused, what was wrong)."""
    chance, counts, faults = random.Random(seed), Counter[str](), []
    with tempfile.TemporaryDirectory() as name:
        for _ in range(number):
            data = mutated(chance)
            fault = judged(data, Path(name))
            for left in Path(name).iterdir():
                left.unlink()
            try:
                po.parse(data, "a.po")
                counts["accepted"] += 1
            except CatalogError:
                counts["refused"] += 1
            if fault:
                faults.append(f"{fault}\n{data.decode('utf-8', 'replace')}")
    return counts, faults


def main() -> None:
    """Print the counts and the first faults."""
    number, seed = (int(word) for word in (*sys.argv[1:], *("20000", "15")[len(sys.argv) - 1 :]))
    counts, faults = run(number, seed)
    for fault in faults[:20]:
        print(f"{fault}\n{'-' * 40}")
    print(f"{number} catalogs, seed {seed}: {dict(counts)}, {len(faults)} faults")


if __name__ == "__main__":
    main()
