"""The package index: what can be installed, and installing it.

An index is `index.json`, a list of packages as Argos Translate publishes it, at a URL, or in a
folder; a folder of .argosmodel files without it is one, too. Its links may be relative.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit
from urllib.request import url2pathname

from toolkit.errors import EngineError, UsageError
from toolkit.languages.language import language
from toolkit.models import archive, check, download, routes, store
from toolkit.models import installed as models
from toolkit.models.codes import argos_code, usual_code, usual_pair
from toolkit.models.download import Progress
from toolkit.models.package import Package, age

DEFAULT = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/"
_MOST = 16 << 20
_DIGESTS = {64: "sha256", 128: "sha512"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A package that can be installed."""

    package: Package
    """As the index describes it; its folder means nothing."""
    links: tuple[str, ...]
    """URLs, absolute; tried in order. () if the index has none that can be followed here."""
    digest: str = ""
    """SHA-256 or SHA-512, hexadecimal; "" if the index gives none."""


def available(index: str = "") -> tuple[Offer, ...]:
    """What can be had of what an index `names`. EngineError if it cannot be reached or is none."""
    return tuple(offer for offer in named(index) if offer.links)


def named(index: str = "") -> tuple[Offer, ...]:
    """What an index names, by pair, newest first; default: ARGOS_PACKAGE_INDEX, or Argos's own.

    EngineError if it cannot be reached or is no index.
    """
    url = location(index)
    file = _local(url)
    if file and not file.exists() and (archives := sorted(file.parent.glob("*.argosmodel"))):
        offers = [_packed(path) for path in archives]
    else:
        offers = [_offer(entry, url) for entry in _parsed(url, download.fetch(url, _MOST))]
    found = [offer for offer in offers if offer]
    found.sort(key=lambda offer: age(offer.package.version), reverse=True)
    return tuple(sorted(found, key=lambda offer: (offer.package.source, offer.package.target)))


def location(index: str = "") -> str:
    """The URL of the index that is meant by a URL, a folder, a file or nothing. UsageError."""
    place = index or models.setting("ARGOS_PACKAGE_INDEX") or DEFAULT
    try:
        if urlsplit(place).scheme not in ("http", "https", "file"):
            place = Path(place).absolute().as_uri()
        whole = urlsplit(place).path.endswith(".json")
    except ValueError as error:
        raise UsageError(f"{place}: not the place of an index ({error})") from None
    return place if whole else place.rstrip("/") + "/index.json"


def _local(url: str) -> Path | None:
    parts = urlsplit(url)
    return Path(url2pathname(parts.path)) if parts.scheme == "file" else None


def _parsed(url: str, data: bytes) -> list[Any]:
    try:
        entries = json.loads(data)
    except (ValueError, RecursionError):
        entries = None
    if not isinstance(entries, list):
        raise EngineError(
            f"{url}: not a package index (a JSON list): check --index and ARGOS_PACKAGE_INDEX"
        )
    return entries


def _offer(entry: Any, url: str) -> Offer | None:
    """What one entry of an index offers; None if it is no translation package."""
    package = models.described(entry, Path())
    return Offer(package, tuple(_links(entry, url)), _digest(entry)) if package else None


def _links(entry: dict[str, Any], url: str) -> Iterable[str]:
    """Those of an entry's links that can be followed, each once."""
    links = entry.get("links")
    if not isinstance(links, list):
        return ()
    schemes = ("http", "https", urlsplit(url).scheme)
    try:
        urls = [urljoin(url, link) for link in links if link and isinstance(link, str)]
        usable = [link for link in urls if urlsplit(link).scheme in schemes]
        beside = [urljoin(url, quote(_name(link))) for link in usable]
    except ValueError:
        return ()
    if not url.startswith(DEFAULT):  # a mirror has the files beside its index
        usable = [*filter(_may_exist, beside), *usable]
    return dict.fromkeys(usable)


def _name(link: str) -> str:
    return PurePosixPath(unquote(urlsplit(link).path)).name


def _may_exist(link: str) -> bool:
    path = _local(link)
    return path is None or path.is_file()


def _digest(entry: dict[str, Any]) -> str:
    for key in ("sha256", "sha512", "checksum"):
        value = str(entry.get(key) or "").rpartition(":")[2].strip().lower()
        if len(value) in _DIGESTS and re.fullmatch("[0-9a-f]*", value):
            return value
    return ""


def _packed(path: Path) -> Offer | None:
    """What an .argosmodel file in a folder offers; None if it cannot be read."""
    try:
        with zipfile.ZipFile(path) as file:
            metadata = archive.content(file).files[PurePosixPath("metadata.json")]
            package = models.described(json.loads(file.read(metadata)), Path())
    except (OSError, *archive.DAMAGED):
        return None
    return Offer(package, (path.absolute().as_uri(),)) if package else None


def newest(offers: Sequence[Offer], source: str, target: str, version: str = "") -> Offer:
    """The newest package for a pair of Argos codes, or that version; EngineError if none.

    A package that has other codes of the languages (`pt-BR`, `iw`) is taken where none has these.
    """
    wanted = usual_code(source), usual_code(target)
    same = [offer for offer in offers if usual_pair(offer.package) == wanted]
    same.sort(key=lambda offer: age(offer.package.version), reverse=True)
    same.sort(key=lambda offer: (offer.package.source, offer.package.target) != wanted)
    for offer in same:
        if not version or age(offer.package.version) == age(version):
            return offer
    there = " ".join(offer.package.version for offer in same)
    what = f"{source}_{target} {version}".strip()
    hint = f"it has {there}" if there else "see `toolkit models available`"
    raise EngineError(f"the index offers no package {what}: {hint}")


def way(offers: Sequence[Offer], source: str, target: str) -> tuple[Offer, ...]:
    """The packages that lead from one language to another. EngineError if none do."""
    try:
        packages = routes.route([offer.package for offer in offers], source, target)
    except EngineError:
        raise EngineError(f"the index offers no way from {source} to {target}") from None
    return tuple(newest(offers, package.source, package.target) for package in packages)


def pair(name: str) -> tuple[str, str, str]:
    """Argos codes of a pair, and a version or "": de_en, en_zh_CN, translate-de_en-1_0.

    UsageError if it is none.
    """
    bare = name.removeprefix("translate-")
    version = re.search(r"-([0-9]+(?:[._][0-9]+)*)$", bare)
    parts = bare[: version.start() if version else None].replace("→", "_").split("_")
    for cut in range(1, len(parts)):
        with suppress(UsageError):
            return _code(parts[:cut]), _code(parts[cut:]), version[1] if version else ""
    raise UsageError(f"{name!r} is neither a file nor a pair of languages such as de_en")


def _code(parts: Sequence[str]) -> str:
    return argos_code(language("_".join(parts)))


def install(
    offer: Offer,
    tell: Callable[[str], None] | None = None,
    progress: Progress | None = None,
    exactly: bool = False,
) -> Package:
    """Download and install a package, unless it is installed and sound.

    A newer one stays, which is told, unless this is `exactly` the one that is wanted. EngineError
    if it cannot be had or is not what the index says; then nothing has changed.
    """
    with store.workshop(tell) as shop:
        for package in models.inside(shop.home):
            versions = age(package.version), age(offer.package.version)
            keeps = versions[0] == versions[1] or (versions[0] > versions[1] and not exactly)
            if package.name == offer.package.name and keeps and not check.verify(package):
                if tell and versions[0] != versions[1]:
                    tell(_kept(package, offer.package))
                return package
        failure = EngineError(f"{offer.package.name}: the index gives no link to it")
        for link in offer.links:
            try:
                return _installed(shop, offer, link, progress)
            except EngineError as error:
                failure = error
        raise failure


def _kept(package: Package, offered: Package) -> str:
    """What to say of an installed package that is newer than what is offered."""
    name = f"{package.source}_{package.target}-{offered.version}"
    return (
        f"{package.name} {package.version} stays, it is newer than {offered.version} of the index:"
        f" `toolkit models install {name}` replaces it"
    )


def _installed(shop: store.Workshop, offer: Offer, link: str, progress: Progress | None) -> Package:
    local = _local(link)
    path = local or download.download(link, shop.scratch, progress)
    try:
        digest = offer.digest or _listed(link)
        if digest and path.is_file() and _hashed(path, _DIGESTS[len(digest)]) != digest:
            raise EngineError(f"{link}: refused, its checksum is wrong: try again or elsewhere")
        return store.place(shop, path, link, offer.package)
    finally:
        if not local:
            path.unlink()
            path.with_suffix(".json").unlink()


def _listed(link: str) -> str:
    """The checksum in a `SHA256SUMS` beside a link; "" if there is none."""
    name = unquote(PurePosixPath(urlsplit(link).path).name)
    with suppress(EngineError):
        text = download.fetch(urljoin(link, check.SUMS), _MOST).decode("utf-8", "replace")
        for line in text.splitlines():
            digest, _, file = line.partition(" ")
            if file.strip().lstrip("*") == name and len(digest) in _DIGESTS:
                return digest.lower()
    return ""


def _hashed(path: Path, method: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, method).hexdigest()
