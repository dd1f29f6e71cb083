"""Source sentences and an old catalog → a new catalog. Pure; knows no files and no PO syntax.

Entries are matched by text, never by position. What a person wrote is kept: gone text becomes
obsolete and comes back when the sentence returns; a slightly changed sentence keeps its old
translation as a draft with the previous source.

Entries without a target are forgotten with their sentence, unless a person wrote a comment there,
or the translation itself over the msgid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from unicodedata import is_normalized, normalize

from toolkit.document.inline import legend
from toolkit.model import Catalog, Entry, Key, Origin, OriginKind, Segment, State

_SIMILAR = 75.0
"""Least `rapidfuzz.fuzz.ratio` (0 to 100) at which a changed sentence keeps its translation."""
_CHANGED = 97
"""The most that the text of a changed sentence counts: no match is exact."""


def wanted(segments: Iterable[Segment]) -> tuple[Entry, ...]:
    """One empty entry per distinct sentence, in reading order."""
    entries: dict[Key, Entry] = {}
    for segment in segments:
        entry = Entry(
            source=segment.source,
            context=segment.kind.context,
            notes=(segment.kind.value, *legend(segment.inline)),
        )
        entries.setdefault(entry.key, entry)
    return tuple(entries.values())


def refresh(
    old: Catalog, entries: Sequence[Entry], translated: Callable[[str], bool] = lambda _: False
) -> Catalog:
    """The old catalog brought to the article's present sentences.

    `translated` tells a translation from a sentence of the article by its language.
    """
    old = _composed(old)
    known = {entry.key: entry for entry in (*old.obsolete, *old.entries)}
    kept = {entry.key: known[entry.key] for entry in entries if entry.key in known}
    gone = [
        entry
        for entry in reversed(known.values())
        if entry.key not in kept and (entry.target or entry.comments)
    ]
    new = [entry for entry in entries if entry.key not in kept]
    kept |= _changed(new, gone)
    result = tuple(_carry(kept.get(entry.key), entry) for entry in entries)
    obsolete = _obsolete(old, result, translated)
    return replace(old, entries=result, obsolete=obsolete)


def _composed(catalog: Catalog) -> Catalog:
    """The catalog with its sources as sentences have them, each letter one character (NFC)."""

    def composed(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(
            entry
            if is_normalized("NFC", entry.source)
            else replace(entry, source=normalize("NFC", entry.source))
            for entry in entries
        )

    return replace(catalog, entries=composed(catalog.entries), obsolete=composed(catalog.obsolete))


def _changed(new: list[Entry], gone: list[Entry]) -> dict[Key, Entry]:
    """New sentences that resemble a gone one, each gone one used once, best pairs first."""
    if not (new and gone):
        return {}
    from rapidfuzz import fuzz, process

    sources = [entry.source for entry in gone]
    scored = [
        (-score, place, index)
        for place, entry in enumerate(new)
        for _, score, index in process.extract(
            entry.source,
            sources,
            scorer=fuzz.ratio,
            score_cutoff=_SIMILAR,
            limit=3,
        )
        if gone[index].context == entry.context
    ]
    pairs: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for score, place, index in sorted(scored):
        if place not in pairs and index not in used:
            pairs[place] = (index, -score)
            used.add(index)
    return {
        new[place].key: _reuse(gone[index], new[place].source, score)
        for place, (index, score) in pairs.items()
    }


def _reuse(gone: Entry, source: str, score: float) -> Entry:
    """A draft from the text of a similar sentence; `previous` is what that text was made for."""
    if not gone.target:
        return replace(gone, source=source)
    made_for = gone.previous if gone.fuzzy and gone.previous is not None else gone.source
    origin = Origin(OriginKind.MEMORY, match=round(min(score, _CHANGED)))
    if gone.fuzzy and gone.origin:
        origin = replace(gone.origin, confidence=None)
    return replace(gone, source=source, fuzzy=True, previous=made_for, origin=origin)


def _carry(found: Entry | None, entry: Entry) -> Entry:
    """The present entry with what a person or an engine put into the found one."""
    if found is None:
        return entry
    return found if found.notes == entry.notes else replace(found, notes=entry.notes)


def _obsolete(
    old: Catalog, entries: tuple[Entry, ...], translated: Callable[[str], bool]
) -> tuple[Entry, ...]:
    """All of a person's work that is not in the article now, oldest first.

    A draft that merely repeats another entry's text (carried over by us, never edited) is dropped,
    so is an empty entry whose comments went on to the changed sentence.
    """
    present = {entry.key for entry in entries}
    remarks = {entry.comments for entry in entries}

    def remarked(entry: Entry) -> bool:
        return bool(entry.comments) and entry.comments not in remarks

    def is_work(entry: Entry) -> bool:
        own = bool(entry.target) and not entry.machine
        return remarked(entry) or own or translated(entry.source)

    gone = [
        replace(entry, notes=())
        for entry in (*old.obsolete, *old.entries)
        if entry.key not in present and is_work(entry)
    ]
    finished = {entry.target for entry in (*gone, *entries) if entry.state is State.APPROVED}
    kept = {
        entry.key: entry
        for entry in gone
        if remarked(entry)
        or not (entry.fuzzy and entry.previous is not None and entry.target in finished)
    }
    return tuple(kept.values())
