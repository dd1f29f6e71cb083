"""The shape of the code: arrows one way, one door for each library, modules of one idea each."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "toolkit"
MODULES = sorted(ROOT.rglob("*.py"))
LONGEST = 320
"""Lines of a module. Raising this is a change with a reason of its own."""
LONGEST_FUNCTION = 40
DOORS = {
    "argostranslate": {"engines", "models"},
    "babel": {"languages", "publication", "site"},
    "choppa": {"document"},
    "click": {"cli"},
    "ctranslate2": {"engines", "models", "train"},
    "dask": {"engines"},
    "distributed": {"engines"},
    "filelock": {"storage"},
    "jinja2": {"publication"},
    "markdown_it": {"formats"},
    "markupsafe": {"publication", "site"},
    "mdit_py_plugins": {"formats"},
    "nh3": {"site"},
    "numpy": {"checks", "memory", "train"},
    "polib": {"catalog"},
    "py3langid": {"checks"},
    "pymorphy3": {"glossary"},
    "python_calamine": {"exchange"},
    "rapidfuzz": {"catalog", "memory"},
    "regex": {"document"},
    "rich": {"cli"},
    "sacrebleu": {"train"},
    "sentencepiece": {"engines", "train"},
    "snowballstemmer": {"glossary"},
    "torch": {"cli", "train"},
    "weasyprint": {"site"},
    "xlsxwriter": {"exchange"},
    "yaml": {"formats", "site"},
}
"""Library → the parts of the toolkit that may know it."""


@cache
def tree(path: Path) -> ast.Module:
    """A module's syntax."""
    return ast.parse(path.read_text(encoding="utf-8"))


def part(path: Path) -> str:
    """The part of the toolkit a module belongs to: its package, or itself."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Dotted names a module imports when it runs, wherever in it."""
    skipped = {
        id(node)
        for block in ast.walk(tree(path))
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree(path)):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_doors() -> None:
    """Every library enters through its door, and every door is in use."""
    used: dict[str, set[str]] = {}
    for path in MODULES:
        for name in imports(path):
            library = name.split(".")[0]
            if library != "toolkit" and library not in sys.stdlib_module_names:
                used.setdefault(library, set()).add(part(path))
    assert used == DOORS


def test_arrows_go_one_way() -> None:
    """The parts of the toolkit import each other without a cycle; nothing imports the shell."""
    parts = {part(path) for path in MODULES}
    graph: dict[str, set[str]] = {name: set() for name in parts}
    for path in MODULES:
        for name in imports(path):
            words = name.split(".")
            if words[0] == "toolkit" and len(words) > 1 and words[1] in parts - {part(path)}:
                graph[part(path)].add(words[1])
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a cycle: {' → '.join(error.args[1])}")
    assert {name for name, known in graph.items() if "cli" in known} == {"__main__"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_module(path: Path) -> None:
    """A module says what it is for, stays short, and catches nothing blindly."""
    assert path.stem not in {"utils", "helpers", "common", "base", "misc"}
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert not text or ast.get_docstring(tree(path)), "no docstring"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"
        elif isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            assert caught not in ("everything", "Exception", "BaseException"), node.lineno


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
