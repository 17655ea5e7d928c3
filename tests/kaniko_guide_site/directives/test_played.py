"""The table of recipes that are built end to end: each with a pipeline, or why not."""

from __future__ import annotations

from kaniko_guide_site.extension import expand
from tests.support import ROOT, SNIPPETS


def test_every_recipe_with_a_pipeline_is_said_to_be_built_or_why_not() -> None:
    recipes = sorted(path.parent.name for path in SNIPPETS.glob("*/Jenkinsfile"))
    rows = [line for line in expand("::: played", ROOT, "en").splitlines() if "snippets.md#" in line]
    assert sorted(row.partition("snippets.md#")[2].partition(")")[0] for row in rows) == recipes
    built = {row.partition("snippets.md#")[2].partition(")")[0]: row.split(" | ")[-1] for row in rows}
    assert built["memory"] == "kaniko, either build |"
    assert built["retry"] == built["quick-start"]
    assert built["proxy"].startswith("Not played: ")
