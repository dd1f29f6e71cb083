"""Counts in words."""

from __future__ import annotations


def many(count: int, noun: str) -> str:
    """`1 sentence`, `2 sentences`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("ry") else f"{count} {noun}s"
