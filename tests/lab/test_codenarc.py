"""CodeNarc's rules for Jenkins on our own examples, and proof that it reports a bad one; on snippets verify runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kaniko_guide.text import Source, Text
from lab.checks import codenarc as check
from lab.codenarc import lint
from tests.support import DATA, expect_none, name

pytestmark = pytest.mark.tool

EXAMPLES = sorted((DATA / "jenkinsfiles").glob("*.Jenkinsfile"))
LOCK = Path(lint.HERE / "package-lock.json")


def test_our_own_examples_have_no_violation() -> None:
    assert EXAMPLES
    expect_none(check.violations({name(path): Text.canonical(Source.read(path, name(path))) for path in EXAMPLES}))


def test_a_violation_is_told_at_its_line_in_the_file() -> None:
    marked = "node {\n    // --8<-- [start:a]\n    if (env.TAG) {\n    }\n    // --8<-- [end:a]\n}\n"
    assert check.violations({"a": Text.canonical(Source("Jenkinsfile", marked))}) == [
        "Jenkinsfile:3:1: error: The if statement is empty [codenarc/EmptyIfStatement]"
    ]


def test_a_bad_jenkinsfile_is_reported_with_its_line() -> None:
    closure = 'node {\n    def tag = "1"\n    echo "tag ${-> tag}"\n}\n'
    syntax = "node {\n    sh 'echo\n}\n"
    empty = "node {\n    if (env.TAG) {\n    }\n}\n"
    assert lint.check({"closure": closure, "empty": empty, "syntax": syntax}) == [
        lint.Violation(
            "closure", 3, "ClosureInGString", "GString contains a closure. Use variable interpolation instead"
        ),
        lint.Violation("empty", 2, "EmptyIfStatement", "The if statement is empty"),
        lint.Violation("syntax", 2, "compilation", "Unexpected character: '\\'' @ line 2, column 8."),
    ]


def test_an_excluded_rule_has_a_reason() -> None:
    assert all(isinstance(reason, str) and reason for reason in lint.excluded().values())


def test_every_package_is_locked_to_the_public_registry() -> None:
    packages = json.loads(LOCK.read_text(encoding="utf-8"))["packages"]
    locked = [entry for place, entry in packages.items() if place]
    assert locked
    assert all(entry["resolved"].startswith("https://registry.npmjs.org/") for entry in locked)
    assert all(entry["integrity"].startswith("sha512-") for entry in locked)
