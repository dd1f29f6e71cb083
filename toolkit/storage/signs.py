"""Signs that are no part of a text: files cannot carry them, or nobody would see them.

Every text that enters a catalog is asked for them: what people type, tables and glossaries, files
that come back from editors, what engines make. The sources of articles may have more of them: what
a sentence has already (a form feed, say), its translation may have too.
"""

from __future__ import annotations

import re

LINES = "\t\n\r"
"""Signs of tables and of lines, which have their place in texts of several lines."""
_UNFIT = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NOWHERE = re.compile("[\0\ud800-\udfff]")


def unfit(text: str, *known: str) -> str:
    """The first sign that a text should not have, as `U+0000`; "" if there is none.

    What stands in one of the known texts it may have, unless no file can carry that.
    """
    for found in _UNFIT.finditer(text):
        if _NOWHERE.match(found[0]) or not any(found[0] in other for other in known):
            return name(found[0])
    return ""


def impossible(text: str) -> str:
    """The first sign that no file of ours can carry, as `U+0000`; "" if there is none."""
    found = _NOWHERE.search(text)
    return name(found[0]) if found else ""


def name(sign: str) -> str:
    """A sign as Unicode's tables call it."""
    return f"U+{ord(sign):04X}"
