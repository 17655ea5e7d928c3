"""Every rule on every snippet: valid ones have no finding, a bad example only has findings of its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide import project, rules
from kaniko_guide_site.evidence import build_checks
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import Snippet
from tests.support import EXAMPLES, SNIPPETS, examples, expect_none, name, recipes, snippet_path

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.findings import Finding


def findings(directory: Path) -> list[Finding]:
    snippet = Snippet(snippet_path(directory))
    by_executor = build_checks.by_executor(library.load(SNIPPETS).projects[snippet.path], snippet)
    return [finding for found in by_executor.values() for finding in build_checks.failing_findings(found, snippet.rule)]


@pytest.mark.slow
def test_recipe_is_without_findings() -> None:
    for directory in recipes():
        with check(f"{directory}"):
            expect_none([finding.render() for finding in findings(directory)])


def test_recipes_use_one_namespace() -> None:
    """All recipes are for the same Jenkins installation, and deploy to the same place."""
    words = [
        word.value
        for directory in recipes()
        for script in project.read(directory).scripts
        for command in script.commands
        for word in command.words
    ]
    assert {word for word in words if word.startswith("--namespace")} == {"--namespace=jenkins", "--namespace=myapp"}


@pytest.mark.slow
def test_good_example_is_without_findings() -> None:
    for directory in examples("good"):
        with check(f"{directory}"):
            expect_none([finding.render() for finding in findings(directory)])


def test_bad_example_raises_exactly_its_rule() -> None:
    for directory in examples("bad"):
        with check(f"{directory}"):
            found, rule = findings(directory), Snippet(snippet_path(directory)).rule
            assert rule is not None
            expect_none(build_checks.of_other_rules(found, rule))
            if not found:
                expect_none([f"{name(directory)}:1:1: error: {build_checks.NOT_FOUND.format(rule=rule).en} [{rule}]"])


def missing_examples(rule: str) -> list[str]:
    """One line for each example that a rule lacks."""
    return [
        f"snippets/examples/{rule}:1:1: error: no directory {side} [example-pair]"
        for side in ("bad", "good")
        if not (EXAMPLES / rule / side).exists()
    ]


def test_rule_has_an_example_pair() -> None:
    for rule in rules.load():
        with check(f"{rule}"):
            expect_none(missing_examples(rule))
            assert {path.name for path in (EXAMPLES / rule).glob("*")} == {"bad", "good"}


def test_every_example_pair_is_of_a_rule() -> None:
    assert {path.name for path in EXAMPLES.iterdir()} <= set(rules.load())
