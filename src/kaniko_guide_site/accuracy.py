"""How often `diagnose` was right on public logs that it had not seen: `records/closed-logs.yml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from kaniko_guide.facts import load

if TYPE_CHECKING:
    from pathlib import Path

COUNTS = "records/closed-logs.yml"


class Counts(Struct, frozen=True):
    """How many logs had each outcome.

    Attributes:
        logs: all of them.
        first: the first cause is the right one.
        listed: a later cause is.
        unknown: no cause is named.
        wrong: causes are named, and none is right.
        certain_wrong: those of the wrong ones whose first cause is called certain.
        part: the layer and the phase are right.
    """

    logs: int
    first: int
    listed: int
    unknown: int
    wrong: int
    certain_wrong: int
    part: int

    @classmethod
    def total(cls, counts: Mapping[str, Counts]) -> Counts:
        """The sum of counts.

        Args:
            counts: by layer.
        """
        return cls(*(sum(getattr(one, name) for one in counts.values()) for name in cls.__struct_fields__))


class Successes(Struct, frozen=True):
    """Logs of builds that succeeded, and those of them for which a cause was named."""

    logs: int
    with_cause: int


class Round(Struct, frozen=True):
    """The logs of one measurement, which nobody who wrote signatures had seen before it.

    Attributes:
        measured: the day on which they were opened.
        repositories: from how many they are.
        layers: the counts by the layer of the true cause.
        successes: logs of builds that succeeded.
        short: how many of all texts have one or two lines; None for a round in which they were not counted.
        files: how many are from files in repositories and not from threads; None likewise.
        second: how many of `part` have the layer and phase of a second judgment; None if there was none.
    """

    measured: dt.date
    repositories: int
    layers: Mapping[str, Counts]
    successes: Successes
    short: int | None = None
    files: int | None = None
    second: int | None = None


class Accuracy(Struct, frozen=True):
    """The measurements.

    Attributes:
        closed: the newest one.
        earlier: those before, the newest first; signatures were written after each from its logs.
    """

    closed: Round
    earlier: tuple[Round, ...]


def accuracy(root: Path) -> Accuracy | None:
    """The measurements; None if there is none yet.

    Args:
        root: the project's directory.
    """
    path = root / COUNTS
    return load(str(path), Accuracy) if path.is_file() else None
