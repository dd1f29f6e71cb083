"""Pictures in the text of an article itself, as Word has them: files of the site like all others.

In a body `inside:NAME` stands for one. Its name is made of what is in it, so that there is one file
however often it is shown; the files lie beside what is remembered of the articles.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from toolkit.errors import PublishError
from toolkit.formats.html.markup import edit, with_attributes
from toolkit.formats.html.tokens import Token
from toolkit.site.sanitize import is_picture
from toolkit.storage import atomic, plain
from toolkit.storage.fingerprint import digest

_SCHEME = "inside:"
_SUFFIXES = {"png": ".png", "jpeg": ".jpg", "gif": ".gif", "webp": ".webp"}
"""Kind of a picture in its own address → the suffix of its file."""
_NAME = re.compile(rf"{_SCHEME}([0-9a-f]+\.(?:png|jpg|gif|webp))")


def taken_out(body: str) -> tuple[str, dict[str, bytes]]:
    """(the body with references to the pictures that are in it, the pictures by their names).

    One that nobody can decode stays.
    """
    found: dict[str, bytes] = {}
    if "data:image/" not in body:
        return body, found

    def tag(token: Token, raw: str) -> str:
        address = token.get("src") or ""
        if token.name != "img" or not is_picture(address):
            return raw
        kind, _, content = address.removeprefix("data:image/").partition(";base64,")
        try:
            data = b64decode(content)
        except ValueError:
            return raw
        name = f"{digest(data)}{_SUFFIXES[kind]}"
        found[name] = data
        return with_attributes(token, {"src": f"{_SCHEME}{name}"})

    return edit(body, tag), found


def name_of(reference: str) -> str:
    """The name of the picture that a reference stands for; "" if it leads elsewhere."""
    found = _NAME.fullmatch(reference)
    return found[1] if found else ""


def names(references: Iterable[str]) -> tuple[str, ...]:
    """The names of the pictures that are among references."""
    return tuple(filter(None, map(name_of, references)))


def keep(pictures: Mapping[str, bytes], folder: Path) -> None:
    """Write the pictures that are not there yet. PublishError if that cannot be done."""
    for name, data in pictures.items():
        if not is_there(name, folder):
            try:
                folder.mkdir(parents=True, exist_ok=True)
                with atomic.fresh(folder / name) as file:
                    file.write(data)
            except OSError as error:
                what = f"a picture of the article cannot be kept there ({error.strerror})"
                raise PublishError(f"{folder / name}: {what}") from None


def is_there(name: str, folder: Path) -> bool:
    """Whether the file of a picture holds what its name says."""
    try:
        return digest(plain.read(folder / name)) == name.partition(".")[0]
    except OSError:
        return False


def forget(folder: Path, kept: Collection[str]) -> None:
    """Remove the pictures that no article has any more; what cannot be removed stays."""
    with suppress(OSError):
        for path in folder.iterdir():
            if path.name not in kept:
                with suppress(OSError):
                    path.unlink()
