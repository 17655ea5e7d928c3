"""Each recipe that builds an image keeps what it promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import name, recipes

from kaniko_guide import project

if TYPE_CHECKING:
    from pathlib import Path

    from e2e.conftest import Worker

pytestmark = pytest.mark.tool

BUILT = [folder for folder in recipes() if "promises" in project.read(folder).recipe]
STEPS = ["secret", "pipeline", "base images", "pod", "sh", "pull back", "inspect", "start"]
"""What a sound build does, in this order; all `sh` steps count as one."""


@pytest.mark.parametrize("recipe", BUILT, ids=name)
def test_recipe_builds_pushes_and_answers(worker: Worker, recipe: Path) -> None:
    played = worker.recipe(recipe)
    assert played.fault is None, played.fault
    done = ["sh" if step.name.startswith("sh ") else step.name for step in played.steps]
    assert list(dict.fromkeys(done)) == STEPS
