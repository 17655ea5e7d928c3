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

UNKNOWN_FIELD = Bilingual(
    zh="`{path}` 不是已知的字段（Kubernetes {minor_versions}）。",
    en="`{path}` is not a known field (Kubernetes {minor_versions}).",
)
SIMILAR_FIELD = Message(
    "misspelt", UNKNOWN_FIELD, Bilingual(zh="是不是想写 `{similar}`？", en="Did you mean `{similar}`?")
)
NEWER_FIELD = Message(
    "newer",
    UNKNOWN_FIELD,
    Bilingual(
        zh="只有 Kubernetes {other_versions} 有这个字段。", en="The field only exists in Kubernetes {other_versions}."
    ),
)
NO_SIMILAR_FIELD = Message(
    "unknown",
    UNKNOWN_FIELD,
    Bilingual(zh="删掉它，或检查缩进层级是否正确。", en="Delete it, or check its indentation."),
)
MISSING_FIELD = Message(
    "missing",
    Bilingual(
        zh="`{path}` 缺少必填的 `{found}`（Kubernetes {minor_versions}）。",
        en="`{path}` lacks the required `{found}` (Kubernetes {minor_versions}).",
    ),
    Bilingual(zh="加上 `{found}`。", en="Add `{found}`."),
)
WRONG_TYPE = Message(
    "wrong-type",
    Bilingual(
        zh="`{path}` 的值是 {found}，应为{expected}（Kubernetes {minor_versions}）。",
        en="`{path}` is {found}, expected {expected} (Kubernetes {minor_versions}).",
    ),
    Bilingual(zh="改成{expected}。", en="Change it to {expected}."),
)

RULE = Rule(
    name="schema",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="不符合 Kubernetes 的 schema", en="Kubernetes schema violation"),
    why=Bilingual(
        zh=(
            "`kubectl apply` 会拒绝未知的字段。写在 Jenkinsfile 里时没有这道检查，API Server 会丢弃未知字"
            "段，构建不会因此报错，例如拼错的 `volumeMount` 等于没有挂载。较新的字段还要看集群版本。"
        ),
        en=(
            "`kubectl apply` rejects unknown fields. In a Jenkinsfile they are not rejected, and the API "
            "server drops them, without an error in the build: with a misspelt `volumeMount`, nothing is mounted. "
            "Newer fields "
            "also require a newer cluster."
        ),
    ),
    messages=(SIMILAR_FIELD, NEWER_FIELD, NO_SIMILAR_FIELD, MISSING_FIELD, WRONG_TYPE),
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
    """Yields a finding at each schema error, one for all minor versions that report it."""
    requested = frozenset(project.settings.kubernetes or kubernetes.minor_versions())
    for manifest in project.manifests:
        for error, minor_versions in schema_errors(manifest).items():
            if requested.isdisjoint(minor_versions) or _is_harmlessly_dropped(manifest, error):
                continue
            message, values = _message(error, minor_versions)
            path = yaml_tree.format_path(error.path) or str(manifest.data.get("kind", "Pod"))
            yield RULE.finding(
                _where(manifest, error), message, path=path, minor_versions=_version_range(minor_versions), **values
            )


def _is_harmlessly_dropped(manifest: Manifest, error: SchemaError) -> bool:
    """Whether the API server drops the field and nothing is lost, as the field has no value."""
    if error.kind != "unknown" or not manifest.in_jenkinsfile:
        return False
    node = yaml_tree.node_at(manifest.root, *error.path)
    return node is not None and yaml_tree.to_python(node, by_plugin=True) is None


def _message(error: SchemaError, minor_versions: list[str]) -> tuple[Message, dict[str, object]]:
    """The message for a schema error, and its values."""
    if error.kind == "unknown":
        others = [minor for minor in kubernetes.minor_versions() if minor not in minor_versions]
        similar = error.similar_fields()
        if others:
            return NEWER_FIELD, {"other_versions": _version_range(others)}
        return (SIMILAR_FIELD, {"similar": similar[0]}) if similar else (NO_SIMILAR_FIELD, {})
    if error.kind == "missing":
        return MISSING_FIELD, {"found": error.found}
    choices = [TYPES.get(name, Bilingual(f" `{name}`", f"`{name}`")) for name in error.expected]
    expected = Bilingual(OR.zh.join(word.zh for word in choices), OR.en.join(word.en for word in choices))
    found = TYPES[error.found] if error.found in {"object", "array"} else f"`{error.found}`"
    return WRONG_TYPE, {"found": found, "expected": expected}


def _version_range(minor_versions: list[str]) -> str:
    known = kubernetes.minor_versions()
    length = known.index(minor_versions[-1]) - known.index(minor_versions[0]) + 1
    return (
        f"{minor_versions[0]}–{minor_versions[-1]}" if len(minor_versions) == length > 1 else ", ".join(minor_versions)
    )


def _where(manifest: Manifest, error: SchemaError) -> Text:
    """The unknown key, the first line of the mapping that lacks a field, or the invalid value."""
    key: yaml.Node | None = None
    node = manifest.root
    for step in error.path:
        key, node = yaml_tree.key_and_value(node, step, by_plugin=manifest.in_jenkinsfile)
    target = key if error.kind == "unknown" else node
    return yaml_tree.first_line(manifest.text, target) if target is not None else manifest.text.cut(0, 0)
