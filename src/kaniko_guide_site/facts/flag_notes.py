"""Measured behaviour of the executor's flags: `flag_notes.yml`."""

from __future__ import annotations

from collections.abc import Mapping

from kaniko_guide.facts import Facts, load
from kaniko_guide.facts.statements import SourcedStatement


class File(Facts, frozen=True, kw_only=True):
    """`flag_notes.yml`."""

    notes: Mapping[str, SourcedStatement]


def notes() -> Mapping[str, SourcedStatement]:
    """The measured behaviour of each flag, by its name with dashes."""
    return load(__file__, File).notes
