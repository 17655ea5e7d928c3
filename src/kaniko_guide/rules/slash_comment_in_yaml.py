"""`//` in a plain value of YAML, which is no comment there but part of the value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project


RULE = Rule(
    name="slash-comment-in-yaml",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(
        zh="YAML 里的 `//` 不是注释",
        en="`//` is no comment in YAML",
    ),
    why=Bilingual(
        zh=("YAML 的注释以 `#` 开头。`//` 和它后面的字成为值的一部分：名字不合法，镜像拉不下来，Pod 创建失败。"),
        en=(
            "A comment in YAML begins with `#`. `//` and the words after it become part of the value: a "
            "name is invalid, an image is not found, and the pod is not created."
        ),
    ),
    message=Bilingual(
        zh="`//` 在 YAML 里不是注释，`{key}` 的值成了 `{value}`。",
        en="`//` is no comment in YAML; the value of `{key}` is `{value}`.",
    ),
    help=Bilingual(
        zh="改成 `#`，前面留一个空格。",
        en="Write `#` instead, after a space.",
    ),
    source="YAML 1.2.2, 6.6 Comments",
)


COMMENT = lazy.pattern(r"(?:^|\s)//(?=\s|$)")
"""What looks like a comment of Groovy or Java; the `//` of an address has a colon in front."""

_FREE_TEXT = frozenset({"command", "args", "annotations", "data", "stringData"})
"""Keys below which values may contain any text."""
_WORDS_BELOW = frozenset({"labels", "matchLabels", "nodeSelector", "resources", "securityContext"})
"""Keys below which a value is one word, number, quantity or truth value."""
_WORDS = frozenset(
    {
        *(
            "apiVersion",
            "kind",
            "name",
            "namespace",
            "generateName",
            "hostname",
            "nodeName",
            "type",
            "operator",
            "effect",
        ),
        *("image", "imagePullPolicy", "restartPolicy", "schedulerName", "serviceAccount", "serviceAccountName"),
        *("claimName", "secretName", "storageClassName", "priorityClassName", "runtimeClassName", "volumeName"),
        *("mountPath", "subPath", "path", "workingDir", "key", "medium", "sizeLimit", "optional", "readOnly"),
        *("port", "containerPort", "hostPort", "nodePort", "targetPort", "protocol", "replicas", "tty", "stdin"),
        *("hostNetwork", "hostPID", "hostIPC", "activeDeadlineSeconds", "terminationGracePeriodSeconds", "fsGroup"),
        *("runAsUser", "runAsGroup", "runAsNonRoot", "privileged", "cpu", "memory", "storage", "ephemeral-storage"),
        *("automountServiceAccountToken", "enableServiceLinks", "shareProcessNamespace", "tolerationSeconds"),
    }
)
"""Keys of Kubernetes' objects with such a value, or with a path: a value of several words is a mistake there."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the two characters."""
    for manifest in project.manifests:
        if manifest.root is None or "//" not in manifest.text.value:
            continue
        for path, mapping in yaml_tree.all_mappings(manifest.root):
            above = {str(part) for part in path}
            if _FREE_TEXT & above:
                continue
            for key, value in mapping.value:
                if not isinstance(value, yaml.ScalarNode) or value.style or not isinstance(key, yaml.ScalarNode):
                    continue
                if key.value in _WORDS or _WORDS_BELOW & above:
                    start, end = value.start_mark.index, value.end_mark.index
                    found = COMMENT.search(manifest.text.value, start, end)
                    if found is not None:
                        at = manifest.text.value.index("//", found.start())
                        is_at_end = found.start() > start and "\n" not in manifest.text.value[at:end]
                        fix = replacement(manifest.text, "//", "#", at) if is_at_end else None
                        yield RULE.finding(manifest.text.cut(at, at + 2), fix=fix, key=key.value, value=value.value)
