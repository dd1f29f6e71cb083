"""Drafts of WordPress's classic editor as readers see them: paragraphs, captions, no shortcodes.

Line breaks within a paragraph are none on our pages: a translation has others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from toolkit.expression import expression
from toolkit.formats.html import shortcodes
from toolkit.formats.html.tags import VOID
from toolkit.formats.html.tokens import tokens
from toolkit.formats.html.tree import Item, Stack

_CAPTION = expression(
    r"\[(?P<name>caption|wp_caption)\b(?P<rest>[^\]]*)\]"
    r"(?P<picture>(?:\s*<a\b[^>]*>)?\s*<img\b[^>]*>(?:\s*</a>)?)(?P<words>.*?)\[/(?P=name)\]",
    re.S,
)
_WORDS = expression(r"""\bcaption=(?:"([^"]*)"|'([^']*)')""")
_CODE = frozenset({"code", "sourcecode", "html", "js", "php"})
_ADDRESS = expression(r"https?://[^\s\"'<>\[\]]+")


def shown(source: str) -> str:
    """A fragment as a page shows it; what is no such draft stays as it is."""
    known = shortcodes.names(source)
    if known:
        source = _without_codes(_CAPTION.sub(_figure, source), known)
    runs = list(_runs(source))
    if not any(len(texts) > 1 and any(map(_says, texts)) for _, texts in runs):
        return source
    return "".join(
        "\n\n".join(f"<p>{text.strip()}</p>" if _says(text) else text for text in texts) or raw
        for raw, texts in runs
    )


def left_out(source: str) -> Iterator[str]:
    """The shortcodes of a fragment of which a page shows nothing, by name, each once."""
    if any(token.name in ("html", "body") for token in tokens(source)):
        return
    found = list(shortcodes.places(source, shortcodes.names(source)))
    ended = {name for start, stop, name, _ in found if source.startswith("[/", start)}
    yield from dict.fromkeys(
        f"[{name}]"
        for start, _, name, inner in found
        if name not in ended | _CODE
        and not _ADDRESS.fullmatch(inner.strip())
        and not source.startswith("[/", start)
    )


def _figure(found: re.Match[str]) -> str:
    """A picture with its caption."""
    said = _WORDS.search(found["rest"])
    words = found["words"].strip() or (next(filter(None, said.groups()), "") if said else "")
    below = f"<figcaption>{words}</figcaption>" if words else ""
    return f"<figure>{found['picture'].strip()}{below}</figure>"


def _without_codes(source: str, known: frozenset[str]) -> str:
    """The source without its shortcodes, but with the code and the addresses between them."""
    result, end = [], 0
    for start, stop, name, inner in shortcodes.places(source, known):
        result.append(source[end:start])
        end = stop
        if name in _CODE and inner:
            result.append(f"<pre><code>{escape(inner, quote=False)}</code></pre>")
        elif address := _ADDRESS.fullmatch(inner.strip()):
            result.append(f'<a href="{escape(address[0])}">{escape(address[0])}</a>')
    return "".join([*result, source[end:]])


def _runs(source: str) -> Iterator[tuple[str, list[str]]]:
    """(text, its paragraphs where blank lines divide such) of what stands between blocks' tags."""
    stack, run, inside = Stack(), list[Item](), ""
    for token in tokens(source):
        block, item = stack.block, stack.item(token)
        if not item.ends_text:
            inside = block if not run else inside
            run.append(item)
            continue
        yield _run(source, run, inside)
        yield source[token.start : token.end], []
        run = []
    yield _run(source, run, inside)


def _run(source: str, run: list[Item], inside: str) -> tuple[str, list[str]]:
    raw = source[run[0].token.start : run[-1].token.end] if run else ""
    return raw, list(_paragraphs(source, run)) if run and shortcodes.divides(inside) else []


def _paragraphs(source: str, run: list[Item]) -> Iterator[str]:
    """The parts of a text between blank lines that stand in no element."""
    text, depth = "", 0
    for item in run:
        token = item.token
        raw = source[token.start : token.end]
        if token.kind == "start" and token.name not in VOID and not token.closed:
            depth += 1
        elif token.kind == "end":
            depth = max(0, depth - 1)
        elif token.kind == "text" and not depth:
            *before, raw = shortcodes.BLANK_LINE.split(raw)
            for part in before:
                yield text + part
                text = ""
        text += raw
    yield text


def _says(text: str) -> bool:
    """Whether a reader sees anything of it."""
    return any(
        token.name == "img" or (token.kind == "text" and text[token.start : token.end].strip())
        for token in tokens(text)
    )
