"""Manifests without `apiVersion` or `kind`, or with a kind that the API does not have.

A document is treated as a manifest if it has `metadata` and one of the two. Kinds are only checked for Kubernetes' own
APIs. The plugin always sends the YAML of a Jenkinsfile as a pod.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.pods import may_be_for_the_plugin
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.edits import Fix
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.text import Text

ADD = Bilingual(zh="加上 `{key}`。", en="Add `{key}`.")
CHANGE = Bilingual(zh="写成 `{suggestion}`。", en="Change it to `{suggestion}`.")
MISSING = Message("missing", Bilingual(zh="这个对象缺少 `{key}`。", en="This object lacks `{key}`."), ADD)
UNKNOWN = Bilingual(zh="`{version}` 没有名为 `{kind}` 的类型。", en="`{version}` has no kind `{kind}`.")
MISSPELT = Message("misspelt", UNKNOWN, CHANGE)
OTHER = Message(
    "other",
    UNKNOWN,
    Bilingual(zh="用 `kubectl api-resources` 查看所有类型。", en="Run `kubectl api-resources` to list all kinds."),
)
NOT_A_POD = Message(
    "not-a-pod", Bilingual(zh="`{found}` 不是 Pod 的 `{key}`。", en="`{found}` is not the `{key}` of a pod."), CHANGE
)

STRAY_TEXT = Message(
    "stray-text",
    Bilingual(
        zh="`{found}` 是一个单独的 YAML 文档，不是对象；`kubectl apply` 会拒绝整个文件。",
        en="`{found}` is a YAML document of its own and no object; `kubectl apply` fails.",
    ),
    Bilingual(zh="删掉它，或者在前面加 `#`。", en="Delete it, or write `#` in front of it."),
)

RULE = Rule(
    name="unknown-kind",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="未知的对象类型", en="Unknown manifest kind"),
    why=Bilingual(
        zh=(
            "`kubectl apply` 根据 `apiVersion` 和 `kind` 识别对象，两者缺一不可，并区分大小写；写错时报 `no "
            "matches for kind`。Jenkinsfile 里的 Pod 由插件提交，`kind` 不是 `Pod` 时 API Server 会拒绝。"
        ),
        en=(
            "`kubectl apply` identifies objects by `apiVersion` and `kind`; both are required and "
            "case-sensitive. Otherwise it fails with `no matches for kind`. A pod in a Jenkinsfile is sent "
            "by the plugin, and the API server rejects any other `kind`."
        ),
    ),
    messages=(MISSING, MISSPELT, OTHER, NOT_A_POD, STRAY_TEXT),
    source="Kubernetes, OpenAPI (x-kubernetes-group-version-kind) and apiserver/pkg/endpoints/handlers/create.go; "
    "jenkinsci/kubernetes-plugin, PodTemplateUtils.parseFromYaml",
)


KINDS = {
    "v1": frozenset(
        {"Binding", "ConfigMap", "Endpoints", "Event", "LimitRange", "List", "Namespace", "Node", "Pod", "PodTemplate"}
        | {"PersistentVolume", "PersistentVolumeClaim", "ReplicationController", "ResourceQuota", "Secret", "Service"}
        | {"ServiceAccount"}
    ),
    "apps/v1": frozenset({"ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"}),
    "batch/v1": frozenset({"CronJob", "Job"}),
    "rbac.authorization.k8s.io/v1": frozenset({"ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"}),
}

_OF_KUBERNETES = {"apiVersion": KINDS.keys(), "kind": frozenset[str]().union(*KINDS.values())}
"""The values by which a document without the other key is recognized; other systems have `kind: pipeline` too."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the kind, or at the one of the two keys that exists."""
    for manifest in project.manifests:
        if isinstance(manifest.data, str) and not manifest.in_jenkinsfile:
            yield from _stray_text(project, manifest)
        if isinstance(manifest.data, dict):
            yield from _check_pod(manifest) if manifest.in_jenkinsfile else _check_document(project, manifest)


def _stray_text(project: Project, manifest: Manifest) -> Iterator[Finding]:
    """Yields a finding at a document that is only a word, in a file with an object of Kubernetes."""
    others = [entry.data for entry in project.manifests if entry.text.source == manifest.text.source]
    is_kubernetes = any(isinstance(data, dict) and {"apiVersion", "kind"} <= data.keys() for data in others)
    if manifest.root is not None and is_kubernetes and _WORD.fullmatch(manifest.data.strip()):
        where = yaml_tree.first_line(manifest.text, manifest.root)
        yield RULE.finding(where, STRAY_TEXT, found=where)


_WORD = lazy.pattern(r"\w[\w./-]*")
"""A name, such as that of a file; other text may be the mark of a template."""


def _check_document(project: Project, manifest: Manifest) -> Iterator[Finding]:
    nodes = {key: yaml_tree.key_and_value(manifest.root, key, by_plugin=True) for key in ("apiVersion", "kind")}
    words = {key: yaml_tree.scalar_text(manifest.text, value) for key, (_, value) in nodes.items()}
    version, kind = words["apiVersion"], words["kind"]
    if not isinstance(manifest.data.get("metadata"), dict):
        return
    for missing, other in (("kind", "apiVersion"), ("apiVersion", "kind")):
        key, _ = nodes[other]
        if missing in manifest.data or key is None or may_be_for_the_plugin(project, manifest):
            continue
        if str(words[other]) in _OF_KUBERNETES[other]:
            where = yaml_tree.first_line(manifest.text, key)
            yield RULE.finding(where, MISSING, key=missing)
    known = KINDS.get(version.value, frozenset()) if version is not None else frozenset()
    if version is None or kind is None or not known or kind.value in known or yaml_tree.has_placeholder(kind.value):
        return
    if kind.value.endswith("List") and kind.value.removesuffix("List") in known:
        return
    suggestion = lazy.close_matches(kind.value, known, 1)
    yield RULE.finding(
        kind,
        MISSPELT if suggestion else OTHER,
        fix=_other_case(kind, "".join(suggestion)),
        version=version,
        kind=kind,
        suggestion="".join(suggestion),
    )


def _check_pod(manifest: Manifest) -> Iterator[Finding]:
    for key, expected in (("apiVersion", "v1"), ("kind", "Pod")):
        found = yaml_tree.scalar_text(manifest.text, yaml_tree.node_at(manifest.root, key))
        if found is not None and found.value != expected and not yaml_tree.has_placeholder(found.value):
            fix, suggestion = _other_case(found, expected), f"{key}: {expected}"
            finding = RULE.finding(found, NOT_A_POD, fix=fix, key=key, found=found, suggestion=suggestion)
            yield replace(finding, severity=Severity.WARNING)


def _other_case(found: Text, expected: str) -> Fix | None:
    """The fix of a word in which only capital and small letters are wrong."""
    return replacement(found, found.value, expected) if found.value.lower() == expected.lower() else None
