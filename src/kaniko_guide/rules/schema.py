"""Manifests that a supported Kubernetes minor version rejects: missing fields, wrong types, invalid values.

Unknown fields have a rule of their own, except one that misspells a required field. Validated strictly with the schemas
in `facts/schemas`; the tests compare the result with kubernetes-validate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.analysis.edit_distance import is_same_name
from kaniko_guide.analysis.pods import may_be_for_the_plugin, may_read_other_pods
from kaniko_guide.analysis.schema import has_old_version, misspelt_fields, schema_errors
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.facts import kubernetes
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree
from kaniko_guide.sources.manifest import POD_SPEC_PATHS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

    from kaniko_guide.analysis.schema import SchemaError
    from kaniko_guide.edits import Fix
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.text import Text

MISSING_FIELD = Message(
    "missing",
    Bilingual(
        zh="`{path}` 缺少必填的 `{found}`（Kubernetes {minor_versions}）。",
        en="`{path}` lacks the required `{found}` (Kubernetes {minor_versions}).",
    ),
    Bilingual(zh="加上 `{found}`。", en="Add `{found}`."),
)
MISSPELT_FIELD = Message(
    "misspelt",
    Bilingual(
        zh="`{path}` 不是已知的字段，必填的 `{found}` 因此缺失（Kubernetes {minor_versions}）。",
        en="`{path}` is not a known field, so the required `{found}` is missing (Kubernetes {minor_versions}).",
    ),
    Bilingual(zh="是不是想写 `{found}`？", en="Did you mean `{found}`?"),
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
    has_fix=True,
    title=Bilingual(zh="不符合 Kubernetes 的 schema", en="Kubernetes schema violation"),
    why=Bilingual(
        zh=(
            "缺少必填字段或值的类型不对时，API Server 会拒绝整个对象：Pod 不会创建，Jenkins 的构建一直等待节点。"
            '例如 `containerPort: "8080"` 要去掉引号，环境变量的 `value: 1` 要加上引号。'
        ),
        en=(
            "If a required field is missing or a value has the wrong type, the API server rejects the whole object: "
            "the pod is not created. For example, "
            '`containerPort: "8080"` must not be quoted, and the `value: 1` of an environment variable must be.'
        ),
    ),
    messages=(MISSING_FIELD, MISSPELT_FIELD, WRONG_TYPE),
    source="OpenAPI of each minor version, from kubernetes-validate 1.37.0 (strict); API server, run: "
    "records/cluster-runs/verdicts.yml",
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


_CONVERTED = frozenset({"command", "args"})
"""Fields in which the plugin converts numbers to text."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each schema error, one for all minor versions that report it."""
    requested = frozenset(project.settings.kubernetes or kubernetes.minor_versions())
    for manifest in project.manifests:
        errors = schema_errors(manifest)
        by_missing = {missing: unknown for unknown, missing in reversed(misspelt_fields(errors).items())}
        for error, minor_versions in errors.items():
            if requested.isdisjoint(minor_versions) or error.kind == "unknown":
                continue
            if _is_left_out(project, manifest, error):
                continue
            if (
                error.kind == "type"
                and _CONVERTED.intersection(map(str, error.path))
                and may_read_other_pods(project)
                and may_be_for_the_plugin(project, manifest)
            ):
                continue
            misspelt = by_missing.get(error)
            message, values = _message(error, misspelt)
            shown = misspelt or error
            path = yaml_tree.format_path(shown.path) or str(manifest.data.get("kind", "Pod"))
            where, versions = _where(manifest, shown), version_range(minor_versions)
            fix = renamed_field(where, str(misspelt.path[-1]), error.found) if misspelt is not None else None
            finding = RULE.finding(where, message, fix=fix, path=path, minor_versions=versions, **values)
            yield replace(finding, severity=Severity.WARNING) if has_old_version(manifest) else finding


def _is_left_out(project: Project, manifest: Manifest, error: SchemaError) -> bool:
    """Whether a patch for Kustomize may leave a field out."""
    is_object = not manifest.in_jenkinsfile and manifest.data.get("kind") in _PATCHED
    return error.kind == "missing" and is_object and any(file.stem.lower() == "kustomization" for file in project.files)


_PATCHED = frozenset(POD_SPEC_PATHS) - {"Pod"} | {"Service", "Ingress", "PersistentVolumeClaim"}


def renamed_field(key: Text, found: str, name: str) -> Fix | None:
    """The fix of a field's name, if only capitals, `_`, `-` or the `s` of a plural are wrong.

    Args:
        key: as written.
        found: its value.
        name: the similar field that exists.
    """
    return replacement(key, found, name) if is_same_name(found, name) else None


def _message(error: SchemaError, misspelt: SchemaError | None) -> tuple[Message, dict[str, object]]:
    """The message for a schema error, and its values."""
    if error.kind == "missing":
        return MISSING_FIELD if misspelt is None else MISSPELT_FIELD, {"found": error.found}
    choices = [TYPES.get(name, Bilingual(f" `{name}`", f"`{name}`")) for name in error.expected]
    expected = Bilingual(OR.zh.join(word.zh for word in choices), OR.en.join(word.en for word in choices))
    found = TYPES[error.found] if error.found in {"object", "array"} else f"`{error.found}`"
    return WRONG_TYPE, {"found": found, "expected": expected}


def version_range(minor_versions: list[str]) -> str:
    """Minor versions as text: `1.33–1.35`, or each one where one between them is missing."""
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
