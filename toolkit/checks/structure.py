"""Checks of what is not words and must stay: placeholders, addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from toolkit.checks.context import Context
from toolkit.document.inline import DAMAGED, PLACEHOLDER
from toolkit.phrase import Phrase

_EMPTY = re.compile(r"<(g\d+)>\s*</\1>")
_SINGLES = frozenset("xXｘＸхХ")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]+|[A-Za-z0-9][A-Za-z0-9.+_-]{0,63}@[A-Za-z0-9-]{1,63}\.[A-Za-z0-9.-]+"
)
_AFTER_ADDRESS = ".,;:!?)]}>\"'*_"


OTHERWISE = Phrase(
    "Published, it would be read otherwise than it is written here, as the mark of a note, say;"
    " reword it."
)
"""What is said of a text that becomes syntax where it stands."""


def placeholders(source: str, target: str, _: Context) -> Iterator[str]:
    """Every placeholder of the source stands once in the target, pairs properly nested."""
    names, kept = PLACEHOLDER.findall(source), PLACEHOLDER.findall(target)
    lost = Counter(names) - Counter(kept)
    extra = Counter(kept) - Counter(names)
    for spelled, name in _damaged(source, target, lost):
        lost -= Counter([name])
        yield Phrase(
            "%(spelled)s is a damaged placeholder; write %(code)s.", spelled=spelled, code=name
        )
    for name in lost:
        yield Phrase("%(code)s is lost; put it back where its words are.", code=name)
    for name in extra:
        if name in names:
            yield Phrase("%(code)s is duplicated; keep it only once.", code=name)
        else:
            yield Phrase(
                "%(code)s is invented, the source has no such placeholder; remove it.", code=name
            )
    if not lost and not extra and kept != names:
        yield from _misnested(kept)


def empty_pairs(source: str, target: str, _: Context) -> Iterator[str]:
    """No pair of placeholders is empty that holds something in the source."""
    for code in dict.fromkeys(_EMPTY.findall(target)):
        if code in source and not re.search(f"<{code}>\\s*</{code}>", source):
            yield Phrase(
                "%(code)s holds no words; put it around the words that it belongs to.",
                code=f"<{code}></{code}>",
            )


def _damaged(source: str, target: str, lost: Counter[str]) -> Iterator[tuple[str, str]]:
    """Misspelled placeholders of the target, each with the lost name it must be."""
    open_names = Counter(lost)
    for match in DAMAGED.finditer(target):
        spelled = match[0]
        if PLACEHOLDER.fullmatch(spelled) or spelled in source:
            continue
        number = int(match[3])
        closed, opened = f"</g{number}>", f"<g{number}>"
        wanted = [closed, opened] if match[1] or match[4] else [opened, closed]
        if match[2] in _SINGLES:
            wanted = [f"<x{number}/>"]
        name = next((name for name in wanted if open_names[name]), None)
        if name:
            open_names[name] -= 1
            yield spelled, name


def _misnested(kept: list[str]) -> Iterator[str]:
    stack: list[str] = []
    for name in kept:
        if name.startswith("<x"):
            continue
        if not name.startswith("</"):
            stack.append(name)
        elif stack and stack[-1] == name.replace("/", ""):
            stack.pop()
        elif name.replace("/", "") in stack:
            yield Phrase(
                "%(code)s and %(other)s cross; put %(inner)s before %(other)s.",
                code=stack[-1],
                other=name,
                inner=stack[-1].replace("<", "</"),
            )
            return
        else:
            yield Phrase(
                "%(code)s comes before %(other)s; swap them.",
                code=name,
                other=name.replace("/", ""),
            )
            return


def addresses(source: str, target: str, context: Context) -> Iterator[str]:
    """Every web and e-mail address is as in the source, but for the language it names."""
    addresses_kept = _addresses(target)
    lost = Counter(_addresses(source)) - Counter(addresses_kept)
    if not lost:
        return
    kept = {_neutral(address, context) for address in addresses_kept}
    for address in lost:
        if _neutral(address, context) not in kept:
            yield Phrase(
                "The address %(address)s is lost or changed; copy it from the source.",
                address=address,
            )


def _addresses(text: str) -> list[str]:
    return [address.rstrip(_AFTER_ADDRESS) for address in _ADDRESS.findall(text)]


def _neutral(address: str, context: Context) -> str:
    """The address without the part that says which language the page is in."""
    codes = {code for one in (context.source, context.target) for code in (one.base, one.tag)}
    names = "|".join(re.escape(code) for code in sorted(codes))
    return re.sub(rf"(?<=[/.=])(?:{names})(?=[/.&]|$)", "", address, flags=re.I).casefold()
