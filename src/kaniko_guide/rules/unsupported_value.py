"""Values that Kubernetes does not accept for a field: `restartPolicy: never`, `imagePullPolicy: Allways`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pod_validation import field_errors, text_at
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.analysis.pod_conflicts import FieldError
    from kaniko_guide.edits import Fix
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.text import Text

RULE = Rule(
    name="unsupported-value",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
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
    source="Kubernetes, pkg/apis/core/validation/validation.go and pkg/apis/apps/validation/validation.go; "
    "k8s.io/pod-security-admission/api/helpers.go",
)

POD_SECURITY_LEVELS = ("baseline", "privileged", "restricted")
NAMESPACE_LABELS = {f"pod-security.kubernetes.io/{mode}": POD_SECURITY_LEVELS for mode in ("audit", "enforce", "warn")}


_TYPES: Mapping[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ("v1", "Service"): (("spec", "type"), ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")),
    ("apps/v1", "Deployment"): (("spec", "strategy", "type"), ("Recreate", "RollingUpdate")),
    ("apps/v1", "DaemonSet"): (("spec", "updateStrategy", "type"), ("OnDelete", "RollingUpdate")),
    ("apps/v1", "StatefulSet"): (("spec", "updateStrategy", "type"), ("OnDelete", "RollingUpdate")),
}
"""By an object's version and kind, a field outside its pod, and its values."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each unsupported value."""
    for document in project.manifests:
        for error in field_errors(document):
            if error.reason == "unsupported":
                at = text_at(document, error.path)
                yield RULE.finding(
                    at, fix=_other_case(at, error), key=error.path[-1], found=error.found, choice=error.expected
                )
        if isinstance(document.data, dict) and document.data.get("kind") == "Namespace":
            yield from _unsupported_labels(document)
        yield from _unsupported_types(document)


def _other_case(written: Text, error: FieldError) -> Fix | None:
    """The fix of a value in which only capital and small letters are wrong.

    Args:
        written: the value with its quotes.
        error: what is expected instead; the valid values are in backquotes.
    """
    choices = [choice for choice in error.expected.en.split("`")[1::2] if choice.lower() == error.found.lower()]
    at = written.value.find(error.found)
    return replacement(written, error.found, choices[0], at) if len(choices) == 1 and at in {0, 1} else None


def _unsupported_labels(document: Manifest) -> Iterator[Finding]:
    labels = yaml_tree.node_at(document.root, "metadata", "labels")
    for key, choice in NAMESPACE_LABELS.items():
        found = yaml_tree.scalar_text(document.text, yaml_tree.node_at(labels, key))
        if found is not None and found.value not in {"", *choice} and not yaml_tree.has_placeholder(found.value):
            words = ", ".join(f"`{word}`" for word in choice)
            yield RULE.finding(found, key=key, found=found, choice=words)


def _unsupported_types(document: Manifest) -> Iterator[Finding]:
    """Yields a finding at the type of a service or of an update that does not exist."""
    data = document.data if isinstance(document.data, dict) else {}
    path, choices = _TYPES.get((str(data.get("apiVersion")), str(data.get("kind"))), ((), ()))
    found = yaml_tree.scalar_text(document.text, yaml_tree.node_at(document.root, *path)) if path else None
    if found is None or found.value in {"", *choices} or yaml_tree.has_placeholder(found.value):
        return
    same = [choice for choice in choices if choice.lower() == found.value.lower()]
    fix = replacement(found, found.value, same[0]) if same else None
    yield RULE.finding(found, fix=fix, key=path[-1], found=found, choice=", ".join(f"`{word}`" for word in choices))
