"""Pictures inside of documents, as pages show them: in the page itself."""

from __future__ import annotations

import posixpath
from mimetypes import guess_type
from urllib.parse import unquote

from toolkit.formats.html.markup import edit, with_attributes
from toolkit.formats.html.tokens import Token
from toolkit.formats.office import archive


def inlined(page: str, source: str, folder: str = "") -> str:
    """A page with the pictures that it names of its document; names begin at a folder of it."""
    if "<img" not in page:
        return page
    there = {member.name: member for member in archive.members(source) if not member.words}

    def tag(token: Token, raw: str) -> str:
        path = posixpath.join(folder, unquote(token.get("src") or ""))
        found = there.get(posixpath.normpath(path)) if token.name == "img" else None
        if not found:
            return raw
        kind = guess_type(found.name)[0] or "application/octet-stream"
        return with_attributes(token, {"src": f"data:{kind};base64,{found.content}"})

    return edit(page, tag)
