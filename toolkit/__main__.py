"""`python -m toolkit`, and the command `toolkit`."""

from __future__ import annotations

import sys


def main() -> None:
    """The command line; an interruption is no fault while it is still being loaded, too."""
    try:
        from toolkit.cli.main import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
