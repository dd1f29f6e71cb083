"""How the best translation is searched for: what decides quality and time."""

from __future__ import annotations

from dataclasses import dataclass

BEAM = 4
"""Hypotheses followed at a time: Argos Translate's, so the same model says the same."""


@dataclass(frozen=True, slots=True)
class Search:
    """How CTranslate2 looks for a translation."""

    beam: int = BEAM
    hypotheses: int = 1
    no_repeat: int = 0
    """Length of phrases that may not come twice; 0: any may."""
