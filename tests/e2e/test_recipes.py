"""Each recipe that builds an image keeps what it promises, and pages show what its build printed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from checks import played_output
from support import SNIPPETS, missing, name, recipes

from e2e import promises, shown
from e2e.executor import FORK
from kaniko_guide import project

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.conftest import Worker

pytestmark = pytest.mark.tool

BUILT = [folder for folder in recipes() if "promises" in project.read(folder).recipe]
STEPS = ["secret", "pipeline", "base images", "pod", "sh", "pull back", "inspect", "start"]
"""What a sound build does, in this order; all `sh` steps count as one, and an image that promises no answer ends
without the last."""


@pytest.mark.parametrize("recipe", BUILT, ids=name)
def test_recipe_builds_pushes_and_answers(worker: Worker, recipe: Path) -> None:
    played = worker.recipe(recipe)
    assert played.fault is None, played.fault
    done = ["sh" if step.name.startswith("sh ") else step.name for step in played.steps]
    answers = promises.read(project.read(recipe).recipe)["answer"] is not None
    assert list(dict.fromkeys(done)) == (STEPS if answers else STEPS[:-1])


@pytest.mark.parametrize("snippet", played_output.subjects(lambda _: []))
def test_page_shows_what_the_build_printed(worker: Worker, snippet: str) -> None:
    """`REFRESH_OUTPUTS=1 nox --session e2e` writes anew what differs in more than times and digests."""
    path = SNIPPETS / snippet
    played = worker.recipe(path.parent)
    if played.kaniko != FORK:
        missing("kaniko" if played.kaniko is None else "kaniko-fork")
    now = played.outputs[path.name]
    if os.environ.get("REFRESH_OUTPUTS") and not (path.is_file() and shown.same(path.read_text("utf-8"), now)):
        path.write_text(now, "utf-8")
    assert shown.same(path.read_text("utf-8"), now)
