"""Every rule on every snippet: sound ones raise nothing, a bad example raises exactly its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project, rules
from kaniko_guide_site.evidence import build_checks
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import Snippet
from tests.support import EXAMPLES, SNIPPETS, below, examples, expect_none, name, recipes

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.findings import Finding


def findings(folder: Path) -> list[Finding]:
    which = Snippet(below(folder))
    told = build_checks.by_executor(library.load(SNIPPETS).projects[which.path], which)
    return [finding for one in told.values() for finding in build_checks.failing_findings(one, which.rule)]


@pytest.mark.parametrize("folder", recipes(), ids=name)
def test_recipe_is_without_findings(folder: Path) -> None:
    expect_none([finding.render() for finding in findings(folder)])


def test_recipes_speak_of_one_namespace() -> None:
    """A reader goes from recipe to recipe with the same Jenkins."""
    words = [
        word.value
        for folder in recipes()
        for script in project.read(folder).scripts
        for command in script.commands
        for word in command.words
    ]
    assert {word for word in words if word.startswith("--namespace")} == {"--namespace=jenkins"}


@pytest.mark.parametrize("folder", examples("good"), ids=name)
def test_good_example_is_without_findings(folder: Path) -> None:
    expect_none([finding.render() for finding in findings(folder)])


@pytest.mark.parametrize("folder", examples("bad"), ids=name)
def test_bad_example_raises_exactly_its_rule(folder: Path) -> None:
    found, rule = findings(folder), Snippet(below(folder)).rule
    expect_none([finding.render() for finding in found if finding.rule.name != rule])
    if not found:
        expect_none([f"{name(folder)}:1:1: error: {build_checks.NOT_FOUND.format(rule=rule).en} [{rule}]"])


@pytest.mark.parametrize("rule", rules.load())
def test_rule_has_an_example_pair(rule: str) -> None:
    there = {path.name for path in (EXAMPLES / rule).glob("*")}
    expect_none(
        [
            f"snippets/examples/{rule}:1:1: error: no folder {side} [example-pair]"
            for side in ("bad", "good")
            if side not in there
        ]
    )
    assert there == {"bad", "good"}


def test_every_example_pair_is_of_a_rule() -> None:
    assert {path.name for path in EXAMPLES.iterdir()} <= set(rules.load())
