"""What was read in a file: pods, `sh` steps, command lines of the executor."""

from __future__ import annotations

from textwrap import dedent, indent
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, ExecutorCall, Pod, Step
    from kaniko_guide.text import Text


def read(project: Project) -> dict[str, Any]:
    """The pods, steps and executor calls, as JSON takes them; each line is that of the first line of content."""
    return {
        "pods": [_pod(pod) for pod in project.pods],
        "steps": [_step(step) for pipeline in project.jenkinsfiles for step in pipeline.steps],
        "executor": [_call(call) for call in project.executor_calls],
    }


def as_text(data: dict[str, Any]) -> Iterator[str]:
    """The same for a person: one line each, scripts and YAML below, indented."""
    for pod in data["pods"]:
        yield f"{pod['line']}: pod"
        for container in pod["containers"]:
            words = " ".join([*(container["command"] or []), *(container["args"] or [])])
            yield f"    {container['name']}: {container['image']} {words}".rstrip()
    for step in data["steps"]:
        yield f"{step['line']}: {step['kind']} ({step['container']})"
        yield from indent(dedent(step["script"]).strip(), "    ").split("\n")
    for call in data["executor"]:
        yield f"{call['line']}: executor"
        yield from (f"    {word}" for word in call["argv"])


def _pod(pod: Pod) -> dict[str, Any]:
    text = pod.manifest.text if pod.manifest is not None else None
    return {
        "line": _line(text if text is not None else pod.where),
        "yaml": text.value if text is not None else None,
        "containers": [_container(container) for container in pod.containers],
    }


def _container(container: Container) -> dict[str, Any]:
    return {
        "name": _value(container.name),
        "image": _value(container.image),
        "command": _values(container.command),
        "args": _values(container.args),
        "init": container.init,
        "mounts": [
            {"name": _value(mount.name), "path": _value(mount.path), "sub_path": _value(mount.sub_path)}
            for mount in container.mounts
        ],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "container": _value(step.container),
        "script": step.script.value,
        "line": _line(step.script),
    }


def _call(call: ExecutorCall) -> dict[str, Any]:
    return {"argv": [word.value for word in call.words], "line": call.where.position().line}


def _line(text: Text) -> int:
    blank = len(text.value) - len(text.value.lstrip())
    return text.position(0 if blank == len(text.value) else blank).line


def _value(text: Text | None) -> str | None:
    return None if text is None else text.value


def _values(texts: Sequence[Text] | None) -> list[str] | None:
    return None if texts is None else [text.value for text in texts]
