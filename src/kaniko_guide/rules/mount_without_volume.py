"""`volumeMounts` entries whose volume is not defined in the pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.edit_distance import similar_name
from kaniko_guide.analysis.pods import is_fully_known
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity, listed
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Mount, Pod

UNDEFINED = Bilingual(
    zh="容器 `{container}` 挂载了卷 `{volume}`，但 Pod 的 `volumes` 里没有定义它（现有：{volumes}）。",
    en=(
        "Container `{container}` mounts the volume `{volume}`, which is not defined in `volumes` (defined: {volumes})."
    ),
)
DEFINE = Bilingual(
    zh="在 `spec.volumes` 里定义它，或改成已有的卷。",
    en="Define it in `spec.volumes`, or use an existing volume.",
)
SIMILAR_NAME = Message(
    "similar-name",
    UNDEFINED,
    Bilingual(
        zh="在 `spec.volumes` 里定义它，或改成 `{similar}`。",
        en="Define it in `spec.volumes`, or change it to `{similar}`.",
    ),
)
NO_SIMILAR_NAME = Message("no-similar-name", UNDEFINED, DEFINE)
NO_VOLUME = Message(
    "no-volume",
    Bilingual(
        zh="容器 `{container}` 挂载了卷 `{volume}`，但 Pod 没有定义任何卷。",
        en="Container `{container}` mounts the volume `{volume}`, but the pod defines no volumes.",
    ),
    DEFINE,
)

RULE = Rule(
    name="mount-without-volume",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="挂载了未定义的卷", en="Mount of an undefined volume"),
    why=Bilingual(
        zh=(
            "`volumeMounts` 里的每个 `name`，在同一个 Pod 的 `volumes` 里都要有同名的一项。缺少时，API "
            "Server 会拒绝整个 Pod（`volumeMounts[0].name: Not found`），而 schema 检查发现不了。"
        ),
        en=(
            "Each `name` in `volumeMounts` needs an entry with that name in the pod's `volumes`. Otherwise "
            "the API server rejects the pod (`volumeMounts[0].name: Not found`); a schema cannot detect this."
        ),
    ),
    messages=(SIMILAR_NAME, NO_SIMILAR_NAME, NO_VOLUME),
    source="Kubernetes, pkg/apis/core/validation: ValidateVolumeMounts",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the mount's name."""
    for pod in project.pods:
        if not is_fully_known(project, pod) or _has_claim_templates(pod):
            continue
        volumes = [str(volume.name) for volume in pod.volumes]
        names = frozenset(volumes)
        for container in pod.containers:
            for mount in container.mounts:
                if mount.name is None or not mount.name.value or mount.name.value in names or _is_exempt(pod, mount):
                    continue
                similar = similar_name(mount.name.value, volumes)
                yield RULE.finding(
                    mount.name,
                    SIMILAR_NAME if similar else NO_SIMILAR_NAME if volumes else NO_VOLUME,
                    container=container.name,
                    volume=mount.name,
                    volumes=listed(volumes),
                    similar=similar or "",
                )


def _is_exempt(pod: Pod, mount: Mount) -> bool:
    """Whether the name is unknown, or that of a volume that the plugin adds."""
    name = str(mount.name)
    by_plugin = name in {"workspace-volume", "jenkins-agent"} or name.removeprefix("volume-").isdigit()
    return yaml_tree.has_placeholder(name) or (pod.in_jenkinsfile and by_plugin)


def _has_claim_templates(pod: Pod) -> bool:
    root = pod.manifest.root if pod.manifest is not None else None
    return yaml_tree.node_at(root, "spec", "volumeClaimTemplates") is not None
