"""What was parsed from a file: pods and the Pod Security standard they meet, `sh` steps, calls of the executor."""

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

    from kaniko_guide.analysis.pod_security import PolicyViolation
    from kaniko_guide.bilingual import Language
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, ExecutorCall, Pod, Step
    from kaniko_guide.text import Text


COMMA = Bilingual(zh="、", en=", ")
MEETS = Bilingual(zh="Pod Security：{standards}", en="Pod Security: {standards}")
STANDARD = Bilingual(zh="{standard}（Kubernetes {versions}）", en="{standard} (Kubernetes {versions})")
UNKNOWN = Bilingual(zh="无法判断", en="unknown")
NO_YAML = Bilingual(zh="无法判断，这个 Pod 不是用 YAML 定义的", en="unknown, the pod is not defined in YAML")
NOT_MET = Bilingual(zh="不符合 {standard}：", en="does not meet {standard}:")
MAY_NOT_BE_MET = Bilingual(zh="可能不符合 {standard}：", en="may not meet {standard}:")
VIOLATION = Bilingual(
    zh="{line}: {field}：{found}；要求：{expected}", en="{line}: {field}: {found}, expected {expected}"
)
FOUND = Bilingual(zh="值是 `{value}`", en="found `{value}`")
NOT_SET = Bilingual(zh="没有设置", en="not set")
RUN_TIME_VALUE = Bilingual(
    zh="{line}: {field}：`{found}` 运行时才能确定", en="{line}: {field}: `{found}` is known only at run time"
)
WITH_NOTE = Bilingual(zh="{violation}。{note}", en="{violation}. {note}")
IN_VERSIONS = Bilingual(zh="（Kubernetes {versions}）", en=" (Kubernetes {versions})")
AS_WRITTEN = Bilingual(
    zh="只看写出来的 YAML，不含插件添加的内容：jnlp 容器、工作区的卷、podTemplate 的其他参数、Jenkins 里的 Pod 模板",
    en=(
        "evaluated as written, without what the plugin adds: the jnlp container, the workspace volume, other arguments "
        "of podTemplate, pod templates in Jenkins"
    ),
)


def read(project: Project, language: Language) -> dict[str, Any]:
    """The pods, steps and executor calls as the data for JSON; a line number is that of the first line with content.

    Args:
        project: what was parsed.
        language: of the values that a Pod Security standard expects.
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
    """The same as text: one line each, with scripts and containers indented below.

    Args:
        data: from `read`, in the same language.
        language: of the labels.
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
    evaluation = pod_security.evaluate(pod, kubernetes.minor_versions())
    if evaluation is None:
        return None
    violations = sorted(evaluation.violations, key=lambda violation: violation.where.origin(0))
    return {
        "meets": evaluation.lowest_standard,
        "versions": evaluation.standards,
        "plugin_adds": pod.in_jenkinsfile,
        "violations": [_violation(violation, executors, language) for violation in violations if violation.certain],
        "unknown": _run_time_values([violation for violation in violations if not violation.certain]),
    }


def _violation(violation: PolicyViolation, executors: list[yaml.Node | None], language: Language) -> dict[str, Any]:
    concerns_executor = any(violation.container in {None, node} for node in executors)
    requirement = violation.control.executor if concerns_executor else None
    return {
        "standard": violation.standard,
        "control": violation.control.name,
        **_field(violation),
        "expected": violation.expected[language],
        "executor": None if requirement is None else requirement[language],
    }


def _run_time_values(violations: Sequence[PolicyViolation]) -> list[dict[str, Any]]:
    """The values that are known only at run time, each once with all controls that depend on it."""
    values: dict[tuple[Standard, str, int], dict[str, Any]] = {}
    for violation in violations:
        key = violation.standard, violation.field, violation.where.origin(0)
        entry = values.setdefault(key, {"standard": violation.standard, "controls": [], **_field(violation)})
        if violation.control.name not in entry["controls"]:
            entry["controls"].append(violation.control.name)
    return list(values.values())


def _field(violation: PolicyViolation) -> dict[str, Any]:
    position = violation.where.position()
    return {
        "line": position.line,
        "column": position.column,
        "field": violation.field,
        "found": violation.found,
        "versions": violation.minors,
    }


def _security_as_text(security: dict[str, Any] | None, language: Language) -> Iterator[str]:
    if security is None:
        yield MEETS.format(standards=NO_YAML)[language]
        return
    versions_by_standard: dict[str, list[str]] = {}
    for version, standard in security["versions"].items():
        versions_by_standard.setdefault(standard or UNKNOWN[language], []).append(version)
    with_versions = [
        STANDARD.format(standard=standard, versions=_version_list(versions))[language]
        for standard, versions in versions_by_standard.items()
    ]
    standards = with_versions if len(with_versions) > 1 else list(versions_by_standard)
    yield MEETS.format(standards=COMMA[language].join(standards))[language]
    for title, key in ((NOT_MET, "violations"), (MAY_NOT_BE_MET, "unknown")):
        for standard in Standard:
            entries = [entry for entry in security[key] if entry["standard"] == standard]
            if entries:
                yield f"    {title.format(standard=standard)[language]}"
            for entry in entries:
                in_all = len(entry["versions"]) == len(security["versions"])
                versions = "" if in_all else IN_VERSIONS.format(versions=_version_list(entry["versions"]))[language]
                yield f"        {_entry_as_text(entry)[language]}{versions}"
    if security["plugin_adds"]:
        yield f"    {AS_WRITTEN[language]}"


def _entry_as_text(entry: dict[str, Any]) -> Bilingual:
    if "controls" in entry:
        return RUN_TIME_VALUE.format(**entry)
    found = NOT_SET if entry["found"] is None else FOUND.format(value=entry["found"])
    violation = VIOLATION.format(**(entry | {"found": found}))
    note = entry["executor"]
    return violation if note is None else WITH_NOTE.format(violation=violation, note=note)


def _version_list(versions: Sequence[str]) -> Bilingual:
    return Bilingual(zh=COMMA.zh.join(versions), en=COMMA.en.join(versions))


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
    """The number of the first line with content."""
    leading_space = len(text.value) - len(text.value.lstrip())
    return text.position(0 if leading_space == len(text.value) else leading_space).line


def _value(text: Text | None) -> str | None:
    return None if text is None else text.value


def _values(texts: Sequence[Text] | None) -> list[str] | None:
    return None if texts is None else [text.value for text in texts]
