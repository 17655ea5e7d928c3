"""Helpers for the tests of the Jenkinsfile parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.sources import jenkinsfile
from kaniko_guide.text import Source, Text

if TYPE_CHECKING:
    from kaniko_guide.sources.model import Jenkinsfile


def value_of(text: Text | None) -> str | None:
    return None if text is None else text.value


def read(value: str) -> Jenkinsfile:
    """Parse a Jenkinsfile that has no problems."""
    found = jenkinsfile.read(Text(value, Source("Jenkinsfile", value)))
    assert found.problems == ()
    return found


def steps(value: str) -> list[tuple[str, str | None, str | None, bool]]:
    """The script, container and stage of each step, and whether the script is exact."""
    return [
        (step.script.text.value, value_of(step.container), value_of(step.stage), step.exact)
        for step in read(value).steps
    ]
