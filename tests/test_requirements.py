"""The lock is that of pyproject.toml (whoever changes one runs `make lock`); workflows use it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
BUILD = PROJECT["build-system"]["requires"]
DEPENDENCIES = PROJECT["project"]["dependencies"]
TEST = PROJECT["project"]["optional-dependencies"]["test"]
WANTED = {
    "demo": BUILD + DEPENDENCIES,
    "test": BUILD + DEPENDENCIES + TEST,
    "lowest": BUILD + DEPENDENCIES + TEST,
}
PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?P<rest>.*)")


def pins(name: str) -> dict[str, list[str]]:
    """Package → the versions pinned for it: more than one where Pythons or systems differ."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / "requirements" / f"{name}.txt").read_text("utf-8").splitlines():
        if pin := PIN.match(line):
            found.setdefault(pin["name"], []).append(pin["version"])
    return found


def wanted(name: str) -> list[Requirement]:
    """What a file must pin; lowest.txt is for this system alone."""
    found = [Requirement(text) for text in WANTED[name]]
    return [one for one in found if name != "lowest" or not one.marker or one.marker.evaluate()]


@pytest.mark.parametrize("name", WANTED)
def test_lock_meets_the_project(name: str) -> None:
    """Each requirement is pinned, to versions that it allows."""
    pinned = pins(name)
    for requirement in wanted(name):
        versions = pinned[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(version) for version in versions), requirement


@pytest.mark.parametrize("name", [*WANTED, "lock"])
def test_lock_has_hashes_and_nothing_else(name: str) -> None:
    """Pins, hashes and comments; no address, no option, and not gigabytes of PyTorch."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    entries = re.sub(r"^\s*#.*\n", "", text, flags=re.M).replace("\\\n", "").splitlines()
    for entry in entries:
        assert re.fullmatch(r"[\w.-]+==[\w.]+( ; [^#]+?)?( +--hash=sha256:[0-9a-f]{64})+", entry)
    assert "://" not in text
    assert {"torch", "triton"} & pins(name).keys() == set()


def test_demo_is_a_part_of_test() -> None:
    """What `make demo` installs is what `make test` tries."""
    tested = pins("test")
    assert {name: tested.get(name) for name in pins("demo")} == pins("demo")


def test_lowest_is_what_the_project_says() -> None:
    """Every lower bound is a version that can be installed, and that `make test-lowest` runs."""
    pinned = pins("lowest")
    for requirement in wanted("lowest"):
        [lowest] = pinned[canonicalize_name(requirement.name)]
        [bound] = [one.version for one in requirement.specifier if one.operator in (">=", "~=")]
        assert Version(lowest) == Version(bound), requirement


def test_build_backend_is_that_of_the_project() -> None:
    """The backend that is installed before is the one the project asks for."""
    assert (ROOT / "requirements/build.in").read_text("utf-8").split() == BUILD


@pytest.mark.parametrize("path", [*sorted((ROOT / ".github").rglob("*.yml")), ROOT / ".ci/run"])
def test_workflows_run_targets_that_exist(path: Path) -> None:
    """Each `make` there is a target here; what others wrote is pinned by its commit."""
    text = path.read_text("utf-8")
    targets = re.findall(r"\bmake (?:--\S+ )*([a-z-]+)", re.sub(r"^\s*#.*", "", text, flags=re.M))
    assert targets
    assert set(targets) <= set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))
    for action in re.findall(r"uses: (\S+)", text):
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action)


def test_contributors_are_told_all_targets() -> None:
    """CONTRIBUTING.md names each target, and no other."""
    told = set(re.findall(r"^\| `make ([a-z-]+)`", (ROOT / "CONTRIBUTING.md").read_text(), re.M))
    [phony] = re.findall(r"^\.PHONY: (.*)", MAKEFILE, re.M)
    assert told == set(phony.split())


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", ".pre-commit-config.yaml", "Makefile"])
def test_named_files_exist(name: str) -> None:
    """What is named there is there, whoever moves it."""
    paths = re.findall(
        r"\b((?:tests|toolkit|requirements|docs|benchmarks)/[\w/]*\w\.\w+)", text(name)
    )
    assert paths
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def text(name: str) -> str:
    """A file of the repository."""
    return (ROOT / name).read_text("utf-8")
