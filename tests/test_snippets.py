"""Every rule on every snippet: sound ones raise nothing, a bad twin raises exactly its rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import EXAMPLES, ROOT, below, expect_none, name, recipes, twins

from kaniko_guide import project, rules
from kaniko_guide_site.evidence import light

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.findings import Finding


def findings(folder: Path) -> list[Finding]:
    told = light.builds_of(project.read(folder, shown_from=ROOT), below(folder))
    return [finding for one in told.values() for finding in light.counting(one, light.rule_of(below(folder)))]


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


@pytest.mark.parametrize("folder", twins("good"), ids=name)
def test_good_twin_is_without_findings(folder: Path) -> None:
    expect_none([finding.render() for finding in findings(folder)])


@pytest.mark.parametrize("folder", twins("bad"), ids=name)
def test_bad_twin_raises_exactly_its_rule(folder: Path) -> None:
    found = findings(folder)
    assert {finding.rule for finding in found} == {light.rule_of(below(folder))}, "\n".join(map(str, found))


@pytest.mark.parametrize("rule", rules.load())
def test_rule_has_twins(rule: str) -> None:
    there = {path.name for path in (EXAMPLES / rule).glob("*")}
    expect_none(
        [
            f"snippets/examples/{rule}:1:1: error: no folder {side} [twins]"
            for side in ("bad", "good")
            if side not in there
        ]
    )
    assert there == {"bad", "good"}


def test_every_example_pair_is_of_a_rule() -> None:
    assert {path.name for path in EXAMPLES.iterdir()} <= set(rules.load())
