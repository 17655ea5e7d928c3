"""What was read in a file: pods and the Pod Security standard they meet, `sh` steps, command lines of the executor."""

from __future__ import annotations

from collections import defaultdict
from textwrap import dedent, indent
from typing import TYPE_CHECKING, Any

from kaniko_guide.analysis import pod_security
from kaniko_guide.analysis.security_context import build_containers
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import kubernetes
from kaniko_guide.facts.pod_security import Standard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import yaml

    from kaniko_guide.analysis.pod_security import Violation
    from kaniko_guide.bilingual import Language
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, ExecutorCall, Pod, Step
    from kaniko_guide.text import Text


COMMA = Bilingual(zh="、", en=", ")
MEETS = Bilingual(zh="Pod Security：{levels}", en="Pod Security: {levels}")
LEVEL = Bilingual(zh="{level}（Kubernetes {minors}）", en="{level} (Kubernetes {minors})")
CANNOT_TELL = Bilingual(zh="看不出来", en="can't be told")
NO_YAML = Bilingual(zh="看不出来，这个 Pod 不是用 YAML 写的", en="can't be told, the pod is not written as YAML")
NOT_MET = Bilingual(zh="达不到 {standard}：", en="not {standard}:")
NOT_SURE = Bilingual(zh="不一定达到 {standard}：", en="perhaps not {standard}:")
STOP = Bilingual(zh="{line}: {field}：{found}；要求：{expected}", en="{line}: {field}: {found}, expected {expected}")
FOUND = Bilingual(zh="写的是 `{word}`", en="found `{word}`")
NOT_STATED = Bilingual(zh="没有写", en="not stated")
LATER = Bilingual(zh="{line}: {field}：`{found}` 要到运行时才知道", en="{line}: {field}: only the run knows `{found}`")
JOINED = Bilingual(zh="{reason}。{words}", en="{reason}. {words}")
IN_MINORS = Bilingual(zh="（Kubernetes {minors}）", en=" (Kubernetes {minors})")
AS_WRITTEN = Bilingual(
    zh="只看写出来的 YAML，不算插件另外加上的：jnlp 容器、工作区的卷、podTemplate 的其他参数、Jenkins 里的 Pod 模板",
    en=(
        "judged as written, without what the plugin adds: the jnlp container, the workspace's volume, other arguments "
        "of podTemplate, pod templates in Jenkins"
    ),
)


def read(project: Project, language: Language) -> dict[str, Any]:
    """The pods, steps and executor calls, as JSON takes them; each line is that of the first line of content.

    Args:
        project: what was read.
        language: of the words that say what a Pod Security standard expects.
    """
    executors: defaultdict[Pod, list[yaml.Node | None]] = defaultdict(list)
    for pod, container in build_containers(project):
        executors[pod].append(container.node)
    return {
        "pods": [_pod(pod, executors[pod], language) for pod in project.pods],
        "steps": [_step(step) for pipeline in project.jenkinsfiles for step in pipeline.steps],
        "executor": [_call(call) for call in project.executor_calls],
    }


def as_text(data: dict[str, Any], language: Language) -> Iterator[str]:
    """The same for a person: one line each, scripts and YAML below, indented.

    Args:
        data: from `read`, in the same language.
        language: of the words around it.
    """
    for pod in data["pods"]:
        yield f"{pod['line']}: pod"
        for container in pod["containers"]:
            words = " ".join([*(container["command"] or []), *(container["args"] or [])])
            yield f"    {container['name']}: {container['image']} {words}".rstrip()
        yield from (f"    {line}" for line in _security_as_text(pod["pod_security"], language))
    for step in data["steps"]:
        yield f"{step['line']}: {step['kind']} ({step['container']})"
        yield from indent(dedent(step["script"]).strip(), "    ").split("\n")
    for call in data["executor"]:
        yield f"{call['line']}: executor"
        yield from (f"    {word}" for word in call["argv"])


def _pod(pod: Pod, executors: list[yaml.Node | None], language: Language) -> dict[str, Any]:
    text = pod.manifest.text if pod.manifest is not None else None
    return {
        "line": _line(text if text is not None else pod.where),
        "yaml": text.value if text is not None else None,
        "containers": [_container(container) for container in pod.containers],
        "pod_security": _security(pod, executors, language),
    }


def _security(pod: Pod, executors: list[yaml.Node | None], language: Language) -> dict[str, Any] | None:
    verdict = pod_security.evaluate(pod, kubernetes.minor_versions())
    if verdict is None:
        return None
    stops = sorted(verdict.violations, key=lambda stop: stop.where.origin(0))
    return {
        "meets": verdict.lowest_standard,
        "minors": verdict.standards,
        "plugin_adds": pod.in_jenkinsfile,
        "stops": [_stop(stop, executors, language) for stop in stops if stop.certain],
        "unknown": _unknown([stop for stop in stops if not stop.certain]),
    }


def _stop(stop: Violation, executors: list[yaml.Node | None], language: Language) -> dict[str, Any]:
    mine = [node for node in executors if stop.container in {None, node}]
    needs = stop.control.executor if mine else None
    return {
        "standard": stop.standard,
        "control": stop.control.name,
        **_place(stop),
        "expected": stop.expected[language],
        "executor": None if needs is None else needs[language],
    }


def _unknown(stops: Sequence[Violation]) -> list[dict[str, Any]]:
    """The values that only the run knows, each once with all that hangs on it."""
    places: dict[tuple[Standard, str, int], dict[str, Any]] = {}
    for stop in stops:
        key = stop.standard, stop.field, stop.where.origin(0)
        entry = places.setdefault(key, {"standard": stop.standard, "controls": [], **_place(stop)})
        entry["controls"] += [stop.control.name] if stop.control.name not in entry["controls"] else []
    return list(places.values())


def _place(stop: Violation) -> dict[str, Any]:
    at = stop.where.position()
    return {
        "line": at.line,
        "column": at.column,
        "field": stop.field,
        "found": stop.found,
        "minors": stop.minors,
    }


def _security_as_text(security: dict[str, Any] | None, language: Language) -> Iterator[str]:
    if security is None:
        yield MEETS.format(levels=NO_YAML)[language]
        return
    levels: dict[str, list[str]] = {}
    for minor, level in security["minors"].items():
        levels.setdefault(level or CANNOT_TELL[language], []).append(minor)
    told = [LEVEL.format(level=level, minors=_listed(minors))[language] for level, minors in levels.items()]
    yield MEETS.format(levels=COMMA[language].join(told if len(told) > 1 else levels))[language]
    for title, kind in ((NOT_MET, "stops"), (NOT_SURE, "unknown")):
        for standard in Standard:
            entries = [entry for entry in security[kind] if entry["standard"] == standard]
            if entries:
                yield f"    {title.format(standard=standard)[language]}"
            for entry in entries:
                every = len(entry["minors"]) == len(security["minors"])
                where = "" if every else IN_MINORS.format(minors=_listed(entry["minors"]))[language]
                yield f"        {_reason(entry)[language]}{where}"
    if security["plugin_adds"]:
        yield f"    {AS_WRITTEN[language]}"


def _reason(entry: dict[str, Any]) -> Bilingual:
    if "controls" in entry:
        return LATER.format(**entry)
    found = NOT_STATED if entry["found"] is None else FOUND.format(word=entry["found"])
    reason = STOP.format(**(entry | {"found": found}))
    return reason if entry["executor"] is None else JOINED.format(reason=reason, words=entry["executor"])


def _listed(minors: Sequence[str]) -> Bilingual:
    return Bilingual(zh=COMMA.zh.join(minors), en=COMMA.en.join(minors))


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
        "script": step.script.text.value,
        "line": _line(step.script.text),
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
