"""A sentence as a model gets it, and the model's result as one of the sentence.

Models know no word with a soft hyphen in it, nor with a zero-width space: both say where a line
may break, belong to the publication, and are taken out before a model sees the sentence. Most know
few words in capitals: a headline in them may be tried in small letters, too. Some begin with a
small letter what began with a capital, as dictionaries do.
"""

from __future__ import annotations

import re
from dataclasses import replace

from toolkit.engines.contract import Link, Result
from toolkit.languages.scripts import in_capitals

_WORD = re.compile(r"[^\W\d_]{2,}")
_INNER = re.compile(r"[^\w'’-]\w|\d|_")
"""What words of sentences do not have: `example.org`, `a/b`, `mp3`."""
_BREAKS = re.compile("[\u00ad\u200b\u2060]")
"""Soft hyphen, zero-width space, word joiner: they concern the line, not the word."""


def plain(sentence: str) -> str:
    """The sentence without the blanks around it and without invisible hints for line breaks."""
    return _BREAKS.sub("", sentence).strip()


def restored(sentence: str, result: Result) -> Result:
    """The result for `plain(sentence)` with the sentence's outer blanks, its links as of it."""
    core = sentence.strip()
    if not result.text or core == plain(sentence) == sentence:
        return result
    lead = sentence.index(core)
    places = [place for place, sign in enumerate(sentence) if not _BREAKS.match(sign)]
    while sentence[places[0]].isspace():
        places.pop(0)
    links = (
        Link(
            (places[link.source[0]], places[link.source[1] - 1] + 1),
            (link.target[0] + lead, link.target[1] + lead),
            link.weight,
        )
        for link in result.links
    )
    text = sentence[:lead] + result.text + sentence[lead + len(core) :]
    return replace(result, text=text, links=tuple(links))


def spoken(text: str) -> tuple[str, ...]:
    """A text in capitals as a sentence, and with every word as a name; () if it is none."""
    if not in_capitals(text) or len(_WORD.findall(text)) < 2:
        return ()
    return tuple(dict.fromkeys((text.capitalize(), text.title())))


def shouted(result: Result) -> Result:
    """The result in capitals; its links as far as no letter became two."""
    text = result.text.upper()
    return replace(result, text=text, links=result.links if len(text) == len(result.text) else ())


def begun(sentence: str, result: Result) -> Result:
    """The result with a capital at its start if the sentence has one; not `iPhone`, not a link."""
    word = result.text.split(maxsplit=1)[0] if result.text else ""
    first = word[:1].upper()
    if not sentence[:1].isupper() or not word.islower() or _INNER.search(word) or len(first) > 1:
        return result
    return replace(result, text=first + result.text[1:])
