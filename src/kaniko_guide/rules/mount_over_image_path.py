"""A volume mounted over a directory to which the Dockerfile copies files.

The executor leaves mount points out of its snapshots, so that these files are not in the image.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.analysis import dockerignore, work_tree
from kaniko_guide.analysis.build_context import is_pattern
from kaniko_guide.analysis.build_stages import stages
from kaniko_guide.analysis.executor_calls import build_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.project.kinds import IGNORE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Dockerfile, ExecutorCall, Instruction


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
            target = next((target for target, _ in targets if target.is_relative_to(path)), None)
            if target is None and any(
                path.is_relative_to(above) and _copies_below(project, call, instruction, path.relative_to(above))
                for above, instruction in targets
            ):
                target = path
            if target is not None and len(path.parts) > 1:
                yield RULE.finding(mount.path, target=target)


def _copies_below(project: Project, call: ExecutorCall, copy: Instruction, below: PurePosixPath) -> bool:
    """Whether a copied directory of the build context has files in a directory below it.

    Args:
        project: the project.
        call: what builds the image.
        copy: the `COPY` or `ADD`.
        below: the directory, relative to the copied one.
    """
    context = work_tree.build_context(project, call)
    others = {file for file in project.files if file.name.endswith(IGNORE_FILE)} - {PurePosixPath(IGNORE_FILE)}
    if context is None or others or copy.heredocs or any(flag.value.startswith(_ELSEWHERE) for flag in copy.flags):
        return False
    files = set(project.files) - (set() if context.parts else dockerignore.exclusions(project).files)
    directories: list[PurePosixPath] = []
    for source in (word.value for word in copy.arguments[:-1] if word.literal):
        directory = context / source.lstrip("/") / below
        if "://" not in source and ".." not in directory.parts and not is_pattern(source):
            directories.append(directory)
    return any(directory in file.parents and file.name not in _KEEPING for directory in directories for file in files)


_ELSEWHERE = ("--exclude", "--from")
"""Flags of `COPY` with which it is not known which files of the context it copies."""

_KEEPING = frozenset({".gitignore", ".gitkeep", ".keep"})
"""Files by which git keeps a directory that is empty otherwise."""


def _dockerfile(project: Project, call: ExecutorCall) -> Dockerfile | None:
    """The Dockerfile that a call builds; None if that is not known."""
    candidates = work_tree.dockerfile_candidates(project, call) or ()
    by_path = work_tree.dockerfiles_by_path(project)
    found = next((by_path[path] for path in candidates if path in by_path), None)
    if found is None and len(by_path) == 1 and not candidates:
        return project.dockerfiles[0]
    return found


def _copy_targets(dockerfile: Dockerfile) -> Iterator[tuple[PurePosixPath, Instruction]]:
    """The directories and files to which a `COPY` or `ADD` writes, without those with a variable."""
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
                yield path, instruction
        directories[stage] = directory
