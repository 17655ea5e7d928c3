"""Manifests that a supported Kubernetes minor version rejects: unknown or missing fields, wrong types, invalid values.

Validated strictly with the schemas in `facts/schemas`; the tests compare the result with kubernetes-validate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.schema import schema_errors
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import kubernetes
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

    from kaniko_guide.analysis.schema import SchemaError
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.text import Text

UNKNOWN = Bilingual(
    zh="`{path}` 不是已知的字段（Kubernetes {minors}）。",
    en="`{path}` is not a known field (Kubernetes {minors}).",
)
NEAR = Message("misspelt", UNKNOWN, Bilingual(zh="是不是想写 `{near}`？", en="Did you mean `{near}`?"))
NEWER = Message(
    "newer",
    UNKNOWN,
    Bilingual(zh="只有 Kubernetes {having} 有这个字段。", en="The field only exists in Kubernetes {having}."),
)
DELETE = Message(
    "unknown",
    UNKNOWN,
    Bilingual(zh="删掉它，或检查缩进层级是否正确。", en="Delete it, or check its indentation."),
)
MISSING = Message(
    "missing",
    Bilingual(
        zh="`{path}` 缺少必填的 `{found}`（Kubernetes {minors}）。",
        en="`{path}` lacks the required `{found}` (Kubernetes {minors}).",
    ),
    Bilingual(zh="加上 `{found}`。", en="Add `{found}`."),
)
WRONG = Message(
    "wrong-type",
    Bilingual(
        zh="`{path}` 的值是 {found}，应为{expected}（Kubernetes {minors}）。",
        en="`{path}` is {found}, expected {expected} (Kubernetes {minors}).",
    ),
    Bilingual(zh="改成{expected}。", en="Change it to {expected}."),
)

RULE = Rule(
    name="schema",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="不符合 Kubernetes 结构", en="Kubernetes schema violation"),
    why=Bilingual(
        zh=(
            "`kubectl apply` 会拒绝未知的字段。写在 Jenkinsfile 里时没有这道检查，API Server 会静默丢弃未知字"
            "段，例如拼错的 `volumeMount` 等于没有挂载。较新的字段还要看集群版本。"
        ),
        en=(
            "`kubectl apply` rejects unknown fields. In a Jenkinsfile they are not rejected, and the API "
            "server silently drops them: with a misspelt `volumeMount`, nothing is mounted. Newer fields "
            "also require a newer cluster."
        ),
    ),
    messages=(NEAR, NEWER, DELETE, MISSING, WRONG),
    source="OpenAPI of each minor version, from kubernetes-validate 1.37.0 (strict)",
)


TYPES = {
    "object": Bilingual(zh="映射（`键: 值`）", en="a mapping (`key: value`)"),
    "array": Bilingual(zh="列表（`- 值`）", en="a list (`- value`)"),
    "string": Bilingual(zh="字符串（可加引号）", en="a string (quote it)"),
    "integer": Bilingual(zh="整数", en="a whole number"),
    "number": Bilingual(zh="数字", en="a number"),
    "boolean": Bilingual(zh=" `true` 或 `false`", en="`true` or `false`"),
}
OR = Bilingual(zh="或", en=" or ")


def check(project: Project) -> Iterator[Finding]:
    """Findings at each fault, one for all minors that refuse it."""
    asked = frozenset(project.settings.kubernetes or kubernetes.minor_versions())
    for manifest in project.manifests:
        for fault, minors in schema_errors(manifest).items():
            if asked.isdisjoint(minors) or _is_dropped_unfelt(manifest, fault):
                continue
            message, values = _message(fault, minors)
            path = yaml_tree.format_path(fault.path) or str(manifest.data.get("kind", "Pod"))
            yield RULE.finding(_where(manifest, fault), message, path=path, minors=_range(minors), **values)


def _is_dropped_unfelt(manifest: Manifest, fault: SchemaError) -> bool:
    """Whether the API server drops the field and nothing is lost, as the field has no value."""
    if fault.kind != "unknown" or not manifest.in_jenkinsfile:
        return False
    node = yaml_tree.node_at(manifest.root, *fault.path)
    return node is not None and yaml_tree.to_python(node, yaml_1_2=True) is None


def _message(fault: SchemaError, minors: list[str]) -> tuple[Message, dict[str, object]]:
    """The message for a fault, and its values."""
    if fault.kind == "unknown":
        others = [minor for minor in kubernetes.minor_versions() if minor not in minors]
        near = fault.similar_fields()
        if others:
            return NEWER, {"having": _range(others)}
        return (NEAR, {"near": near[0]}) if near else (DELETE, {})
    if fault.kind == "missing":
        return MISSING, {"found": fault.found}
    choices = [TYPES.get(name, Bilingual(f" `{name}`", f"`{name}`")) for name in fault.expected]
    expected = Bilingual(OR.zh.join(word.zh for word in choices), OR.en.join(word.en for word in choices))
    found = TYPES[fault.found] if fault.found in {"object", "array"} else f"`{fault.found}`"
    return WRONG, {"found": found, "expected": expected}


def _range(minors: list[str]) -> str:
    known = kubernetes.minor_versions()
    length = known.index(minors[-1]) - known.index(minors[0]) + 1
    return f"{minors[0]}–{minors[-1]}" if len(minors) == length > 1 else ", ".join(minors)


def _where(manifest: Manifest, fault: SchemaError) -> Text:
    """The key that is not known, the first line of what lacks a field, or the value that is wrong."""
    key: yaml.Node | None = None
    node = manifest.root
    for step in fault.path:
        key, node = yaml_tree.key_and_value(node, step, yaml_1_2=manifest.in_jenkinsfile)
    target = key if fault.kind == "unknown" else node
    return yaml_tree.first_line(manifest.text, target) if target is not None else manifest.text.cut(0, 0)
