"""Front matter in YAML. The one door to PyYAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import yaml

from toolkit.errors import SourceError
from toolkit.expression import expression
from toolkit.formats.front.fields import HOLDING
from toolkit.formats.front.keys import plain
from toolkit.model import Block, BlockKind, Code, Inline, Role, Skeleton, Syntax, Text

_ALIASES = 20
"""More of them can be a few bytes that mean gigabytes."""
_REMEDY = "fix the front matter or remove it"
_COMPLAINTS = {
    "mapping values are not allowed": "a text with `: ` in it must stand in quotes,"
    " and each key on a line of its own",
    "found character '\\t'": "YAML indents with blanks, not with tabs",
    "that cannot start any token": "a text that begins with this sign must stand in quotes",
    "found unknown escape character": "in double quotes a `\\` is written `\\\\`,"
    " in single ones it may stand alone",
    "end of stream": "a quotation mark was opened and is not closed",
    "found unexpected document": "a quotation mark was opened and is not closed",
    "could not find expected ':'": "this line has no `key: value`, or is not indented as far as"
    " the text it belongs to",
    "but found '<block mapping start>'": "this line is not indented as those before it",
    "but found '<scalar>'": "text stands behind a closing quotation mark: put the whole text in"
    " quotes, those within it doubled",
    "expected <block end>": "this line is not indented as those before it",
    "expected ',' or": "a list in `[ ]` or a table in `{ }` is not closed; a text that begins with"
    " such a bracket must stand in quotes",
    "found undefined alias": "a text that begins with `*` must stand in quotes",
    "expected alphabetic or numeric": "a text that begins with `*` or `&` must stand in quotes",
    "special characters are not allowed": "there is a control character here",
    "unhashable key": "a text that begins with `{` or `[` must stand in quotes",
    "for merging": "what stands behind `<<` must be a table or the name of one (`*name`)",
    "found invalid tag": "a text that begins with `!` must stand in quotes",
    "nested too deep": "it is nested too deeply",
}
"""What PyYAML says → what an author should know."""
_STRING = "tag:yaml.org,2002:str"
_BREAK = r"[ \t]*(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))*[ \t]*"
_PIECES = {
    "'": expression(f"(?P<quote>'')|(?P<fold>{_BREAK})"),
    '"': expression(
        rf"(?P<join>\\{_BREAK[6:]})|(?P<escape>\\(?:x..|u.{{4}}|U.{{8}}|.))|(?P<fold>{_BREAK})"
    ),
    "": expression(f"(?P<fold>{_BREAK})"),
    "|": expression(f"(?P<line>{_BREAK})"),
    ">": expression(f"(?P<fold>{_BREAK})"),
}
_PROPERTIES = expression(r"(?:[&!]\S*(?:\s+|$)(?:#[^\r\n]*\s+)*)+")
"""The anchor and the tag of a scalar, which stay where they are."""
_HEADER = expression(r"[|>][^\r\n]*(?:\r\n|\r|\n)[ \t\r\n]*")
_TAME = r"[\w .;()!/–—„“”«»‚‘’-]"
_TAME_TEXT = expression(f"(?:{_TAME}|,)*")
"""Texts whose signs all readers of YAML take alike."""
_SURE_TEXT = expression(rf"(?![yntfo]\w{{0,4}}\Z)[^\W\d_](?:{_TAME}*(?! ){_TAME})?", re.I)
"""Texts that are read as such wherever they stand: no `no`, no `off`, nothing that begins a value.
"""
_ITEM = rf'(?:\w(?:{_TAME}|[:+](?=\d))*|"(?:{_TAME}|,)*")'
_VALUE = rf"(?:\w(?:{_TAME}|,|[:+](?=\d))*|{_ITEM})"
_TAME_FRONT = expression(
    rf"(?:(?:[A-Za-z][\w-]*:(?: {_VALUE}| \[{_ITEM}(?:, {_ITEM})*\])?|(?:  )?- {_VALUE})\n)*"
)
"""Front matter as most people write it, which they take alike too."""
_UNPRINTABLE = expression("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class YamlSyntax(Syntax):
    """A scalar."""

    flow: bool
    """It stands in a list or mapping in brackets."""
    style: str
    """Its first sign (`'`, `"`, `|`, `>`), "" for a plain one."""


@dataclass(frozen=True, slots=True)
class YamlText:
    """A scalar that is a text: the keys that lead to it, where it stands, how it is spelled."""

    keys: tuple[str, ...]
    start: int
    raw: str
    node: yaml.ScalarNode
    flow: bool
    """It stands in a list or mapping in brackets."""

    def block(self, kind: BlockKind) -> Block:
        """The text as a block of this kind."""
        style = self.node.style or ""
        pieces = tuple(_pieces(self.raw, style, self.node.value))
        return Block(kind, pieces, YamlSyntax(self.flow, style))


def texts(inner: str) -> list[YamlText] | None:
    """All scalars that are texts; None if this is no mapping, and so no front matter after all.

    SourceError, beginning with the line, if it is not YAML, or more than anybody writes.
    """
    with _in_words(inner):
        try:
            root = _composed(inner)
        except yaml.YAMLError:
            if not inner.split("\n", 1)[0].strip():
                return None
            raise
        if inner.count("*") > _ALIASES and _aliases(inner) > _ALIASES:
            raise SourceError(f"line 2: more than {_ALIASES} aliases (`*name`): write them out")
        if root is not None and not isinstance(root, yaml.MappingNode):
            return None
        _refuse_twice(root)
        return list(_walk(root, inner, set()))


@lru_cache(maxsize=8)
def _composed(inner: str) -> yaml.Node | None:
    """What PyYAML finds there. In C it is ten times as fast, but says otherwise what is wrong."""
    if _TAME_FRONT.fullmatch(inner):
        with suppress(yaml.YAMLError):
            return yaml.compose(inner, Loader=_FAST)
    return yaml.compose(inner, Loader=yaml.SafeLoader)


def _refuse_twice(root: yaml.MappingNode | None) -> None:
    """SourceError if a field that holds back stands there twice: one of them would not count."""
    seen: set[str] = set()
    for key, _ in root.value if root else ():
        name = plain(str(key.value)) if isinstance(key, yaml.ScalarNode) else ""
        if name in seen and name in HOLDING:
            what = f"`{key.value}` stands here for the second time: remove one of them"
            raise SourceError(f"line {key.start_mark.line + 2}: {what}")
        seen.add(name)


@lru_cache(maxsize=8)
def read(inner: str) -> Any:
    """What the YAML says; what looks like a date or number but is none (a 45th day) is its text.

    Whoever asks again gets the same: nobody changes it.

    SourceError, beginning with the line, if it is damaged.
    """
    with _in_words(inner):
        try:
            if _TAME_FRONT.fullmatch(inner):
                node = _composed(inner)
                return _FAST("").construct_document(node) if node else None
            return yaml.load(inner, Loader=_FAST)
        except yaml.YAMLError:  # the two are not of one mind about everything
            return yaml.load(inner, Loader=_PATIENT)


@contextmanager
def _in_words(inner: str) -> Iterator[None]:
    """Whatever is wrong with the YAML, as a SourceError that tells an author what to do."""
    try:
        yield
    except RecursionError:
        raise SourceError(
            "line 2: the front matter is nested too deeply: simplify it or remove it"
        ) from None
    except (ValueError, OverflowError):
        what = "an escape in the front matter is no character"
        raise SourceError(f"line 2: {what}: write the character itself") from None
    except yaml.YAMLError as error:
        raise SourceError(_complaint(error, inner)) from None


def _patient(name: str, base: type[yaml.SafeLoader]) -> type[yaml.SafeLoader]:
    """A loader for which a value that cannot be built is what stands there."""
    loader: Any = type(name, (base,), {})
    for kind in ("timestamp", "int", "float", "bool", "binary"):
        tag = f"tag:yaml.org,2002:{kind}"
        loader.add_constructor(tag, _or_text(base.yaml_constructors[tag]))
    loader.add_constructor(None, _plainly)
    return cast("type[yaml.SafeLoader]", loader)


def _or_text(build: Callable[..., Any]) -> Callable[[yaml.SafeLoader, yaml.ScalarNode], Any]:
    def built(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Any:
        try:
            return build(loader, node)
        except (yaml.YAMLError, ValueError, OverflowError, KeyError):
            return _plainly(loader, node)

    return built


def _plainly(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    """A value without its tag."""
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return str(node.value)


_PATIENT = _patient("Patient", yaml.SafeLoader)
_FAST = _patient("Fast", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
"""The same language; in C where there is a compiler: ten times as fast."""


def _aliases(inner: str) -> int:
    return sum(isinstance(token, yaml.AliasToken) for token in yaml.scan(inner))


def _complaint(error: yaml.YAMLError, inner: str) -> str:
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    mark = getattr(error, "problem_mark", None)
    before = inner[: getattr(error, "position", 0)]
    line = mark.line if mark else len(re.findall(r"\r\n|\r|\n", before))
    words = next((words for sign, words in _COMPLAINTS.items() if sign in problem), "")
    return f"line {line + 2}: {words or f'this is not YAML ({problem})'}: {_REMEDY}"


def _walk(
    node: yaml.Node | None,
    inner: str,
    seen: set[int],
    keys: tuple[str, ...] = (),
    flow: bool = False,
) -> Iterator[YamlText]:
    """Texts at any depth; what aliases repeat is read once."""
    if isinstance(node, yaml.CollectionNode):
        if id(node) in seen:
            return
        seen.add(id(node))
        flow = flow or bool(node.flow_style)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            yield from _walk(value, inner, seen, (*keys, name), flow)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _walk(item, inner, seen, keys, flow)
    elif isinstance(node, yaml.ScalarNode) and _is_text(node):
        start = node.start_mark.index
        if named := _PROPERTIES.match(inner, start):
            start = named.end()
        if raw := inner[start : node.end_mark.index].rstrip(" \t\r\n"):
            yield YamlText(keys, start, raw, node, flow)


def _is_text(node: yaml.ScalarNode) -> bool:
    """Whether YAML reads a scalar as a text; with a tag of somebody's own it is one too."""
    own = not node.tag.startswith("tag:yaml.org,2002:")
    return (own or node.tag == _STRING) and bool(node.value.strip())


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
    sure = _SURE_TEXT.fullmatch(value)
    if written and (sure or ("\n" not in value and _reads(written, value, syntax.flow))):
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
    loader = _FAST if _TAME_TEXT.fullmatch(value) else yaml.SafeLoader
    try:
        read = yaml.load(frame.format(written, written), Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return False
    return bool(read == {"k": [value, "e"], "l": value, "m": "e"})
