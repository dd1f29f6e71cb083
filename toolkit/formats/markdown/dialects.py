"""Which syntax besides CommonMark's a Markdown article is written in.

A feature is on if the article shows it; a project that names its dialects is read with theirs
alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

Features = frozenset[str]
CALLOUT = re.compile(
    r"\[![\w-]+(?:\|[^\]\n]*)?\][+-]?[ \t]*(?P<title>[^\n]*?)[ \t]*(?:\n[ \t]*|\Z)"
)
"""How the first paragraph of a quote begins that is an alert."""

_SHOWS = {
    "templates": (("{{", "{%", "{:", "{# "), r"\{\{|\{%|\{::?|\{#\s"),
    "shortcodes": (("[/", "="), r"\[/[A-Za-z]|\[[A-Za-z][\w-]*\s+[\w-]+="),
    "mdx": (
        ("import ", "export ", "{/*", "/>", "</"),
        r"^(?:import|export)\s.*(?:from\s|[=({]|['\"])|\{/\*"
        r"|<[A-Z]\w*[a-z]\w*(?:\s[^<>]*)?/>|</[A-Z]\w*[a-z]\w*>",
    ),
    "unindented": (
        ("import ", "</"),
        r"^import\s[^\n]+\sfrom\s+['\"]|^[ \t]*</[A-Z]\w*[a-z]\w*>[ \t]*$",
    ),
    "comments": (("%%",), r"%%"),
    "nested": ((" markdown",), r"<\w[^\n]*\smarkdown(?:=[\"']?(?:1|block|span)[\"']?)?[\s>]"),
    "fences": (("```{", "~~~{", ":::{"), r"^[ \t>]*(?:`{3,}|~{3,}|:{3,})\{[a-z]"),
    "grids": (("+--", "+=="), r"^[ \t>]*\+[-=]{2,}"),
    "directives": (("::", "///"), r"^[ \t>]*:{2,}[ \t]*[\w{\[]|^[ \t>]*/{3,}[ \t]*\w"),
    "admonitions": (
        ("!!!", "???", "==="),
        r"^[ \t>]*(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+[\w\"]",
    ),
    "definitions": (("\n:", "\n~", " :", " ~"), r"^[ \t>]*[:~][ \t]+\S"),
    "alerts": (("[!",), r"^[ \t>]*>[ \t]*\[![\w-]+"),
    "abbreviations": (("*[",), r"^[ \t>]*\*\[[^\]\n]+\]:"),
    "math": (("$", "\\(", "\\[", "\\begin{"), r"\$|\\\(|\\\[|\\begin\{"),
    "wikilinks": (("[[", " ^", "\t^"), r"\[\[|[ \t]\^[\w-]+[ \t]*$"),
    "marks": (("==", ":"), r"==\S|:[a-z][\w+-]*:"),
    "toc": (
        ("{:toc", "TOC", "toc]", "8<", "<<<", "{!", "\\"),
        r"\{:toc|\[\[?_?TOC|\[toc\]|--8<--|^<<<|^@\[toc|\{!|^\\[a-z]+\b",
    ),
}
"""Feature → what must occur in an article, and the pattern that shows it."""
_PATTERNS = {name: (signs, re.compile(form, re.M)) for name, (signs, form) in _SHOWS.items()}
_COMMON = "alerts math abbreviations definitions marks"
_DIALECTS = {
    "commonmark": "",
    "github": "alerts math marks",
    "hugo": f"templates nested {_COMMON}",
    "jekyll": f"templates nested toc {_COMMON}",
    "hexo": f"templates {_COMMON}",
    "mkdocs": f"templates nested admonitions directives toc {_COMMON}",
    "docusaurus": f"mdx unindented directives toc {_COMMON}",
    "vitepress": f"templates directives toc {_COMMON}",
    "obsidian": f"wikilinks comments {_COMMON}",
    "pandoc": f"directives grids toc {_COMMON}",
    "myst": f"directives fences grids toc {_COMMON}",
    "wordpress": "shortcodes",
}
"""Dialect → its features."""
NAMES = tuple(_DIALECTS)


@lru_cache(maxsize=16)
def features(text: str, dialects: Sequence[str] = ()) -> Features:
    """The features an article is read with."""
    shown = {
        name
        for name, (signs, pattern) in _PATTERNS.items()
        if any(sign in text for sign in signs) and pattern.search(text)
    }
    if not dialects:
        return frozenset(shown)
    wanted = {name for dialect in dialects for name in _DIALECTS[dialect].split()}
    return frozenset(shown & wanted)
