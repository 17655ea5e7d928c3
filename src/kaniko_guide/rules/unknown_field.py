"""Fields that the Kubernetes API does not have, and that the API server drops.

The Jenkins plugin does not ask for strict validation, so that the pod is created without them; `kubectl apply` does,
and refuses the file. A misspelt field without which the object is refused is an error of the rule `schema`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import field_places
from kaniko_guide.analysis.edit_distance import is_same_name
from kaniko_guide.analysis.schema import misspelt_fields, schema_errors
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import kubernetes
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.rules.schema import renamed_field, version_range
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

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
ELSEWHERE = Message(
    "elsewhere",
    UNKNOWN_FIELD,
    Bilingual(zh="它应当写在 {places} 下面：改正缩进。", en="It belongs to {places}: correct the indentation."),
)
NO_SIMILAR_FIELD = Message(
    "unknown",
    UNKNOWN_FIELD,
    Bilingual(zh="删掉它，或检查缩进层级是否正确。", en="Delete it, or check its indentation."),
)

RULE = Rule(
    name="unknown-field",
    severity=Severity.WARNING,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="未知的字段", en="Unknown field"),
    why=Bilingual(
        zh=(
            "写在 Jenkinsfile 里的 Pod，未知字段会被 API Server 静默丢弃，构建不会因此报错，例如拼错的 "
            "`volumeMount` 等于没有挂载。`kubectl apply` 默认严格校验，会拒绝整个文件。较新的字段还要看集群版本。"
        ),
        en=(
            "The API server drops unknown fields of a pod in a Jenkinsfile, without an error in the build: with a "
            "misspelled `volumeMount`, nothing is mounted. `kubectl apply` validates strictly and rejects the whole "
            "file. Newer fields also require a newer cluster."
        ),
    ),
    messages=(SIMILAR_FIELD, NEWER_FIELD, ELSEWHERE, NO_SIMILAR_FIELD),
    source="OpenAPI of each minor version, from kubernetes-validate 1.37.0 (strict); API server, run: "
    "records/cluster-runs/verdicts.yml",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each unknown key, one for all minor versions that do not have it."""
    requested = frozenset(project.settings.kubernetes or kubernetes.minor_versions())
    for manifest in project.manifests:
        errors = schema_errors(manifest)
        misspelt = misspelt_fields(errors)
        for error, minor_versions in errors.items():
            if error.kind != "unknown" or requested.isdisjoint(minor_versions) or error in misspelt:
                continue
            if not _is_harmlessly_dropped(manifest, error):
                message, values = _message(manifest, error, minor_versions)
                path, versions = yaml_tree.format_path(error.path), version_range(minor_versions)
                where, similar = _where(manifest, error), str(values.get("similar", ""))
                fix = renamed_field(where, str(error.path[-1]), similar)
                yield RULE.finding(where, message, fix=fix, path=path, minor_versions=versions, **values)


def _is_harmlessly_dropped(manifest: Manifest, error: SchemaError) -> bool:
    """Whether the API server drops the field and nothing is lost, as the field has no value."""
    node = yaml_tree.node_at(manifest.root, *error.path)
    in_jenkinsfile = manifest.in_jenkinsfile
    return in_jenkinsfile and node is not None and yaml_tree.to_python(node, by_plugin=True) is None


def _message(manifest: Manifest, error: SchemaError, minor_versions: list[str]) -> tuple[Message, dict[str, object]]:
    others = [minor for minor in kubernetes.minor_versions() if minor not in minor_versions]
    similar = error.similar_fields()
    if others:
        return NEWER_FIELD, {"other_versions": version_range(others)}
    if similar and is_same_name(str(error.path[-1]), similar[0]):
        return SIMILAR_FIELD, {"similar": similar[0]}
    places = [f"`{place}`" for place in field_places.places(manifest, error)]
    if places:
        return ELSEWHERE, {"places": Bilingual(zh="、".join(places), en=" or ".join(places))}
    return (SIMILAR_FIELD, {"similar": similar[0]}) if similar else (NO_SIMILAR_FIELD, {})


def _where(manifest: Manifest, error: SchemaError) -> Text:
    """The unknown key."""
    key, node = None, manifest.root
    for step in error.path:
        key, node = yaml_tree.key_and_value(node, step, by_plugin=manifest.in_jenkinsfile)
    return yaml_tree.first_line(manifest.text, key) if key is not None else manifest.text.cut(0, 0)
