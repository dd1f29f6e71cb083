"""Links to sections in publications: led to the ids that translated headings get."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import quote, unquote

from toolkit.errors import ToolkitError
from toolkit.formats.article import ParsedArticle
from toolkit.formats.table import suffixes
from toolkit.model import Language
from toolkit.project import files
from toolkit.project.files import Article
from toolkit.project.settings import Project
from toolkit.site.links import is_relative, place


@dataclass
class Sections:
    """The sections of one run's articles, where the words of headings make their ids."""

    project: Project
    publication: Callable[[Article, Language], tuple[ParsedArticle, str] | None]
    """An article and its text as it is published in a language; None if it is not."""
    _known: dict[tuple[str, Language], Mapping[str, str]] = field(default_factory=dict)
    """Article and language → id of the source → id of the translation."""

    def led(self, article: Article, parsed: ParsedArticle, target: Language, text: str) -> str:
        """A publication whose links to sections lead there, as far as that is known."""
        if "#" not in text:
            return text
        self._known[article.name, target] = _ids(parsed, text)
        return parsed.form.lead(text, partial(self._led, article, target))

    def _led(self, article: Article, target: Language, reference: str) -> str:
        path, _, section = reference.partition("#")
        if path and not is_relative(reference):
            return reference
        known = self._of(article, target, place(article.name, reference)[0] if path else "")
        made = known.get(unquote(section), section)
        if made == unquote(section):
            return reference
        return f"{path}#{quote(made) if '%' in section else made}"

    def _of(self, article: Article, target: Language, path: str) -> Mapping[str, str]:
        """The ids of an article: that itself, or the one that a link leads to."""
        other = article if not path else self._article(path)
        if other is None:
            return {}
        if (other.name, target) not in self._known:
            found = None
            with suppress(ToolkitError):
                found = self.publication(other, target)
            self._known[other.name, target] = _ids(*found) if found else {}
        return self._known[other.name, target]

    def _article(self, path: str) -> Article | None:
        """The article that a link means, if there is one of that name."""
        file = self.project.sources / path
        if path.startswith("..") or not path.lower().endswith(suffixes()) or not file.is_file():
            return None
        found = files.articles(self.project, (str(file),), {})
        return next((one for one in found if isinstance(one, Article)), None)


def _ids(parsed: ParsedArticle, text: str) -> Mapping[str, str]:
    """Id of the source → id of the translation, of each heading."""
    form = parsed.form
    before, after = form.sections(parsed.text), form.sections(text)
    return dict(zip(before, after, strict=True)) if len(before) == len(after) else {}
