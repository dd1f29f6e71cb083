"""The demo newsroom as a site: `make demo-site`.

`tests/site/demo` and what `tests/site/newsroom` adds to it: twelve articles, three pages, a draft,
an embargo, a correction, pictures, in four languages. Built and looked through in `build/demo`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "build" / "demo"


def main() -> int:
    """Copy, build, look through; the command's exit code."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for part in ("demo", "newsroom"):
        shutil.copytree(ROOT / "tests/site" / part, FOLDER, dirs_exist_ok=True)
    code = subprocess.call([sys.executable, "-m", "toolkit", "site", "--check"], cwd=FOLDER)
    print(f"open {FOLDER / 'site' / 'index.html'}, or: toolkit site --watch in {FOLDER}")
    return code


if __name__ == "__main__":
    sys.exit(main())
