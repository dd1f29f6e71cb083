"""PDF editions, one for each article and language: the one door to WeasyPrint, an extra.

Tagged for screen readers (PDF/UA-1), pictures inside, links lead to the site; the same bytes for
the same article and fonts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import unquote

from toolkit.errors import UsageError
from toolkit.publication.theme import Markup
from toolkit.site import assets
from toolkit.site.book import Book, content, printable
from toolkit.site.layout import render
from toolkit.site.model import Page, Story, Version
from toolkit.site.plan import SitePlan, page_of

_SCHEME = "toolkit:"


def pages(plan: SitePlan) -> Iterator[Page]:
    """The PDF of each article in each language. UsageError if WeasyPrint is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        program = version("weasyprint")
    except PackageNotFoundError:
        what = "site.editions has pdf, which needs WeasyPrint"
        raise UsageError(f"{what}: install it with `pip install 'article-toolkit[pdf]'`") from None
    for story in plan.site.stories:
        for found in story.versions:
            if printable(plan, found, found.language):
                yield _page(plan, story, found, program)


def page_of_pdf(story: Story, tag: str) -> str:
    """The path of an article's PDF."""
    return f"{page_of(story, tag).removesuffix('.html')}.pdf"


def path_of_printable(plan: SitePlan, story: Story, found: Version, tag: str) -> str:
    """The path of an article's PDF in a language; "" if there is none."""
    return page_of_pdf(story, tag) if printable(plan, found, tag) else ""


def _page(plan: SitePlan, story: Story, found: Version, program: str) -> Page:
    book = Book(plan, found.language, "pdf", [(story, found)], document="")
    key = plan.key("pdf", program, book.tag, plan.story_key(story, found), book.led)
    return Page(page_of_pdf(story, book.tag), key, lambda: _printed(book, story, found), story.name)


def _printed(book: Book, story: Story, found: Version) -> bytes:
    text = book.plan.site.texts.of(story, found).body
    image, caption, (body,) = content(book, story, found, [text])
    values = {
        "story": story,
        "version": found,
        "image": image,
        "caption": caption,
        "credit": book.plan.credit(found, book.tag),
        "body": Markup(body),
        "site_title": book.plan.site_title(book.tag),
        "address": f"{book.plan.site.settings.url}/{page_of(story, book.tag)}",
        "style": Markup(render(book.plan, "site/pdf.css", "", book.tag, {}).decode()),
    }
    text = render(book.plan, "site/pdf.html", "", book.tag, values).decode()
    weasyprint = _weasyprint()
    document = weasyprint.HTML(string=text, base_url=_SCHEME, url_fetcher=partial(_fetch, book))
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=found.key.encode()))


def _fetch(book: Book, url: str) -> Any:
    """What WeasyPrint may read: pictures of the book, nothing else of the disk or the web.

    ValueError, which WeasyPrint takes for a missing picture.
    """
    from weasyprint.urls import URLFetcherResponse

    path = unquote(url).removeprefix(_SCHEME).lstrip("/")
    if path not in book.files:
        raise ValueError(f"{url} is not in the book")
    kind = assets.TYPES[f".{path.rpartition('.')[2].lower()}"]
    data = book.plan.file(book.files[path]).read_bytes()
    return URLFetcherResponse(url, data, {"Content-Type": kind})


def _weasyprint() -> Any:
    """WeasyPrint, with the libraries under it. UsageError where they are missing.

    Without HarfBuzz-Subset WeasyPrint would fall back to a slower way that writes the time of the
    build into each font: other bytes for the same article.
    """
    try:
        import weasyprint
        from weasyprint.text import ffi

        if getattr(ffi, "harfbuzz_subset", True) is None:
            raise OSError("libharfbuzz-subset")
    except OSError:
        what = "site.editions has pdf, which needs the libraries Pango and HarfBuzz-Subset"
        raise UsageError(
            f"{what}: install it with `apt install libpango-1.0-0 libpangoft2-1.0-0"
            " libharfbuzz-subset0` (macOS: `brew install pango`)"
        ) from None
    return weasyprint
