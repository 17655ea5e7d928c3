"""A volume mounted over a directory to which the Dockerfile copies files.

The executor leaves mount points out of its snapshots, so that these files are not in the image.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.analysis import work_tree
from kaniko_guide.analysis.build_stages import stages
from kaniko_guide.analysis.executor_calls import build_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Dockerfile, ExecutorCall


RULE = Rule(
    name="mount-over-image-path",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(
        zh="卷挂载在镜像要写的路径上",
        en="Volume mounted over a path of the image",
    ),
    why=Bilingual(
        zh=(
            "executor 构建时不看挂载点：Dockerfile 复制到那里的文件写进了卷，不会进入镜像。构建显示成功，"
            "容器启动时才发现文件不在。"
        ),
        en=(
            "The executor leaves mount points out of the image: files that the Dockerfile copies there "
            "are written into the volume and are not in the image. The build succeeds, and the container "
            "finds no files."
        ),
    ),
    message=Bilingual(
        zh="Dockerfile 把文件复制到 `{target}`，而这里挂载了卷，文件不会进入镜像。",
        en=("The Dockerfile copies files to `{target}`, but a volume is mounted here, so they are not in the image."),
    ),
    help=Bilingual(
        zh="把卷挂载到 Dockerfile 不用的目录。",
        en="Mount the volume at a directory that the Dockerfile does not use.",
    ),
    source=(
        "pkg/util/fs_util.go, DetectFilesystemIgnoreList and IsInIgnoreList, of "
        "GoogleContainerTools/kaniko v1.24.0 and osscontainertools/kaniko v1.28.3: each entry of "
        "/proc/self/mountinfo but / is ignored"
    ),
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the mount's path."""
    for call in build_calls(project):
        dockerfile = _dockerfile(project, call)
        targets = list(_copy_targets(dockerfile)) if dockerfile is not None else []
        for mount in (mount for container in call.containers for mount in container.mounts):
            if mount.path is None or "$" in mount.path.value or mount.sub_path is not None:
                continue
            path = PurePosixPath(mount.path.value)
            target = next((target for target in targets if target.is_relative_to(path)), None)
            if target is not None and len(path.parts) > 1:
                yield RULE.finding(mount.path, target=target)


def _dockerfile(project: Project, call: ExecutorCall) -> Dockerfile | None:
    """The Dockerfile that a call builds; None if that is not known."""
    candidates = work_tree.dockerfile_candidates(project, call) or ()
    by_path = work_tree.dockerfiles_by_path(project)
    found = next((by_path[path] for path in candidates if path in by_path), None)
    if found is None and len(by_path) == 1 and not candidates:
        return project.dockerfiles[0]
    return found


def _copy_targets(dockerfile: Dockerfile) -> Iterator[PurePosixPath]:
    """The directories and files to which `COPY` and `ADD` write, without those with a variable."""
    root = PurePosixPath("/")
    directories: dict[object, PurePosixPath | None] = {}
    for stage in stages(dockerfile):
        directory = None if stage.base is None else directories.get(stage.base)
        for instruction in stage.instructions:
            words = instruction.arguments
            if not words:
                continue
            last = words[-1].value
            path = None if "$" in last or (directory is None and last[:1] != "/") else (directory or root) / last
            if instruction.keyword == "WORKDIR":
                directory = path
            elif instruction.keyword in {"COPY", "ADD"} and path is not None:
                yield path
        directories[stage] = directory
