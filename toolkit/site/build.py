"""Stories → the pages of the site. Pure but for reading assets: what is written is up to `output`.

Every page is planned with a key made of all it shows, and made only when that key is new.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from toolkit.errors import ClashError
from toolkit.site import raster
from toolkit.site.editions import wanted
from toolkit.site.model import Page
from toolkit.site.pages import articles, feeds, lists, services
from toolkit.site.plan import SitePlan
from toolkit.storage.fingerprint import digest


def pages(plan: SitePlan) -> Iterator[Page]:
    """All files of the site. ClashError if a page of an article is in the way of another one.

    One that only leads on gives way; if the author asked for it, that is noted in the plan.
    """
    taken: dict[str, Page] = {}
    leading: list[Page] = []
    for maker in (
        *(lists.pages, articles.pages, feeds.pages, services.pages),
        *(row.pages for row in wanted(plan)),
    ):
        for page in maker(plan):
            if page.yields:
                leading.append(page)
                continue
            other = taken.setdefault(page.path.lower(), page)
            if other is not page:
                raise ClashError(page.path, page.article or other.article)
            yield page
    for page in leading:
        if taken.setdefault(page.path.lower(), page) is page:
            yield page
        elif page.alias:
            plan.refused[page.article, page.alias] = f"another page is at {page.path}"
    for path, own in sorted(plan.files.items()):
        yield Page(path, plan.digest(own), plan.file(own).read_bytes)
    for path, (own, width) in sorted(plan.smaller.items()):
        key = digest(plan.digest(own), f"{width} {raster.release()}")
        yield Page(path, key, partial(raster.scaled, plan.file(own), width))
