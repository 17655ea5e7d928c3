"""Mount paths that do not begin with `/`: in a `podTemplate`, and in the YAML of a pod."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

FIX = Bilingual(
    zh="写容器里的绝对路径，例如 `/etc/settings`。",
    en="Write an absolute path in the container, such as `/etc/settings`.",
)
EMPTY = Message(
    "empty",
    Bilingual(
        zh="Kubernetes 插件把挂载路径 `{path}` 化简成空字符串，API server 会拒绝这个 Pod。",
        en="The Kubernetes plugin shortens the mount path `{path}` to an empty string; the API server rejects the pod.",
    ),
    FIX,
)
RELATIVE = Message(
    "relative",
    Bilingual(
        zh="挂载路径 `{path}` 不是绝对路径；kubelet 会挂载到 `{absolute}`，与工作目录无关。",
        en=(
            "The mount path `{path}` is not absolute; the kubelet mounts at `{absolute}`, whatever the working "
            "directory is."
        ),
    ),
    FIX,
)

RULE = Rule(
    name="relative-mount-path",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="挂载路径不是绝对路径", en="Relative mount path"),
    why=Bilingual(
        zh=(
            "`mountPath` 是容器里的绝对路径，与工作区无关。`podTemplate` 里的 `./` 会被插件化简成空字符串，API "
            "server 以 `mountPath: Required value` 拒绝 Pod；其他相对路径会被 kubelet 加上开头的 `/`。"
        ),
        en=(
            "`mountPath` is an absolute path in the container and has nothing to do with the workspace. The plugin "
            "shortens `./` in a `podTemplate` to an empty string, and the API server rejects the pod with `mountPath: "
            "Required value`; to other relative paths the kubelet adds a leading `/`."
        ),
    ),
    messages=(EMPTY, RELATIVE),
    source=(
        "jenkinsci/kubernetes-plugin at a82d78a0, PodTemplateBuilder.java, normalizePath; Kubernetes, "
        "pkg/apis/core/validation: ValidateVolumeMounts; pkg/kubelet/kubelet_pods.go, makeMounts"
    ),
)

_PLAIN = lazy.pattern(r"\w[\w./-]*", re.ASCII)
_WINDOWS = lazy.pattern(r"[A-Za-z]:|\\")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each path, once for all containers that have it."""
    seen: set[tuple[str, int]] = set()
    for pod in project.pods:
        for container in pod.containers:
            for mount in container.mounts:
                path = mount.path
                if path is None or not path.value or yaml_tree.has_placeholder(path.value) or "$" in path.value:
                    continue
                key = path.source.path, path.origin(0)
                if path.value.startswith("/") or _WINDOWS.match(path.value) or key in seen:
                    continue
                seen.add(key)
                if pod.manifest is None and posixpath.normpath(path.value) == ".":
                    yield RULE.finding(path, EMPTY, path=path)
                else:
                    absolute = posixpath.normpath(f"/{path}")
                    is_equal = f"/{path}" == absolute and _PLAIN.fullmatch(path.value)
                    fix = replacement(path, path.value[0], f"/{path.value[0]}") if is_equal else None
                    finding = RULE.finding(path, RELATIVE, fix=fix, path=path, absolute=absolute)
                    yield replace(finding, severity=Severity.WARNING)
