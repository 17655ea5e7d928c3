"""Builds a recipe in the plugin's pod: checks out its repository and runs the steps of its Jenkinsfile."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaniko_guide import project
from kaniko_guide.text import SECTION_MARKER
from kaniko_guide_site.snippets.recipes import Recipe
from lab.cluster import plugin_exec
from lab.cluster.plugin_exec import Step
from lab.cluster.pod_runs import ENVIRONMENT, WORKSPACE
from lab.end_to_end import repository
from lab.paths import SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path

    from lab.cluster.client import Cluster

PUSHED = re.compile(r"Pushed (\S+)@(sha256:[0-9a-f]{64})")


class StepError(Exception):
    """A step of the build failed; the message is its log."""


@dataclass(frozen=True, slots=True)
class Built:
    """A build that succeeded.

    Attributes:
        destination: the pushed image, with its tag.
        digest: of the pushed image, from the executor's log.
        logs: of the steps, in their order.
    """

    destination: str
    digest: str
    logs: tuple[str, ...]

    @property
    def by_digest(self) -> str:
        """The pushed image by its digest."""
        return f"{self.destination.rpartition(':')[0]}@{self.digest}"


def build(account: Cluster, pod: str, recipe_name: str, number: int, directory: Path) -> Built:
    """Build a recipe.

    Args:
        account: the plugin's account, in the namespace of the pod.
        pod: a pod of the recipe that is Ready.
        recipe_name: the directory of the recipe.
        number: of the build.
        directory: for the repository; it does not exist yet.

    Raises:
        StepError: a step failed, or the executor's log is not as the recipe promises.
        CommandError: a container could not be entered.
    """
    recipe = Recipe(SNIPPETS / recipe_name, SNIPPETS)
    assert recipe.promises is not None
    repository.assemble(recipe, directory)
    for file in directory.rglob("*"):
        if file.is_file():
            file.write_text(SECTION_MARKER.sub("", file.read_text("utf-8")), "utf-8")
    plugin_exec.check_out(account, pod, directory, WORKSPACE)
    (pipeline,) = project.read(directory).jenkinsfiles
    environment = ENVIRONMENT | {"BUILD_NUMBER": str(number)}
    logs = []
    for index, step in enumerate(pipeline.steps):
        assert step.container is not None
        script = Step(str(step.container), str(step.script.text), WORKSPACE, index, environment)
        (result,) = plugin_exec.run(account, pod, script)
        if result.code:
            message = f"{recipe_name}: step {index + 1} ended with exit code {result.code}:\n{result.log}"
            raise StepError(message)
        logs.append(result.log)
    return _pushed(recipe.promises.destinations[0].replace("$BUILD_NUMBER", str(number)), tuple(logs))


def _pushed(destination: str, logs: tuple[str, ...]) -> Built:
    found = PUSHED.findall(logs[-1])
    if [name for name, _ in found] != [destination.rpartition(":")[0]]:
        message = f"the executor did not report that it pushed {destination}:\n{logs[-1]}"
        raise StepError(message)
    return Built(destination, found[0][1], logs)
