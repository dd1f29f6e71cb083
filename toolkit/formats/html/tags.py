"""What is known about HTML's elements and attributes by name, for pages and tags in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from toolkit.model import BlockKind, Role


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = _names(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source"
    " track wbr"
)
"""Elements without content and end tag."""
RAW = _names("script style xmp iframe noembed noframes plaintext")
"""Elements whose content is text without markup and references."""
RCDATA = frozenset({"title", "textarea"})
"""Elements whose content is text without markup."""
FOREIGN = frozenset({"svg", "math"})
INTEGRATION = _names("foreignobject desc title annotation-xml mi mo mn ms mtext")
"""Where HTML is allowed inside foreign elements."""
BREAKOUTS = _names(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img"
    " li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul"
    " var"
)
"""Tags that end a foreign element (section 13.2.6.5)."""
LITERAL = RAW | FOREIGN | _names("code kbd samp var pre listing textarea template")
"""Elements whose content is never translated."""
HIDDEN = RAW | {"svg", "textarea"}
"""Those of them whose content is no part of the sentence they stand in."""
BLOCKS = _names(
    "address article aside base blockquote body caption center col colgroup datalist dd details"
    " dialog dir div dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6"
    " head header hgroup hr html label legend li link listing main menu meta nav noframes noscript"
    " ol optgroup option p plaintext pre search section select summary table tbody td template"
    " tfoot th thead title tr ul xmp"
)
"""Elements at whose tags a text ends; all others stand inside of it."""
HEADINGS = _names("h1 h2 h3 h4 h5 h6")
KINDS = dict.fromkeys(HEADINGS | {"summary"}, BlockKind.HEADING)
KINDS |= dict.fromkeys(("caption", "figcaption", "legend"), BlockKind.CAPTION)
KINDS |= dict.fromkeys(("td", "th"), BlockKind.CELL)
KINDS |= dict.fromkeys(("dt", "dd"), BlockKind.TERM)
KINDS |= {"li": BlockKind.LIST_ITEM, "blockquote": BlockKind.QUOTE, "title": BlockKind.TITLE}
KINDS |= {"button": BlockKind.BUTTON, "label": BlockKind.LABEL, "option": BlockKind.OPTION}
"""Element → kind of the texts in it, where that is not its parent's."""
SHOWN = frozenset(
    {
        ("img", "src"),
        ("source", "src"),
        ("video", "src"),
        ("video", "poster"),
        ("audio", "src"),
        ("track", "src"),
    }
)
"""(element, attribute) of what a page shows and lies elsewhere."""
ATTRIBUTES = {
    "alt": BlockKind.ALT,
    "title": BlockKind.TOOLTIP,
    "placeholder": BlockKind.PLACEHOLDER,
    "aria-label": BlockKind.LABEL,
}
"""Attribute → block kind, in any element."""
METAS = dict.fromkeys(
    ("description", "og:description", "twitter:description"), BlockKind.DESCRIPTION
)
METAS |= dict.fromkeys(("og:title", "twitter:title"), BlockKind.TITLE)
METAS |= dict.fromkeys(("og:image:alt", "twitter:image:alt"), BlockKind.ALT)
METAS |= dict.fromkeys(
    ("dc.description", "dcterms.description", "dcterms.abstract", "abstract"), BlockKind.DESCRIPTION
)
METAS |= dict.fromkeys(("title", "headline", "dc.title", "dcterms.title"), BlockKind.TITLE)
METAS |= dict.fromkeys(("subtitle", "alternativeheadline"), BlockKind.SUBTITLE)
METAS |= dict.fromkeys(("kicker", "articlesection", "article:section"), BlockKind.KICKER)
METAS |= dict.fromkeys(("keywords", "news_keywords", "tags", "article:tag"), BlockKind.TAG)
METAS |= {"caption": BlockKind.CAPTION}
"""`name`, `property` or `itemprop` of a `<meta>` → block kind of its content."""
DRAWN = dict.fromkeys(("title", "desc"), BlockKind.ALT)
DRAWN |= dict.fromkeys(("text", "tspan", "textpath"), BlockKind.LABEL)
"""Element of a drawing (`<svg>`) → block kind of the text in it."""
BUTTONS = frozenset({"submit", "button", "reset"})
"""Types of `<input>` whose value is shown."""
LABELLED = frozenset({"optgroup", "option", "track"})
"""Elements whose `label` is shown."""
_DEEPEST = 100
Mark = tuple[Role, str] | None
"""What a piece means for pairs: role and element, no element for Markdown's own markup."""


def pair(marks: Sequence[Mark], join: Callable[[int, int], None]) -> None:
    """Call `join(open, close)` for tags that enclose a properly nested part of the sequence."""
    stack: list[tuple[int, str]] = []
    for index, mark in enumerate(marks):
        role, name = mark or (Role.ALONE, "")
        if role is Role.OPEN:
            stack.append((index, name))
        elif role is Role.CLOSE and not name:
            while stack and stack.pop()[1]:
                pass
        elif role is Role.CLOSE:
            depth = _depth(stack, name)
            if depth:
                join(stack[-depth][0], index)
                del stack[-depth:]


def _depth(stack: list[tuple[int, str]], name: str) -> int:
    """How far below the top its open tag lies; 0 if markup lies between or there is none."""
    for depth, (_, other) in enumerate(reversed(stack[-_DEEPEST:]), 1):
        if other == name:
            return depth
        if not other:
            return 0
    return 0
