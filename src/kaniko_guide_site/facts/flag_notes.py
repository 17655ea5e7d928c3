"""What the executor's flags do, and how the page groups them: `flag_notes.yml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kaniko_guide.facts import Facts, load
from kaniko_guide.facts.statements import SourcedStatement


class File(Facts, frozen=True, kw_only=True):
    """`flag_notes.yml`."""

    groups: Mapping[str, str]
    notes: Mapping[str, SourcedStatement]


def groups() -> Mapping[str, Sequence[str]]:
    """The flags of each group, by its id, in order."""
    return {group: flags.split() for group, flags in load(__file__, File).groups.items()}


def notes() -> Mapping[str, SourcedStatement]:
    """What each flag does, by its name with dashes."""
    return load(__file__, File).notes
