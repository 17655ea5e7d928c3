"""Groovy accepts a sound Jenkinsfile and refuses a broken one at its place in the file."""

from __future__ import annotations

import pytest

from kaniko_guide.text import Source, Text
from lab.checks import groovy as check

pytestmark = pytest.mark.tool

SOUND = "quick-start/Jenkinsfile"
BROKEN = "examples/groovy-syntax/bad/Jenkinsfile"


def test_broken_snippet_is_refused_and_a_sound_one_is_not() -> None:
    assert check.faults([SOUND]) == []
    (fault,) = check.faults([SOUND, BROKEN])
    assert fault.startswith(f"snippets/{BROKEN}:")
    assert fault.endswith(" [groovy]")


def test_place_is_that_of_the_file_with_its_section_markers() -> None:
    text = "node {\n    // --8<-- [start:a]\n    sh 'echo\n    // --8<-- [end:a]\n}\n"
    found = check.refusals({"a": Text.canonical(Source("Jenkinsfile", text))})
    assert found["a"].startswith("Jenkinsfile:3:")
