"""Placeholders as the inline codes of XLIFF, and back, character by character.

`<g>`/`<x>` in 1.2, `<pc>`/`<ph>` in 2.x; placeholders that a translator left unpaired become
`<bx>`/`<ex>` and `<sc>`/`<ec>`. Characters that XML forbids are codes too.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from toolkit.document.inline import PLACEHOLDER
from toolkit.storage.xml import ILLEGAL, damage, escaped, legal

_TOKEN = re.compile(f"{PLACEHOLDER.pattern}|{ILLEGAL.pattern}", re.ASCII)
Spelling = dict[str, str]
"""Templates of the codes, by what they stand for."""
SPELL1: Spelling = {
    "<g": '<g id="{}">',
    "</g": "</g>",
    "<x": '<x id="{}"/>',
    "stray <g": '<bx id="{}"/>',
    "stray </g": '<ex id="{}"/>',
    "char": '<x id="u{}" ctype="x-char"/>',
}
SPELL2: Spelling = {
    "<g": '<pc id="{}">',
    "</g": "</pc>",
    "<x": '<ph id="{}"/>',
    "stray <g": '<sc id="{}" isolated="yes"/>',
    "stray </g": '<ec id="{}" isolated="yes"/>',
    "char": '<cp hex="{}"/>',
}
_PLACEHOLDERS = {
    **dict.fromkeys(("x", "ph", "it"), "<x{}/>"),
    **dict.fromkeys(("bx", "sc", "bpt"), "<g{}>"),
    **dict.fromkeys(("ex", "ec", "ept"), "</g{}>"),
}


def plain(text: str) -> str:
    """Text as XML content."""
    return escaped(legal(text))


def encode(text: str, spelling: Spelling) -> str:
    """Masked text as XML content, with its placeholders, and what XML forbids, as inline codes."""
    tokens = list(_TOKEN.finditer(text))
    paired = _paired([token[0] for token in tokens])
    pieces, end = [], 0
    for index, token in enumerate(tokens):
        pieces.append(plain(text[end : token.start()]))
        kind, number = token[0].rstrip("0123456789/>"), token[0].strip("<gx/>")
        if len(token[0]) == 1:
            kind, number = "char", f"{ord(token[0]):04X}"
        elif kind != "<x" and index not in paired:
            kind = f"stray {kind}"
        pieces.append(spelling[kind].format(number))
        end = token.end()
    return "".join([*pieces, plain(text[end:])])


def _paired(tokens: list[str]) -> set[int]:
    """Indexes of the opening and closing placeholders that nest properly."""
    stack: list[int] = []
    paired: set[int] = set()
    for index, token in enumerate(tokens):
        if token.startswith("<g"):
            stack.append(index)
        elif stack and token.startswith("</g") and tokens[stack[-1]][1:] == token[2:]:
            paired |= {stack.pop(), index}
    return paired


def decode(parent: Element) -> str:
    """An element's content as masked text; marks of annotations are passed over.

    SourceError, beginning with the line, for a code that is none of ours.
    """
    pieces = [parent.text or ""]
    for child in parent:
        pieces += [_code(child), child.tail or ""]
    return "".join(pieces)


def _code(code: Element) -> str:
    name = code.get("id") or code.get("startRef") or ""
    if code.tag in ("mrk", "sm", "em"):
        return decode(code)
    if code.tag == "cp" or code.get("ctype") == "x-char":
        return _character(code, code.get("hex") or name[1:])
    if code.tag == "ec" and code.get("startRef"):
        name = code.get("startRef", "")
    if name.isdecimal() and name.isascii():
        if code.tag in ("g", "pc"):
            return f"<g{name}>{decode(code)}</g{name}>"
        if code.tag in _PLACEHOLDERS:
            return _PLACEHOLDERS[code.tag].format(name)
    remedy = "use only those of the source sentence"
    raise damage(code, f'<{code.tag} id="{name}"> is no inline code of ours', remedy)


def _character(code: Element, digits: str) -> str:
    if not re.fullmatch("0*(?![Dd][89A-Fa-f])[0-9A-Fa-f]{1,4}", digits):
        raise damage(code, f"{digits!r} is no character number", "restore the inline code")
    return chr(int(digits, 16))
