"""Engine results → drafts for the empty entries of catalogs. Pure: the engine is an argument."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from toolkit.catalog import origin as origins
from toolkit.document.inline import PLACEHOLDER, shown, unmask
from toolkit.drafting import placeholders as align
from toolkit.engines.contract import Engine, Proposing, Result
from toolkit.glossary import adapt
from toolkit.glossary.glossary import Glossary
from toolkit.model import Catalog, Entry, Inline, Key, Language, Origin, Segment, State
from toolkit.phrase import Phrase
from toolkit.storage.signs import LINES, unfit

Drafts = Mapping[Key, Entry]
"""Entry key → the entry with its draft, or with the reason why there is none."""


_NONE = Catalog()


@dataclass(frozen=True, slots=True)
class DraftOptions:
    """What drafts must be like."""

    least: float = 0.0
    """A result with a lower score (0 to 1) is left out, with the reason."""
    terms: Glossary | None = None
    """Terms that are put right in a result where that is safe."""


_DEFAULTS = DraftOptions()


@dataclass(frozen=True, slots=True)
class Work:
    """A catalog whose empty entries are to be filled, and what helps to fill them."""

    segments: tuple[Segment, ...]
    """The sentences of the article, in reading order."""
    catalog: Catalog
    pivot: Catalog = _NONE
    """The article's catalog in the engine's pivot language: approved texts are translated on."""


@dataclass(frozen=True, slots=True)
class _Query:
    """One sentence for the engine."""

    work: int
    entry: Entry
    inline: Inline
    names: tuple[str, ...] | None = None
    """Placeholders in the order of the approved pivot text; None for a source sentence."""


def drafts(
    works: Sequence[Work],
    engine: Engine,
    languages: tuple[Language, ...],
    options: DraftOptions = _DEFAULTS,
) -> Sequence[Drafts]:
    """Drafts for each catalog, placeholders put back; what is not empty is left alone.

    `languages` is the engine's path from source to target. All sentences from one language go to
    the engine in one call. EngineError if a model is missing or broken.
    """
    queries = [query for number, work in enumerate(works) for query in _queries(number, work)]
    found: list[dict[Key, Entry]] = [{} for _ in works]
    target = languages[-1]
    for start in (languages[0], languages[-2]) if len(languages) > 2 else languages[:1]:
        mine = [query for query in queries if (query.names is None) == (start == languages[0])]
        if not mine:
            continue
        results = engine.translate([shown(query.inline) for query in mine], start, target)
        origin = origins.engine(engine.origin(start, target))
        if start != languages[0]:
            origin = replace(origin, pivot=start.posix)
        for query, result in zip(mine, results, strict=True):
            found[query.work][query.entry.key] = _drafted(query, result, origin, target, options)
    return found


def alternatives(
    work: Work,
    engine: Engine,
    languages: tuple[Language, ...],
    options: DraftOptions,
    count: int,
) -> list[Entry]:
    """Different drafts for the one empty entry of a catalog, best first; at most so many.

    EngineError if a model is missing or broken.
    """
    (query,) = _queries(0, work)
    source, target = languages[0], languages[-1]
    sentence = shown(query.inline)
    if isinstance(engine, Proposing):
        results = engine.propose(sentence, source, target, count)
    else:
        results = engine.translate([sentence], source, target)
    origin = origins.engine(engine.origin(source, target))
    made = [_drafted(query, result, origin, target, options) for result in results]
    return list({entry.target: entry for entry in reversed(made) if entry.target}.values())[::-1]


def apply(old: Catalog, made: Drafts) -> Catalog:
    """The catalog with drafts in the entries that are still open; nothing else is touched."""
    return replace(old, entries=tuple(_applied(entry, made) for entry in old.entries))


def _applied(entry: Entry, made: Drafts) -> Entry:
    new = made.get(entry.key, entry)
    if entry.state is State.EMPTY or (entry.stale and new.target):
        return replace(new, notes=entry.notes, comments=entry.comments)
    return entry


def without_machine(catalog: Catalog) -> Catalog:
    """The catalog without an engine's drafts that no person changed: something better may come."""
    entries = (entry.emptied() if entry.machine else entry for entry in catalog.entries)
    return replace(catalog, entries=tuple(entries))


def without_trials(catalog: Catalog, engine: str) -> Catalog:
    """The catalog without what other engines than this one only made for a trial."""
    return replace(
        catalog,
        entries=tuple(
            entry.emptied()
            if entry.tried and entry.fuzzy and entry.origin and entry.origin.name != engine
            else entry
            for entry in catalog.entries
        ),
    )


def filled_from(new: Catalog, old: Catalog) -> Catalog:
    """The new catalog with the old entries where only they have a target, and one is lacking."""
    pairs = zip(new.entries, old.entries, strict=True)
    entries = (
        other if other.target and not (one.target or one.told_before) else one
        for one, other in pairs
    )
    return replace(new, entries=tuple(entries))


def is_open(entry: Entry) -> bool:
    """Whether an engine is asked for it: nothing there, or an untouched draft of an older text."""
    return (entry.state is State.EMPTY and not entry.told_before) or entry.stale


def _queries(number: int, work: Work) -> Iterator[_Query]:
    """The empty entries of a catalog, each from its approved pivot text if it has one."""
    inlines: dict[Key, Inline] = {}
    for segment in work.segments:
        inlines.setdefault(segment.key, segment.inline)
    approved = {e.key: e.target for e in work.pivot.entries if e.state is State.APPROVED}
    for entry in work.catalog.entries:
        if is_open(entry):
            yield _query(number, entry, inlines[entry.key], approved.get(entry.key))


def _query(number: int, entry: Entry, inline: Inline, approved: str | None) -> _Query:
    if approved is not None:
        names = tuple(PLACEHOLDER.findall(approved))
        if sorted(names) == sorted(PLACEHOLDER.findall(entry.source)):
            return _Query(number, entry, unmask(approved, inline), names)
    return _Query(number, entry, inline)


def _drafted(
    query: _Query, result: Result, origin: Origin, target: Language, options: DraftOptions
) -> Entry:
    """The entry with the result as a draft, or empty with the reason."""
    score = result.score
    if score is not None:
        origin = replace(origin, confidence=round(score, 2))
    if not result.text:
        why = replace(origin, left_empty=result.reason) if result.reason else None
        return query.entry.emptied(why)
    if sign := unfit(result.text, shown(query.inline), LINES):
        why = replace(origin, left_empty=f"the engine gave {sign}, which is no text")
        return query.entry.emptied(why)
    if score is not None and score < options.least:
        reason = f"confidence below {options.least:.2f}"
        return query.entry.emptied(replace(origin, left_empty=reason))
    text, certain = align.restore(query.inline, result, query.names)
    remark: str = "" if certain else Phrase("check the places of the placeholders")
    if options.terms:
        text, changed = adapt.apply(query.entry.source, text, options.terms, target)
        if changed:
            fitted = Phrase("terms adapted: %(terms)s", terms=", ".join(changed))
            remark = (
                Phrase("%(first)s: %(second)s", first=remark, second=fitted) if remark else fitted
            )
    return query.entry.drafted(text, replace(origin, remark=remark))
