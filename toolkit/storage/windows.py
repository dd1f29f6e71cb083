"""Names that no file can have on Windows: whoever shares a folder with somebody there needs others.

After “Naming Files, Paths, and Namespaces” in Microsoft's documentation of Win32.
"""

from __future__ import annotations

DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789¹²³")}
)
"""What no file can be called, with whatever suffix."""
_SIGNS = frozenset('<>:"|?*\\')


def cannot_have(name: str) -> bool:
    """Whether a file or folder cannot be called so: its name alone, without those above it."""
    device = name.split(".", maxsplit=1)[0].rstrip().casefold() in DEVICES
    return device or name[-1:] in (" ", ".") or not _SIGNS.isdisjoint(name)
