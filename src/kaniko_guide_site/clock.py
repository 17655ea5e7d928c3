"""The date of today, for everything that depends on it: the one place where tests and reproducible builds set it."""

from __future__ import annotations

import datetime as dt
import os

VARIABLE = "SOURCE_DATE_EPOCH"
"""The environment variable that sets the time, in seconds since 1970 (https://reproducible-builds.org/specs/)."""


def today() -> dt.date:
    """Today in UTC, or the day that `SOURCE_DATE_EPOCH` names."""
    seconds = os.environ.get(VARIABLE)
    if seconds is not None:
        return dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC).date()
    return dt.datetime.now(tz=dt.UTC).date()  # noqa: TID251 (the one place)
