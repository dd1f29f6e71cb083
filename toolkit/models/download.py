"""Fetch over the network: the only module of the toolkit that does.

An interrupted download is continued (RFC 9110, section 14: `Range`, `If-Range`) where the server
can; the part file is kept under its URL, with the server's validator and the length beside it.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from toolkit.errors import EngineError
from toolkit.version import __version__

Response = http.client.HTTPResponse | urllib.error.HTTPError
Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all; 0 in all if the server does not say."""
SECONDS = 30
"""Without an answer."""
TRIES = 3
"""Connections for one file, as long as each brings something."""
_CHUNK = 1 << 18


def fetch(url: str, most: int) -> bytes:
    """A small file. EngineError if it cannot be had whole or has more than `most` bytes."""
    data = b""
    with _opened(url, {}) as response:
        while chunk := _read(response):
            data += chunk
            if len(data) > most:
                raise EngineError(f"{url}: too large to be what it should be")
        if chunk is None or len(data) != _length(response, len(data)):
            raise EngineError(f"{url}: the connection broke: run the command again")
    return data


def download(url: str, folder: Path, progress: Progress | None = None) -> Path:
    """The file of a URL, in a folder where an earlier start may lie.

    EngineError if it does not come whole; what came is kept for the next time.
    """
    part = folder / (hashlib.sha256(url.encode()).hexdigest()[:16] + ".part")
    for _ in range(TRIES):
        before = _size(part)
        if _continued(url, part, progress or (lambda done, total: None)):
            return part
        if _size(part) <= before:
            break
    raise EngineError(
        f"{url}: the connection broke after {_size(part):,} bytes: run the command again to go on"
    )


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _continued(url: str, part: Path, progress: Progress) -> bool:
    """Append one connection's worth of bytes to `part`; True if it is whole now."""
    note = part.with_suffix(".json")
    start, (validator, total) = _size(part), _noted(note)
    if start and start == total:
        return True
    headers = {"Range": f"bytes={start}-"} if 0 < start < total else {}
    headers |= {"If-Range": validator} if headers and validator else {}
    with _opened(url, headers) as response:
        if headers and response.status != 200 and not _fits(response, start, total):
            part.unlink()
            return _continued(url, part, progress)
        start = start if response.status == 206 and headers else 0
        total = start + _length(response, -start)
        with part.open("ab" if start else "wb") as file:
            note.write_text(json.dumps([_validator(response), total]))
            while chunk := _read(response):
                file.write(chunk)
                progress(file.tell(), total)
            return chunk is not None and total in (0, file.tell())


def _noted(note: Path) -> tuple[str, int]:
    """(validator, length) of an earlier start, ("", 0) if unknown."""
    try:
        validator, total = json.loads(note.read_bytes())
        return str(validator), int(total)
    except (OSError, ValueError, TypeError):
        return "", 0


def _fits(response: Response, start: int, total: int) -> bool:
    """The answer is the rest of the same file."""
    given = response.headers.get("Content-Range", "")
    return response.status == 206 and given == f"bytes {start}-{total - 1}/{total}"


def _validator(response: Response) -> str:
    """A strong ETag, or else the time of change."""
    tag = response.headers.get("ETag", "")
    return tag if tag.startswith('"') else response.headers.get("Last-Modified", "")


def _read(response: Response) -> bytes | None:
    """The next bytes, b"" at the end, None if the connection broke."""
    try:
        return response.read(_CHUNK)
    except (OSError, http.client.HTTPException):
        return None


def _length(response: Response, default: int) -> int:
    length = response.headers.get("Content-Length", "")
    return int(length) if length.isdecimal() else default


@contextmanager
def _opened(url: str, headers: dict[str, str]) -> Iterator[Response]:
    agent = {"User-Agent": f"article-toolkit/{__version__}", "Accept-Encoding": "identity"}
    try:
        request = urllib.request.Request(url, headers=agent | headers)
        response = urllib.request.build_opener(_Redirects).open(request, timeout=SECONDS)
    except urllib.error.HTTPError as error:
        if error.code == 416 and "Range" in headers:
            with error:
                yield error
            return
        error.close()
        said = str(error.reason).split()
        reason = f" ({' '.join(said)})" if said else ""
        raise EngineError(f"{url}: the server answers {error.code}{reason}") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise EngineError(
            f"{url}: cannot be reached ({getattr(error, 'reason', error)}): check the network, or"
            " name a mirror or a folder with --index"
        ) from None
    with response:
        yield response


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from an encrypted connection to an open one."""

    def redirect_request(
        self, req: urllib.request.Request, *rest: Any
    ) -> urllib.request.Request | None:
        target = rest[-1]
        if urlsplit(req.full_url).scheme == "https" != urlsplit(target).scheme:
            raise urllib.error.URLError(f"it redirects to the unencrypted {target}")
        return super().redirect_request(req, *rest)
