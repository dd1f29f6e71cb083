"""The picture of an article on a page: above the text, or once where its author placed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolkit.publication.figure import captioned_in, is_in
from toolkit.site.links import Target
from toolkit.site.model import Version
from toolkit.site.plan import SitePlan


def pictured(
    plan: SitePlan, version: Version, tag: str, image: Target | None, parts: Sequence[str]
) -> tuple[list[str], dict[str, Any]]:
    """(the parts of a version's text, what templates show of its picture).

    Caption and credit are below the picture; what has no place there is left for the end.
    """
    credit = plan.credit(version, tag)
    if image and not is_in(parts, image.address):
        return [*parts], {"image": image, "credit": credit, "below": []}
    if not image:
        return [*parts], {"image": None, "credit": credit, "below": [credit]}
    gap = plan.voices[tag].language.gap
    made, *left = captioned_in(parts, image.address, version.caption, credit, gap)
    return made, {"image": None, "credit": credit, "below": left}
