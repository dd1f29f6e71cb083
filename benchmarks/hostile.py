"""Projects as an enemy may send them, worked on by every command: what breaks?

    python -m benchmarks.hostile [SECONDS] [SEED]

Each project is put together at random from odd names, links, settings, articles, catalogs,
templates, scratch and exchanged files. Every command runs in a process of its own. It must end by
itself with 0, 1, 2 or 3, touch nothing outside, and keep every text that a person approved.
"""

from __future__ import annotations

import importlib
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from benchmarks import catalogs
from toolkit.document import sentences
from toolkit.languages.language import language

_COMMANDS = (
    ("translate", "--engine", "pseudo"),
    ("status", "--json"),
    ("check",),
    ("review",),
    ("publish", "--drafts"),
    ("publish",),
    ("site", "--drafts"),
    ("site", "--allow-removals"),
    ("export",),
    ("export", "--format", "xlsx"),
    ("export", "--format", "csv"),
    ("import", "sent.xlf"),
    ("import", "sent.csv"),
    ("import", "sent.po"),
    ("memory", "export", "own.tmx", "--to", "en"),
    ("approve", "sources", "--to", "en"),
    ("segment", "sources/gut.md"),
)
_WORDS = (
    *(
        "Der Hafen wächst.",
        "# Titel\n\nText. Noch einer.\n",
        "![a](b%00.png)",
        "[x](/)",
        "<div>" * 50,
    ),
    *(
        "---\ntitle: 'x'\ndate: 2020-13-45\n---\n",
        "&#x110000; &#0; &nbsp",
        "```\ncode\n",
        "\u2028\u202e",
    ),
    *(
        "<script>alert(1)</script>",
        "{{ x }}",
        "{% y %}",
        "| a | b |\n|---|\n| c |",
        "<!-- ",
        "<svg><title>",
    ),
    *(
        "\ufeff",
        "\r",
        "\x0b",
        "=1+1;=2",
        "[^1]: x\n\n[^1]",
        "+++\nx = 1\n+++\n",
        '{"a": 1}\n',
        "<p lang=xx>",
    ),
)
_NAMES = (
    *("a.md", "A.MD", "a.html", "site.md", "index.md", "archive.html", "con.md", "a b.md", "ä.txt"),
    *("a\u0308.md", "x" * 190 + ".md", "x" * 240 + ".md", "-rf.md", "..md", "a.page.md", "a%2f.md"),
    *("sub/a.md", "SUB/a.md", ".hidden.md", "a:b.md", "en.md", "assets/a.md", "tags/x.md", "a.srt"),
)
_SETTINGS = (
    *(
        'targets = ["en"]',
        'targets = ["en", "ru"]',
        "targets = []",
        'sources = "../victim"',
        "memory = 9",
    ),
    *(
        'out = "../victim"',
        "trust_context = true",
        '[site]\nout = "../victim"',
        '[site]\nurl = "http://[x"',
    ),
    *(
        'segmentation = "r.srx"',
        '[checks]\ncopied = "off"',
        '[site]\neditions = ["epub"]',
        "x = 1",
        "[",
    ),
    *(
        '[site]\nunreviewed = "mark"',
        "[site]\ntrust_html = true",
        'timezone = "Nowhere"',
        'locales = "."',
    ),
)
_LINKS = (
    *("public", "review", "exchange", "site", "templates", "memory", "locales", "sources/l.md"),
    *("locales/en", "locales/en/LC_MESSAGES/gut.po", "sources/sub", ".toolkit", ".toolkit/site"),
    *("templates/site/front.html", "locales/glossary.csv", "memory/x.tmx", "sent.xlf", "public/en"),
)
_TEMPLATES = ("{{ none|xmlattr }}", "{% include 'site/front.html' %}", "{{ 1/0 }}", "x", "{%", "")


def build(root: Path, victim: Path, chance: random.Random) -> None:
    """A project with some odd things in it."""
    (root / "sources").mkdir()
    (root / "locales/en/LC_MESSAGES").mkdir(parents=True)
    (root / "sources/gut.md").write_text("Der Hafen wächst.\n\nErste Zeile zweite Zeile\n")
    settings = chance.sample(_SETTINGS, chance.randrange(3))
    if not any(line.startswith("targets") for line in settings):
        settings.insert(0, 'targets = ["en"]')
    _write(root / "toolkit.toml", "\n".join(sorted(settings, key=lambda line: line[0] == "[")))
    po = root / "locales/en/LC_MESSAGES/gut.po"
    po.write_bytes(catalogs.mutated(chance) if chance.random() < 0.6 else catalogs.SEED.encode())
    tricks: list[Callable[[], object]] = [
        lambda: _write(root / "sources" / chance.choice(_NAMES), _text(chance)),
        lambda: _write(root / "sources" / chance.choice(_NAMES), _text(chance)),
        lambda: _link(root / chance.choice(_LINKS), victim, chance),
        lambda: _write(root / "templates/site/front.html", chance.choice(_TEMPLATES)),
        lambda: _write(root / "locales/en/LC_MESSAGES/site.po", _damaged(catalogs.SEED, chance)),
        lambda: _write(root / "locales/glossary.csv", _damaged("term,en\nHafen,harbour\n", chance)),
        lambda: _write(root / "memory/m.tmx", _damaged("<tmx><body><tu/></body></tmx>", chance)),
        lambda: _write(root / "r.srx", _damaged("<srx version='2.0'><body/></srx>", chance)),
        lambda: _write(root / ".toolkit/site/x.json", "{"),
        lambda: _write(root / "sent.po", _damaged(catalogs.SEED, chance)),
        lambda: _write(root / "sent.csv", _damaged("source,target,state\nEins,One,x\n", chance)),
        lambda: _write(root / "sent.xlf", _damaged("<xliff version='1.2'><file/></xliff>", chance)),
        lambda: _pipe(root / chance.choice(_LINKS)),
        lambda: _write(root / "sources/a.md/b.md", "x"),
        lambda: (root / chance.choice(["site", "public", "review"])).write_text(""),
    ]
    for trick in chance.sample(tricks, chance.randrange(2, 7)):
        with suppress(OSError):
            trick()


def _text(chance: random.Random) -> str:
    return chance.choice(["", "\n", " "]).join(chance.choices(_WORDS, k=chance.randrange(1, 8)))


def _damaged(text: str, chance: random.Random) -> bytes:
    data = bytearray(text.encode())
    for _ in range(chance.randrange(4)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))


def _link(path: Path, victim: Path, chance: random.Random) -> None:
    if path.exists():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(
        chance.choice([victim, victim / "f.po", victim / "none", path, Path("/dev/zero")])
    )


def _pipe(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)


def command(root: Path, words: tuple[str, ...]) -> tuple[int, str]:
    """(exit code, what was said) of one command in a process of its own."""
    log = root.parent / "said"
    pid = os.fork()
    if not pid:
        with log.open("wb") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        code = 99
        try:
            os.chdir(root)
            from toolkit.cli.main import main

            main(list(words))
            code = 0
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    for _ in range(600):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), log.read_text("utf-8", "replace")
        time.sleep(0.05)
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    return 124, "no end"


def approved(root: Path) -> set[str]:
    """The texts in the catalog that `msgfmt` takes for approved, if it takes any."""
    from toolkit.catalog import po
    from toolkit.errors import CatalogError

    path = root / "locales/en/LC_MESSAGES/gut.po"
    if path.is_symlink() or not path.is_file():
        return set()
    try:
        found = po.read(path)
    except CatalogError:
        return set()
    return {e.target for e in (*found.entries, *found.obsolete) if e.target and not e.fuzzy}


def _content(folder: Path) -> dict[Path, bytes]:
    """What a folder holds; of folders and pipes in it, that they are there."""
    return {path: path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}


def attack(chance: random.Random, home: Path) -> list[str]:
    """What broke in one project."""
    root, victim = home / "p", home / "victim"
    root.mkdir()
    victim.mkdir()
    (victim / "f.po").write_text(catalogs.SEED)
    (victim / "secret.md").write_text("TOPSECRET.\n")
    build(root, victim, chance)
    before = _content(victim)  # a link to it may have led what was built there
    texts, faults = approved(root), []
    for words in chance.sample(_COMMANDS, 6):
        code, said = command(root, words)
        if code not in (0, 1, 2, 3) or "Traceback" in said:
            faults.append(f"{' '.join(words)}: exit {code}: {said[-400:]}")
        if before != _content(victim):
            faults.append(f"{' '.join(words)}: something outside changed")
            break
        left = approved(root)
        if texts and not texts <= left and (root / "locales/en/LC_MESSAGES/gut.po").is_file():
            faults.append(f"{' '.join(words)}: lost {texts - left}")
            break
        texts |= left
    return faults


def _load() -> None:
    """Everything that commands load: their processes are copies of this one."""
    for name in (
        "approve",
        "check",
        "exchange",
        "publish",
        "resources",
        "review",
        "site",
        "status",
    ):
        importlib.import_module(f"toolkit.workflow.{name}")
    for name in (
        "toolkit.cli.main",
        "toolkit.workflow.translate",
        "toolkit.memory.index",
        "choppa",
    ):
        importlib.import_module(name)
    sentences.boundaries("Ein Satz. Noch einer.", language("de"))


def main() -> None:
    """Attack for so many seconds; print what broke, and the counts."""
    _load()
    seconds, seed = (int(word) for word in (*sys.argv[1:], *("60", "1")[len(sys.argv) - 1 :]))
    chance, counts, end = random.Random(seed), Counter[str](), time.monotonic() + seconds
    while time.monotonic() < end:
        with tempfile.TemporaryDirectory() as name:
            os.environ["XDG_CACHE_HOME"] = f"{name}/cache"
            os.environ["XDG_CONFIG_HOME"] = f"{name}/config"
            state = chance.getrandbits(32)
            faults = attack(random.Random(state), Path(name))
        counts["projects"] += 1
        counts["faults"] += len(faults)
        for fault in faults:
            print(f"[{state}] {fault}\n", flush=True)
    print(dict(counts))


if __name__ == "__main__":
    main()
