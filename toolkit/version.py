"""The version of the toolkit, as its packages, catalogs and requests name it."""

from __future__ import annotations

__version__ = "0.2.0"
