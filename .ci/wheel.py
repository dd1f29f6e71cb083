"""Build sdist and wheel, and use the wheel as a user would: `make dist`.

The wheel is installed in an environment of its own, beside what requirements/demo.txt pins, in a
folder outside of this one, and goes from `toolkit init` to a site there. Exits with 1 and a
sentence if anything fails, is missing in the wheel or differs between the wheels of checkout and
sdist.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import venv
import zipfile
from pathlib import Path
from typing import NoReturn

import polib

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"

ARTICLES = {
    "bridge.md": (
        "---\ntitle: Die Brücke\ndate: 2026-05-04\n---\n\n"
        "# Die Brücke\n\nSie steht seit 1907. Abb. 3 zeigt den **alten** Turm.\n"
    ),
    "mill.html": (
        '<!doctype html>\n<html lang="de"><head><meta charset="utf-8"><title>Die Mühle</title>'
        "</head>\n<body><p>Sie mahlt wieder.</p></body></html>\n"
    ),
    "note.txt": "Der Rat tagt am Montag.\n",
}
TRANSLATED = {
    "en": {
        "Die Brücke": "The bridge",
        "Sie steht seit 1907.": "It has stood since 1907.",
        "Abb. 3 zeigt den <g1>alten</g1> Turm.": "Fig. 3 shows the <g1>old</g1> tower.",
        "Die Mühle": "The mill",
        "Sie mahlt wieder.": "It is grinding again.",
        "Der Rat tagt am Montag.": "The council meets on Monday.",
    },
    "zh_CN": {
        "Die Brücke": "桥",
        "Sie steht seit 1907.": "它建于1907年。",
        "Abb. 3 zeigt den <g1>alten</g1> Turm.": "图3展示了<g1>古老</g1>的塔楼。",
        "Die Mühle": "磨坊",
        "Sie mahlt wieder.": "它又开始磨粉了。",
        "Der Rat tagt am Montag.": "市议会周一开会。",
    },
}
PUBLISHED = {
    "public/en/bridge.md": "Fig. 3 shows the **old** tower.",
    "public/en/bridge.html": "It has stood since 1907.",
    "public/zh-Hans/mill.html": "它又开始磨粉了。",
    "public/zh-Hans/note.txt": "市议会周一开会。",
    "site/index.html": "zh-Hans",
    "site/en/bridge.html": "Fig. 3 shows the <strong>old</strong> tower.",
    "site/zh-Hans/feed.xml": "桥",
    "site/sitemap.xml": "/en/bridge.html",
    "review/index.html": "bridge",
}


def main() -> None:
    """Build, compare, install and use it; results stay in dist/."""
    shutil.rmtree(DIST, ignore_errors=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        if folder.is_relative_to(ROOT):
            fail(f"{folder} is in the checkout; set TMPDIR to another folder")
        wheel = build(folder)
        use(install(wheel, folder), folder / "news")
    size = f"{wheel.stat().st_size:,} bytes"
    print(f"{wheel.name}: {size}, the same from checkout and sdist, works from init to site")


def build(folder: Path) -> Path:
    """The wheel, made from the sdist; fails if the checkout's differs or lacks a file."""
    listed = run(ROOT, "git", "ls-files", "-z").split("\0")
    files = [file for file in listed if (ROOT / file).is_file()]
    checkout = folder / "checkout"
    for file in files:  # without what earlier builds left behind
        (checkout / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / file, checkout / file)
    command = (sys.executable, "-m", "build", "--no-isolation")
    run(checkout, *command, "--outdir", str(DIST))
    run(checkout, *command, "--wheel", "--outdir", str(folder / "direct"))
    [wheel], [direct] = DIST.glob("*.whl"), (folder / "direct").glob("*.whl")
    packed = contents(wheel)
    compare(packed, contents(direct), "the wheels of sdist and checkout differ in")
    source = {file: (checkout / file).read_bytes() for file in files if file.startswith("toolkit/")}
    inside = {file: data for file, data in packed.items() if ".dist-info/" not in file}
    compare(source, inside, "checkout and wheel differ in")
    return wheel


def compare(one: dict[str, bytes], other: dict[str, bytes], said: str) -> None:
    """Fails with the names of the files that only one has, or the other has otherwise."""
    if one != other:
        fail(f"{said} {', '.join(sorted({name for name, _ in one.items() ^ other.items()}))}")


def contents(wheel: Path) -> dict[str, bytes]:
    """Name → bytes of what is in it."""
    with zipfile.ZipFile(wheel) as file:
        return {name: file.read(name) for name in file.namelist()}


def install(wheel: Path, folder: Path) -> Path:
    """The folder of the commands of a clean environment with the wheel and what it needs."""
    venv.create(folder / "venv", with_pip=True)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    pip = (str(scripts / "python"), "-m", "pip", "install", "--quiet")
    run(folder, *pip, "--require-hashes", "--requirement", str(ROOT / "requirements/demo.txt"))
    run(folder, *pip, "--no-deps", str(wheel))
    where = run(folder, str(scripts / "python"), "-c", "import toolkit; print(toolkit.__file__)")
    if not Path(where.strip()).is_relative_to(folder):
        fail(f"the wheel is not what is imported, but {where}")
    return scripts


def use(scripts: Path, project: Path) -> None:
    """A small publication, from nothing to its site."""

    def toolkit(*words: str) -> str:
        return run(project, str(scripts / "toolkit"), *words)

    project.mkdir()
    toolkit("init", "--to", "en", "--to", "zh")
    with (project / "toolkit.toml").open("a", encoding="utf-8") as file:
        file.write('\n[site]\nurl = "https://example.org/news"\n')
    for name, text in ARTICLES.items():
        (project / "sources" / name).write_text(text, "utf-8")
    toolkit("translate", "--engine", "pseudo")
    for language, texts in TRANSLATED.items():
        translate(project / "locales" / language / "LC_MESSAGES", texts)
    toolkit("check")
    toolkit("review")
    for language in TRANSLATED:
        toolkit("approve", "--to", language, *(f"sources/{name}" for name in ARTICLES))
    toolkit("status", "--json")
    toolkit("publish")
    toolkit("site")
    for name, text in PUBLISHED.items():
        path = project / name
        if not path.is_file() or text not in path.read_text("utf-8"):
            fail(f"{name} lacks {text!r}")
    sit(scripts, project)
    draft(scripts, project.parent / "drafts")
    if not re.fullmatch(r"toolkit, version \d+\.\d+\S*\n", version := toolkit("--version")):
        fail(f"`toolkit --version` says {version!r}")


def sit(scripts: Path, project: Path) -> None:
    """The desk answers: its pages, styles and scripts are in the wheel."""
    words = [str(scripts / "toolkit"), "desk", "--no-open", "--port", "0", "--as", "Mara"]
    with subprocess.Popen(words, cwd=project, stderr=subprocess.PIPE, text=True) as desk:
        assert desk.stderr
        said = "".join(desk.stderr.readline() for _ in range(2))
        found = re.search(r"(http://\S+?)(/enter\?key=\S+)", said)
        if not found:
            desk.kill()
            fail(f"`toolkit desk` says {said!r}")
        jar = urllib.request.HTTPCookieProcessor()
        browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), jar)
        try:
            for path in (found[2], "/", "/edit/en/bridge", "/static/main.js", "/static/desk.css"):
                browser.open(found[1] + path, timeout=60).read()
        except OSError as error:
            fail(f"the desk has no {path}: {error}")
        finally:
            desk.kill()


def draft(scripts: Path, project: Path) -> None:
    """The models in the wheel translate, on a machine that has no others."""
    alone = {"ARGOS_PACKAGES_DIR": str(project / "none")}

    def toolkit(*words: str) -> str:
        return run(project, str(scripts / "toolkit"), *words, **alone)

    (project / "sources").mkdir(parents=True)
    for name, text in ARTICLES.items():
        (project / "sources" / name).write_text(text, "utf-8")
    paths = toolkit("models", "list", "--paths", "de").splitlines()
    if not paths:
        fail("no model comes with it")
    toolkit("init", *(word for path in paths for word in ("--to", path.split("\t")[0])))
    toolkit("translate")
    toolkit("publish", "--drafts")
    for path in project.glob("public/*/*.txt"):
        if "⟦de:" in path.read_text("utf-8"):
            fail(f"the models that come with it leave {path} empty")


def translate(folder: Path, texts: dict[str, str]) -> None:
    """What a person does: their own words instead of the drafts, each once or more."""
    seen = set()
    for path in sorted(folder.glob("*.po")):
        catalog = polib.pofile(str(path))
        for entry in catalog:
            entry.msgstr = texts[entry.msgid]
            seen.add(entry.msgid)
        catalog.save()
    if seen != texts.keys():
        fail(f"no catalog has {sorted(texts.keys() - seen)}")


def run(folder: Path, *command: str, **variables: str) -> str:
    """What the command says on stdout; fails with all it says if it does."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    kept |= variables
    ran = subprocess.run(
        command, cwd=folder, env=kept, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if ran.returncode:
        fail(f"{' '.join(command)}: exit code {ran.returncode}\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def fail(said: str) -> NoReturn:
    """End here."""
    sys.exit(f"make dist: {said}")


if __name__ == "__main__":
    main()
