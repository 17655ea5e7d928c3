"""Each recipe that builds an image keeps what it promises, and pages show what its build printed."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
import yaml

from kaniko_guide_site.snippets import library
from lab.checks import end_to_end_output
from lab.end_to_end import shown
from lab.end_to_end.executor import FORK
from lab.tools import unavailable
from tests.support import SNIPPETS, name

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.end_to_end.conftest import Worker

pytestmark = pytest.mark.tool

PROMISED = {
    recipe.folder: recipe.promises for recipe in library.of(SNIPPETS).recipes.values() if recipe.promises is not None
}
STEPS = ["secret", "pipeline", "base images", "pod", "sh", "pull back", "inspect", "start"]
"""What a sound build does, in this order; all `sh` steps count as one, and an image that promises no answer ends
without the last."""


@pytest.mark.parametrize("recipe", PROMISED, ids=name)
def test_recipe_builds_pushes_and_answers(worker: Worker, recipe: Path) -> None:
    played = worker.recipe(recipe)
    assert played.fault is None, played.fault
    done = ["sh" if step.name.startswith("sh ") else step.name for step in played.steps]
    answers = PROMISED[recipe].answer is not None
    assert list(dict.fromkeys(done)) == (STEPS if answers else STEPS[:-1])


@pytest.mark.parametrize("snippet", end_to_end_output.subjects(lambda _: []))
def test_page_shows_what_the_build_printed(worker: Worker, snippet: str) -> None:
    """`REFRESH_OUTPUTS=1 nox --session e2e` writes anew what differs in more than times and digests."""
    path = SNIPPETS / snippet
    played = worker.recipe(path.parent)
    if played.kaniko != FORK:
        unavailable("kaniko-fork", f"The page shows the output of {FORK}; here is {played.kaniko or 'only Buildah'}.")
    now = played.outputs[path.name]
    if os.environ.get("REFRESH_OUTPUTS") and not (path.is_file() and shown.same(path.read_text("utf-8"), now)):
        path.write_text(now, "utf-8")
    assert shown.same(path.read_text("utf-8"), now)


@pytest.mark.parametrize(
    ("promise", "told"),
    [
        ({"destinations": ["ccr.ccs.tencentyun.com/nms4cloud/other:42"]}, "nothing was pushed to ccr.ccs"),
        ({"image": {"labels": {"a": "b"}}}, "Labels: expected {'a': 'b'}, found {}"),
        ({"workspace": {"image.txt": "x"}}, "image.txt is not as promised: expected 'x', found None"),
        ({"answer": {"port": 8080, "path": "/", "status": 404, "body": ""}}, "found 200 'Built with Kaniko"),
    ],
)
def test_a_promise_that_is_not_kept_is_told_at_the_destination(
    worker: Worker, tmp_path: Path, promise: dict[str, object], told: str
) -> None:
    folder = tmp_path / "recipe"
    shutil.copytree(SNIPPETS / "retry", folder)
    recipe = yaml.safe_load((folder / "recipe.yml").read_text("utf-8"))
    (folder / "recipe.yml").write_text(yaml.safe_dump({**recipe, "promises": promise}), "utf-8")
    played = worker.play(f"broken promise: {', '.join(promise)}", folder)
    assert played.fault is not None
    place, _, message = played.fault.partition(": error: ")
    (_, line) = place.split(":")[:2]
    assert "--destination" in (folder / "Jenkinsfile").read_text("utf-8").splitlines()[int(line) - 1]
    assert told in message
