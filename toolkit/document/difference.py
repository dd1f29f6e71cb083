"""What changed from one text to another, word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

SAME, GONE, COME = "same", "gone", "come"
_WORDS = re.compile(r"</?[gx]\d+/?>|\w+|\s+|.", re.S)


def differences(old: str, new: str) -> Iterator[tuple[str, str]]:
    """(what became of it, text), in reading order; without `GONE` it is the new text."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for what, a, b, c, d in matcher.get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        if what == "equal":
            yield SAME, come
            continue
        if gone:
            yield GONE, gone
        if come:
            yield COME, come
