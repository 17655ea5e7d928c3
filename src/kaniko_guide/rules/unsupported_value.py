"""Values that Kubernetes does not accept for a field: `restartPolicy: never`, `imagePullPolicy: Allways`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pod_validation import field_errors, where
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Manifest

RULE = Rule(
    name="unsupported-value",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="字段的取值不受支持", en="Unsupported value of a Kubernetes field"),
    why=Bilingual(
        zh=(
            "`restartPolicy`、`imagePullPolicy` 等字段只接受几个固定的取值，并区分大小写。schema 只要求是字符"
            "串，API Server 则会以 `Unsupported value` 拒绝整个对象。"
        ),
        en=(
            "Fields such as `restartPolicy` and `imagePullPolicy` accept only a fixed set of case-sensitive "
            "values. A schema only requires a string; the API server rejects the object with `Unsupported "
            "value`."
        ),
    ),
    message=Bilingual(zh="`{key}` 不支持取值 `{found}`。", en="`{key}` does not support the value `{found}`."),
    help=Bilingual(zh="可用的值：{choice}。", en="Use one of {choice}."),
    source="Kubernetes, pkg/apis/core/validation/validation.go; k8s.io/pod-security-admission/api/helpers.go",
)

POD_SECURITY_LEVELS = ("baseline", "privileged", "restricted")
NAMESPACE_LABELS = {f"pod-security.kubernetes.io/{mode}": POD_SECURITY_LEVELS for mode in ("audit", "enforce", "warn")}


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each unsupported value."""
    for document in project.manifests:
        for error in field_errors(document):
            if error.reason == "unsupported":
                yield RULE.finding(where(document, error), key=error.path[-1], found=error.found, choice=error.expected)
        if isinstance(document.data, dict) and document.data.get("kind") == "Namespace":
            yield from _unsupported_labels(document)


def _unsupported_labels(document: Manifest) -> Iterator[Finding]:
    labels = yaml_tree.node_at(document.root, "metadata", "labels")
    for key, choice in NAMESPACE_LABELS.items():
        found = yaml_tree.scalar_text(document.text, yaml_tree.node_at(labels, key))
        if found is not None and found.value not in {"", *choice} and not yaml_tree.has_placeholder(found.value):
            words = ", ".join(f"`{word}`" for word in choice)
            yield RULE.finding(found, key=key, found=found, choice=words)
