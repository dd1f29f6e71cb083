"""Which fields of front matter are texts for readers: those everybody uses, and a project's own.

A field is named by the path of keys that leads to it; lists on the way do not count. Capitals, `_`
and `-` make no difference: `metaDescription`, `meta_description` and `meta-description` are one, as
are `schlagwörter` and `schlagwoerter`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import normalize

from toolkit.model import BlockKind

Path = tuple[str, ...]
"""Keys from the outermost to the field's own, as they are written."""

_KNOWN = {
    BlockKind.TITLE: "title headline titel schlagzeile meta_title seo_title og_title twitter_title"
    " link_title short_title page_title",
    BlockKind.LABEL: "sidebar_label sidebar_title pagination_label nav_title nav_label menu_title"
    " question credit image_credit bildnachweis hero.name hero.text actions.text features.title"
    " menu.*.name menus.*.name",
    BlockKind.SUBTITLE: "subtitle tagline subheadline subheading untertitel",
    BlockKind.KICKER: "kicker eyebrow dachzeile",
    BlockKind.DESCRIPTION: "description summary abstract excerpt teaser lead lede intro standfirst"
    " meta_description seo_description og_description twitter_description custom_excerpt"
    " beschreibung zusammenfassung vorspann answer features.details",
    BlockKind.CAPTION: "caption fig_cap fig_subcap fig_scap tbl_cap tab_cap lst_cap"
    " image_caption feature_image_caption cover_caption bildunterschrift",
    BlockKind.ALT: "fig_alt alt alt_text image_alt image_alt_text feature_image_alt cover_alt"
    " thumbnail_alt og_image_alt twitter_image_alt",
    BlockKind.TAG: "tags keywords categories topics schlagworte schlagwörter",
}
_FILLERS = re.compile("[-_ ]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def kind_of(path: Path, own: Sequence[str] = ()) -> BlockKind | None:
    """What kind of text a field holds; None if it is no text for readers.

    `own` are a project's fields: a key, or a path of keys with dots between them. A path matches
    the end of the whole one, `*` matches any key.
    """
    if not path:
        return None
    keys = tuple(map(plain, path))
    for name in own:
        if _ends(keys, _split(name)):
            return _kind(keys) or BlockKind.LABEL
    return _kind(keys)


def plain(name: str) -> str:
    """A key without what makes no difference."""
    word = _FILLERS.sub("", name.casefold())
    return word if word.isascii() else normalize("NFC", word).translate(_UMLAUTS)


def plain_names(*names: str) -> tuple[str, ...]:
    """Keys without what makes no difference."""
    return tuple(map(plain, names))


@lru_cache(maxsize=2048)
def _kind(keys: Path) -> BlockKind | None:
    rows = _PATHS.get(keys[-1], ())
    return next((kind for path, kind in rows if _ends(keys, path)), None)


@lru_cache(maxsize=256)
def _split(name: str) -> Path:
    return tuple(map(plain, name.split(".")))


def _ends(keys: Path, path: Path) -> bool:
    if len(path) > len(keys):
        return False
    tail = keys[len(keys) - len(path) :]
    return all(wanted in ("*", key) for wanted, key in zip(path, tail, strict=True))


def _table() -> dict[str, list[tuple[Path, BlockKind]]]:
    """Last key → the paths that end in it, with the kind of each."""
    table: dict[str, list[tuple[Path, BlockKind]]] = {}
    for kind, names in _KNOWN.items():
        for name in names.split():
            path = _split(name)
            table.setdefault(path[-1], []).append((path, kind))
    return {key: sorted(rows, key=lambda row: -len(row[0])) for key, rows in table.items()}


_PATHS = _table()
