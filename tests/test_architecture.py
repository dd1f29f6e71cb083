"""The shape of the code: arrows one way, one door for each library, modules of one idea each."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "toolkit"
MODULES = sorted(ROOT.rglob("*.py"))
PAGE = ROOT.parent / "docs" / "architecture.md"
DOORS = {
    "PIL": {"site"},
    "argostranslate": {"models"},
    "babel": {"languages", "site"},
    "choppa": {"document"},
    "click": {"cli"},
    "ctranslate2": {"models", "train"},
    "dask": {"engines"},
    "distributed": {"engines"},
    "filelock": {"storage"},
    "jinja2": {"publication"},
    "mammoth": {"formats"},
    "markdown_it": {"formats"},
    "markupsafe": {"publication", "site"},
    "mdit_py_plugins": {"formats"},
    "nh3": {"site"},
    "odf": {"formats"},
    "numpy": {"languages", "memory", "train"},
    "py3langid": {"languages"},
    "pymorphy3": {"languages"},
    "python_calamine": {"exchange"},
    "rapidfuzz": {"catalog", "memory"},
    "regex": {"document"},
    "rich": {"cli"},
    "sacrebleu": {"train"},
    "sentencepiece": {"models", "train"},
    "snowballstemmer": {"languages"},
    "starlette": {"desk"},
    "torch": {"cli", "train"},
    "uvicorn": {"desk"},
    "weasyprint": {"site"},
    "xlsxwriter": {"exchange"},
    "yaml": {"formats", "models"},
}
"""Library → the parts of the toolkit that may know it."""


BLIND = {
    "cli/net.py": "the last net",
    "publication/theme.py": "a template is a program of somebody else's",
}
"""Modules that may catch everything, and why."""


@cache
def tree(path: Path) -> ast.Module:
    """A module's syntax."""
    return ast.parse(path.read_text(encoding="utf-8"))


def part(path: Path) -> str:
    """The part of the toolkit a module belongs to: its package, or itself."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Dotted names a module imports, wherever in it: in functions and under TYPE_CHECKING too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(path: Path) -> str:
    """The dotted name of a module."""
    name = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
    return name.removesuffix(".__init__")


def layers() -> list[str]:
    """The rooms in the order of the table in docs/architecture.md, lower ones first."""
    table = PAGE.read_text(encoding="utf-8").split("## Rooms", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


def test_doors() -> None:
    """Every library enters through its door, and every door is in use."""
    used: dict[str, set[str]] = {}
    for path in MODULES:
        for name in imports(path):
            library = name.split(".")[0]
            if library != "toolkit" and library not in sys.stdlib_module_names:
                used.setdefault(library, set()).add(part(path))
    assert used == DOORS


def test_no_cycles() -> None:
    """No module needs, by whatever way, itself."""
    names = {module_of(path) for path in MODULES}
    graph = {
        module_of(path): {
            known
            for name in imports(path)
            for known in (name, name.rpartition(".")[0])
            if known in names - {module_of(path)}
        }
        for path in MODULES
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a cycle: {' → '.join(error.args[1])}")


def test_arrows_go_one_way() -> None:
    """A room imports only those above it in the list of docs/architecture.md."""
    order = layers()
    assert set(order) == {part(path) for path in MODULES} - {"__init__", "__main__"}
    for path in MODULES:
        if part(path) in order:
            allowed = {*order[: order.index(part(path)) + 1]}
            known = {name.split(".")[1] for name in imports(path) if name.startswith("toolkit.")}
            assert known <= allowed, f"{module_of(path)} knows {', '.join(sorted(known - allowed))}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_module(path: Path) -> None:
    """A module says what it is for, and catches nothing blindly."""
    assert path.stem not in {"utils", "helpers", "common", "base", "misc"}
    text = path.read_text(encoding="utf-8")
    assert not text or ast.get_docstring(tree(path)), "no docstring"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            blind = caught in ("everything", "Exception", "BaseException")
            assert not blind or path.relative_to(ROOT).as_posix() in BLIND, node.lineno


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if part(path) not in ("cli", "__main__")],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_only_shells_print_and_exit(path: Path) -> None:
    """A program that embeds the toolkit keeps its process and its terminal for itself."""
    for node in ast.walk(tree(path)):
        name = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""
        assert name not in {"print", "input", "sys.exit", "SystemExit", "sys.stdout", "sys.stderr"}


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_expressions_that_every_python_reads_alike(path: Path) -> None:
    """Python before 3.11.5, Debian's among them, matches atomic and possessive groups wrongly."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = re.search(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+|\(\?>", node.value)
            assert not found, f"{path}:{node.lineno}"


def test_no_class_name_twice() -> None:
    """A name in a message, a test or a talk means one class."""
    names = Counter(
        node.name
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, times in names.items() if times > 1] == []


def test_help_is_quick() -> None:
    """`--help` loads no engine, no parser, no drawing."""
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "toolkit", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in ran.stderr.splitlines()}
    assert loaded & set(DOORS) == {"click"}
