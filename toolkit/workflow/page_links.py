"""Where the references of articles lead from the single pages that `publish` writes."""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import quote, unquote

from toolkit.errors import ToolkitError
from toolkit.formats.article import ParsedArticle
from toolkit.formats.html.tokens import tokens
from toolkit.formats.table import FORMATS, format_of, suffixes
from toolkit.formats.timing import timing, withheld
from toolkit.model import Language
from toolkit.project import files
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.site import pictures
from toolkit.site.assets import TYPES, complaint, localized
from toolkit.site.body import Body, body
from toolkit.site.links import NO_SECTION, TOP, is_relative, place, why_dead
from toolkit.workflow import clock, references

_PICTURES = TYPES | {".avif": "image/avif"}
_UNREAD = Body("", "", "", (), "", (), {})
_SERVED = FORMATS["html"].suffixes
"""How addresses of other systems may end, too."""


@dataclass
class PageLinks:
    """The references of one run's articles. Pictures are inside a page; no link on it is dead."""

    project: Project
    drafts: bool
    """Whether what is not out is published too."""
    held: Callable[[Article, Language], bool]
    """Whether there is no page of an article in a language, and none will be."""
    parse: Callable[[Article], ParsedArticle]
    """An article taken apart; ToolkitError if it cannot be."""
    _bodies: dict[Article, tuple[Body, frozenset[str | None]]] = field(default_factory=dict)
    """Article → its text without its HTML, the ids in that."""
    _known: dict[tuple[Article, Language], str] = field(default_factory=dict)
    """Article and language → what is said of a link to it."""

    def led(
        self, article: Article, target: Language, reference: str, shown: bool, said: dict[str, None]
    ) -> str | None:
        """The address for the page: "" for nowhere, None for as it is.

        `shown` tells that the page shows what is there, and does not only lead to it. What is not
        as the author has it is added to `said`, with file and line.
        """
        address, why = self._led(article, target, reference, shown)
        if why:
            where = references.place(article.path, article.label, reference)
            said[f"{where}: {reference!r} {why}"] = None
        return address

    def anchors(self, article: Article) -> tuple[str, ...]:
        """The ids that the headings of its page have in every language."""
        return self._body(article)[0].anchors

    def _led(
        self, article: Article, target: Language, reference: str, shown: bool
    ) -> tuple[str | None, str]:
        """The address as above, and what is to be said."""
        if not is_relative(reference):
            lost = reference in self._body(article)[0].dead_ends
            return ("", why_dead(reference)) if lost else (None, "")
        path, fragment = place(article.name, reference)
        suffix = posixpath.splitext(path)[1].lower()
        why = complaint(path, self.project.sources, trusted=True)
        if suffix in suffixes() and not why:
            return self._to_article(article, target, path, fragment)
        if shown and suffix in _PICTURES and (not why or not reference.startswith("/")):
            own = localized(path, target.tag, self.project.sources)
            why = complaint(own, self.project.sources, trusted=False)
            if why:
                return "", why
            cut = pictures.is_cut_off(self.project.sources / own)
            return self._data(own), pictures.CUT_OFF if cut else ""
        if suffix in suffixes() and suffix not in _SERVED:
            return "", why
        if not why:
            return None, "is not inside the page; put the file beside the page too"
        return None, ""  # for all we know an address in the system that gets the publication

    def _to_article(
        self, article: Article, target: Language, path: str, fragment: str
    ) -> tuple[str, str]:
        (other,) = files.articles(self.project, (str(self.project.sources / path),), {})
        if isinstance(other, ToolkitError):
            return "", "leads to an article that cannot be read"
        if why := self._not_out(other, target):
            return "", f"leads to an article that is {why}"
        page = f"{other.name}{format_of(path).page_suffix}"
        address = quote(posixpath.relpath(page, posixpath.dirname(article.name) or "."))
        if fragment and unquote(fragment[1:]) not in self._body(other)[1]:
            return address, NO_SECTION
        return address + fragment, ""

    def _body(self, article: Article) -> tuple[Body, frozenset[str | None]]:
        """The text of an article as its page shows it in its own language, and its ids."""
        if article not in self._bodies:
            with suppress(ToolkitError):
                found = self.parse(article)
                made = body(found.text, found.form, found.source.tag, trusted=True)
                ids = frozenset(token.get("id") for token in tokens(made.html)) | {TOP}
                self._bodies[article] = replace(made, html="", words=""), ids
        return self._bodies.get(article, (_UNREAD, frozenset()))

    def _data(self, path: str) -> str:
        """A picture as its own address."""
        data = base64.b64encode((self.project.sources / path).read_bytes()).decode()
        return f"data:{_PICTURES[posixpath.splitext(path)[1].lower()]};base64,{data}"

    def _not_out(self, article: Article, target: Language) -> str:
        """What is said of an article that readers of a language cannot have; "" if they can."""
        if (article, target) not in self._known:
            why = "" if self.drafts else self._withheld(article, target)
            if not why and self.held(article, target):
                why = f"not published in {target.name}"
            self._known[article, target] = why
        return self._known[article, target]

    def _withheld(self, article: Article, target: Language) -> str:
        zone = self.project.timezone
        with suppress(ToolkitError):
            fields = format_of(article.path.name).metadata(files.read(article))
            found = timing(article.path.name, fields, self.project.source, zone)
            return withheld(found, clock.moment(), zone, target.tag)
        return ""
