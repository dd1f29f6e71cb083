"""Front matter: the texts of known fields, all fields as values. The one door to PyYAML.

YAML between `---`, TOML between `+++`. Texts are only read from YAML: those of TOML, which nobody
is offered to translate, are no metadata of a localized article either.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from toolkit.errors import SourceError
from toolkit.formats.format import Localization
from toolkit.model import Block, BlockKind, Code, Inline, Part, Role, Skeleton, Syntax, Text

KINDS = {"title": BlockKind.TITLE, "headline": BlockKind.TITLE, "alt": BlockKind.ALT}
KINDS |= dict.fromkeys(
    ("description", "summary", "abstract", "excerpt", "teaser", "lead"), BlockKind.DESCRIPTION
)
KINDS |= dict.fromkeys(("tags", "keywords", "categories"), BlockKind.TAG)
KINDS |= {kind.value: kind for kind in (BlockKind.SUBTITLE, BlockKind.KICKER, BlockKind.CAPTION)}
"""Key → block kind."""
_YAML = re.compile(r"---[ \t]*(?:\r\n|\r|\n)")
_YAML_END = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:[\r\n]|\Z)", re.M)
_TOML = re.compile(r"\+\+\+[ \t]*(?:\r\n|\r|\n)")
_TOML_END = re.compile(r"^\+\+\+[ \t]*(?:[\r\n]|\Z)", re.M)
_ALIASES = 20
"""More of them can be a few bytes that mean gigabytes."""
_STRING = "tag:yaml.org,2002:str"
_BREAK = r"[ \t]*(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))*[ \t]*"
_PIECES = {
    "'": re.compile(f"(?P<quote>'')|(?P<fold>{_BREAK})"),
    '"': re.compile(
        rf"(?P<join>\\{_BREAK[6:]})|(?P<escape>\\(?:x..|u.{{4}}|U.{{8}}|.))|(?P<fold>{_BREAK})"
    ),
    "": re.compile(f"(?P<fold>{_BREAK})"),
    "|": re.compile(f"(?P<line>{_BREAK})"),
    ">": re.compile(f"(?P<fold>{_BREAK})"),
}
_HEADER = re.compile(r"[|>][^\r\n]*(?:\r\n|\r|\n)[ \t\r\n]*")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same language; in C where there is a compiler: ten times as fast."""
_LANGUAGE = re.compile(
    r"""^((?:lang|language|locale)[ \t]*[:=][ \t]*["']?)"""
    r"""([A-Za-z]{2,3}(?:[-_]\w+)*)(?=["' \t\r]*$)""",
    re.M,
)
_UNPRINTABLE = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True)
class YamlSyntax(Syntax):
    """A scalar."""

    flow: bool
    """It stands in a list or mapping in brackets."""
    style: str
    """Its first sign (`'`, `"`, `|`, `>`), "" for a plain one."""


@lru_cache(maxsize=8)
def parse(source: str) -> tuple[Part, ...]:
    """The front matter at the start of a source, its marker lines included; () if there is none."""
    toml = _TOML.match(source)
    opening = toml or _YAML.match(source)
    if not opening:
        return ()
    closing = (_TOML_END if toml else _YAML_END).search(source, opening.end())
    if not closing:
        return ()
    inner = source[opening.end() : closing.start()]
    fields = () if toml else _fields(inner)
    if fields is None:
        return ()
    parts: list[Part] = []
    end = 0
    for block, start, stop in fields:
        if start >= end:
            parts += [Skeleton(inner[end:start]), block]
            end = stop
    return (Skeleton(opening[0]), *parts, Skeleton(inner[end:]), Skeleton(closing[0]))


def _fields(inner: str) -> list[tuple[Block, int, int]] | None:
    """(block, start, end) of each text; None if this is no front matter after all."""
    try:
        root = yaml.compose(inner, Loader=yaml.SafeLoader)
        if inner.count("*") > _ALIASES and _aliases(inner) > _ALIASES:
            raise SourceError(f"line 2: more than {_ALIASES} aliases (`*name`): write them out")
        if root is not None and not isinstance(root, yaml.MappingNode):
            return None
        found = {start: (block, start, end) for block, start, end in _walk(root, inner, set())}
        return [found[start] for start in sorted(found)]
    except RecursionError:
        raise SourceError(
            "line 2: the front matter is nested too deeply: simplify it or remove it"
        ) from None
    except yaml.YAMLError as error:
        if not inner.split("\n", 1)[0].strip():
            return None
        raise SourceError(_complaint(error, inner)) from None


def _aliases(inner: str) -> int:
    return sum(isinstance(token, yaml.AliasToken) for token in yaml.scan(inner))


def _complaint(error: yaml.YAMLError, inner: str) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    mark = getattr(error, "problem_mark", None)
    before = inner[: getattr(error, "position", 0)]
    line = mark.line if mark else len(re.findall(r"\r\n|\r|\n", before))
    return f"line {line + 2}: {problem}: fix the front matter or remove it"


def _walk(
    root: yaml.Node | None,
    inner: str,
    seen: set[int],
    kind: BlockKind | None = None,
    flow: bool = False,
) -> Iterator[tuple[Block, int, int]]:
    """Texts under known keys, at any depth; what aliases repeat is read once."""
    if isinstance(root, yaml.CollectionNode):
        if id(root) in seen:
            return
        seen.add(id(root))
        flow = flow or bool(root.flow_style)
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            name = str(key.value).lower() if isinstance(key, yaml.ScalarNode) else ""
            below = None if isinstance(value, yaml.MappingNode) else KINDS.get(name)
            yield from _walk(value, inner, seen, below, flow)
    elif isinstance(root, yaml.SequenceNode):
        for item in root.value:
            below = None if isinstance(item, yaml.MappingNode) else kind
            yield from _walk(item, inner, seen, below, flow)
    elif isinstance(root, yaml.ScalarNode) and kind and root.tag == _STRING and root.value.strip():
        start = root.start_mark.index
        raw = inner[start : root.end_mark.index].rstrip(" \t\r\n")
        if raw[:1] not in ("&", "!", "*", ""):
            style = root.style or ""
            pieces = tuple(_pieces(raw, style, root.value))
            yield Block(kind, pieces, YamlSyntax(flow, style)), start, start + len(raw)


def _pieces(raw: str, style: str, value: str) -> list[Text | Code]:
    """A scalar with its quotes; a line break in the text is a code."""
    found = _HEADER.match(raw) if style in ("|", ">") and style else None
    head = found[0] if found else raw[:1] if style else ""
    tail = raw[-1:] if style in ("'", '"') and style else ""
    body = raw[len(head) : len(raw) - len(tail)]
    pieces: list[Text | Code] = [Text("", head)] if head else []
    end = 0
    for match in _PIECES[style].finditer(body):
        if match.start() > end:
            pieces.append(Text(body[end : match.start()], body[end : match.start()]))
        pieces.append(_resolved(match))
        end = match.end()
    pieces += [Text(body[end:], body[end:])] if body[end:] else []
    pieces += [Text("", tail)] if tail else []
    if _value(pieces) != re.sub(r"\n+", "\n", value).rstrip("\n"):
        return [Text(" ".join(value.split()), raw)]
    return pieces


def _resolved(match: re.Match[str]) -> Text | Code:
    raw = match[0]
    if match.lastgroup == "quote":
        return Text("'", raw)
    if match.lastgroup == "join":
        return Text("", raw)
    if match.lastgroup == "escape":
        char = str(yaml.safe_load(f'"{raw}"'))
        return _break(raw) if char == "\n" else Text(char, raw)
    lines = len(re.findall(r"\r\n|\r|\n", raw))
    return _break(raw) if lines > 1 or match.lastgroup == "line" else Text(" ", raw)


def _break(raw: str) -> Code:
    return Code(Role.ALONE, (Skeleton(raw),), " ", edge=True)


def _value(pieces: list[Text | Code] | tuple[Text | Code, ...]) -> str:
    """What YAML reads; several line breaks count as one."""
    words = (piece.text if isinstance(piece, Text) else "\n" for piece in pieces)
    return re.sub(r"\n+", "\n", "".join(words))


def spell(inline: Inline, syntax: YamlSyntax) -> str:
    """The text in its source's style if that is safe, else in double quotes, on one line."""
    pieces = [
        Text(re.sub(r"[\r\n]+", " ", piece.text)) if isinstance(piece, Text) else piece
        for piece in inline
    ]
    value = "".join(piece.text if isinstance(piece, Text) else "\n" for piece in pieces)
    written = {"'": "'" + value.replace("'", "''") + "'", "": value}.get(syntax.style, "")
    if written and "\n" not in value and _reads(written, value, syntax.flow):
        return written
    return '"' + re.sub(r'["\\]|' + _UNPRINTABLE.pattern, _escape, value) + '"'


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] in '"\\':
        return "\\" + found[0]
    if found[0] == "\n":
        return "\\n"
    return f"\\x{code:02X}" if code < 256 else f"\\u{code:04X}"


def _reads(written: str, value: str, flow: bool) -> bool:
    """Whether YAML reads it as that string at such a place, and what follows as it did."""
    frame = "{{k: [{}, e], l: {}, m: e}}\n" if flow else "k:\n- {}\n- e\nl: {}\nm: e\n"
    try:
        read = yaml.safe_load(frame.format(written, written))
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
    return bool(read == {"k": [value, "e"], "l": value, "m": "e"})


def fields(front: str) -> Mapping[str, Any]:
    """The fields of front matter, marker lines included: name in lower case → value.

    {} if it is damaged, or if there is none.
    """
    toml = _TOML.match(front)
    try:
        if toml:
            read: Any = tomllib.loads(front[toml.end() :].rstrip().removesuffix("+++"))
        else:
            read = yaml.load(front.strip(" \t\r\n").strip("-."), Loader=_LOADER)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    known = (
        {str(name).lower(): value for name, value in read.items()} if isinstance(read, dict) else {}
    )
    return {name: value for name, value in known.items() if not toml or name not in KINDS}


def set_language(front: str, localization: Localization) -> str:
    """Front matter with its new language, where the article names its own."""
    original, language = localization.original, localization.language

    def change(found: re.Match[str]) -> str:
        if re.split("[-_]", found[2])[0].lower() != original.posix.split("_")[0]:
            return found[0]
        return found[1] + (language.posix if "_" in found[2] else language.tag)

    return _LANGUAGE.sub(change, front)
