"""Files that the commands of `sh` steps read and the repository does not have.

Checked if the whole repository is read, and no step, command or library may create the file: one that is not known, or
that names the file.
"""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis import copied_files, work_tree
from kaniko_guide.analysis.build_stages import run_commands, stages
from kaniko_guide.analysis.commands import all_commands, all_words, kubectl_arguments, program_name
from kaniko_guide.analysis.edit_distance import is_same_name, only_neighbor, similar_name
from kaniko_guide.analysis.groovy_variables import may_define_anything
from kaniko_guide.analysis.pipeline_steps import all_blocks
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data, remembered
from kaniko_guide.facts import image_references
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.rules.undefined_groovy_variable import SHARED_CODE
from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.tree import Call, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.analysis.build_stages import BuildStage
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Jenkinsfile, Redirection, Script, Word
    from kaniko_guide.text import Source, Text

SIMILAR = Message(
    "similar",
    Bilingual(
        zh="仓库里没有 `{path}`，有 `{similar}`。", en="The repository has no file `{path}`, but it has `{similar}`."
    ),
    Bilingual(zh="写成 `{similar}`。", en="Write `{similar}`."),
)
ELSEWHERE = Message(
    "elsewhere",
    Bilingual(
        zh="这里没有 `{path}`；仓库里有 `{similar}`。", en="`{path}` is not here; the repository has `{similar}`."
    ),
    Bilingual(
        zh="写成 `{similar}`，或者先用 `dir` 进入它的目录。", en="Write `{similar}`, or enter its directory with `dir`."
    ),
)
FROM_THE_ROOT = Message(
    "from-the-root",
    Bilingual(
        zh="`{path}` 从根目录算起，不在工作区；仓库里有 `{similar}`。除非镜像里有这个文件，否则命令会失败。",
        en=(
            "`{path}` starts at the root directory, not in the workspace; the repository has `{similar}`. Unless the "
            "image has this file, the command fails."
        ),
    ),
    Bilingual(zh="写成 `{similar}`。", en="Write `{similar}`."),
)
MISSING = Message(
    "missing",
    Bilingual(
        zh="仓库里没有 `{path}`，也没有步骤会生成它。",
        en="The repository has no file `{path}`, and no step creates it.",
    ),
    Bilingual(
        zh="改成仓库里有的路径（从工作区根目录或 `dir` 的目录算起），或者提交这个文件。",
        en=(
            "Write a path that exists in the repository, from the workspace or from the directory of `dir`, or commit "
            "the file."
        ),
    ),
)
OTHER_EXTENSION = Message(
    "other-extension",
    Bilingual(
        zh="这个仓库里没有 `{path}`，有 `{similar}`；如果检出的就是这个仓库，命令会失败。",
        en=(
            "This repository has no `{path}`, but it has `{similar}`; if it is the one that is checked out, the "
            "command fails."
        ),
    ),
    Bilingual(zh="写成 `{similar}`。", en="Write `{similar}`."),
)
NEEDED = Message(
    "needed",
    Bilingual(
        zh="`{program}` 要读当前目录的 `{path}`，这里没有；仓库里有 `{similar}`。",
        en="`{program}` reads `{path}` in the current directory; it is not here, but the repository has `{similar}`.",
    ),
    Bilingual(zh="用 `dir` 进入它所在的目录。", en="Enter its directory with `dir`."),
)
NO_DIRECTORY = Message(
    "no-directory",
    Bilingual(
        zh="仓库里没有目录 `{directory}`，也没有步骤生成它，`{program}` 在里面找不到 `{path}`。",
        en=(
            "The repository has no directory `{directory}`, and no step creates it, so that `{program}` finds no "
            "`{path}` there."
        ),
    ),
    Bilingual(
        zh="把 `dir` 的路径改成仓库里有的目录，从工作区根目录算起。",
        en="Change the path of `dir` to a directory that the repository has, from the workspace.",
    ),
)
SIMILAR_DIRECTORY = Message(
    "similar-directory",
    Bilingual(
        zh="仓库里没有目录 `{directory}`，有 `{similar}`；`{program}` 在这里找不到 `{path}`。",
        en=(
            "The repository has no directory `{directory}`, but it has `{similar}`; `{program}` finds no `{path}` here."
        ),
    ),
    Bilingual(zh="写成 `{similar}`。", en="Write `{similar}`."),
)
NO_TARGET = Message(
    "no-target",
    Bilingual(
        zh="`{path}` 的目录 `{directory}` 不在仓库里，也没有步骤生成它；shell 不会自己建目录。",
        en=(
            "The directory `{directory}` of `{path}` is not in the repository, and no step creates it; the shell does "
            "not."
        ),
    ),
    Bilingual(zh="前面加上 `mkdir -p {directory}`。", en="Run `mkdir -p {directory}` first."),
)
NO_LOCK = Message(
    "no-lock",
    Bilingual(
        zh="`npm ci` 要有 `package-lock.json`，仓库里没有。",
        en="`npm ci` needs `package-lock.json`, and the repository has none.",
    ),
    Bilingual(zh="提交这个文件，或者改用 `npm install`。", en="Commit the file, or write `npm install`."),
)
NO_WRAPPER = Message(
    "no-wrapper",
    Bilingual(
        zh="`{program}` 要有 `{path}`，仓库里没有。",
        en="`{program}` needs `{path}`, and the repository has no such file.",
    ),
    Bilingual(
        zh="提交这个文件；它常被 `.gitignore` 里的 `*.jar` 或 `.*` 排除。",
        en="Commit the file; `*.jar` or `.*` in `.gitignore` often excludes it.",
    ),
)
NOT_COPIED = Message(
    "not-copied",
    Bilingual(
        zh="`{program}` 要读 `{path}`，前面没有指令把它放进镜像。",
        en="`{program}` reads `{path}`, but no instruction above brings it into the image.",
    ),
    Bilingual(
        zh="在这条 `RUN` 前面写 `COPY {source} {target}`。", en="Write `COPY {source} {target}` in front of this `RUN`."
    ),
)
NOT_DOWNLOADED = Message(
    "not-downloaded",
    Bilingual(
        zh="这里没有 `{path}`；前面的命令下载的是 `{similar}`。",
        en="`{path}` is not here; the command above downloads `{similar}`.",
    ),
    Bilingual(zh="写成 `{similar}`。", en="Write `{similar}`."),
)
NOT_EXECUTABLE = Message(
    "not-executable",
    Bilingual(
        zh="`{path}` 在 git 里没有执行权限，运行它会报 `Permission denied`。",
        en="`{path}` is not executable in git, so that running it fails with `Permission denied`.",
    ),
    Bilingual(
        zh="执行 `git update-index --chmod=+x {path}`，然后提交。",
        en="Run `git update-index --chmod=+x {path}`, and commit.",
    ),
)
POD_FILE = Message(
    "pod-file",
    Bilingual(
        zh="仓库里没有 `{path}`，插件读不到这个 Pod。",
        en="The repository has no file `{path}`, so the plugin finds no pod.",
    ),
    Bilingual(
        zh="`yamlFile` 的路径从仓库根目录算起，不含 `~`、变量和开头的 `/`。",
        en="The path in `yamlFile` starts at the repository's root, without `~`, variables or a leading `/`.",
    ),
)
POD_FILE_ELSEWHERE = Message(
    "pod-file-elsewhere",
    Bilingual(
        zh="插件从仓库根目录找 `{path}`；如果这里就是根目录，文件是 `{similar}`。",
        en="The plugin looks for `{path}` from the repository's root; if this is the root, the file is `{similar}`.",
    ),
    Bilingual(zh="写成 `{similar}`。", en="Write `{similar}`."),
)

RULE = Rule(
    name="missing-file",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="流水线要用的文件不存在或不能执行", en="File of a pipeline that is missing or not executable"),
    why=Bilingual(
        zh=(
            "`sh` 步骤在检出的仓库里执行。命令要读的文件不在仓库里，前面也没有命令生成它，命令就失败，步骤和构建也"
            "随之失败。Linux 的文件名区分大小写，`.yml` 和 `.yaml` 也是两个文件。直接运行的文件要有执行权限，检出时"
            "按 git 里的记录设置。"
        ),
        en=(
            "`sh` steps run in the checked-out repository. If a command reads a file that is not there and that no "
            "earlier command creates, it fails, and the step and the build with it. File names are case-sensitive, "
            "and `.yml` and `.yaml` are different files. A file that is run must be executable, which a checkout takes "
            "from git."
        ),
    ),
    messages=(
        SIMILAR,
        OTHER_EXTENSION,
        ELSEWHERE,
        FROM_THE_ROOT,
        MISSING,
        NEEDED,
        NO_DIRECTORY,
        SIMILAR_DIRECTORY,
        NO_TARGET,
        NO_LOCK,
        NO_WRAPPER,
        NOT_COPIED,
        NOT_DOWNLOADED,
        NOT_EXECUTABLE,
        POD_FILE,
        POD_FILE_ELSEWHERE,
    ),
    source="POSIX, 2.8 Exit Status and Errors, 2.7 Redirection; Kubernetes documentation, kubectl apply: `--filename`; "
    "jenkinsci/kubernetes-plugin, KubernetesDeclarativeAgentScript.groovy: `readTrusted`",
)

_FILE_OPTIONS = {
    "kubectl": frozenset({"-f", "--filename", "-k", "--kustomize"}),
    "helm": frozenset({"-f", "--values"}),
    "mvn": frozenset({"-f", "--file", "-s", "--settings"}),
    "docker": frozenset({"-f", "--file"}),
    "docker-compose": frozenset({"-f", "--file"}),
    "pip": frozenset({"-r", "--requirement"}),
    "pip3": frozenset({"-r", "--requirement"}),
}
"""Options whose value is a file, or a directory, that the program reads."""

_MAY_CREATE_MANY_FILES = work_tree.OUTPUT_DIRECTORIES.keys()
"""Programs after which only files are reported that no build creates, or whose path differs a little from another."""

_NEVER_BUILT = frozenset({".yaml", ".yml", ".sh", ".groovy", ".tf"})
"""Suffixes of files that people write and builds rarely create."""

_RUN_A_SCRIPT = frozenset({"bash", "node", "python", "python3", "sh"})
_READ_ARGUMENTS = frozenset({".", "source", "cat"})
_READ_ALL_BUT_THE_LAST = frozenset({"cp", "mv"})
_READ_ALL_BUT_THE_FIRST = frozenset({"chmod"})
_IS_A_DIRECTORY = lazy.pattern(r"(?:\./)?[\w.][\w.-]*(?:/[\w.-]+)*/?")
"""Relative paths, also of a directory."""

_IS_A_PATH = lazy.pattern(r"(?:\./)?[\w.-]+(?:/[\w.-]+)*\.\w+|\./[\w./-]+")
"""Relative paths: with an extension, or with `./` in front."""


class _Use(Data, frozen=True, eq=False):
    """A file that a command reads.

    Attributes:
        where: the word that contains the path.
        value: the path, as written.
        directory: the one from which it starts, relative to the workspace; None if it is not known.
        command: the command; None for a step such as `readFile`.
    """

    where: Text
    value: str
    directory: PurePosixPath | None
    command: Command | None = None


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the path."""
    yield from _pod_files(project)
    yield from _without_lock(project)
    yield from _without_wrapper(project)
    yield from _without_wrapper_in_images(project)
    yield from _not_executable(project)
    yield from _not_executable_in_images(project)
    yield from _not_copied(project)
    yield from _from_the_root(project)
    for script in project.scripts:
        yield from _not_downloaded(project, script)
    yield from _missing(project)


def _not_copied(project: Project) -> Iterator[Finding]:
    """Yields a finding at each file that a `RUN` reads and nothing brings into the image."""
    for dockerfile in project.dockerfiles:
        for missing in copied_files.read_but_not_copied(dockerfile) if not dockerfile.problems else ():
            path = missing.path
            if path in _OF_TOOLS and project.has_all_files and not _has_anywhere(project, path):
                continue
            directory, _, _ = path.partition("/")
            source, target = (directory, f"{directory}/") if directory != path else (path, "./")
            yield RULE.finding(
                missing.word.text, NOT_COPIED, program=missing.program, path=path, source=source, target=target
            )


def _from_the_root(project: Project) -> Iterator[Finding]:
    """Yields a finding at each `/k8s/a.yml` that a program reads, if the repository has `k8s/a.yml`.

    Nothing else may name the directory `/k8s`: a mount, an image of the project or another command.
    """
    commands = [command for script in project.scripts if script.step is not None for command in script.commands]
    found = [
        (word, PurePosixPath(value))
        for command in commands
        for word, value in _option_values(command, _FILE_OPTIONS.get(program_name(command), frozenset()))
        if word.literal and _IN_A_DIRECTORY_OF_THE_ROOT.fullmatch(value)
    ]
    if not found or not project.has_all_files or _runs_containers(project):
        return
    mounts = [mount.path for pod in project.pods for container in pod.containers for mount in container.mounts]
    texts = [pipeline.text.value for pipeline in project.jenkinsfiles]
    texts += [dockerfile.text.value for dockerfile in project.dockerfiles]
    texts += [manifest.text.value for manifest in project.manifests if not manifest.in_jenkinsfile]
    texts += [script.text.value for script in project.scripts if script.step is None]
    for word, path in found:
        top = f"/{path.parts[1]}"
        named = sum(len(re.findall(rf"(?<![\w.~/}}-]){re.escape(top)}(?![\w.-])", text)) for text in texts)
        uses = sum(other.parts[1] == path.parts[1] for _, other in found)
        similar = path.relative_to("/")
        if (
            similar in project.files
            and named == uses
            and all(mount is not None and "$" not in mount.value for mount in mounts)
        ):
            finding = RULE.finding(word.text, FROM_THE_ROOT, path=path, similar=similar)
            yield replace(finding, severity=Severity.WARNING)


_IN_A_DIRECTORY_OF_THE_ROOT = lazy.pattern(
    r"/(?!(?:data|etc|home|mnt|opt|root|run|srv|tmp|usr|var|workspace)/)[\w.-]+(?:/[\w.-]+)+"
)
"""An absolute path, apart from directories that images have or steps usually fill."""


def _has_anywhere(project: Project, path: str) -> bool:
    return any(f"/{file}".endswith(f"/{path}") for file in project.files)


def _missing(project: Project) -> Iterator[Finding]:
    """Yields a finding at each path that steps read and the repository does not have."""
    if not project.has_all_files or any(map(may_define_anything, project.jenkinsfiles)):
        return
    uses = [use for script in project.scripts if script.step is not None for use in _uses(project, script)]
    uses += [use for pipeline in project.jenkinsfiles for use in _read_by_steps(pipeline)]
    missing = [(use, path) for use in uses if (path := _missing_path(project, use)) is not None]
    commands = [use.command for use, _ in missing if use.command is not None]
    if _runs_containers(project):
        return
    yield from _needed_files(project)
    yield from _without_target(project)
    if not uses:
        return
    if not missing or work_tree.may_add_unknown_files(project, ignored=commands):
        yield from _other_extensions(project, uses)
        return
    may_create = any(program_name(command) in _MAY_CREATE_MANY_FILES for command in all_commands(project))
    for use, path in missing:
        if use.command is not None and program_name(use.command) == "cd":
            yield from _misspelt_directory(project, use, path)
            continue
        if not _is_only_read(project, path, uses):
            continue
        finding = _finding(project, use, path)
        if finding.message_name != MISSING.name or not may_create or path.suffix in _NEVER_BUILT:
            yield finding


def _not_downloaded(project: Project, script: Script) -> Iterator[Finding]:
    """Yields a finding at an archive that is unpacked under another name than that of its download."""
    downloads: list[str] = []
    for command in script.commands if "http" in script.text.value else ():
        downloads += _downloaded_names(command)
        archive = _unpacked(command)
        if archive is None or not downloads or archive.value in downloads or not project.has_all_files:
            continue
        is_there = any(file.name == archive.value for file in project.files)
        similar = [name for name in downloads if PurePosixPath(name).suffix == PurePosixPath(archive.value).suffix]
        near = lazy.close_matches(archive.value, similar, 1, cutoff=0.7)
        if near and not is_there and script.text.value.count(archive.value) == 1:
            yield RULE.finding(archive.text, NOT_DOWNLOADED, path=archive.value, similar=near[0])


def _downloaded_names(command: Command) -> list[str]:
    """The names under which `curl -O` and `wget` save what they download, as far as they are literal."""
    words = command.words
    if program_name(command) not in {"curl", "wget"}:
        return []
    named = [
        following.value
        for word, following in pairwise(words)
        if word.value in {"-o", "--output", "-O", "--output-document"} and "://" not in following.value
    ]
    names = [word.value.rpartition("/")[2] for word in words if "://" in word.value and word.literal]
    return named or [name for name in names if name and "?" not in name]


def _unpacked(command: Command) -> Word | None:
    """The archive in the current directory that `unzip` or `tar` reads."""
    words = command.words[1:]
    if program_name(command) == "unzip":
        found = next((word for word in words if not word.value.startswith("-")), None)
    else:
        is_tar = program_name(command) == "tar" and bool(words) and "x" in words[0].value and "f" in words[0].value
        found = words[1] if is_tar and len(words) > 1 else None
    is_name = found is not None and found.literal and _ARCHIVE.fullmatch(found.value) is not None
    return found if is_name else None


_ARCHIVE = lazy.pattern(r"[\w.-]+\.(?:zip|tar|tgz|gz|xz|bz2)")


def _misspelt_directory(project: Project, use: _Use, path: PurePosixPath) -> Iterator[Finding]:
    """Yields a finding at a directory that is missing, if one with a similar name is there."""
    directories = {above.as_posix() for file in project.files for above in file.parents}
    similar = similar_name(path.as_posix(), directories, 0.8)
    named = sum(pipeline.text.value.count(use.value) for pipeline in project.jenkinsfiles)
    if similar is not None and named == 1:
        yield RULE.finding(use.where, SIMILAR, path=path, similar=similar)


def _is_only_read(project: Project, path: PurePosixPath, uses: Sequence[_Use]) -> bool:
    """Whether the file's name occurs nowhere else."""
    return _mentions(project, path.name) == sum(PurePosixPath(other.value).name == path.name for other in uses)


def _other_extensions(project: Project, uses: Sequence[_Use]) -> Iterator[Finding]:
    """Yields a finding at each path that differs by a typo or by `.yml` and `.yaml` from one that the project has.

    That a project has this other file shows that the pipeline is for this project, whatever it checks out.
    """
    found = [(use, path, other) for use in uses for path, other in _with_other_extension(project, use)]
    commands = [use.command for use, _, _ in found if use.command is not None]
    may_add = not found or work_tree.may_add_unknown_files(project, ignored=commands, checks_out_this=True)
    typos = [(use, *typo) for use in uses if (typo := _typo_of_path(project, use)) is not None]
    for use, path, other in typos if may_add else found:
        if _is_only_read(project, path, uses):
            finding = RULE.finding(use.where, OTHER_EXTENSION, path=path, similar=other)
            yield replace(finding, severity=Severity.WARNING)


def _typo_of_path(project: Project, use: _Use) -> tuple[PurePosixPath, PurePosixPath] | None:
    """The path that is read and the only one that differs by a typo of one directory; None if there is none.

    The file itself is there under the same name, so that no step has to create it.
    """
    path = PurePosixPath(use.value)
    if ".." in path.parts or len(path.parts) < len(("k8s", "a.yaml")) or path.suffix not in _NEVER_BUILT:
        return None
    near = [
        file
        for file in project.files
        if len(file.parts) == len(path.parts)
        and sum(part != other for part, other in zip(file.parts, path.parts, strict=True)) == 1
        and file.name == path.name
        and any(
            part != other and (is_same_name(part, other) or only_neighbor(part, frozenset({other})) is not None)
            for part, other in zip(file.parts, path.parts, strict=True)
        )
    ]
    ends = {file.parts[-len(path.parts) :] for file in project.files}
    return (path, near[0]) if len(near) == 1 and path.parts not in ends else None


def _with_other_extension(project: Project, use: _Use) -> Iterator[tuple[PurePosixPath, PurePosixPath]]:
    """The path that is read, and the same with the other extension, if the project has only this one."""
    path = PurePosixPath(use.value)
    extension = _OTHER_EXTENSION.get(path.suffix)
    if extension is None or ".." in path.parts:
        return
    other = path.with_suffix(extension)
    ends = {file.parts[-len(path.parts) :] for file in project.files}
    if other.parts in ends and path.parts not in ends:
        yield path, other


_OTHER_EXTENSION = {".yaml": ".yml", ".yml": ".yaml"}


def _without_wrapper(project: Project) -> Iterator[Finding]:
    """Yields a finding at each `./mvnw` and `./gradlew` that the project has, without the file that it reads."""
    if not project.has_all_files or work_tree.has_other_checkout(project):
        return
    commands = list(all_commands(project))
    if any("wrapper" in word.value for command in commands for word in command.words):
        return
    for script in project.scripts:
        for command in script.commands if script.step is not None else ():
            program = command.words[0]
            needed = _OF_WRAPPERS.get(program.value)
            directory = work_tree.directory_at(project, script, command.text) if needed is not None else None
            if needed is None or directory is None:
                continue
            has_script = directory / program.value.removeprefix("./") in project.files
            if has_script and directory / needed not in project.files:
                yield RULE.finding(program.text, NO_WRAPPER, program=program.value, path=needed)


def _not_executable(project: Project) -> Iterator[Finding]:
    """Yields a finding at each file of the repository that a step runs, although git has it as not executable."""
    if not project.plain_files or any(map(may_define_anything, project.jenkinsfiles)) or _changes_modes(project):
        return
    found: list[tuple[Command, PurePosixPath]] = []
    for script in project.scripts:
        for command in script.commands if script.step is not None else ():
            program = command.words[0]
            if program.literal and program.value.startswith("./"):
                directory = work_tree.directory_at(project, script, command.text)
                path = None if directory is None else work_tree.path_in_workspace(program.value, directory)
                if path is not None and path in project.plain_files and path in project.files:
                    found.append((command, path))
    if not found or work_tree.may_add_unknown_files(project, ignored=[command for command, _ in found]):
        return
    for command, path in found:
        finding = RULE.finding(command.words[0].text, NOT_EXECUTABLE, path=path)
        yield replace(finding, severity=Severity.WARNING) if command.conditional else finding


def _changes_modes(project: Project) -> bool:
    """Whether a command may make a file executable."""
    return any(
        program_name(command) in _SET_MODES or any("chmod" in word.value for word in command.words)
        for command in all_commands(project)
    )


_SET_MODES = frozenset({"chmod", "install", "setfacl"})


_OF_WRAPPERS = {
    "./mvnw": ".mvn/wrapper/maven-wrapper.properties",
    "./gradlew": "gradle/wrapper/gradle-wrapper.jar",
}

_OF_TOOLS = frozenset({copied_files.LOCK, *_OF_WRAPPERS.values()})
"""Files whose absence in the repository has messages of its own."""


def _without_wrapper_in_images(project: Project) -> Iterator[Finding]:
    """Yields a finding at each `RUN ./mvnw` and `RUN ./gradlew`, if no directory has the file that it reads."""
    if not project.has_all_files or not project.dockerfiles:
        return
    lacking = {
        program: path
        for program, path in _OF_WRAPPERS.items()
        if any(file.name == program.removeprefix("./") for file in project.files)
        and not any(f"/{file}".endswith(f"/{path}") for file in project.files)
    }
    if not lacking or work_tree.may_add_unknown_files(project):
        return
    if any("wrapper" in word.value for command in all_commands(project) for word in command.words):
        return
    for dockerfile in project.dockerfiles:
        for program in (word for stage in stages(dockerfile) for word in _copied_programs(stage)):
            if program.value in lacking:
                yield RULE.finding(program.text, NO_WRAPPER, program=program.value, path=lacking[program.value])


def _not_executable_in_images(project: Project) -> Iterator[Finding]:
    """Yields a finding at each file of the repository that a `RUN` runs, although git has it as not executable."""
    plain = {file.name for file in project.plain_files} - {
        file.name for file in project.files if file not in project.plain_files
    }
    if not plain or _changes_modes(project) or work_tree.may_add_unknown_files(project):
        return
    for dockerfile in project.dockerfiles:
        for program in (word for stage in stages(dockerfile) for word in _copied_programs(stage)):
            name = program.value.removeprefix("./")
            if name in plain and PurePosixPath(name) in project.files:
                yield RULE.finding(program.text, NOT_EXECUTABLE, path=name)


def _copied_programs(stage: BuildStage) -> Iterator[Word]:
    """The files that a stage copies and runs, up to what may bring other files or change them."""
    copied: set[str] = set()
    for instruction in stage.instructions if stage.base is None else ():
        words = [word.value for word in instruction.arguments]
        if instruction.keyword in {"COPY", "ADD"}:
            copied.update(word.removeprefix("./") for word in words[:-1])
            if instruction.heredocs or any("://" in word or ".mvn" in word for word in words):
                return
        if any(option in flag.value for flag in instruction.flags for option in _BRINGING_OPTIONS):
            return
        for command in run_commands(instruction):
            program = command.words[0]
            if program_name(command) in _MAKE_FILES | _SET_MODES or "wrapper" in {word.value for word in command.words}:
                return
            is_copied = not copied.isdisjoint({"", ".", program.value.removeprefix("./")})
            if is_copied and program.value.startswith("./") and program.literal and not command.conditional:
                yield program


_MAKE_FILES = frozenset({"curl", "git", "gradle", "mv", "cp", "mkdir", "mvn", "svn", "tar", "unzip", "wget"})
"""Programs that may create the file in an image."""

_BRINGING_OPTIONS = ("from=", "type=bind", "--chmod")


def _without_lock(project: Project) -> Iterator[Finding]:
    """Yields a finding at each `npm ci`, if the project has a `package.json`, but no file with locked versions."""
    names = {file.name for file in project.files}
    if not project.has_all_files or "package.json" not in names or names & _LOCKS:
        return
    of_steps = [] if work_tree.has_other_checkout(project) else project.scripts
    found = [command for script in of_steps if script.step is not None for command in script.commands]
    found += [
        command
        for dockerfile in project.dockerfiles
        for instruction in dockerfile.instructions
        for command in run_commands(instruction)
    ]
    lines = [[word.value for word in command.words] for command in found]
    if any(_LOCKS & set(words) or "--package-lock-only" in words for words in lines):
        return
    for command, words in zip(found, lines, strict=True):
        if words[:2] == ["npm", "ci"] and not any(word.startswith(("--prefix", "-C")) for word in words):
            finding = RULE.finding(command.text, NO_LOCK)
            yield replace(finding, severity=Severity.WARNING) if command.conditional else finding


_LOCKS = frozenset({"package-lock.json", "npm-shrinkwrap.json"})


def _runs_containers(project: Project) -> bool:
    """Whether a command starts a container with a volume, which may write into the work tree, or Compose does."""
    for command in all_commands(project):
        values = {word.value for word in command.words}
        is_compose = program_name(command) == "docker-compose" or "compose" in values
        is_docker = program_name(command) in {"docker", "podman"} and values & {"run", "create", "cp"}
        if is_compose and values & {"run", "cp", "exec"}:
            return True
        if is_docker and ("cp" in values or any(_VOLUME.match(value) for value in values)):
            return True
    return any(_CONTAINER_STEP.search(pipeline.text.value) for pipeline in project.jenkinsfiles)


_VOLUME = lazy.pattern(r"-[a-z]*v|--volume|--mount|\$\{?\w*(?:ARG|FLAG|MOUNT|OPT|VOL)")
_CONTAINER_STEP = lazy.pattern(r"\.\s*(?:inside|withRun)\b")


def _uses(project: Project, script: Script) -> Iterator[_Use]:
    for command in script.commands:
        name = program_name(command)
        found = [(word, word.value, _IS_A_PATH) for word in _read_words(command)]
        kind = _IS_A_DIRECTORY if name == "kubectl" else _IS_A_PATH
        if name == "cd":
            found += [(word, word.value, _IS_A_DIRECTORY) for word in command.words[1:2]]
        found += [(*option, kind) for option in _option_values(command, _FILE_OPTIONS.get(name, frozenset()))]
        for word, value, pattern in found:
            if word.literal and pattern.fullmatch(value):
                yield _Use(word.text, value, work_tree.directory_at(project, script, command.text), command)


def _read_by_steps(pipeline: Jenkinsfile) -> Iterator[_Use]:
    """The files that steps read, where no `dir` and no `ws` changes the directory."""
    if pipeline.problems or _CHANGES_DIRECTORY.search(pipeline.text.value):
        return
    for node in nodes(tree.statements(pipeline.code)):
        if isinstance(node, Call) and node.receiver is None and node.name in _READING_STEPS:
            for entry in node.arguments:
                is_file = entry.name in _READING_STEPS[node.name]
                text = tree.string_content(entry.value) if is_file else None
                if text is not None and _IS_A_PATH.fullmatch(text):
                    where = pipeline.code.text.cut(entry.value.start, entry.value.end)
                    yield _Use(where, text, PurePosixPath())


_FILE_ARGUMENTS = frozenset({None, "file"})
_READING_STEPS: dict[str, frozenset[str | None]] = {
    "kubernetesDeploy": frozenset({"configs"}),
    "readFile": _FILE_ARGUMENTS,
    "readJSON": _FILE_ARGUMENTS,
    "readYaml": _FILE_ARGUMENTS,
}
"""Steps, each with the arguments that are files which it reads; None is the one without a name."""

_CHANGES_DIRECTORY = lazy.pattern(r"\b(?:dir|ws)\s*\(")


def _needed_files(project: Project) -> Iterator[Finding]:
    """Yields a finding at each program that reads a file of the current directory which is missing there."""
    found: list[tuple[Script, Command, PurePosixPath]] = []
    for script in project.scripts:
        for command in script.commands if script.step is not None else ():
            name = _needed_file(command)
            directory = work_tree.directory_at(project, script, command.text) if name is not None else None
            if (
                name is not None
                and directory is not None
                and not _is_found(project, script.text.source, directory, name)
            ):
                found.append((script, command, directory / name))
    ignored = [command for _, command, _ in found]
    if not found or _SUBMODULES in project.files or work_tree.may_add_unknown_files(project, ignored=ignored):
        return
    missing: set[PurePosixPath] = set()
    for script, command, path in found:
        program, is_first = command.words[0], path.parent not in missing
        if _mentions(project, path.name):
            continue
        elsewhere = [file for file in project.files if file.name == path.name]
        if _is_only_entered(project, path.parent):
            missing.add(path.parent)
            yield from [_missing_directory(project, program, path)] if is_first else []
        elif elsewhere:
            finding = RULE.finding(program.text, NEEDED, program=program.value, path=path.name, similar=elsewhere[0])
            yield replace(finding, severity=Severity.WARNING)
        elif path.name == "go.mod" and _needs_modules(project, script):
            yield replace(RULE.finding(program.text, MISSING, path=path), severity=Severity.WARNING)


def _needs_modules(project: Project, script: Script) -> bool:
    """Whether the Go of a step certainly builds modules only, as 1.16 and newer do by default."""
    containers = () if script.step is None else project.containers_of(script.step)
    images = [image_references.parse(str(container.image or "")) for container in containers]
    versions = [_GO_TAG.match(image.tag or "") for image in images if image is not None and image.path == _GO_IMAGE]
    of_code = [pipeline.text.value for pipeline in project.jenkinsfiles]
    of_code += [manifest.text.value for manifest in project.manifests]
    return (
        len(images) == 1
        and any(version is not None and int(version[1]) >= _FIRST_WITH_MODULES for version in versions)
        and any(file.suffix == ".go" for file in project.files)
        and not any(word in text for text in of_code for word in ("GO111MODULE", "GOFLAGS", "GOPATH"))
    )


_GO_IMAGE = "library/golang"
_GO_TAG = lazy.pattern(r"1\.(\d+)(?![\w])")
_FIRST_WITH_MODULES = 16
"""The minor version since which Go looks for a `go.mod` everywhere (Go 1.16 Release Notes, Modules)."""

_SUBMODULES = PurePosixPath(".gitmodules")
"""The file that lists the directories in which git checks out other repositories."""

_SEARCHED_ABOVE = frozenset({"go.mod", "package.json"})
"""Files for which Go and npm also look in the directories above."""


def _is_found(project: Project, source: Source, directory: PurePosixPath, name: str) -> bool:
    """Whether a program that runs in a directory finds a file there, or above if it also looks there."""
    directories = (directory, *(directory.parents if name in _SEARCHED_ABOVE else ()))
    return any(_has(project, source, place / name) for place in directories)


def _is_only_entered(project: Project, directory: PurePosixPath) -> bool:
    """Whether the project has no such directory, and no command and no step names it to create it."""
    return (
        bool(directory.parts)
        and work_tree.ALL_OUTPUT_DIRECTORIES.isdisjoint(directory.parts)
        and not any(directory.name in file.parts for file in project.files)
        and directory.name not in work_tree.named_paths(project)
    )


def _without_target(project: Project) -> Iterator[Finding]:
    """Yields a finding at each redirection into a directory that the repository lacks and that nothing creates."""
    found: list[tuple[Redirection, PurePosixPath, set[str]]] = []
    for script in project.scripts:
        for command in script.commands if script.step is not None else ():
            for entry in command.redirections:
                path = _written_path(project, script, command, entry)
                above = [] if path is None else [place for place in path.parents if place.parts]
                missing = {place.name for place in above if not _has_directory(project, script.text.source, place)}
                if path is not None and missing:
                    found.append((entry, path, missing))
    if not found or _SUBMODULES in project.files or work_tree.may_add_unknown_files(project):
        return
    if any(program_name(command) in _MAY_CREATE_MANY_FILES for command in all_commands(project)):
        return
    named = _parts_of_words(project)
    for entry, path, missing in found:
        if named.isdisjoint(missing):
            finding = RULE.finding(entry.target.text, NO_TARGET, path=path, directory=path.parent)
            yield replace(finding, severity=Severity.WARNING)


def _written_path(project: Project, script: Script, command: Command, entry: Redirection) -> PurePosixPath | None:
    """The path in a directory to which a redirection writes; None if it is not known."""
    is_output = entry.operator in {">", ">>", ">|", "&>"} and entry.target.literal
    if not is_output or not _IN_A_DIRECTORY.fullmatch(entry.target.value):
        return None
    directory = work_tree.directory_at(project, script, command.text)
    return work_tree.path_in_workspace(entry.target.value, directory)


_IN_A_DIRECTORY = lazy.pattern(r"(?:\./)?[\w-][\w.-]*(?:/[\w.-]+)+")


def _has_directory(project: Project, source: Source, directory: PurePosixPath) -> bool:
    own = work_tree.relative_path(project, source).parent / directory
    return any(place in (file.parent, *file.parents) for file in project.files for place in (directory, own))


@remembered
def _parts_of_words(project: Project) -> frozenset[str]:
    """The parts of all paths that commands name, apart from redirections, and that steps and mounts name."""
    words = [word.value for command in all_commands(project) for word in command.words]
    for pipeline in project.jenkinsfiles:
        for block in all_blocks(pipeline.blocks):
            words += [argument.value.value for argument in block.arguments if block.name in _MAKE_DIRECTORIES]
    for pod in project.pods:
        paths = [mount.path for container in pod.containers for mount in container.mounts]
        words += [path.value for path in paths if path is not None]
    return frozenset(part for word in words for part in _SEPARATORS_OF_PATHS.split(word))


_MAKE_DIRECTORIES = frozenset({"dir", "fileOperations", "unstash", "writeFile", "writeJSON", "writeYaml", "ws", "zip"})
"""Steps that create a directory, or files with the directories above."""

_SEPARATORS_OF_PATHS = lazy.pattern(r"[/=:,\s'\"]+")


def _missing_directory(project: Project, program: Word, path: PurePosixPath) -> Finding:
    directories = {above.as_posix() for file in project.files for above in file.parents if above.parts}
    similar = similar_name(path.parent.as_posix(), directories, 0.8)
    if similar is None:
        finding = RULE.finding(program.text, NO_DIRECTORY, directory=path.parent, program=program.value, path=path.name)
        return replace(finding, severity=Severity.WARNING)
    return RULE.finding(
        program.text, SIMILAR_DIRECTORY, directory=path.parent, similar=similar, program=program.value, path=path.name
    )


def _needed_file(command: Command) -> str | None:
    """The file without which a command of Maven, npm or Go fails."""
    name, words = program_name(command), [word.value for word in command.words[1:]]
    options = _FILE_OPTIONS.get(name, frozenset()) - {"-s", "--settings"}
    if any(word.partition("=")[0] in options or word.startswith(("--prefix", "-C")) for word in words):
        return None
    if name == "mvn" and _PHASES & set(words):
        return "pom.xml"
    if name == "go" and _GO_COMMANDS & {words[0] if words else "", " ".join(words[:2])}:
        return None if any(word.endswith(".go") or word.startswith(("-C", "-modfile")) for word in words) else "go.mod"
    return "package.json" if name == "npm" and words[:1] and words[0] in {"ci", "run", "run-script"} else None


_GO_COMMANDS = frozenset({"build", "test", "vet", "mod download", "mod tidy", "mod vendor", "mod verify"})
"""Commands of Go that need a `go.mod`, unless files are named."""

_PHASES = frozenset({"clean", "compile", "deploy", "install", "package", "test", "verify"})


def _has(project: Project, source: Source, path: PurePosixPath) -> bool:
    """Whether the project has a file, from its own root or from the directory of the file that names it."""
    own = work_tree.relative_path(project, source).parent / path
    return path in project.files or own in project.files


def _read_words(command: Command) -> Iterator[Word]:
    """The words of a command that are files which it reads, apart from those of options."""
    name, words = program_name(command), command.words
    operands = [word for word in words[1:] if not word.value.startswith("-")]
    if words[0].value.startswith("./"):
        yield words[0]
    if name in _RUN_A_SCRIPT:
        yield from words[1:2]
    if name in _READ_ARGUMENTS:
        yield from words[1:]
    if name in _READ_ALL_BUT_THE_LAST:
        yield from operands[:-1]
    in_place = name == "sed" and any(word.value.startswith(("-i", "--in-place")) for word in words)
    if in_place or name in _READ_ALL_BUT_THE_FIRST:
        yield from operands[1:]
    yield from (entry.target for entry in command.redirections if entry.operator == "<")


def _option_values(command: Command, options: frozenset[str]) -> Iterator[tuple[Word, str]]:
    """The values of the options, each with the word that contains it."""
    if program_name(command) == "docker" and [word.value for word in command.words[1:2]] != ["build"]:
        return
    for word, following in zip(command.words[1:], [*command.words[2:], None], strict=False):
        option, equals, value = word.value.partition("=")
        if option in options and equals:
            yield word, value
        elif option in options and following is not None:
            yield following, following.value


def _missing_path(project: Project, use: _Use) -> PurePosixPath | None:
    """The path that a command reads, if it is known and not in the repository."""
    path = work_tree.path_in_workspace(use.value, use.directory)
    if path is None or not path.parts or set(path.parts) & work_tree.ALL_OUTPUT_DIRECTORIES:
        return None
    own = work_tree.relative_path(project, use.where.source).parent / path
    known = {path.parts, own.parts}
    return None if any(file.parts[: len(parts)] == parts for file in project.files for parts in known) else path


def _mentions(project: Project, name: str) -> int:
    """How often the pipelines and scripts name a file, also in strings; not as the kind of an object of Kubernetes."""
    pattern = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)")
    in_pipelines = sum(len(pattern.findall(_without_comments(pipeline))) for pipeline in project.jenkinsfiles)
    in_pipelines -= sum(
        word.value.partition("/")[0] == name
        for script in project.scripts
        for command in script.commands
        if script.step is not None and program_name(command) == "kubectl"
        for word in kubectl_arguments(command)[1:]
    )
    in_files = [script for script in project.scripts if script.step is None]
    return in_pipelines + sum(
        word.value.rpartition("/")[2] == name
        for script in in_files
        for command in script.commands
        for word in all_words(command)
    )


@remembered
def _without_comments(pipeline: Jenkinsfile) -> str:
    """The text of a Jenkinsfile without the comments of Groovy."""
    kept, start = list[str](), 0
    for begin, end in pipeline.code.comments:
        kept.append(pipeline.code.text.value[start:begin])
        start = end
    return "".join((*kept, pipeline.code.text.value[start:]))


def _finding(project: Project, use: _Use, path: PurePosixPath) -> Finding:
    """An error if a file with a similar name is there, or else a warning."""
    siblings = {file.as_posix() for file in project.files if file.parent == path.parent}
    names = {name for name in siblings if path.suffix or not PurePosixPath(name).suffix}
    similar = lazy.close_matches(path.as_posix(), names, 1, cutoff=0.75)
    elsewhere = [file for file in project.files if file.parts[-len(path.parts) :] == path.parts]
    if similar:
        finding = RULE.finding(use.where, SIMILAR, path=path, similar=similar[0])
    elif len(elsewhere) == 1:
        finding = RULE.finding(use.where, ELSEWHERE, path=path, similar=elsewhere[0])
    else:
        finding = RULE.finding(use.where, MISSING, path=path)
    is_certain = similar and use.command is not None and not use.command.conditional
    return finding if is_certain else replace(finding, severity=Severity.WARNING)


def _pod_files(project: Project) -> Iterator[Finding]:
    """Yields a finding at each path in `yamlFile` that the repository's root does not have.

    The plugin reads the file from the repository itself, so that no step can create it. A library's pipelines are run
    for other repositories.
    """
    for pipeline in project.jenkinsfiles if project.has_all_files else ():
        own = work_tree.relative_path(project, pipeline.text.source)
        if SHARED_CODE & set(own.parts):
            continue
        for source in pipeline.pods:
            if source.path is None or not _YAML_FILE.search(source.path.source.text[: source.path.origin(0)]):
                continue
            path = PurePosixPath(source.path.value.lstrip("/"))
            if path in project.files or not path.parts:
                continue
            elsewhere = [file for file in project.files if file.parts[-len(path.parts) :] == path.parts]
            similar = lazy.close_matches(str(path), map(str, project.files), 1, cutoff=0.8)
            if elsewhere:
                finding = RULE.finding(source.path, POD_FILE_ELSEWHERE, path=path, similar=elsewhere[0])
                yield replace(finding, severity=Severity.WARNING)
            elif similar:
                yield RULE.finding(source.path, SIMILAR, path=path, similar=similar[0])
            else:
                yield RULE.finding(source.path, POD_FILE, path=path)


_YAML_FILE = lazy.pattern(r"""\byamlFile\s*[:(]?\s*(?:'{1,3}|"{1,3})$""")
"""What is in front of a path in `yamlFile`."""
