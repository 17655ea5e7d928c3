"""What a Jenkinsfile runs, in which container, in which order: real Groovy says it, our reader says where it stands."""

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
        bound: for each of them, the variables that credentials are bound to, and what of the credential.
        groovy: the version of the Groovy that told.
    """

    pod: Pod
    steps: tuple[Step, ...]
    bound: tuple[Mapping[str, str], ...]
    groovy: str


def read(project: Project) -> Pipeline:
    """Evaluate the recipe's only Jenkinsfile.

    Raises:
        BuildError: Groovy refuses it.
        MissingToolError: there is no Groovy of the generation that Jenkins embeds.
    """
    (pipeline,) = project.jenkinsfiles
    version, answers = oracle.evaluate({"Jenkinsfile": pipeline.text.value})
    answer = answers["Jenkinsfile"]
    if answer.error is not None:
        raise BuildError(pipeline.text, f"Groovy refuses line {answer.error['line']}: {answer.error['message']}")
    assert answer.failure is None, answer.failure
    run = [step for step in answer.steps if step["kind"] == "sh"]
    said = [(step["container"], step["text"]) for step in run]
    known = [
        (None if step.container is None else str(step.container), str(step.script.text)) for step in pipeline.steps
    ]
    assert said == known, "Groovy and the reader disagree"
    pods = [step["text"] for step in answer.steps if step["kind"] == "yaml"]
    (pod,) = (pod for pod in project.pods if pod.in_jenkinsfile)
    assert pod.manifest is not None
    assert pods == [str(pod.manifest.text)], "Groovy and the reader disagree about the pod"
    return Pipeline(pod, pipeline.steps, tuple(step["credentials"] for step in run), version)
