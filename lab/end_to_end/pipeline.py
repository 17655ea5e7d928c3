"""The steps of a Jenkinsfile in their order: Groovy evaluates them, the guide's own reader locates them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab.end_to_end import BuildError
from lab.groovy import oracle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Pod, Step


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline.

    Attributes:
        pod: its pod.
        steps: its `sh` steps in the order in which they run.
        bound: for each step, the part of a credential by the variable that it is bound to.
        groovy: the version of Groovy that evaluated it.
    """

    pod: Pod
    steps: tuple[Step, ...]
    bound: tuple[Mapping[str, str], ...]
    groovy: str


def read(project: Project) -> Pipeline:
    """Evaluate the recipe's only Jenkinsfile.

    Raises:
        BuildError: Groovy rejects it.
        MissingToolError: the Groovy version in Jenkins is not installed.
    """
    (pipeline,) = project.jenkinsfiles
    version, answers = oracle.evaluate({"Jenkinsfile": pipeline.text.value})
    answer = answers["Jenkinsfile"]
    if answer.error is not None:
        raise BuildError(pipeline.text, f"Groovy rejects line {answer.error['line']}: {answer.error['message']}")
    assert answer.failure is None, answer.failure
    evaluated = [step for step in answer.steps if step["kind"] == "sh"]
    by_groovy = [(step["container"], step["text"]) for step in evaluated]
    by_reader = [
        (None if step.container is None else str(step.container), str(step.script.text)) for step in pipeline.steps
    ]
    assert by_groovy == by_reader, "Groovy and the reader disagree"
    pods = [step["text"] for step in answer.steps if step["kind"] == "yaml"]
    (pod,) = (pod for pod in project.pods if pod.in_jenkinsfile)
    assert pod.manifest is not None
    assert pods == [str(pod.manifest.text)], "Groovy and the reader disagree about the pod"
    return Pipeline(pod, pipeline.steps, tuple(step["credentials"] for step in evaluated), version)
