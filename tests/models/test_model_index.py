"""The package index and downloads, against a real server on the loopback interface."""

from __future__ import annotations

import hashlib
import json
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from models.argos_packages import Page, Site, entry, files, packed, serving

from toolkit.errors import EngineError, UsageError
from toolkit.models import check, download, index
from toolkit.models import installed as models
from toolkit.models.package import Package


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A packages' folder of our own, and no proxy."""
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "home" / "packages"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.delenv("ARGOS_PACKAGE_INDEX", raising=False)
    return tmp_path / "home" / "packages"


@pytest.fixture
def site() -> Iterator[Site]:
    """A server with an index of one package, de_en 1.0."""
    with serving() as found:
        yield found


def put(site: Site, tmp_path: Path, pair: str = "de_en", version: str = "1.0") -> bytes:
    """Let a server offer a package; the archive."""
    path = packed(tmp_path / f"{pair}-{version}.argosmodel", files(pair, version))
    site.pages[f"/{path.name}"] = Page(path.read_bytes())
    offer(site, entry(pair, path.name, version))
    return path.read_bytes()


def offer(site: Site, *entries: object) -> None:
    """Add entries to a server's index."""
    old = json.loads(site.pages["/index.json"].data) if "/index.json" in site.pages else []
    site.pages["/index.json"] = Page(json.dumps([*old, *entries]).encode())


def fetched(site: Site, pair: str = "de_en") -> Package:
    """Install a pair from a server."""
    source, target = pair.split("_")
    return index.install(index.newest(index.available(site.url), source, target))


def archives(site: Site) -> list[str]:
    """The Range headers of the requests for archives."""
    return [header for path, header in site.asked if path.endswith(".argosmodel")]


def test_newest_is_installed(site: Site, tmp_path: Path, home: Path) -> None:
    """Of several versions the newest is fetched, by number and not by letter."""
    for version in ("1.9", "1.10", "1.2"):
        put(site, tmp_path, version=version)
    package = fetched(site)
    assert (package.version, package.folder) == ("1.10", home / "translate-de_en-1_10")
    assert models.installed() == (package,)
    assert [path.name for path in home.parent.iterdir()] == ["packages"]


def test_index_ignores_what_is_no_package(site: Site, tmp_path: Path) -> None:
    """Entries of other types, without links, or damaged are not offered; the others are."""
    put(site, tmp_path)
    sbd = {"type": "sbd", "from_codes": ["en"], "links": ["x"]}
    bad = entry("de_ru", "x") | {"from_code": "../../etc"}
    stolen = entry("de_fr", "file:///etc/passwd")
    offer(
        site,
        sbd,
        bad,
        stolen,
        entry("de_it", "x") | {"links": None},
        entry("de_fr", "x") | {"links": "http://a.de/x"},
        entry("de_sv", "http://[x"),
        entry("de_da", ""),
        entry("de_el", "x") | {"links": [None, 5]},
        7,
        None,
        ["x"],
    )
    assert [offer.package.name for offer in index.available(site.url)] == ["translate-de_en"]


@pytest.mark.parametrize(
    "data",
    [
        b"<html>sign in</html>",
        b"",
        b'{"a": 1}',
        b'[{"package_version": "1.',
        b"\xff\xfe",
        b"[" * 9999,
    ],
)
def test_no_index(site: Site, data: bytes) -> None:
    """A page that is no list of packages is named as such, with the setting to check."""
    site.pages["/index.json"] = Page(data)
    with pytest.raises(EngineError, match=r"index\.json: not a package index .* --index"):
        index.available(site.url)


def test_truncated_index(site: Site, tmp_path: Path) -> None:
    """An index whose connection breaks is an error, even where its start would be valid."""
    site.pages["/index.json"] = Page(b"[]" + b" " * 9, cuts=[2])
    with pytest.raises(EngineError, match="connection broke"):
        index.available(site.url)


def test_offline() -> None:
    """Without a server the message names the URL and the way around."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(EngineError, match=rf"{port}/index.json: cannot be reached .*--index"):
        index.available(f"http://127.0.0.1:{port}")


def test_silent_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that accepts and says nothing does not hang us for ever."""
    monkeypatch.setattr(download, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(EngineError, match=r"cannot be reached .*timed out"):
            index.available(f"http://127.0.0.1:{port}")


@pytest.mark.parametrize(
    "place", ["gopher://x", "http://", "http://[x", "http://a b/", "none/such"]
)
def test_bad_place(place: str) -> None:
    """A place that is no URL and no folder is one sentence."""
    with pytest.raises((EngineError, UsageError), match=r"cannot be reached|not the place"):
        index.available(place)


def test_redirects(site: Site, tmp_path: Path) -> None:
    """A moved package is followed; a circle and a missing file are errors with the URL."""
    put(site, tmp_path)
    site.pages["/old"] = Page(b"", moved="/de_en-1.0.argosmodel")
    site.pages["/loop"] = Page(b"", moved="/loop")
    assert download.download(f"{site.url}/old", tmp_path).stat().st_size > 1000
    with pytest.raises(EngineError, match=r"/loop: the server answers 302 \(.*infinite loop"):
        download.download(f"{site.url}/loop", tmp_path)
    with pytest.raises(EngineError, match=r"/none: the server answers 404"):
        download.download(f"{site.url}/none", tmp_path)


def test_encrypted_stays_encrypted() -> None:
    """A redirect from https to http is not followed."""
    request = urllib.request.Request("https://example.org/a")
    handler = download._Redirects()
    with pytest.raises(OSError, match="unencrypted"):
        handler.redirect_request(request, None, 302, "", {}, "http://example.org/b")
    assert handler.redirect_request(request, None, 302, "", {}, "https://example.org/b")


def test_broken_connections_are_continued(site: Site, tmp_path: Path, home: Path) -> None:
    """Each new connection asks only for what is missing, and the result is whole."""
    data = put(site, tmp_path)
    site.pages["/de_en-1.0.argosmodel"].cuts = [1000, 2000]
    assert fetched(site).folder.is_dir()
    assert archives(site) == ["", "bytes=1000-", "bytes=3000-"]
    assert len(data) > 3000


def test_next_run_continues(site: Site, tmp_path: Path, home: Path) -> None:
    """What came before the server gave up is kept, and the next run continues there."""
    put(site, tmp_path)
    site.pages["/de_en-1.0.argosmodel"].cuts = [1000, 0]
    with pytest.raises(EngineError, match="connection broke after 1,000 bytes"):
        fetched(site)
    assert models.installed() == ()
    assert fetched(site).folder.is_dir()
    assert archives(site)[2:] == ["bytes=1000-"]
    assert [path.name for path in home.parent.iterdir()] == ["packages"]


@pytest.mark.parametrize(
    ("etag", "size"), [('"two"', 4000), ('"two"', 3000), ("", 4000), ('W/"weak"', 4000)]
)
def test_changed_file_is_not_mixed(site: Site, tmp_path: Path, etag: str, size: int) -> None:
    """If the file changed between two runs, the old part is thrown away."""
    old, new = b"a" * 3000, b"b" * size
    site.pages["/x"] = Page(old, etag=etag and '"one"', cuts=[1000, 0])
    with pytest.raises(EngineError):
        download.download(f"{site.url}/x", tmp_path)
    site.pages["/x"] = Page(new, etag=etag)
    assert download.download(f"{site.url}/x", tmp_path).read_bytes() == new


def test_shrunk_file(site: Site, tmp_path: Path) -> None:
    """A range beyond the end of a file that shrank (416) leads to a fresh download."""
    site.pages["/x"] = Page(b"a" * 3000, etag="", cuts=[2000, 0])
    with pytest.raises(EngineError):
        download.download(f"{site.url}/x", tmp_path)
    site.pages["/x"] = Page(b"b" * 1500, etag="")
    assert download.download(f"{site.url}/x", tmp_path).read_bytes() == b"b" * 1500


def test_server_without_ranges(site: Site, tmp_path: Path) -> None:
    """A server that cannot continue sends all again, and the result is right."""
    data = put(site, tmp_path)
    page = site.pages["/de_en-1.0.argosmodel"]
    page.ranges, page.cuts = False, [1000]
    url = f"{site.url}/de_en-1.0.argosmodel"
    assert download.download(url, tmp_path).read_bytes() == data


def test_progress(site: Site, tmp_path: Path) -> None:
    """Progress grows to the whole, also across connections."""
    data = bytes(600_000)
    site.pages["/x"] = Page(data, cuts=[300_000])
    seen: list[tuple[int, int]] = []
    download.download(f"{site.url}/x", tmp_path, lambda *now: seen.append(now))
    assert seen == sorted(seen)
    assert seen[-1] == (len(data), len(data)) and len(seen) > 2


@pytest.mark.parametrize("key", ["sha256", "sha512", "checksum"])
def test_checksum_in_index(site: Site, tmp_path: Path, key: str) -> None:
    """A package whose checksum in the index is another is refused; the right one is accepted."""
    data = put(site, tmp_path)
    method = "sha512" if key == "sha512" else "sha256"
    right = hashlib.new(method, data).hexdigest().upper()
    right = f"{method}:{right}" if key == "checksum" else right
    for digest in ("0" * len(hashlib.new(method).hexdigest()), right):
        site.pages["/index.json"] = Page(
            json.dumps([entry("de_en", "de_en-1.0.argosmodel", **{key: digest})]).encode()
        )
        if digest == right:
            assert fetched(site).version == "1.0"
        else:
            with pytest.raises(EngineError, match="checksum is wrong"):
                fetched(site)
            assert models.installed() == ()


def test_checksum_beside(site: Site, tmp_path: Path) -> None:
    """`SHA256SUMS` beside the package counts where the index has no checksum."""
    data = put(site, tmp_path)
    name = "de_en-1.0.argosmodel"
    site.pages["/SHA256SUMS"] = Page(f"{'1' * 64}  other\n{'0' * 64} *{name}\n".encode())
    with pytest.raises(EngineError, match="checksum is wrong"):
        fetched(site)
    site.pages["/SHA256SUMS"] = Page(f"{hashlib.sha256(data).hexdigest()}  {name}\n".encode())
    assert fetched(site).version == "1.0"


def test_second_link(site: Site, tmp_path: Path) -> None:
    """Links are tried in order; links of other kinds are passed over."""
    put(site, tmp_path)
    found = entry("de_en", "") | {"links": ["ipfs://x", "gone.argosmodel", "de_en-1.0.argosmodel"]}
    site.pages["/index.json"] = Page(json.dumps([found]).encode())
    assert fetched(site).version == "1.0"


def test_other_package_is_refused(site: Site, tmp_path: Path) -> None:
    """An archive for another pair than the index says is not installed."""
    put(site, tmp_path, "en_ru")
    offer(site, entry("de_en", "en_ru-1.0.argosmodel"))
    with pytest.raises(EngineError, match="holds translate-en_ru instead of translate-de_en"):
        fetched(site)
    assert models.installed() == ()


@pytest.mark.parametrize(("said", "held"), [("pb", "pt-BR"), ("pt-BR", "pb"), ("he", "iw")])
def test_an_index_with_other_codes(said: str, held: str, site: Site, tmp_path: Path) -> None:
    """What an index calls in another way than the package itself is the same language."""
    put(site, tmp_path, f"en_{held}")
    del site.pages["/index.json"]
    offer(site, entry(f"en_{said}", f"en_{held}-1.0.argosmodel"))
    assert fetched(site, f"en_{said}").target == held


def test_a_damaged_package_of_an_index(site: Site, tmp_path: Path) -> None:
    """Its damage is named, not that it is another package than the index says."""
    packed(tmp_path / "x.argosmodel", files() | {"metadata.json": b"{"})
    site.pages["/x.argosmodel"] = Page((tmp_path / "x.argosmodel").read_bytes())
    offer(site, entry("de_en", "x.argosmodel"))
    with pytest.raises(EngineError, match=r"refused: metadata.json is missing or damaged"):
        fetched(site)


def test_installed_is_not_fetched_again(site: Site, tmp_path: Path) -> None:
    """A sound package as new as the index is kept; a newer one and a repair are fetched."""
    put(site, tmp_path)
    first = fetched(site)
    assert fetched(site) == first and len(archives(site)) == 1
    (first.folder / "README.md").write_text("changed")
    assert check.verify(fetched(site)) == "" and len(archives(site)) == 2
    put(site, tmp_path, version="1.1")
    assert fetched(site).version == "1.1"
    assert [package.version for package in models.installed()] == ["1.1"]


def test_way(site: Site, tmp_path: Path) -> None:
    """All packages of a way are found; a way that does not exist is an error."""
    for pair in ("de_en", "en_ru", "fr_en"):
        put(site, tmp_path, pair)
    offers = index.available(site.url)
    names = [offer.package.name for offer in index.way(offers, "de", "ru")]
    assert names == ["translate-de_en", "translate-en_ru"]
    with pytest.raises(EngineError, match="no way from ru to de"):
        index.way(offers, "ru", "de")
    with pytest.raises(EngineError, match="no package de_ru: see `toolkit models available`"):
        index.newest(offers, "de", "ru")


def test_folder_is_an_index(tmp_path: Path) -> None:
    """A mirror folder works by path and URL, with an index or only with packages in it."""
    mirror = tmp_path / "mirror ä"
    mirror.mkdir()
    packed(mirror / "any name.argosmodel", files("de_en", "1.2"))
    (mirror / "damaged.argosmodel").write_bytes(b"PK\x03\x04")
    for place in (str(mirror), mirror.as_uri(), mirror.as_uri() + "/"):
        [found] = index.available(place)
        assert found.package.version == "1.2"
    (mirror / "index.json").write_text(
        json.dumps([entry("de_en", "https://example.org/any%20name.argosmodel", "1.2")])
    )
    for place in (str(mirror), str(mirror / "index.json"), mirror.as_uri()):
        [found] = index.available(place)
        assert found.links[0] == (mirror / "any name.argosmodel").as_uri()
    assert index.install(found).version == "1.2"


def test_index_setting(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The index comes from the option, the environment, or Argos Translate's settings file."""
    put(site, tmp_path)
    settings = tmp_path / "config" / "argos-translate" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"ARGOS_PACKAGE_INDEX": f"{site.url}/"}))
    assert len(index.available()) == 1
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "http://127.0.0.1:1/")
    with pytest.raises(EngineError):
        index.available()
    assert len(index.available(site.url)) == 1


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("de_en", ("de", "en", "")),
        ("translate-de_en", ("de", "en", "")),
        ("translate-de_en-1_0", ("de", "en", "1_0")),
        ("de_en-1.9.6", ("de", "en", "1.9.6")),
        ("de→ru", ("de", "ru", "")),
        ("en_zh_CN", ("en", "zh", "")),
        ("zh-Hant_en", ("zt", "en", "")),
        ("en_pt_BR-2", ("en", "pb", "2")),
    ],
)
def test_pair(name: str, codes: tuple[str, str, str]) -> None:
    """Pairs are understood in every dialect of language codes, with a version or without."""
    assert index.pair(name) == codes


@pytest.mark.parametrize(
    ("offered", "asked", "taken"),
    [
        ("pt-BR 1.0", "de_pb", "pt-BR 1.0"),
        ("pt-BR 1.0", "de_pt-BR", "pt-BR 1.0"),
        ("pt-BR 1.0, pt_BR 1.1", "de_pt_BR", "pt_BR 1.1"),
        ("pt-BR 2.0, pb 1.0", "de_pt-BR", "pb 1.0"),
        ("pt-BR 2.0, pb 1.0", "de_pb-2.0", "pt-BR 2.0"),
        ("es-MX 1.0", "de_es", "es-MX 1.0"),
        ("iw 1.0", "de_he", "iw 1.0"),
        ("zho_Hant 1.0, zh 1.0", "de_zh_TW", "zho_Hant 1.0"),
    ],
)
def test_offers_with_codes_of_their_own(offered: str, asked: str, taken: str) -> None:
    """What the index calls in another way can be named as everywhere, and by its own name."""
    offers = []
    for words in offered.split(", "):
        code, version = words.split()
        package = Package("de", code, version, Path(), f"translate-de_{code}")
        offers.append(index.Offer(package, ("x",)))
    found = index.newest(offers, *index.pair(asked)).package
    assert f"{found.target} {found.version}" == taken


def test_an_older_one_only_by_its_version(site: Site, tmp_path: Path) -> None:
    """A newer package stays, which is said; named with its version, the older one replaces it."""
    put(site, tmp_path, version="1.9")
    assert fetched(site).version == "1.9"
    site.pages.clear()
    put(site, tmp_path, version="1.0")
    said: list[str] = []
    offers = index.available(site.url)
    assert index.install(index.newest(offers, "de", "en"), said.append).version == "1.9"
    assert said == [
        "translate-de_en 1.9 stays, it is newer than 1.0 of the index:"
        " `toolkit models install de_en-1.0` replaces it"
    ]
    old = index.newest(offers, *index.pair("de_en-1.0"))
    assert index.install(old, exactly=True).version == "1.0"
    assert [package.version for package in models.installed()] == ["1.0"]
    with pytest.raises(EngineError, match=r"no package de_en 1\.9: it has 1\.0"):
        index.newest(offers, "de", "en", "1.9")


def test_a_mirror_of_the_unmodified_index(site: Site, tmp_path: Path) -> None:
    """Files beside a mirror's index are taken before those that the index links to."""
    data = put(site, tmp_path)
    away = "http://127.0.0.1:1/v1/translate-de_en-1.0.argosmodel"
    site.pages = {
        "/mirror/index.json": Page(json.dumps([entry("de_en", away)]).encode()),
        "/mirror/translate-de_en-1.0.argosmodel": Page(data),
    }
    offers = index.available(f"{site.url}/mirror")
    assert index.install(index.newest(offers, "de", "en")).name == "translate-de_en"
    assert offers[0].links[1:] == (away,)


@pytest.mark.parametrize("name", ["", "de", "_", "de_", "de_qqq_x", "../x"])
def test_no_pair(name: str) -> None:
    """What is no pair is a usage error."""
    with pytest.raises(UsageError, match="neither a file nor a pair"):
        index.pair(name)
