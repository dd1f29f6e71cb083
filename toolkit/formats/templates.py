"""Template syntax in a source: what other programs fill in, and the texts for readers in it.

Shortcodes and templates of Hugo, Jekyll, Hexo and WordPress, components and expressions of MDX,
comments of Obsidian and MDX. None of it is text; the values of some parameters are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from toolkit.expression import expression
from toolkit.formats.html import tags
from toolkit.model import Block, BlockKind, Inline, Part, Role, Skeleton, Span, Syntax, Text

MASK = "\ufdd1"
"""Stands for each character of template syntax while a parser reads (a noncharacter)."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RAW_TAGS = _names(
    "highlight raw comment codeblock code mermaid math katex verbatim latex chart plantuml graphviz"
    " rawhtml"
)
"""Those whose content is for other programs too."""
_RAW_BRACKETS = frozenset({"code", "sourcecode", "latex", "pre", "raw"})
_OPEN = expression(r"\{\{[<%]?|\{%|\{#(?=\s)|\{::")
_CLOSE = {"{{": "}}", "{{<": ">}}", "{{%": "%}}", "{%": "%}", "{#": "#}", "{::": "}"}
_QUOTED = r"(?<==)\"(?:[^\"\\\n]|\\.)*\"|"
_QUOTED += r"(?<=[\s=:(,|])(?:\"(?:[^\"\\{]|\\.)*\"|'[^'{]*'|`[^`{]*`)(?=[\s,)|}>%/-])"
_ENDS = {
    sign: expression(f"{_QUOTED}|(?P<close>{re.escape(close)})", re.S)
    for sign, close in _CLOSE.items()
}
"""What ends a piece of template syntax, and texts in quotes, in which it does not end."""
_END = {"{{<": r"\{{\{{[<%]\s*/\s*{}\s*[>%]\}}\}}", "{%": r"\{{%-?\s*end{}\s*-?%\}}"}
_END |= {"{{%": _END["{{<"], "{::": r"\{{:/(?:{})?\}}"}
_BRACKETS = expression(
    r"(?<![\]\\!])\[(?P<end>/)?(?P<name>[A-Za-z][\w-]*)"
    r"(?P<rest>(?:\s+[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\]\"']+)|\s+\"[^\"]*\")*)\s*/?\](?![(\[:])"
)
_CONTENTS = expression(
    r"^[ \t>]*(?:[*+-]|\d+\.)[ \t]+([^\s{][^\n]*\n[ \t>]*\{:[ \t]*toc\b[^}\n]*\})", re.M
)
"""kramdown's item that its table of contents takes the place of."""
_COMMENT = expression(
    r"(?<![\d%])(?<!(?<!\\)`)%%(?![%`])[^\n]*?%%(?!%)|^[ \t]*%%(?![^\n]*%%).*?%%[ \t]*$",
    re.S | re.M,
)
_TAG = expression(r"</?(?P<name>[A-Za-z][\w.:-]*|(?=>))")
_ATTRIBUTE = expression(r"\s*(?:(?P<name>[\w.:@-]+)(?:\s*=\s*(?=[\"'{]))?)?")
_STRING = expression(r"\"[^\"]*\"|'[^']*'")
_BRACE = expression(
    r"[{}]|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|/\*.*?\*/", re.S
)
_ELEMENTS = tags.BLOCKS | tags.BREAKOUTS | tags.LITERAL | tags.RCDATA | tags.VOID
_HEADING_ID = expression(r"\{#[\w.:-]+\}")
_LONGEST = 4_000
_BLANK_LINE = expression(r"\n[ \t>]*\n")
_FENCE = expression(r"^[ \t>]*(?:```|~~~)", re.M)
_NAME = expression(r"(?:\{\{[<%]?-?|\{%-?|\{::|<|\[)\s*(?P<end>/|end(?=\w))?\s*(?P<name>[\w.:-]+)")
_VALUE = expression(
    r"(?:(?<![\w-])(?P<name>[\w.:-]+)\s*[=:]\s*\{?\s*)?(?P<value>\"(?:[^\"\\]|\\.)*\"|'[^']*')"
)
_KINDS = {"alt": BlockKind.ALT, "caption": BlockKind.CAPTION, "attr": BlockKind.CAPTION}
_KINDS |= dict.fromkeys(("title", "tooltip"), BlockKind.TOOLTIP)
_KINDS |= dict.fromkeys(
    (
        "attribution",
        "label",
        "text",
        "heading",
        "header",
        "headline",
        "subtitle",
        "question",
        "answer",
    ),
    BlockKind.LABEL,
)
_KINDS |= dict.fromkeys(("description", "desc", "summary"), BlockKind.DESCRIPTION)
_KINDS |= {"placeholder": BlockKind.PLACEHOLDER, "fig.alt": BlockKind.ALT, "cap": BlockKind.CAPTION}
_KINDS |= dict.fromkeys(("fig.cap", "fig.scap", "tab.cap", "tbl.cap"), BlockKind.CAPTION)
"""Parameter → kind of its text."""
_TITLED = _names(
    "tab expand details accordion admonition notice callout alert button card step note tip"
    " warning collapse spoiler fold section"
)
"""Shortcodes whose text without a name is a title."""
_WITHOUT_WORDS = _names(
    "ref relref include includes include_relative youtube gist if elsif unless for assign when case"
    " post_url link import from set block extends macro url page asset_path post_link cycle"
)
"""Those whose texts are names of other things."""
_CALLS = {"{{<": ">}}", "{{%": "%}}", "{%": "%}", "<": ">", "[": "]"}
_CALL = expression(r"(?P<sign>\{\{[<%]|\{%|<|\[)-?\s*(?P<end>/|end(?=\w))?\s*(?P<name>[\w.:-]+)")
_QUIET = _names(
    "if elsif else unless for assign capture when case comment raw ref relref link post_url"
    " asset_path url block extends macro set import from toc"
)
"""Those that show nothing, or what stands between them."""
_ADDRESS = expression(r"\S*[/\\#]\S*|\S+\.\w{2,5}|\S*_\S*")
_ESCAPE = expression(r"\\([\"\\])|([\r\n][ \t\r\n]*)")


@dataclass(frozen=True, slots=True)
class ParameterSyntax(Syntax):
    """The value of a parameter, its quotes included."""

    quote: str
    escapes: bool
    """A quotation mark in it may be written with a backslash."""


def spans(text: str, *, brackets: bool, components: bool, comments: bool) -> list[Span]:
    """Where template syntax stands, in order.

    `brackets` are WordPress's shortcodes, `components` those of MDX and its expressions,
    `comments` Obsidian's.
    """
    found = [*_components(text)] if components else []
    found += _templates(text)
    if "{:" in text:
        found += (span.span(1) for span in _CONTENTS.finditer(text))
    if comments:
        found += (span.span() for span in _COMMENT.finditer(text) if _sound(span[0]))
    if brackets:
        found += _bracketed(text)
    return list(_apart(sorted(found, key=lambda span: (span[0], -span[1]))))


def calls(pieces: Iterable[str]) -> Iterator[str]:
    """What pieces of template syntax would show, by name, each once: `{{< youtube >}}`.

    What has an end tag only frames text, conditions and links show nothing of their own.
    """
    found = [call for call in map(_CALL.match, pieces) if call]
    ended = {call["name"] for call in found if call["end"]}
    named = (
        f"{call['sign']}{blank}{call['name']}{blank}{_CALLS[call['sign']]}"
        for call in found
        if not call["end"] and call["name"] not in ended | _QUIET
        for blank in (" " if call["sign"][0] == "{" else "",)
    )
    yield from dict.fromkeys(named)


def _apart(found: list[Span]) -> Iterator[Span]:
    """Without those that begin within another."""
    end = 0
    for start, stop in found:
        if start >= end:
            yield start, stop
            end = stop


def _templates(text: str) -> Iterator[Span]:
    at = 0
    endless: set[str] = set()
    for opening in _OPEN.finditer(text):
        start, sign = opening.start(), opening[0]
        end = 0 if start < at else _end(text, sign, opening.end())
        if not end:
            continue
        while sign == "{{" and text.startswith("}", end):
            end += 1
        tag = _NAME.match(text, start, end)
        pair = 0
        told = text[start - 1 : start] == "`" == text[end : end + 1]
        if sign in _END and tag and not tag["end"] and _is_raw(sign, tag["name"]) and not told:
            pair = _raw_end(text, end, _END[sign].format(re.escape(tag["name"])), endless)
        end = pair or end
        if _sound(text[start:end]) and (pair or not _BLANK_LINE.search(text, start, end)):
            yield start, end
            at = end


def _end(text: str, sign: str, start: int) -> int:
    """Where a piece of template syntax ends, not in a text in quotes; 0 if it does not."""
    for found in _ENDS[sign].finditer(text, start, start + _LONGEST):
        if found["close"]:
            return found.end()
    return 0


def _is_raw(sign: str, name: str) -> bool:
    return name in (("comment", "nomarkdown") if sign == "{::" else _RAW_TAGS)


def _raw_end(text: str, start: int, pattern: str, endless: set[str]) -> int:
    """Where the end tag of this pattern ends; 0 if there is none."""
    found = None if pattern in endless else re.compile(pattern).search(text, start)
    if not found:
        endless.add(pattern)
    return found.end() if found else 0


def _sound(raw: str) -> bool:
    """Whether it can be one piece: none of a text about template syntax, none across a fence."""
    return not (len(_FENCE.findall(raw)) % 2 or re.match(r"\{+[%#<]?\s*`", raw))


def _bracketed(text: str) -> Iterator[Span]:
    """`[name …]`, if it has parameters or an end somewhere, and `[/name]`."""
    found = list(_BRACKETS.finditer(text))
    ends = {span["name"] for span in found if span["end"]}
    opens = {span["name"] for span in found if not span["end"]}
    endless: set[str] = set()
    for span in found:
        start, end = span.span()
        paired = span["name"] in (opens if span["end"] else ends)
        if span["name"] in _RAW_BRACKETS and not span["end"]:
            end = _raw_end(text, end, rf"\[/{span['name']}\]", endless) or end
        if paired or (not span["end"] and "=" in span["rest"]):
            yield start, end


def _components(text: str) -> Iterator[Span]:
    """MDX: tags of components, tags with expressions in them, expressions."""
    braces = _braces(text)
    at = 0
    for found in re.finditer(r"[<{]", text):
        start = found.start()
        if start < at:
            continue
        end = _tag_end(text, start, braces) if found[0] == "<" else braces.get(start, 0)
        if end and _is_code(text[start:end]):
            yield start, end
            at = end


def _is_code(raw: str) -> bool:
    """Whether it can be one piece of code."""
    if _HEADING_ID.fullmatch(raw):
        return False
    whole = raw.startswith(("{/*", "{`", "<")) or not _BLANK_LINE.search(raw)
    return whole and len(raw) < _LONGEST and not len(_FENCE.findall(raw)) % 2


def _braces(text: str) -> dict[int, int]:
    """Where each opening brace stands → where its closing one ends."""
    result: dict[int, int] = {}
    opened: list[int] = []
    at = 0
    while found := _BRACE.search(text, at):
        at = found.end()
        if found[0] == "{":
            opened.append(found.start())
        elif found[0] == "}":
            if opened:
                result[opened.pop()] = at
        elif not opened:
            at = found.start() + 1
    return result


def _tag_end(text: str, start: int, braces: dict[int, int]) -> int:
    """Where the tag of a component ends; 0 if there is none, or if HTML can read it as well."""
    opening = _TAG.match(text, start)
    if not opening:
        return 0
    name = opening["name"]
    ours = not name or "." in name or (name[0].isupper() and name.lower() not in _ELEMENTS)
    at = opening.end()
    while at < min(len(text), start + _LONGEST):
        attribute = _ATTRIBUTE.match(text, at)
        at = attribute.end() if attribute else at
        if text.startswith((">", "/>"), at):
            return at + 1 + text.startswith("/", at) if ours else 0
        value = _STRING.match(text, at)
        if value:
            at = value.end()
        elif text.startswith("{", at):
            at = braces.get(at, 0)
            ours = True
            if not at:
                return 0
        elif not attribute or attribute.end() == attribute.start():
            return 0
    return 0


def mark(raw: str) -> tuple[Role, str] | None:
    """Whether it may open or close something, and what; None if it stands alone."""
    found = _NAME.match(raw)
    if not found or raw.rstrip(">}%]").rstrip().endswith("/"):
        return None
    return (Role.CLOSE if found["end"] else Role.OPEN), raw[0] + found["name"]


def parts(raw: str) -> tuple[Part, ...]:
    """A piece of template syntax with the texts for readers in it as blocks."""
    found = _NAME.match(raw)
    expression = raw.startswith("{{") and not raw.startswith(("{{<", "{{%"))
    if not found or expression or found["end"] or "\n\n" in raw:
        return (Skeleton(raw),)
    name = found["name"].lower()
    if name in _RAW_TAGS:
        return (Skeleton(raw),)
    return _with_texts(raw, found.end(), name)


def attributes(raw: str) -> tuple[Part, ...]:
    """A list of attributes, in braces or not, with the texts for readers in it as blocks."""
    return _with_texts(raw, 0, "")


def _with_texts(raw: str, start: int, tag: str) -> tuple[Part, ...]:
    """Values behind an offset that are texts for readers; `tag` is "" if all of them have names."""
    result: list[Part] = []
    end = 0
    for value in _VALUE.finditer(raw, start):
        kind = _kind(tag, value["name"], value["value"][1:-1])
        if kind:
            start, stop = value.span("value")
            escapes = raw.startswith("{{")
            syntax = ParameterSyntax(raw[start], escapes)
            result += [Skeleton(raw[end:start]), Block(kind, _inline(raw[start:stop]), syntax)]
            end = stop
    return (*result, Skeleton(raw[end:]))


def all_parts(raw: str) -> tuple[Part, ...]:
    """The parts of a text that is nothing but template syntax."""
    found: list[Part] = []
    end = 0
    for start, stop in spans(raw, brackets=True, components=True, comments=True):
        found += [Skeleton(raw[end:start]), *parts(raw[start:stop])]
        end = stop
    return (*found, Skeleton(raw[end:]))


def _kind(tag: str, name: str | None, text: str) -> BlockKind | None:
    """What kind of text a parameter has; None if it is none for readers."""
    if not text.strip() or "{{" in text:
        return None
    if name is None:
        if not tag or tag in _WITHOUT_WORDS:
            return None
        words = tag in _TITLED or " " in text.strip() or not text.isascii()
        return BlockKind.LABEL if words and not _ADDRESS.fullmatch(text) else None
    return _KINDS.get(re.sub("[-_]", "", name.lower())) or _KINDS.get(name.lower().split("-")[-1])


def _inline(raw: str) -> Inline:
    pieces: list[Text] = [Text("", raw[0])]
    end = 1
    for found in _ESCAPE.finditer(raw, 1, len(raw) - 1):
        if found.start() > end:
            pieces.append(Text(raw[end : found.start()], raw[end : found.start()]))
        pieces.append(Text(found[1] or " ", found[0]))
        end = found.end()
    if end < len(raw) - 1:
        pieces.append(Text(raw[end:-1], raw[end:-1]))
    return (*pieces, Text("", raw[-1]))


def spell(inline: Inline, syntax: ParameterSyntax) -> str:
    """New text between the source's quotes, else between the other ones."""
    value = "".join(piece.text for piece in inline if isinstance(piece, Text))
    value = re.sub(r"[\r\n]+", " ", value)
    other = "'" if syntax.quote == '"' else '"'
    if syntax.escapes and syntax.quote == '"':
        return '"' + re.sub(r'["\\]', r"\\\g<0>", value) + '"'
    for quote in (syntax.quote, other):
        if quote not in value:
            return f"{quote}{value}{quote}"
    return '"' + value.replace('"', "”") + '"'
