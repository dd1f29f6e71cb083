"""What is a catalog for us is one for gettext, with the same texts; and the other way round."""

from __future__ import annotations

import shutil

import pytest

from benchmarks import catalogs


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not installed")
def test_mutated_catalogs_are_read_as_gettext_reads_them() -> None:
    """The same number of accepted and refused ones, and no text in another place."""
    counts, faults = catalogs.run(250, seed=15)
    assert faults == []
    assert min(counts["accepted"], counts["refused"]) > 50
