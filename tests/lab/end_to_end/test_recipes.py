"""Each recipe keeps its promises, and pages show the output of its build."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
import yaml

from kaniko_guide_site.snippets import library
from lab.checks import end_to_end_output
from lab.end_to_end import page_output
from lab.end_to_end.executor import FORK
from lab.tools import unavailable
from tests.support import SNIPPETS, name

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lab.end_to_end.conftest import Worker

pytestmark = pytest.mark.tool

PROMISED = {
    recipe.directory: recipe.promises
    for recipe in library.load(SNIPPETS).recipes.values()
    if recipe.promises is not None
}
STEPS = ["secret", "pipeline", "base images", "pod", "sh", "pull", "inspect", "start"]
"""The steps of a build that passes, in their order; all `sh` steps count as one. Without a promised answer the last one
is missing."""


@pytest.mark.parametrize("recipe", PROMISED, ids=name)
def test_recipe_builds_pushes_and_answers(worker: Worker, recipe: Path) -> None:
    result = worker.recipe(recipe)
    assert result.failure is None, result.failure
    done = ["sh" if step.name.startswith("sh ") else step.name for step in result.steps]
    answers = PROMISED[recipe].answer is not None
    assert list(dict.fromkeys(done)) == (STEPS if answers else STEPS[:-1])


@pytest.mark.parametrize("snippet", end_to_end_output.subjects(lambda _: []))
def test_page_shows_what_the_build_printed(worker: Worker, snippet: str) -> None:
    """`REFRESH_OUTPUTS=1 nox --session e2e` updates the recorded output if more than times and digests differs."""
    path = SNIPPETS / snippet
    result = worker.recipe(path.parent)
    if result.release != FORK:
        unavailable("kaniko-fork", f"The page shows the output of {FORK}; here is {result.release or 'only Buildah'}.")
    now = result.outputs[path.name]
    if os.environ.get("REFRESH_OUTPUTS") and not (path.is_file() and page_output.equal(path.read_text("utf-8"), now)):
        path.write_text(now, "utf-8")
    assert page_output.equal(path.read_text("utf-8"), now)


@pytest.mark.parametrize(
    ("promise", "expected"),
    [
        ({"destinations": ["ccr.ccs.tencentyun.com/nms4cloud/other:42"]}, "nothing was pushed to ccr.ccs"),
        ({"image": {"labels": {"a": "b"}}}, "Labels: expected {'a': 'b'}, found {}"),
        ({"workspace": {"image.txt": "x"}}, "image.txt is not as promised: expected 'x', found None"),
        ({"answer": {"port": 8080, "path": "/", "status": 404, "body": ""}}, "found 200 'Built with Kaniko"),
    ],
)
def test_a_promise_that_is_not_kept_is_reported_at_the_destination(
    worker: Worker, tmp_path: Path, promise: dict[str, object], expected: str
) -> None:
    directory = tmp_path / "recipe"
    shutil.copytree(SNIPPETS / "retry", directory)
    recipe = yaml.safe_load((directory / "recipe.yml").read_text("utf-8"))
    (directory / "recipe.yml").write_text(yaml.safe_dump({**recipe, "promises": promise}), "utf-8")
    result = worker.build(f"broken promise: {', '.join(promise)}", directory)
    assert result.failure is not None
    location, _, message = result.failure.partition(": error: ")
    (_, line) = location.split(":")[:2]
    assert "--destination" in (directory / "Jenkinsfile").read_text("utf-8").splitlines()[int(line) - 1]
    assert expected in message
