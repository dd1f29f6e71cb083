"""Renew the lock in requirements/: every package pinned, with the hashes of all its files.

    make lock

demo.txt and test.txt hold the newest versions for every Python and system of SUPPORTED, and it is
shown here that each has a wheel of each package; lowest.txt holds the lowest that pyproject.toml
allows, lock.txt uv itself.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements"
UV = Path(sys.executable).with_name("uv")
OLDEST = "3.11"
SUPPORTED = (
    ("3.11", "3.12", "3.13", "3.14"),
    ("x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "aarch64-apple-darwin", "windows"),
)
EVERYWHERE = ("--universal", "--upgrade")
BUILD = "requirements/build.in"
BUILT = ("--no-binary=odfpy",)
"""Plain Python that is published as source only: pip builds it, on every system."""
FILES: dict[str, tuple[str, ...]] = {
    "lock": (*EVERYWHERE, "requirements/lock.in"),
    "test": (*EVERYWHERE, "--extra", "test", "pyproject.toml", BUILD),
    "demo": (*EVERYWHERE, "--constraint", "requirements/test.txt", "pyproject.toml", BUILD),
    "lowest": ("--upgrade", "--resolution=lowest-direct", "--extra=test", "pyproject.toml", BUILD),
}


def uv(*words: str) -> None:
    """Run uv as it is everywhere, whatever is set up on this machine."""
    settings = {key: value for key, value in os.environ.items() if not key.startswith("UV_")}
    settings["MACOSX_DEPLOYMENT_TARGET"] = "14.0"  # onnxruntime's wheels want it
    command = [str(UV), "pip", *words, "--no-config", "--quiet"]
    if subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode:
        sys.exit(f"failed: uv pip {' '.join(words)}")


def main() -> None:
    """Write the files, then try them for every supported machine."""
    for name, words in FILES.items():
        output = f"requirements/{name}.txt"
        print(f"{output} …", flush=True)
        options = ("--generate-hashes", "--no-emit-index-url", "--custom-compile-command=make lock")
        uv("compile", *words, *options, f"--python-version={OLDEST}", f"--output-file={output}")
        if found := re.search(r"^--.*|\w+://.*", (ROOT / output).read_text("utf-8"), re.M):
            sys.exit(f"{output}: no option and no address belongs there: {found[0]}")
    for name, python, system in product(("demo", "test"), *SUPPORTED):
        print(f"{name}.txt for Python {python} on {system} …", flush=True)
        machine = (f"--python-version={python}", f"--python-platform={system}")
        with tempfile.TemporaryDirectory() as folder:
            wanted = ("--require-hashes", "-r", f"requirements/{name}.txt", "--target", folder)
            uv("install", "--dry-run", "--only-binary=:all:", *BUILT, *machine, *wanted)


if __name__ == "__main__":
    main()
