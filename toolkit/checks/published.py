"""The last checks, which read a publication: what was understood by nobody shows here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from toolkit.checks.context import Context, PublishedArticle, Remark
from toolkit.document.shorten import shorten
from toolkit.formats.remains import outside
from toolkit.languages.identify import other_language
from toolkit.model import Part, Skeleton
from toolkit.phrase import Phrase

_SIGN = re.compile(
    r"^[ \t>]*(:{2,}(?=[\w\s])|[:~][ \t]|!!!|\?\?\?|===|\[![\w-]+\]|%%|\+\+\+|\$\$|/{3}|\|"
    r"|\{[:#]|-+8<-+|<<<)",
    re.M,
)
"""What begins a line that some program reads as a line of its own."""
_SHOWN = 60
_WIDTH = re.compile(r"\s+")


def left_over(made: PublishedArticle, context: Context) -> Iterator[Remark]:
    """No words of the source language stand in a publication outside of what was offered."""
    for line, words in outside(made.after) if made.readable else ():
        if other_language(words, context.target, context.source) == context.source.base:
            yield Remark(
                line,
                Phrase(
                    "“%(words)s” was offered to nobody and is still %(language)s; write it so that"
                    " it is read as text, name its field in `front_matter`, or mark it as code.",
                    words=shorten(words, _SHOWN),
                    language=context.source,
                ),
            )


def protected(made: PublishedArticle, context: Context) -> Iterator[Remark]:
    """What is no text is in a publication as it is in the source."""
    before, after = _skeletons(made.before), _skeletons(made.after)
    for raw in Counter(text for text, _ in before) - Counter(text for text, _ in after):
        yield Remark(
            next(line for text, line in before if text == raw),
            Phrase(
                "“%(raw)s” is no text, and not in the %(language)s publication as it was; reword"
                " the translation beside it.",
                raw=shorten(raw, _SHOWN),
                language=context.target,
            ),
            in_source=True,
        )


def _skeletons(parts: tuple[Part, ...]) -> list[tuple[str, int]]:
    """What is no text, without regard to white space, and the line of each."""
    result = []
    line = 1
    for part in parts:
        if isinstance(part, Skeleton):
            if words := _WIDTH.sub(" ", part.raw).strip():
                blank = len(part.raw) - len(part.raw.lstrip())
                result.append((words, line + part.raw.count("\n", 0, blank)))
            line += part.raw.count("\n")
    return result


def lines(made: PublishedArticle, context: Context) -> Iterator[Remark]:
    """No line of syntax is joined to another one."""
    if not made.readable:
        return
    before, after = (Counter(_SIGN.findall(text)) for text in (made.source, made.text))
    for sign, count in (before - after).items():
        yield Remark(
            made.source.count("\n", 0, made.source.index(sign)) + 1,
            Phrase(
                "%(count)s of the source's lines that begin with `%(sign)s` are joined to others"
                " in the %(language)s publication; put empty lines around them.",
                count=str(count),
                sign=sign.strip(),
                language=context.target,
            ),
            in_source=True,
        )
