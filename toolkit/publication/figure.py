"""A picture that its author placed in the text: it bears its caption and credit there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from toolkit.publication.theme import Markup


def captioned_in(
    parts: Sequence[str], address: str, caption: str, credit: str, gap: str
) -> tuple[list[str], str, str]:
    """(the parts of a body, caption and credit): the latter two are "" where they stand in a part.

    See `_captioned`.
    """
    for number, part in enumerate(parts if caption or credit else ()):
        told = _captioned(part, address, caption, credit, gap)
        if told is not None:
            return [*parts[:number], told, *parts[number + 1 :]], "", ""
    return [*parts], caption, credit


def is_in(parts: Sequence[str], address: str) -> bool:
    """Whether the picture of that address stands in one of the parts of a body."""
    source = f'src="{Markup.escape(address)}"'
    return any(source in part for part in parts)


def _captioned(body: str, address: str, caption: str, credit: str, gap: str) -> str | None:
    """The body with a caption below the picture of that address.

    None if the picture does not stand alone in a paragraph: then there is no place for one. `gap`
    stands between caption and credit.
    """
    source = re.escape(str(Markup.escape(address)))
    alone = re.search(rf'<p>\s*(<img\b[^<>]*\ssrc="{source}"[^<>]*>)\s*</p>', body)
    if not alone:
        return None
    told = Markup(gap if caption and credit else "").join(
        [Markup.escape(caption), Markup("<small>{}</small>").format(credit) if credit else ""]
    )
    figure = f"<figure>{alone[1]}<figcaption>{told}</figcaption></figure>"
    return f"{body[: alone.start()]}{figure}{body[alone.end() :]}"
