"""What a page says about its language: `lang`, `dir`, `og:locale`, `content-language`, JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial

from toolkit.errors import UsageError
from toolkit.formats.format import Localization
from toolkit.formats.html.tokens import Token, tokens, unescape
from toolkit.languages.language import language as language_of
from toolkit.languages.language import territory
from toolkit.languages.scripts import script_of, written_in
from toolkit.model import Language

Edit = tuple[int, int, str]
"""(start, end, new text) in a source."""
_METAS = frozenset(
    {"content-language", "language", "dc.language", "dcterms.language", "inlanguage"}
)
"""`http-equiv`, `name` or `itemprop` of a `<meta>` whose content is a language."""
_JSON_LANGUAGE = re.compile(r'("inLanguage"\s*:\s*")([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)(?=")')


def localize(source: str, localization: Localization, inside: str = "") -> str:
    """The page or fragment, naming its new language wherever it named its own.

    Elements inside in a third language stay as they are, unless their words were translated, as
    their script shows; `inside` are the words of the element if the source is its tag alone. `dir`
    follows where there is one or where it is needed.
    """
    every = tuple(tokens(source))
    found = [token for token in every if token.kind in ("start", "raw")]
    root = next((token for token in found if token.name == "html"), None)
    own = {_primary(localization.original.tag)}
    if root:
        own |= {_primary(root.get("lang") or root.get("xml:lang"))} - {""}
    edits = list(_root(root, localization, source)) if root else []
    script = False
    for token in found:
        if token.kind == "raw" and script:
            edits += _json(source, token, localization, own)
        elif token is not root and token.kind == "start":
            words = partial(_words_in, source, every, token, inside)
            edits += _element(source, token, localization, own, words)
        script = token.name == "script" and "ld+json" in (token.get("type") or "").lower()
    return edited(source, edits)


def _root(root: Token, localization: Localization, source: str) -> Iterator[Edit]:
    tag, direction = localization.language.tag, localization.language.direction
    yield from values(source, root, {"lang": tag, "xml:lang": tag, "dir": direction})
    missing = "" if root.get("lang") is not None else f' lang="{tag}"'
    if root.get("dir") is None and direction == "rtl":
        missing += ' dir="rtl"'
    place = root.start + len("<html")
    if missing:
        yield place, place, missing


def _element(
    source: str,
    token: Token,
    localization: Localization,
    own: set[str],
    words: Callable[[], str],
) -> Iterator[Edit]:
    """What an element with these words, or a `<meta>`, says of its language."""
    language = localization.language
    if token.name == "meta":
        content = token.get("content") or ""
        named = {(token.get(key) or "").lower() for key in ("http-equiv", "name", "itemprop")}
        if (token.get("property") or "").lower() == "og:locale":
            yield from values(source, token, {"content": territory(language)})
        elif named & _METAS and _primary(content) in own:
            yield from values(source, token, {"content": language.tag})
        return
    names = {_primary(token.get(key)) for key in ("lang", "xml:lang")} - {""}
    renamed = names and (names <= own or _is_translated(names, words, language))
    new = {"lang": language.tag, "xml:lang": language.tag} if renamed else {}
    if (new or token.name == "body") and (token.get("dir") or "").lower() in ("ltr", "rtl"):
        new["dir"] = language.direction
    yield from values(source, token, new)


def _is_translated(names: set[str], words: Callable[[], str], target: Language) -> bool:
    """Whether words marked as another language's are the target's, by their script."""
    other = None
    with suppress(UsageError):
        other = language_of(next(iter(names)))
    if len(names) != 1 or other is None or script_of(other) == script_of(target):
        return False
    text = words()
    return written_in(text, target) and not written_in(text, other)


def _words_in(source: str, every: Sequence[Token], start: Token, alone: str) -> str:
    """The words of an element; "" if it has no end."""
    if every[-1] is start:
        return alone
    depth, texts = 0, []
    for token in every[every.index(start) :]:
        if token.kind == "text":
            texts.append(source[token.start : token.end])
        elif token.name == start.name and not token.closed:
            depth += 1 if token.kind == "start" else -1
            if depth == 0:
                return unescape("".join(texts))
    return ""


def _json(source: str, token: Token, localization: Localization, own: set[str]) -> Iterator[Edit]:
    for found in _JSON_LANGUAGE.finditer(source, token.start, token.end):
        if _primary(found[2]) in own:
            yield *found.span(2), localization.language.tag


def _primary(tag: str | None) -> str:
    """`de` of `de-AT`."""
    return re.split("[-_]", (tag or "").strip().lower())[0]


def values(source: str, token: Token, new: Mapping[str, str]) -> Iterator[Edit]:
    """New values for attributes that are there."""
    for item in token.attributes:
        value = new.get(item.name)
        if value and item.start == item.end and not item.quote:
            sign = "" if source[item.start - 1] == "=" else "="
            yield item.start, item.end, f'{sign}"{value}"'
        elif value:
            yield item.start, item.end, value


def edited(source: str, edits: list[Edit]) -> str:
    """The source with these places replaced."""
    result, last = [], 0
    for start, end, text in sorted(edits):
        result += [source[last:start], text]
        last = end
    return "".join(result) + source[last:]
