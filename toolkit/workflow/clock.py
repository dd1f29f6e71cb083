"""The time that catalogs are stamped with."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from toolkit.errors import UsageError


def now() -> str:
    """The present moment in gettext's format; UsageError as `moment`."""
    return moment().strftime("%Y-%m-%d %H:%M+0000")


def moment() -> datetime:
    """The present moment; SOURCE_DATE_EPOCH makes it reproducible.

    UsageError if that variable is no number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"SOURCE_DATE_EPOCH={epoch!r} is no number of seconds; correct or unset it"
        ) from None
