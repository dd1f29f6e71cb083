"""When an article is out: its day and time, from when and until when readers may have it.

A moment is ISO 8601 in the project's time zone, else in its own: a day (`2026-11-22`) where no
time of day is known, else `2026-11-22T18:45:00+01:00`. Whatever people write is read, or said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple

from toolkit.errors import UsageError
from toolkit.formats import metadata
from toolkit.formats.front.fields import (
    DATE,
    DRAFT,
    ENDED,
    EXPIRES,
    HOLDING,
    PUBLISH,
    RELEASED,
    SHOWN,
    STATUS,
    UNLISTED,
    UPDATED,
    WITHDRAWN,
    meant,
)
from toolkit.formats.front.keys import plain, plain_names
from toolkit.formats.moments import Reading, read
from toolkit.languages.language import language as language_of
from toolkit.model import Language

_DAY_IS_OVER = "T23:59:59"
"""A date of which only the day is understood does not show its article before."""
_YES = frozenset({"true", "yes", "on", "1", "ja", "wahr"})
_NO = frozenset({"false", "no", "off", "0", "nein", "falsch"})
_NOT_OUT = frozenset(
    plain_names(
        *(
            "draft",
            "autodraft",
            "entwurf",
            "wip",
            "inarbeit",
            "inbearbeitung",
            "inprogress",
            "todo",
            "idea",
            "idee",
            "offline",
        ),
        *("pending", "pendingreview", "review", "inreview", "archived", "archiviert", "trash"),
        *("private", "privat", "hidden", "versteckt", "unpublished", "unveröffentlicht"),
        *("deleted", "gelöscht", "withdrawn", "zurückgezogen", "gesperrt", "expired"),
        *("internal", "intern", "members", "paid", "tiers", "password", "protected"),
    )
)
"""What a `status` or `visibility` says of an article that is not out."""
_SCHEDULED = frozenset({"scheduled", "planned", "future", "geplant", "terminiert"})
"""What it says of one that is out at its moment."""
_OUT = frozenset(
    plain_names(
        *("published", "publish", "public", "online", "live", "visible", "active", "aktiv"),
        *("veröffentlicht", "öffentlich", "sichtbar", "approved", "freigegeben", "final"),
        *("ready", "done", "complete", "completed", "fertig", "abgeschlossen", "unlisted"),
    )
)
"""What it says of one that is out."""


class Timing(NamedTuple):
    """What an article says about when it is out."""

    moment: str = ""
    """When it appeared, at its embargo if no date says it; "" if nothing does."""
    updated: str = ""
    publish: str = ""
    """Before this moment nobody may have it."""
    expires: str = ""
    """From this moment on nobody may have it."""
    draft: bool = False
    unlisted: bool = False
    """Whoever has its address may read it; no list leads to it."""
    faults: tuple[str, ...] = ()
    """What cannot be read, one sentence each, which begins with the field and a colon."""
    unsure: bool = False
    """Whether something is among it that may have been meant to hold the article back."""
    withdrawn: tuple[str, ...] = ()
    """Tags of the languages in which nobody may have its translation."""

    @property
    def bare(self) -> Timing:
        """The same without what its author expressly holds it back with."""
        moment = "" if self.draft or self.publish else self.moment
        return self._replace(moment=moment, publish="", expires="", draft=False)


def timing(name: str, fields: Mapping[str, Any], source: Language, zone: tzinfo | None) -> Timing:
    """What an article's fields and its file name say; a day in the name comes before the field."""
    reader = _Reader(fields, source, zone)
    dated, named = reader.reading(*DATE), metadata.day_in(name)
    moment = dated.moment or dated.day
    if named and moment[:10] != named:
        if moment:
            reader.faults.append(
                f"date: {moment[:10]} is not the day in the file name, which counts; correct one"
            )
        moment = named
    vague = not dated.moment and moment == dated.day != ""
    reader.misspelled()
    publish = max(
        reader.releases(PUBLISH, RELEASED),
        key=reader.instant,
        default=f"{moment}{_DAY_IS_OVER}" if vague else "",
    )
    return Timing(
        moment=moment or publish,
        updated=reader.moment(*UPDATED),
        publish=publish,
        expires=min(reader.releases(EXPIRES, ENDED), key=reader.instant, default=""),
        draft=reader.draft(bool(publish or moment)),
        unlisted=reader.truth(*UNLISTED) or reader.says({"unlisted"}),
        withdrawn=tuple(reader.withdrawn()),
        faults=tuple(reader.faults),
        unsure=reader.unsure,
    )


def withheld(found: Timing, now: datetime, zone: tzinfo | None, tag: str = "") -> str:
    """Why readers may not have the article now, or not in a language; "" if they may."""
    if tag in found.withdrawn:
        return f"withdrawn in {language_of(tag).name}"
    if found.draft:
        return "a draft"
    if found.unsure:
        return "not out before somebody corrects what it says about that"
    begin = found.publish or found.moment
    if begin and instant(begin, zone) > now:
        return f"not out before {_words(instant(begin, zone), zone)}"
    if found.expires and instant(found.expires, zone) <= now:
        return f"expired on {_words(instant(found.expires, zone), zone)}"
    return ""


def instant(moment: str, zone: tzinfo | None) -> datetime:
    """The point in time of a moment; a day begins at midnight in the project's time zone."""
    found = datetime.fromisoformat(moment)
    return found if found.tzinfo else found.replace(tzinfo=zone or UTC)


def stamp(moment: str, zone: tzinfo | None) -> str:
    """A moment with time and zone, as feeds want it (RFC 3339); "" stays ""."""
    return instant(moment, zone).isoformat(timespec="seconds") if moment else ""


def _words(moment: datetime, zone: tzinfo | None) -> str:
    return moment.astimezone(zone or UTC).strftime("%Y-%m-%d %H:%M %Z")


@dataclass
class _Reader:
    """The fields of an article, and what is wrong with them."""

    fields: Mapping[str, Any]
    source: Language
    zone: tzinfo | None

    def __post_init__(self) -> None:
        self.faults: list[str] = []
        self.unsure = False
        self.spelled = {plain(name): name for name in self.fields}

    def value(self, name: str) -> Any:
        """What a field says; None if it is not there."""
        return self.fields[self.spelled[name]] if name in self.spelled else None

    def instant(self, moment: str) -> datetime:
        """As `instant`."""
        return instant(moment, self.zone)

    def reading(self, *names: str) -> Reading:
        """What is understood of the first of the fields that there is."""
        for name in names:
            value = self.value(name)
            if value not in (None, "") and not _is_truth(value):
                found = read(value, self.source, self.zone)
                if not found.moment:
                    whole = " as a whole" if found.day else ""
                    told = "a list or table" if isinstance(value, list | dict) else repr(str(value))
                    self.faults.append(
                        f"{self.spelled[name]}: {told} is no date that can be read{whole};"
                        " write it as 2026-11-22 or 2026-11-22T18:45+01:00"
                    )
                return found
        return Reading()

    def moment(self, *names: str) -> str:
        """The same as a moment, at least its day; "" if there is none or nobody can read it."""
        found = self.reading(*names)
        return found.moment or found.day

    def releases(self, named: Sequence[str], dated: Sequence[str]) -> list[str]:
        """All of the fields that there are; what cannot be read keeps the article back.

        `dated` count only if what they say is a date, or true or false.
        """
        known = len(self.faults)
        names = (*named, *(name for name in dated if self.is_dated(self.value(name))))
        for name in names:
            if _is_truth(self.value(name)):
                spelled = self.spelled[name]
                self.faults.append(f"{spelled}: true or false is no moment; write a date")
        found = [self.moment(name) for name in names]
        self.unsure = self.unsure or len(self.faults) > known
        return list(filter(None, found))

    def is_dated(self, value: Any) -> bool:
        """Whether a value seems to say when, or whether."""
        return _is_truth(value) or bool(read(value, self.source, self.zone).day)

    def draft(self, dated: bool) -> bool:
        """Whether one of the fields says so; what is scheduled must be dated."""
        said = self.truth(*DRAFT)
        self.truth(*SHOWN)
        off = any(_word(self.value(name)) in _NO for name in ("published", *SHOWN))
        for name, word in self.states():
            if word in _SCHEDULED and not dated:
                what = f"nothing says for when the article is {word}; write `publish`"
                self.faults.append(f"{name}: {what}")
                self.unsure = True
            elif word not in _NOT_OUT | _SCHEDULED | _OUT:
                what = f"{word!r} keeps nothing back; write draft or published"
                self.faults.append(f"{name}: {what}")
        return said or off or self.says(_NOT_OUT)

    def says(self, words: Collection[str]) -> bool:
        """Whether the status of the article is one of the words."""
        return any(word in words for _, word in self.states())

    def states(self) -> Iterator[tuple[str, str]]:
        """(field, word) of each status that the article has."""
        for name in STATUS:
            for word in self.texts(name):
                yield self.spelled[name], plain(_word(word))

    def texts(self, name: str) -> tuple[str, ...]:
        """What a field lists, or its only value; () for none."""
        value = self.value(name)
        single = value if isinstance(value, str | list | tuple) else [str(value)]
        return () if value is None else metadata.list_of({name: single}, name)

    def codes(self, name: str) -> tuple[str, ...]:
        """The languages that a field lists. A field that is false may say that there are none."""
        value = self.value(name)
        if isinstance(value, list | tuple):
            return metadata.list_of({name: [metadata.code_of(code) for code in value]}, name)
        return self.texts(name)

    def withdrawn(self) -> Iterator[str]:
        """The languages that the fields name; what is none holds the article back."""
        for name in WITHDRAWN:
            spelled = self.spelled.get(name, "")
            for code in self.codes(name):
                try:
                    tag = language_of(code).tag
                except UsageError:
                    tag = ""
                if tag and tag != self.source.tag:
                    yield tag
                    continue
                self.faults.append(
                    f"{spelled}: {code!r} is no language of a translation; write codes such as"
                    " [en], or `draft: true` to withdraw all"
                )
                self.unsure = True

    def truth(self, *names: str) -> bool:
        """Whether one of the fields is true; what is neither true nor false holds back."""
        yes = False
        for name in names:
            said = _word(self.value(name))
            yes = yes or said in _YES
            if said and not _is_truth(said):
                self.faults.append(
                    f"{self.spelled[name]}: {said!r} is neither true nor false; write one of them"
                )
                self.unsure = True
        return yes

    def misspelled(self) -> None:
        """Look for fields that seem to hold back, but for a slip of the pen in their names."""
        for name, value in self.fields.items():
            other = meant(name)
            if other in HOLDING:
                dated = other in PUBLISH + EXPIRES and read(value, self.source, self.zone).day
                named = other in WITHDRAWN and value not in (None, "", [])
                holds = dated or named or _word(value) in _YES
            else:
                holds = other == "published" and _word(value) in _NO
            if holds:
                self.faults.append(f"{name}: there is no such field; did you mean `{other}`?")
                self.unsure = True


def _word(value: Any) -> str:
    """A value as a word in small letters; "" for none."""
    return "" if value is None else str(value).strip().lower()


def truth(value: Any) -> bool | None:
    """Whether a value says yes; None if it says neither yes nor no."""
    return _word(value) in _YES if _is_truth(value) else None


def _is_truth(value: Any) -> bool:
    return _word(value) in _YES | _NO
