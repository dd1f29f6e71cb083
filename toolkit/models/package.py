"""What is known of an Argos package without loading it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

INT8 = "int8"
"""Numbers of eight bits: the fastest type that CTranslate2 computes in on processors."""
LENGTH_PENALTY = 0.2
"""Argos Translate's, so the same model says the same unless its package asks for another."""
NOTE = "toolkit.json"
"""A file in a package that this toolkit installed: `{"compute_type": "int8"}`, what was proven."""


@dataclass(frozen=True, slots=True)
class Package:
    """A folder with one translation model: Argos language codes, one direction."""

    source: str
    target: str
    version: str
    folder: Path
    name: str
    """"translate-de_en"; the folder's name if its metadata cannot be read."""
    problem: str = ""
    """Why it cannot be used; "" if it can."""
    target_prefix: str = ""
    """The token that models of several target languages expect first."""
    shipped: bool = False
    """Whether it came with the toolkit, not by installation."""
    made: str = ""
    """When, of what and how well, if the package says so."""
    compute_type: str = "default"
    """CTranslate2's name of the type to compute in; "default" is the one it was saved in."""
    length_penalty: float = LENGTH_PENALTY
    """The larger, the longer what the search prefers: against models that leave parts out."""


def age(version: str) -> list[int]:
    """A key that sorts the version "1.9" before "1.10"."""
    return [int(number) for number in re.findall(r"[0-9]{1,9}", version)]
