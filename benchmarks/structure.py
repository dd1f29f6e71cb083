"""Counts what the structure of the toolkit is made of: `python -m benchmarks.structure [CHECKOUT]`.

To compare with an older state: `git worktree add /tmp/old COMMIT`, then give `/tmp/old`.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

FORMAT_NAME = re.compile(
    r"""\.name\s*(?:==|!=|in)\s*\(?["'](?:html|markdown|text)["']"""
    r"""|case\s+["'](?:html|markdown|text)["']"""
)
"""A branch on a format's name."""
SUFFIX = re.compile(r"""["']\.(?:md|markdown|html?|txt)["']""")
"""A suffix of a format, spelled out."""
ORIGIN = re.compile(
    r"origin(?:\[:|\.(?:startswith|partition|split|removeprefix)\()"
    r"|(?:search|match)\([^)\n]*origin"
)
"""An origin read as text."""


def module_of(path: Path, home: Path) -> str:
    """The dotted name of a module."""
    name = ".".join(path.relative_to(home).with_suffix("").parts)
    return name.removesuffix(".__init__")


def known_to(tree: ast.Module, modules: set[str]) -> Iterator[str]:
    """The modules of the toolkit that a module imports, in functions and for types too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("toolkit"):
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if name in modules else node.module


def room(module: str) -> str:
    """The part of the toolkit that a module belongs to."""
    return module.split(".")[1] if "." in module else module


def tangled(graph: dict[str, set[str]]) -> set[str]:
    """Modules that need themselves by some way."""
    left = {name: set(known) for name, known in graph.items()}
    found: set[str] = set()
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            cycle = error.args[1]
            found.update(cycle)
            left[cycle[1]].discard(cycle[0])
            continue
        return found


def count(checkout: Path) -> Iterator[tuple[str, object]]:
    """(what, how many) of a checkout."""
    root = checkout / "toolkit"
    trees = {
        module_of(path, checkout): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(root.rglob("*.py"))
    }
    graph = {
        name: {known for known in known_to(tree, set(trees)) if known != name}
        for name, tree in trees.items()
    }
    edges = {
        (room(name), room(known))
        for name, all_known in graph.items()
        for known in all_known
        if room(name) != room(known)
    }
    classes = Counter(
        node.name
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    outside = "\n".join(
        path.read_text(encoding="utf-8")
        for path in root.rglob("*.py")
        if "formats" not in path.relative_to(root).parts
    )
    everything = "\n".join(path.read_text(encoding="utf-8") for path in root.rglob("*.py"))
    yield "modules", len(trees)
    yield "top-level rooms and modules", len({room(name) for name in trees} - {"toolkit"})
    yield "edges between rooms", len(edges)
    yield "modules in cycles", len(tangled(graph))
    yield "branches on a format's name outside formats/", len(FORMAT_NAME.findall(outside))
    yield "suffixes of formats spelled out outside formats/", len(SUFFIX.findall(outside))
    yield "places that read an origin as text", len(ORIGIN.findall(everything))
    yield "class names that stand twice or more", sum(n > 1 for n in classes.values())
    twice = ", ".join(sorted(name for name, times in classes.items() if times > 1))
    yield "  these are", twice or "none"


def main() -> None:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", nargs="?", type=Path, default=Path(__file__).parent.parent)
    for what, many in count(parser.parse_args().checkout.resolve()):
        print(f"{what:<50} {many}")


if __name__ == "__main__":
    main()
