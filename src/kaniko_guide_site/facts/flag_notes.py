"""What was measured of the executor's flags, beyond their names: `flag_notes.yml`."""

from __future__ import annotations

from collections.abc import Mapping

from kaniko_guide.facts import Facts, load
from kaniko_guide.facts.statements import Statement


class File(Facts, frozen=True, kw_only=True):
    """`flag_notes.yml`."""

    notes: Mapping[str, Statement]


def notes() -> Mapping[str, Statement]:
    """What is known of a flag, by its name with dashes."""
    return load(__file__, File).notes
