"""The table of recipes that run end to end: each with a pipeline, or why it does not run."""

from __future__ import annotations

import re

from kaniko_guide_site.extension import expand
from kaniko_guide_site.snippets import library
from tests.support import ROOT, SNIPPETS

ROW = re.compile(r"\| \[(?P<title>[^]]+)\]\((?P<page>[a-z-]+\.md)#(?P<id>[a-z0-9-]+)\) \| (?P<built>.+) \|")


def test_every_recipe_with_a_pipeline_has_its_executor_or_the_reason() -> None:
    recipes = library.load(SNIPPETS).recipes
    names = {recipe.description.title.en: name for name, recipe in recipes.items()}
    rows = [match for line in expand("::: recipe-builds", ROOT, "en").splitlines() if (match := ROW.fullmatch(line))]
    assert sorted(names[row["title"]] for row in rows) == sorted(
        path.parent.name for path in SNIPPETS.glob("*/Jenkinsfile")
    )
    built = {names[row["title"]]: row["built"] for row in rows}
    assert built["memory"] == "Kaniko, either release"
    assert built["retry"] == built["quick-start"]
    pages = {names[row["title"]]: row["page"] for row in rows}
    assert all(
        f'--8<-- "{name}/Jenkinsfile' in (ROOT / "docs/zh" / page).read_text("utf-8") for name, page in pages.items()
    )
