"""What the tests of reading a Jenkinsfile share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.sources import jenkinsfile
from kaniko_guide.text import Source, Text

if TYPE_CHECKING:
    from kaniko_guide.sources.model import Jenkinsfile


def shown(text: Text | None) -> str | None:
    return None if text is None else text.value


def read(value: str) -> Jenkinsfile:
    """A Jenkinsfile without problems."""
    found = jenkinsfile.read(Text(value, Source("Jenkinsfile", value)))
    assert found.problems == ()
    return found


def steps(value: str) -> list[tuple[str, str | None, str | None, bool]]:
    """The script, container and stage of each step, and whether the script is exact."""
    return [
        (step.script.text.value, shown(step.container), shown(step.stage), step.exact) for step in read(value).steps
    ]
