"""What was measured of the executor's flags, beyond their names: `flag_notes.yml`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide.facts import content
from kaniko_guide.facts.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def notes() -> Mapping[str, Statement]:
    """What is known of a flag, by its name with dashes."""
    return {
        name: Statement(*Statement.fields(entry)) for name, entry in content("flag_notes", __package__)["notes"].items()
    }
