"""An executor that builds from a directory in which nothing is mounted: in a plain pod, or in a step of Jenkins."""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.analysis.build_context import context_copies
from kaniko_guide.analysis.commands import all_commands, all_words
from kaniko_guide.analysis.executor_calls import all_flags_known, build_calls
from kaniko_guide.analysis.pipeline_steps import all_blocks
from kaniko_guide.analysis.pods import is_fully_known
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, ExecutorCall

NOT_MOUNTED = Message(
    "not-mounted",
    Bilingual(
        zh="没有卷挂载到构建上下文 `{path}`，里面没有 Dockerfile。",
        en="No volume is mounted at the build context `{path}`, so it has no Dockerfile.",
    ),
    Bilingual(
        zh="把放源代码的卷挂载到 `{path}`，或者写 `--context=git://…` 这样的远程上下文。",
        en=("Mount a volume with the sources at `{path}`, or use a remote context such as `--context=git://…`."),
    ),
)
NOT_THE_WORKSPACE = Message(
    "not-the-workspace",
    Bilingual(
        zh="构建上下文是 `{path}`，没有卷挂载到那里；检出的文件在 `$WORKSPACE`，`COPY` 找不到它们。",
        en=(
            "The build context is `{path}`, where no volume is mounted; the checked-out files are in `$WORKSPACE`, and "
            "`COPY` does not find them."
        ),
    ),
    Bilingual(zh='写上 `--context="$WORKSPACE"`。', en='Write `--context="$WORKSPACE"`.'),
)

RULE = Rule(
    name="empty-context",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(
        zh="构建上下文里没有文件",
        en="Build context without files",
    ),
    why=Bilingual(
        zh=(
            "没有写 `--context` 时，executor 用 `/workspace`。镜像里这个目录是空的，要由卷或 init 容器提"
            "供文件；没有挂载，就报 `error resolving dockerfile path` 并退出。"
        ),
        en=(
            "Without `--context` the executor uses `/workspace`. The directory is empty in the image; a "
            "volume, filled by an init container for example, has to provide the files. If nothing is "
            "mounted there, it exits with `error resolving dockerfile path`."
        ),
    ),
    messages=(NOT_MOUNTED, NOT_THE_WORKSPACE),
    source=(
        "run a1-dockerfile-missing, both executors; cmd/executor/cmd/root.go of both repositories: the "
        "default of `--context` is `/workspace/`"
    ),
)


_AGENT_VOLUME = "/home/jenkins"
"""Where the plugin mounts the volume of the workspaces into every container: `/home/jenkins/agent`, once this."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the flag `--context`, or at the first argument."""
    pods = {container: pod for pod in project.pods for container in pod.containers}
    for call in build_calls(project):
        if len(call.containers) != 1 or not all_flags_known(call):
            continue
        container = call.containers[0]
        pod = pods.get(container)
        if pod is None or not is_fully_known(project, pod) or not _is_official(container):
            continue
        if pod.in_jenkinsfile != (call.step is not None):
            continue
        path = _context(call)
        if path is None or any(_is_related(path, str(mount.path)) for mount in container.mounts):
            continue
        flag = call.flag("--context", "-c")
        where = call.where if flag is None else flag.text
        if call.step is None:
            yield RULE.finding(where, NOT_MOUNTED, path=path)
        elif not (_is_related(path, _AGENT_VOLUME) or _is_workspace(project, container, path)):
            finding = RULE.finding(where, NOT_THE_WORKSPACE, path=path)
            copies = any(sources for file in project.dockerfiles for sources in context_copies(file))
            yield finding if copies else replace(finding, severity=Severity.WARNING)


def _is_workspace(project: Project, container: Container, path: PurePosixPath) -> bool:
    """Whether the files of a step may be in a directory: a step or the working directory of a container names it."""
    if container.node is None or yaml_tree.node_at(container.node, "workingDir") is not None:
        return True
    return _is_named(project, str(path))


@lru_cache(maxsize=1000)
def _is_named(project: Project, path: str) -> bool:
    """Whether a step names something in a directory."""
    words = (word.value for command in all_commands(project) for word in all_words(command))
    in_commands = sum(value.rpartition("=")[2].removeprefix("dir://").startswith(path) for value in words)
    in_calls = sum(
        (word.value.rpartition("=")[2].removeprefix("dir://")).startswith(path)
        for call in build_calls(project)
        for word in call.words
    )
    in_steps = (
        argument.value.value
        for pipeline in project.jenkinsfiles
        for block in all_blocks(pipeline.blocks)
        if block.name in {"dir", "ws", "customWorkspace", "workspaceVolume"}
        for argument in block.arguments
    )
    return in_commands > in_calls or any(value.startswith("/") or not value for value in in_steps)


def _is_official(container: Container) -> bool:
    """Whether a container's image is the executor's own, in which the directory is empty."""
    found = images.executor_image(container.image.value) if container.image is not None else None
    return found is not None and found.publisher is not None


def _context(call: ExecutorCall) -> PurePosixPath | None:
    """The local directory from which a call builds; None if it is not known, or if the Dockerfile is elsewhere."""
    dockerfile = call.flag("--dockerfile", "-f")
    if dockerfile is not None and (dockerfile.value or "/").startswith(("/", "$", "http")):
        return None
    flag = call.flag("--context", "-c")
    value = "/workspace" if flag is None else (flag.value or "").removeprefix("dir://")
    if not value.startswith("/") or "$" in value or "{{" in value:
        return None
    return PurePosixPath(value)


def _is_related(path: PurePosixPath, mount: str) -> bool:
    """Whether a mounted volume provides files in a directory."""
    mounted = PurePosixPath(mount)
    return "$" in mount or path.is_relative_to(mounted) or mounted.is_relative_to(path)
