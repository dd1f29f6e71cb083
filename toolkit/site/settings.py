"""`[tool.toolkit.site]`: what the site is called, where it will stand, what it may show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from toolkit.errors import UsageError
from toolkit.languages.language import language
from toolkit.project.setting import TEXT, TRUTH, Kind, Setting, one_of, read, some_of
from toolkit.site.editions import EDITIONS
from toolkit.site.model import SiteSettings

_TEXTS = (TEXT, Kind(dict, "a table of texts by language"))


def _texts(name: str) -> Callable[[Any], dict[str, str]]:
    """What converts a text, or a table of texts by language, to language tag → text."""

    def convert(value: Any) -> dict[str, str]:
        if isinstance(value, str):
            return {"": value} if value else {}
        if not all(isinstance(text, str) for text in value.values()):
            raise UsageError(f"setting site.{name} must be a table of texts by language")
        return {language(code).tag: text for code, text in value.items()}

    return convert


def _url(url: str) -> str:
    """Without a slash at its end. UsageError if it is none of the web."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UsageError(f"setting site.url: {url!r} is no address ({error})") from None
    if url and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise UsageError(f"setting site.url: {url!r} is no address such as https://example.org")
    if parts.query or parts.fragment:
        raise UsageError(f"setting site.url: {url!r} must end with its path; remove ? and #")
    return url.rstrip("/")


_POLICY = one_of("hide", "mark", "fallback")
SETTINGS = (
    Setting(
        "url",
        (TEXT,),
        "",
        "The address at which the site will stand, such as `https://example.org/review`; without"
        " it there are no feeds, sitemap, canonical and `hreflang` addresses.",
        convert=_url,
    ),
    Setting(
        "title",
        _TEXTS,
        "",
        'What the site is called, such as `{ de = "Rundschau", en = "Review" }`.',
        convert=_texts("title"),
    ),
    Setting(
        "description",
        _TEXTS,
        "",
        "What it is, in a sentence, for front pages and previews.",
        convert=_texts("description"),
    ),
    Setting("publisher", (TEXT,), "", "Who publishes it; else its title stands for that."),
    Setting("out", (TEXT,), "site", "The folder that `site` writes to."),
    Setting(
        "unreviewed",
        (TEXT,),
        "hide",
        "What becomes of a translation that is not all approved: it is hidden, shown with a mark,"
        " or the original stands in for it.",
        _POLICY,
    ),
    Setting(
        "outdated",
        (TEXT,),
        "mark",
        "What becomes of a translation that was approved as a whole for an older source: what was"
        " approved stays, marked as older, or it is hidden, or the original stands in for it.",
        _POLICY,
    ),
    Setting(
        "trust_html",
        (TRUTH,),
        False,
        "Whether all articles are your own: else what a browser may run is taken out of them.",
    ),
    Setting(
        "addresses",
        (TEXT,),
        "names",
        "What addresses are made of where an article has no `slug`: the names of its files, or the"
        " titles in each language, in Latin letters.",
        one_of("names", "titles"),
    ),
    Setting(
        "editions",
        (Kind(list, 'a list like ["epub", "pdf"]'),),
        ["epub", "bilingual"],
        "What there is beside pages.",
        some_of(EDITIONS),
        tuple,
    ),
)


def settings(table: Mapping[str, Any]) -> SiteSettings:
    """The settings in a table. UsageError, naming the setting, for what cannot be followed."""
    return SiteSettings(**read(table, SETTINGS, "site."))
