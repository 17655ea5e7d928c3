"""CodeNarc's rules for Jenkins on the tests' own Jenkinsfiles; verify runs them on snippets."""

from __future__ import annotations

import pytest

from kaniko_guide.text import Source, Text
from lab.checks import codenarc as check
from tests.support import DATA, expect_none, name

pytestmark = [pytest.mark.slow, pytest.mark.tool]
EXAMPLES = sorted((DATA / "jenkinsfiles").glob("*.Jenkinsfile"))


def test_jenkinsfiles_of_the_tests_have_no_violation() -> None:
    assert EXAMPLES
    expect_none(check.violations({name(path): Text.canonical(Source.read(path, name(path))) for path in EXAMPLES}))


def test_a_violation_has_its_line_in_the_file() -> None:
    marked = "node {\n    // --8<-- [start:a]\n    if (env.TAG) {\n    }\n    // --8<-- [end:a]\n}\n"
    assert check.violations({"a": Text.canonical(Source("Jenkinsfile", marked))}) == [
        "Jenkinsfile:3:1: error: The if statement is empty [codenarc/EmptyIfStatement]"
    ]
