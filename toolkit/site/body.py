"""An article's text → its headline and clean HTML, with the same anchors in all languages.

Anchors come from the source's headings (GitHub's way of making them), so a link to a section leads
to it in every language. Draft marks become `<mark>`; what is left unmarked is approved.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from toolkit.formats.format import CLOSE_MARK, OPEN_MARK, Format
from toolkit.formats.html.markup import (
    HEADINGS,
    edit,
    headline,
    lacking,
    plain,
    with_attributes,
)
from toolkit.formats.html.tokens import Token, tokens
from toolkit.languages.binding import bind
from toolkit.languages.language import language as language_of
from toolkit.publication.alerts import titled
from toolkit.site import inside
from toolkit.site.links import Target, dead_ends, rewrite
from toolkit.site.sanitize import clean, frame_address, is_picture, linked
from toolkit.storage.fingerprint import digest
from toolkit.storage.windows import DEVICES

_LONGEST = 200
"""Bytes of a slug: it becomes the name of a file, for which most systems have 255."""
_MARK = re.compile(f"{OPEN_MARK}(?:([A-Za-z-]+): )?|{CLOSE_MARK}")


_ACTIVE = frozenset({"iframe", "object", "embed", "canvas", "form", "applet"})
"""What `clean` takes away although readers would see something."""
_OPENING = re.compile(r"<(p|h[1-6])\b[^>]*>(.*?)</\1>", re.S)


@dataclass(frozen=True, slots=True)
class Body:
    """What an article's text is on a page."""

    headline: str
    """Its first `<h1>` as plain text with draft marks; not in `html` any more. "" if none."""
    first: str
    """The words of its first heading or paragraph, without the period of a single sentence."""
    html: str
    anchors: tuple[str, ...]
    """The ids of its headings, in order."""
    words: str
    """What it says, as one line."""
    dead_ends: tuple[str, ...]
    """References to places in it that are not there; not in `html` any more."""
    pictures: Mapping[str, bytes]
    """Those that were in its text itself, by the names with which it refers to them."""


def body(
    text: str, form: Format, language: str, trusted: bool, anchors: tuple[str, ...] | None = None
) -> Body:
    """The body of a text in its source's format; with the anchors given, if there are any."""
    raw = titled((form.to_story or form.to_html)(text), language)
    safe, pictures = inside.taken_out(_placed(raw if trusted else clean(linked(raw))))
    title, rest = headline(safe)
    found = _anchors(rest) if anchors is None or len(anchors) != _count(rest) else anchors
    left = iter(found)

    def tag(token: Token, raw: str) -> str:
        if token.name == "img" and not token.get("src"):
            return escape(_MARK.sub("", token.get("alt") or ""))
        if token.name == "source" and not (token.get("src") or token.get("srcset")):
            return ""
        raw = _MARK.sub("", raw)
        if added := lacking(token):
            return _MARK.sub("", with_attributes(token, added))
        if token.name not in HEADINGS:
            return raw
        name = "h2" if token.name == "h1" else token.name
        if token.kind == "end":
            return f"</{name}>"
        return _MARK.sub("", with_attributes(token, {"id": next(left)}, name))

    made = edit(rest, tag, lambda words: bind(words, language))
    lost = dead_ends(made)
    if lost:
        made = rewrite(made, lambda reference: Target("") if reference in lost else None)
    marked = _MARK.sub(lambda found: _mark(found, language), made)
    return Body(plain(title), _first(made), marked, found, plain(marked), lost, pictures)


def _placed(source: str) -> str:
    """A place of older pages (`<a name="teil">`) as one of today's."""
    if " name=" not in source:
        return source

    def tag(token: Token, raw: str) -> str:
        name = token.get("name") if token.name == "a" and token.kind == "start" else None
        if name is None:
            return raw
        return with_attributes(token, {"id": token.get("id") or name or None, "name": None})

    return edit(source, tag)


def left_out(text: str, form: Format, trusted: bool) -> tuple[str, ...]:
    """What other programs show in a text and the site does not, by name, each once."""
    raw = "" if trusted else (form.to_story or form.to_html)(text)
    found = [token for token in tokens(raw) if token.kind == "start"]
    active = [
        f"<{token.name}>" + " (a link leads there)" * bool(frame_address(token))
        for token in found
        if token.name in _ACTIVE
    ]
    pictures = [token.get("src") or "" for token in found if token.name == "img"]
    inside = [one for one in pictures if one.startswith("data:") and not is_picture(one)]
    kinds = [f"a picture ({one[5:].partition(';')[0][:40]})" for one in inside]
    return tuple(dict.fromkeys((*form.left_out(text), *active, *kinds)))


def _first(source: str) -> str:
    found = _OPENING.search(source)
    words = plain(found[2] if found else source.partition("<p>")[0])
    return words.removesuffix(".").removesuffix("。")


def unmarked(text: str) -> tuple[str, str]:
    """(a short text without draft marks, the language it says it is in or "")."""
    found = _MARK.search(text)
    return _MARK.sub("", text), (found[1] or "" if found else "")


def _count(source: str) -> int:
    return sum(token.kind == "start" and token.name in HEADINGS for token in tokens(source))


def _anchors(source: str) -> tuple[str, ...]:
    """The ids of the headings: their own, else made of their words; no other element has one."""
    numbers: dict[str, int] = {}
    result = []
    every = [token for token in tokens(source) if token.name]
    found = [token for token in every if token.name in HEADINGS]
    others = (token for token in every if token.attributes and token.name not in HEADINGS)
    taken = {token.get("id") for token in others}
    ends: dict[str, list[int]] = {}
    for token in found:
        if token.kind == "end":
            ends.setdefault(token.name, []).append(token.start)
    for token in found:
        if token.kind != "start":
            continue
        places = ends.get(token.name, [])
        later = bisect_left(places, token.end)
        end = places[later] if later < len(places) else token.end
        own = token.get("id") or slug(plain(source[token.end : end])) or "section"
        name = own
        while name in taken:
            numbers[own] = numbers.get(own, 0) + 1
            name = f"{own}-{numbers[own]}"
        taken.add(name)
        result.append(name)
    return tuple(result)


def slug(text: str) -> str:
    """Words as part of an address: letters and digits of any script, lower case, "-"."""
    kept = re.sub(r"[^\w\s-]", "", unmarked(text)[0].lower())
    return fitting(re.sub(r"[\s_-]+", "-", kept).strip("-"))


def fitting(whole: str) -> str:
    """A name that a file can have: cut, and told apart from others that begin so."""
    if whole in DEVICES:
        return f"{whole}-"
    short = whole.encode()[:_LONGEST].decode("utf-8", "ignore")
    return whole if whole == short else f"{short}-{digest(whole)[:8]}"


def _mark(found: re.Match[str], around: str) -> str:
    """A draft mark as a tag; it runs its own way where the text around it runs the other."""
    if found[0] == CLOSE_MARK:
        return "</mark>"
    if not found[1]:
        return "<mark>"
    direction = language_of(found[1]).direction
    other = f' dir="{direction}"' if direction != language_of(around).direction else ""
    return f'<mark lang="{found[1]}"{other}>'
