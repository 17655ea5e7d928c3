"""Groovy accepts a valid Jenkinsfile and rejects an invalid one, with its position in the file."""

from __future__ import annotations

import pytest

from kaniko_guide.text import Source, Text
from lab.checks import groovy as check

pytestmark = [pytest.mark.slow, pytest.mark.tool]

VALID = "quick-start/Jenkinsfile"
INVALID = "examples/groovy-syntax/bad/Jenkinsfile"


def test_invalid_snippet_is_rejected_and_a_valid_one_is_not() -> None:
    assert check.failures([VALID]) == []
    (failure,) = check.failures([VALID, INVALID])
    assert failure.startswith(f"snippets/{INVALID}:")
    assert failure.endswith(" [groovy]")


def test_position_counts_the_lines_of_section_markers() -> None:
    text = "node {\n    // --8<-- [start:a]\n    sh 'echo\n    // --8<-- [end:a]\n}\n"
    found = check.syntax_errors({"a": Text.canonical(Source("Jenkinsfile", text))})
    assert found["a"].startswith("Jenkinsfile:3:")
