"""`toolkit models`: Argos packages listed, fetched, installed, tried and removed.

`install` and `available` are the only commands that use the network.
"""

from __future__ import annotations

import functools
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.cli.adapt import adapt
from toolkit.cli.shell import FAILED, UNREADABLE, say
from toolkit.errors import ToolkitError, UsageError

if TYPE_CHECKING:
    from toolkit.models.index import Offer
    from toolkit.models.package import Package

    Offers = Callable[[], tuple[Offer, ...]]


_LANGUAGE = re.compile("[a-z]{2,3}([-_][A-Z][A-Za-z]+)?")
"""de, zh_CN, zh-Hans, but not de_en."""

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
_index = click.option(
    "--index",
    default="",
    metavar="PLACE",
    help="URL, folder or file of a package index; default: ARGOS_PACKAGE_INDEX, or Argos's own.",
)


@click.group()
def models() -> None:
    """Argos Translate packages on this machine."""


@models.command("list")
@_json
@click.option("--paths", "start", metavar="LANG", help="Show the ways from this language.")
def list_models(as_json: bool, start: str | None) -> None:
    """Show the installed packages, or the ways from one language to all others."""
    from toolkit.languages.language import language
    from toolkit.models import installed as packages
    from toolkit.models import routes
    from toolkit.models.codes import argos_code

    found = packages.installed()
    reasons = routes.unused(found)
    rows = [_row(package) | {"note": _note(package, reasons)} for package in found]
    if start:
        ways = routes.paths(found, argos_code(language(start)))
        _print(_ways(ways), as_json, "paths", _way_line)
        if not as_json:
            rest = [_row(package) | {"note": note} for package, note in reasons.items()]
            _print(rest, as_json, "models", _line)
        say(f"{len(ways)} languages can be reached from {start}")
        return
    _print(rows, as_json, "models", _line)
    broken = sum(bool(package.problem) for package in found)
    say(_counts("installed", len(found) - broken, broken, "broken"))


@models.command()
@_json
@_index
def available(as_json: bool, index: str) -> None:
    """Show what the package index offers."""
    from toolkit.models import index as model_index
    from toolkit.models import installed as packages
    from toolkit.workflow.words import many

    offers = model_index.named(index)
    have = packages.installed()
    rows = [_row(offer.package) | {"note": _state(offer, have)} for offer in offers]
    _print(rows, as_json, "models", _line)
    say(f"{many(len(offers), 'package')} in {model_index.location(index)}")


@models.command()
@click.argument("names", nargs=-1, metavar="[NAMES_OR_FILES]...")
@_index
@click.option("--for", "way", nargs=2, metavar="FROM TO", help="All that this way needs.")
def install(names: tuple[str, ...], index: str, way: tuple[str, str] | None) -> None:
    """Install packages: pairs such as de_en from the index, .argosmodel files, or folders."""
    from toolkit.models import index as model_index

    if not names and not way:
        raise UsageError("nothing to install: name pairs such as de_en, files, or --for FROM TO")
    if len(names) == 2 and all(map(_LANGUAGE.fullmatch, names)):
        names = ("_".join(names),)
    offers = functools.cache(lambda: model_index.available(index))
    works: list[Callable[[], Iterable[Package]]] = []
    if way:
        works.append(functools.partial(_install_way, way, offers))
    works += [functools.partial(_install, name, offers) for name in names]
    _each("installed", works)


def _install(name: str, offers: Offers) -> Iterator[Package]:
    """A file or folder if it is one, otherwise a pair from the index."""
    from toolkit.models import index as model_index
    from toolkit.models import store as model_store

    path = Path(name)
    if "://" in name:
        raise UsageError(
            f"{name}: is an address: download the file and name it, or name the address of an index"
            " with --index"
        )
    if path.exists() or path.suffix == ".argosmodel" or len(path.parts) > 1:
        yield model_store.install(path, say)
    else:
        source, target, version = model_index.pair(name)
        offer = model_index.newest(offers(), source, target, version)
        yield _fetched(offer, exactly=bool(version))


def _install_way(way: tuple[str, str], offers: Offers) -> Iterator[Package]:
    from toolkit.languages.language import language
    from toolkit.models import index as model_index
    from toolkit.models.codes import argos_code

    source, target = (argos_code(language(code)) for code in way)
    for offer in model_index.way(offers(), source, target):
        yield _fetched(offer)


def _fetched(offer: Offer, exactly: bool = False) -> Package:
    from toolkit.cli.terminal import progress
    from toolkit.models import index as model_index

    with progress(offer.package.name, in_bytes=True) as tell:
        return model_index.install(offer, say, tell, exactly)


@models.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("source")
@click.argument("target")
@click.option("--token", default="", help="Of the target, where a model has several: `>>rus<<`.")
@click.option("--version", default="1.0", show_default=True, help="Of the package.")
def convert(folder: Path, source: str, target: str, token: str, version: str) -> None:
    """Install a model of OPUS-MT: a folder as it is published, or converted by CTranslate2."""
    from toolkit.languages.language import language
    from toolkit.models.convert import convert as converted

    package = converted(folder, language(source), language(target), version, token, say)
    click.echo(_line(_row(package)))


@models.command()
@click.argument("names", nargs=-1)
def verify(names: tuple[str, ...]) -> None:
    """Compare the checksums of installed packages and translate a sentence; exit 1 if broken."""
    from toolkit.models import check
    from toolkit.models import installed as packages

    found = packages.installed()
    if names:
        found = tuple(package for name in names for package in packages.named(found, name))
    broken = 0
    for package in dict.fromkeys(found):
        problem = check.verify(package)
        broken += bool(problem)
        click.echo(_line(_row(package) | {"note": f"broken: {problem}" if problem else "sound"}))
    say(_counts("sound", len(found) - broken, broken, "broken"))
    if broken:
        sys.exit(FAILED)


@models.command()
@click.argument("names", nargs=-1, required=True)
def remove(names: tuple[str, ...]) -> None:
    """Remove installed packages: pairs such as de_en, or names of their folders."""
    from toolkit.models import store as model_store

    _each("removed", [functools.partial(model_store.remove, name, say) for name in names])


def _each(verb: str, works: Iterable[Callable[[], Iterable[Package]]]) -> None:
    """Do all, print what each gives, say what fails, and end with the counts."""
    done = failed = 0
    for work in works:
        try:
            for package in work():
                click.echo(_line(_row(package)))
                done += 1
        except ToolkitError as error:
            failed += 1
            say(f"error: {error}")
    say(_counts(verb, done, failed, "failed"))
    if failed:
        sys.exit(FAILED if done else UNREADABLE)


def _counts(verb: str, done: int, wrong: int, word: str) -> str:
    return f"{verb}: {done}" + f", {wrong} {word}" * bool(wrong)


def _note(package: Package, unused: dict[Package, str]) -> str:
    """What to say of a package behind its folder."""
    notes = (unused.get(package), package.shipped and "comes with the toolkit", package.made)
    return "; ".join(note for note in notes if note)


def _row(package: Package) -> dict[str, Any]:
    return {
        "from": package.source,
        "to": package.target,
        "version": package.version,
        "name": package.name,
        "folder": str(package.folder) if package.folder.name else "",
        "problem": package.problem,
        "shipped": package.shipped,
        "compute_type": package.compute_type,
        "made": package.made,
    }


def _line(row: dict[str, Any]) -> str:
    cells = (f"{row['from']}→{row['to']}", row["version"], row["folder"], row.get("note"))
    return "\t".join(_in_line(str(cell)) for cell in cells if cell)


def _in_line(text: str) -> str:
    """A text without line ends and the like, which names of folders and versions can have."""
    return text if text.isprintable() else ascii(text)


def _state(offer: Offer, have: Sequence[Package]) -> str:
    from toolkit.models.package import age

    if not offer.links:
        return "cannot be had: no link to a web address"
    versions = [p.version for p in have if p.name == offer.package.name and not p.problem]
    if not versions:
        return ""
    newest = max(versions, key=age)
    newer = age(newest) < age(offer.package.version)
    return f"newer than the installed {newest}" if newer else f"installed: {newest}"


def _ways(ways: dict[str, list[tuple[Package, ...]]]) -> list[dict[str, Any]]:
    return [
        {"to": target, "used": way == found[0], "packages": [_row(package) for package in way]}
        for target, found in ways.items()
        for way in found
    ]


def _way_line(row: dict[str, Any]) -> str:
    steps = " + ".join(f"{step['from']}→{step['to']} {step['version']}" for step in row["packages"])
    return f"{row['to']}\t{_in_line(steps)}" + "\tnot used" * (not row["used"])


def _print(
    rows: list[dict[str, Any]], as_json: bool, name: str, line: Callable[[dict[str, Any]], str]
) -> None:
    if as_json:
        click.echo(json.dumps({name: rows}, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(line(row))


models.add_command(adapt)
