"""The failures that a reader meets in pods, as data: a directory for each, with a pod and what is expected.

Below `failures`, `pod.yaml` is the YAML of a Jenkinsfile with one thing wrong. Other objects in it are created first.
`failure.yml` has the fields of `Failure`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from lab.cluster.guide_pods import GuidePod

Object = dict[str, Any]

DIRECTORY = Path(__file__).parent / "failures"
LAYERS = ("scheduler", "admission", "kubelet", "runtime", "shell", "executor")
PHASES = ("arguments", "context", "dockerfile", "base", "run", "copy", "snapshot", "cache", "push")
"""The phases of the layer `executor`, written after a space."""
OUTPUTS = ("create", "step", "get-pods", "describe-pod", "events", "logs")
"""The names of the outputs that are recorded, in the order in which a reader sees them."""
NUMBER = 42
"""Of the build whose pods these are."""
NAMESPACE = "builds"
DELETED = "deleted"
BOTH = {"zh", "en"}


@dataclass(frozen=True, slots=True)
class Expected:
    """The right answer.

    Attributes:
        output: one of `OUTPUTS`, in which the decisive line is.
        line: a part of the decisive line, which is the one that names the cause.
        cause: why it failed, in `zh` and `en`.
        signatures: the causes of `diagnose` that are right; empty while it has none for this failure.
    """

    output: str
    line: str
    cause: dict[str, str]
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShellStep:
    """An `sh` step that is run once all containers are ready.

    Attributes:
        container: in which it runs.
        script: its text; the workspace is empty.
        next_script: the text of a step in the same container after it; empty if there is none.
        pod_deleted: whether the pod is deleted while the step runs.
    """

    container: str
    script: str
    next_script: str = ""
    pod_deleted: bool = False

    @property
    def needs_executor(self) -> bool:
        """Whether it runs the executor."""
        return "/kaniko/executor" in self.script


@dataclass(frozen=True, eq=False)
class Failure:
    """A failure: how it is made, and what is expected.

    Attributes:
        id: the name of its directory.
        layer: one of `LAYERS`, and for `executor` one of `PHASES` after a space.
        title: what fails, in `zh` and `en`.
        expected: the right answer.
        state: the columns READY and STATUS of `kubectl get pods` in the end; empty where the pod is refused, and
            `DELETED` where it is deleted.
        other_state: the same columns if chance decides between two, for each container.
        events: the reasons of events that there must be in the end.
        container: whose log is recorded.
        step: what runs in the pod, if anything.
        prepare: the names of preparations, see `lab.cluster.failure_preparations`.
        simulated: which part is not the real one, in `zh` and `en`; empty if all of it is real but the stub images.
        namespace: in which the pod is made.
        level: of Pod Security that the namespace enforces; empty for that of the guide.
        alone: whether it is made after the others, because they would fail too.
    """

    id: str
    layer: str
    title: dict[str, str]
    expected: Expected
    state: str = ""
    other_state: str = ""
    events: tuple[str, ...] = ()
    container: str = "kaniko"
    step: ShellStep | None = None
    prepare: tuple[str, ...] = ()
    simulated: dict[str, str] | None = None
    namespace: str = NAMESPACE
    level: str = ""
    alone: bool = False

    @cached_property
    def documents(self) -> list[Object]:
        """The objects of its `pod.yaml`."""
        text = (DIRECTORY / self.id / "pod.yaml").read_text("utf-8")
        return [document for document in yaml.safe_load_all(text) if document]

    @property
    def others(self) -> list[Object]:
        """The objects that are created before the pod."""
        return [document for document in self.documents if document["kind"] != "Pod"]

    @property
    def guide_pod(self) -> GuidePod:
        """The pod as a Jenkinsfile has it."""
        (stated,) = (document for document in self.documents if document["kind"] == "Pod")
        return GuidePod((f"{self.id}/Jenkinsfile",), stated, by_plugin=True)

    @property
    def pod(self) -> Object:
        """The pod that the plugin makes."""
        (pod,) = self.guide_pod.objects(self.namespace, NUMBER)
        return pod

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the outputs that are recorded of it."""
        if not self.state:
            return ("create",)
        return tuple(name for name in OUTPUTS if name != "step" or self.step)


def load(directory: Path = DIRECTORY) -> list[Failure]:
    """All failures, by their ids.

    Args:
        directory: with a directory for each.

    Raises:
        ValueError: a field is unknown, or its value is.
    """
    return [_read(file) for file in sorted(directory.glob("*/failure.yml"))]


def _read(file: Path) -> Failure:
    data: Object = yaml.safe_load(file.read_text("utf-8"))
    try:
        data["expected"] = Expected(**_tuples(data["expected"]))
        if "step" in data:
            data["step"] = ShellStep(**data["step"])
        failure = Failure(id=file.parent.name, **_tuples(data))
    except (KeyError, TypeError) as error:
        message = f"{file}: {error}"
        raise ValueError(message) from error
    if wrong := _wrong_values(failure):
        message = f"{file}: {', '.join(wrong)}"
        raise ValueError(message)
    return failure


def _tuples(data: Object) -> Object:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def _wrong_values(failure: Failure) -> list[str]:
    layer, _, phase = failure.layer.partition(" ")
    texts = [failure.title, failure.expected.cause, *([failure.simulated] if failure.simulated else [])]
    return [
        *([] if layer in LAYERS else [f"unknown layer {layer}"]),
        *([] if (phase in PHASES) == (layer == "executor") else [f"unknown phase {phase!r} of {layer}"]),
        *([] if failure.expected.output in failure.outputs else [f"no output {failure.expected.output}"]),
        *([] if all(text.keys() == BOTH for text in texts) else ["a text is not in zh and en"]),
    ]
