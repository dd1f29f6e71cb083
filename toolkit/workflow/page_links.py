"""Where the references of articles lead from the single pages that `publish` writes."""

from __future__ import annotations

import base64
import posixpath
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote

from toolkit.errors import ToolkitError
from toolkit.formats.table import FORMATS, format_of, suffixes
from toolkit.formats.timing import timing, withheld
from toolkit.model import Language
from toolkit.project import files
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.site.assets import TYPES, complaint, localized
from toolkit.site.links import is_relative, place
from toolkit.workflow import clock, references

_PICTURES = TYPES | {".avif": "image/avif"}
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
    _known: dict[tuple[str, Language], str] = field(default_factory=dict)
    """Article and language → what is said of a link to it."""

    def led(
        self, article: Article, target: Language, reference: str, shown: bool, said: dict[str, None]
    ) -> str | None:
        """The address for the page: "" for nowhere, None for as it is.

        `shown` tells that the page shows what is there, and does not only lead to it. What is not
        as the author has it is added to `said`, with file and line.
        """
        if not is_relative(reference):
            return None
        path, fragment = place(article.name, reference)
        stem, suffix = posixpath.splitext(path)
        there = not complaint(path, self.project.sources, trusted=True)
        why, address = "", None
        if suffix.lower() in suffixes() and there:
            page = f"{stem}{format_of(path).page_suffix}"
            why, to = self._not_out(path, target), posixpath.dirname(article.name) or "."
            address = "" if why else quote(posixpath.relpath(page, to)) + fragment
        elif shown and suffix.lower() in _PICTURES and (there or not reference.startswith("/")):
            own = localized(path, target.tag, self.project.sources)
            why = complaint(own, self.project.sources, trusted=False)
            address = "" if why else self._data(own)
        elif suffix.lower() in suffixes() and suffix.lower() not in _SERVED:
            why, address = complaint(path, self.project.sources, trusted=True), ""
        elif there:
            why = "is not inside the page; put the file beside the page too"
        # anything else is, for all we know, an address in the system that gets the publication
        if why:
            where = references.place(article.path, article.label, reference)
            said[f"{where}: {reference!r} {why}"] = None
        return address

    def _data(self, path: str) -> str:
        """A picture as its own address."""
        data = base64.b64encode((self.project.sources / path).read_bytes()).decode()
        return f"data:{_PICTURES[posixpath.splitext(path)[1].lower()]};base64,{data}"

    def _not_out(self, path: str, target: Language) -> str:
        """What is said of a link to an article that readers of a language cannot have; else ""."""
        if (path, target) not in self._known:
            self._known[path, target] = self._absent(path, target)
        return self._known[path, target]

    def _absent(self, path: str, target: Language) -> str:
        (article,) = files.articles(self.project, (str(self.project.sources / path),), {})
        if isinstance(article, ToolkitError):
            return "leads to an article that cannot be read"
        why = "" if self.drafts else self._withheld(article, target)
        if not why and self.held(article, target):
            why = f"not published in {target.name}"
        return f"leads to an article that is {why}" if why else ""

    def _withheld(self, article: Article, target: Language) -> str:
        zone = self.project.timezone
        with suppress(ToolkitError):
            fields = format_of(article.path.name).metadata(files.read(article))
            found = timing(article.path.name, fields, self.project.source, zone)
            return withheld(found, clock.moment(), zone, target.tag)
        return ""
