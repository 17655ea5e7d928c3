"""The Dockerfile of a build, if the project has Dockerfiles but not this one.

Not checked where a step may add files, where the build context is elsewhere, or where the user named single files.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis import executor_calls, work_tree
from kaniko_guide.analysis.docker_builds import docker_builds
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall
    from kaniko_guide.text import Text


MISSING = Message(
    "missing",
    Bilingual(
        zh="没有文件 `{path}`；项目里的 Dockerfile 是 {existing}。",
        en="There is no file `{path}`; the Dockerfiles of the project are {existing}.",
    ),
    Bilingual(
        zh="把 `--dockerfile` 改成仓库里有的路径；路径从工作区或 `--context` 的目录算起。",
        en=(
            "Change `--dockerfile` to a path that exists in the repository, from the workspace or from "
            "the directory in `--context`."
        ),
    ),
)
DOCKER = Message(
    "docker",
    Bilingual(
        zh="`docker build` 找的是 `{path}`，没有这个文件；项目里的 Dockerfile 是 {existing}。",
        en="`docker build` looks for `{path}`, which does not exist; the Dockerfiles of the project are {existing}.",
    ),
    Bilingual(
        zh="用 `-f` 写出 Dockerfile 的路径，从当前目录算起；或者把上下文改成它所在的目录。",
        en=(
            "Write the path of the Dockerfile after `-f`, from the current directory, or make its directory the "
            "context."
        ),
    ),
)
NO_SLASH = Message(
    "no-slash",
    Bilingual(
        zh="`{root}` 和 `{name}` 之间少了 `/`，拼成的路径在工作区之外。",
        en="`/` is missing between `{root}` and `{name}`, so the path is outside the workspace.",
    ),
    Bilingual(zh="写成 `{root}/{name}`。", en="Write `{root}/{name}`."),
)

RULE = Rule(
    name="dockerfile-missing",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(
        zh="Dockerfile 不存在",
        en="Missing Dockerfile",
    ),
    why=Bilingual(
        zh=(
            "executor 先在当前目录、再在构建上下文里找 `--dockerfile` 写的文件，没有写这个参数就找 "
            "`Dockerfile`。两处都没有，就报 `error resolving dockerfile path` 并退出。"
        ),
        en=(
            "The executor looks for the file that `--dockerfile` names, by default `Dockerfile`, in the "
            "current directory and then in the build context. If neither has it, the executor exits with "
            "`error resolving dockerfile path`."
        ),
    ),
    messages=(MISSING, DOCKER, NO_SLASH),
    source="runs a1-dockerfile-missing and r1 to r3, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the value of `--dockerfile`, or at the executor's name if the flag is missing."""
    yield from _without_slash(project)
    if not (project.has_all_files and project.dockerfiles) or work_tree.may_add_unknown_files(
        project, but_checkout_directories=True
    ):
        return
    elsewhere = work_tree.checkout_directories(project) or frozenset()
    existing = ", ".join(
        sorted(f"`{work_tree.relative_path(project, file.text.source)}`" for file in project.dockerfiles)
    )
    for call in executor_calls.build_calls(project):
        path = _missing_path(project, call)
        if path is not None and path.name not in work_tree.named_paths(project) and elsewhere.isdisjoint(path.parents):
            flag = call.flag("--dockerfile", "-f")
            where = call.where if flag is None else flag.value_text or flag.text
            yield RULE.finding(where, MISSING, path=path, existing=existing)
    for build in docker_builds(project):
        path = build.dockerfile
        if path is not None and not _is_there(project, build.where, path) and elsewhere.isdisjoint(path.parents):
            yield RULE.finding(build.where, DOCKER, path=path, existing=existing)


def _is_there(project: Project, where: Text, path: PurePosixPath) -> bool:
    """Whether a Dockerfile is there, also seen from the pipeline's directory, or whether a command may create it."""
    own = work_tree.relative_path(project, where.source).parent / path
    return bool({path, own} & set(project.files)) or (
        path.name != "Dockerfile" and path.name in work_tree.named_paths(project)
    )


def _without_slash(project: Project) -> Iterator[Finding]:
    """Yields a finding at each path such as `` `pwd`Dockerfile ``."""
    for call in executor_calls.build_calls(project):
        flag = call.flag("--dockerfile", "-f")
        found = None if flag is None or call.script is None else _WITHOUT_SLASH.fullmatch(flag.value or "")
        if flag is not None and found is not None:
            yield RULE.finding(flag.value_text or flag.text, NO_SLASH, root=found["root"], name=found["name"])


_WITHOUT_SLASH = lazy.pattern(r"(?P<root>`pwd`|\$\(pwd\)|\$\{(?:PWD|WORKSPACE)\})(?P<name>[A-Za-z].*)")


def _missing_path(project: Project, call: ExecutorCall) -> PurePosixPath | None:
    """The path of a Dockerfile that does not exist; None if it exists or is not known."""
    context, flag = call.flag("--context", "-c"), call.flag("--dockerfile", "-f")
    value = "" if context is None else (context.value or "").removeprefix("dir://")
    if "://" in value or not executor_calls.all_flags_known(call):
        return None
    candidates = work_tree.dockerfile_candidates(project, call)
    if candidates is not None:
        return None if set(candidates) & set(project.files) else candidates[-1]
    is_in_step = flag is not None and call.step is not None
    path = work_tree.path_in_workspace(flag.value or "", PurePosixPath()) if flag is not None and is_in_step else None
    if path is None or any(file.parts[-len(path.parts) :] == path.parts for file in project.files):
        return None
    return path
