"""Where a pipeline's steps run in the repository, which paths they name, and whether they may add files to it."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.commands import all_commands, is_before, program_name
from kaniko_guide.analysis.executor_calls import with_known_values
from kaniko_guide.analysis.pipeline_steps import all_blocks, blocks_around
from kaniko_guide.data import remembered
from kaniko_guide.project.git_remote import repository_name
from kaniko_guide.sources import unread

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block, Command, Dockerfile, ExecutorCall, Script
    from kaniko_guide.text import Source, Text

_WEB_OUTPUT_DIRECTORIES = frozenset({"dist", "build", "out", "node_modules", ".next"})
OUTPUT_DIRECTORIES = {
    "mvn": {"target"},
    "mvnw": {"target"},
    "gradle": {"build"},
    "gradlew": {"build"},
    "npm": _WEB_OUTPUT_DIRECTORIES,
    "npx": _WEB_OUTPUT_DIRECTORIES,
    "pnpm": _WEB_OUTPUT_DIRECTORIES,
    "yarn": _WEB_OUTPUT_DIRECTORIES,
}
"""The directories to which build tools write."""

ALL_OUTPUT_DIRECTORIES = _WEB_OUTPUT_DIRECTORIES | {"target", "bin", "release"}
_PROGRAMS_WITH_NAMED_OUTPUTS = frozenset(
    [
        ":",
        "[",
        "[[",
        "adduser",
        "alias",
        "apk",
        "apt",
        "apt-get",
        "argocd",
        "awk",
        "base64",
        "basename",
        "black",
        "break",
        "cat",
        "cd",
        "chmod",
        "chown",
        "cmp",
        "column",
        "comm",
        "command",
        "continue",
        "cp",
        "crane",
        "curl",
        "cut",
        "date",
        "declare",
        "df",
        "diff",
        "dirname",
        "dnf",
        "docker",
        "docker-compose",
        "dpkg",
        "du",
        "echo",
        "env",
        "envsubst",
        "eslint",
        "executor",
        "exit",
        "export",
        "expr",
        "false",
        "find",
        "flake8",
        "free",
        "getopts",
        "grep",
        "groupadd",
        "hadolint",
        "hash",
        "head",
        "hostname",
        "hostnamectl",
        "id",
        "jq",
        "kill",
        "kubectl",
        "kubeval",
        "kustomize",
        "let",
        "ln",
        "local",
        "logger",
        "ls",
        "md5sum",
        "microdnf",
        "mkdir",
        "mv",
        "nl",
        "nproc",
        "nslookup",
        "openssl",
        "paste",
        "ping",
        "pip",
        "pip3",
        "printf",
        "ps",
        "pwd",
        "pylint",
        "pytest",
        "read",
        "readonly",
        "return",
        "rev",
        "rm",
        "sed",
        "seq",
        "service",
        "set",
        "sha256sum",
        "shift",
        "shopt",
        "skopeo",
        "sleep",
        "sonar-scanner",
        "sort",
        "ssh",
        "ssh-add",
        "ssh-agent",
        "ssh-keyscan",
        "stat",
        "stty",
        "sync",
        "systemctl",
        "tail",
        "tee",
        "test",
        "time",
        "times",
        "touch",
        "tr",
        "trap",
        "trivy",
        "true",
        "type",
        "ulimit",
        "umask",
        "uname",
        "unset",
        "useradd",
        "usermod",
        "uuidgen",
        "wait",
        "wc",
        "wget",
        "which",
        "whoami",
        "xargs",
        "yq",
        "yum",
    ]
)
"""Programs that create no files, or only files that are named on their command line."""

_SUBCOMMANDS_WITHOUT_FILES = {
    "git": frozenset(
        [
            "add",
            "branch",
            "commit",
            "config",
            "describe",
            "diff",
            "fetch",
            "log",
            "ls-remote",
            "push",
            "remote",
            "rev-list",
            "rev-parse",
            "show",
            "status",
            "symbolic-ref",
            "tag",
        ]
    ),
    "go": frozenset({"env", "fmt", "install", "test", "version", "vet"}),
    "helm": frozenset(
        {"history", "install", "lint", "list", "ls", "repo", "rollback", "status", "uninstall", "upgrade"}
    ),
    "aws": frozenset({"configure", "ecr", "ecs", "eks", "sts"}),
    "gcloud": frozenset({"auth", "config", "container"}),
    "az": frozenset({"account", "acr", "aks", "login", "logout"}),
}
"""The first arguments of programs with which they create no files in the work tree."""

_MODULES_WITHOUT_FILES = frozenset({"flake8", "pip", "pylint", "pytest", "unittest"})
"""Modules that `python -m` runs and that create no files but those that are named."""

_ONLY_INFORMATION = frozenset({"--version", "-version", "-v", "-V", "version", "--help"})
_INTERPRETERS = frozenset({"bash", "sh", ".", "source"})

_UNKNOWN_CODE = (unread.UNKNOWN_CALL, unread.LOADED_CODE, unread.EVALUATED_CODE, unread.RUN_TIME_SCRIPT)
"""What a pipeline runs that may do anything, such as a step of a library."""

_STEPS_THAT_ADD_FILES = frozenset({"copyArtifacts", "git", "unzip", "untar"})
_WRITING_STEPS = frozenset({"writeFile", "writeJSON", "writeYaml"})
"""Steps whose argument `file` is the path that they write."""

_WORKSPACE = ("$WORKSPACE", "${WORKSPACE}", "${env.WORKSPACE}", "$env.WORKSPACE")
_CURRENT = ("$PWD", "${PWD}", "`pwd`", "$(pwd)")


def has_other_checkout(project: Project) -> bool:
    """Whether a pipeline checks out a repository that it names, so that its files may not be those of the project."""
    return bool(_other_checkouts(project))


def checkout_directories(project: Project) -> frozenset[PurePosixPath] | None:
    """The directories below the workspace with repositories that pipelines name; None if one may be elsewhere."""
    found = _other_checkouts(project)
    return None if None in found else frozenset(path for path in found if path is not None)


@lru_cache(maxsize=2)
def _other_checkouts(project: Project) -> frozenset[PurePosixPath | None]:
    """Where pipelines check out repositories that they name; None for the workspace itself, and if it is not known."""
    found: set[PurePosixPath | None] = set()
    pending = [(block, PurePosixPath()) for pipeline in project.jenkinsfiles for block in pipeline.blocks]
    while pending:
        block, path = pending.pop()
        is_other = block.name == "git" or (block.name == "checkout" and not _is_own_checkout(block))
        if is_other and not (path == PurePosixPath() and _is_of_the_clone(project, block)):
            directory = _normalized(path)
            found.add(directory if directory is not None and directory.parts else None)
        argument = block.arguments[0] if block.name == "dir" and block.arguments else None
        is_known = argument is not None and argument.exact and argument.is_string
        path = path / argument.value.value if argument is not None and is_known else path
        pending += [(child, path) for child in block.children or ()]
    return frozenset(found)


def _is_own_checkout(block: Block) -> bool:
    values = [argument.value.value for argument in block.arguments]
    return values == ["scm"] or any("scm.userRemoteConfigs" in value for value in values)


def _is_of_the_clone(project: Project, block: Block) -> bool:
    """Whether a `git` step checks out the repository and the branch of which the project is a clone.

    Without `branch` the step takes `master` (jenkinsci/git-plugin, GitStep.java).
    """
    values = {argument.name or "url": argument for argument in block.arguments}
    url, branch = values.get("url"), values.get("branch")
    if block.name != "git" or project.clone is None or url is None or not url.is_string:
        return False
    name = branch.value.value if branch is not None else "master"
    is_known = branch is None or (branch.exact and branch.is_string)
    return is_known and name == project.clone.branch and repository_name(url.value.value) == project.clone.repository


def may_add_unknown_files(
    project: Project,
    *,
    ignored: Collection[Command] = (),
    checks_out_this: bool = False,
    but_checkout_directories: bool = False,
) -> bool:
    """Whether a step, or an init container, may add files whose names are unknown.

    Args:
        project: the project.
        ignored: commands that are known to add none.
        checks_out_this: whether a repository that a pipeline checks out is assumed to be the project.
        but_checkout_directories: whether files in `checkout_directories` do not count.
    """
    steps = [block for pipeline in project.jenkinsfiles for block in all_blocks(pipeline.blocks)]
    names = {block.name for block in steps}
    checks_out_this = checks_out_this or (but_checkout_directories and checkout_directories(project) is not None)
    is_known_checkout = checks_out_this or not has_other_checkout(project)
    return (
        (has_other_checkout(project) and not checks_out_this)
        or any(entry.reason in _UNKNOWN_CODE for pipeline in project.jenkinsfiles for entry in pipeline.unread)
        or any(
            not _creates_only_named_files(project, command)
            for command in _commands_that_may_run(project)
            if command not in ignored
        )
        or bool(names & _STEPS_THAT_ADD_FILES - ({"git"} if is_known_checkout else set()))
        or ("unstash" in names and "stash" not in names)
        or any(block.name in _WRITING_STEPS and _written_path(block) is None for block in steps)
        or any(container.init and container.mounts for pod in project.pods for container in pod.containers)
    )


@remembered
def _commands_that_may_run(project: Project) -> tuple[Command, ...]:
    """The commands of all scripts, apart from files that nothing names."""
    texts = [pipeline.text.value for pipeline in project.jenkinsfiles]
    texts += [dockerfile.text.value for dockerfile in project.dockerfiles]
    files = [script for script in project.scripts if script.step is None]
    names = {PurePosixPath(script.text.source.path).name for script in files}
    named = frozenset(name for name in names if any(name in text for text in texts))
    if not named and any(_RUNS_OTHER_FILES.search(text) for text in texts):
        named = frozenset(names)
    if named:
        named |= {name for name in names if any(name in script.text.value for script in files)}
    return tuple(
        command
        for script in project.scripts
        if script.step is not None or PurePosixPath(script.text.source.path).name in named
        for command in script.commands
    )


_RUNS_OTHER_FILES = lazy.pattern(r"\b(?:make|load|run-parts)\b|/\*|\$\{?\w*(?i:script)")
"""What may run files without their names."""


def _creates_only_named_files(project: Project, command: Command) -> bool:
    """Whether a command creates no files, only files that its words name, or files in a directory for outputs."""
    values = [word.value for word in command.words]
    if values[0] == "sudo" and len(values) > 1:
        values = values[1:]
    name, first, rest = values[0].rpartition("/")[2], values[1] if len(values) > 1 else "", values[1:]
    return (
        name in _PROGRAMS_WITH_NAMED_OUTPUTS
        or name in OUTPUT_DIRECTORIES
        or (bool(rest) and _ONLY_INFORMATION.issuperset(rest))
        or first in _SUBCOMMANDS_WITHOUT_FILES.get(name, ())
        or (name in {"python", "python3"} and first == "-m" and bool(_MODULES_WITHOUT_FILES & set(rest[1:2])))
        or _is_read_script(project, first if name in _INTERPRETERS else values[0])
    )


def _is_read_script(project: Project, path: str) -> bool:
    """Whether a path is that of a script of the project, whose own commands are known."""
    name = path.removeprefix("./")
    return name.count(".") > 0 and any(
        script.step is None and not script.unread and f"/{script.text.source.path}".endswith(f"/{name}")
        for script in project.scripts
    )


def _written_path(block: Block) -> str | None:
    """The path that a step writes; None if it is not known."""
    named = [argument for argument in block.arguments if argument.name == "file"]
    return named[0].value.value if len(named) == 1 and named[0].is_string and named[0].exact else None


def named_paths(project: Project) -> frozenset[str]:
    """All parts of the paths that commands name, except those of the executor, and that steps write."""
    blocks = (block for pipeline in project.jenkinsfiles for block in all_blocks(pipeline.blocks))
    written = [_written_path(block) or "" for block in blocks if block.name in _WRITING_STEPS]
    words = [
        word.value
        for command in all_commands(project)
        if program_name(command) != "executor"
        for word in (*command.words, *(redirection.target for redirection in command.redirections))
    ]
    return frozenset(
        part for value in (*words, *written) for part in value.replace("=", "/").replace(":", "/").split("/")
    )


def working_directory(project: Project, call: ExecutorCall) -> PurePosixPath | None:
    """The directory, relative to the workspace, in which a step runs the executor; None if it is not known."""
    return None if call.script is None else directory_at(project, call.script, call.where)


def directory_at(project: Project, script: Script, where: Text) -> PurePosixPath | None:
    """The directory, relative to the workspace, in which a script runs a command; None if it is not known.

    Of a script in a file it is known if all steps that run it do so in the same directory.

    Args:
        project: the project.
        script: the script.
        where: the command, or a part of it.
    """
    step = script.step
    changes = [command for command in script.commands if _changes_directory(command) and is_before(command.text, where)]
    if step is None:
        starts = _directories_of_files(project).get(relative_path(project, script.text.source), frozenset())
        start = next(iter(starts)) if len(starts) == 1 else None
        return None if start is None else _changed(project, script, start, changes)
    pipeline = project.jenkinsfile_of(script.text)
    for enclosing in blocks_around(pipeline, step) if pipeline is not None else ():
        path = PurePosixPath()
        for block in enclosing:
            if block.name in {"ws", "method"}:
                return None
            if block.name == "dir":
                argument = block.arguments[0] if block.arguments else None
                if argument is None or not argument.exact or not argument.is_string:
                    return None
                path /= argument.value.value
        return _changed(project, script, path, changes)
    return None


@lru_cache(maxsize=2)
def _directories_of_files(project: Project) -> Mapping[PurePosixPath, frozenset[PurePosixPath | None]]:
    """By the path of a script, the directories in which steps run it; None where that is not known."""
    names = {PurePosixPath(script.text.source.path).name for script in project.scripts if script.step is None}
    found: defaultdict[PurePosixPath, set[PurePosixPath | None]] = defaultdict(set)
    for script in project.scripts if names else ():
        for command in script.commands if script.step is not None else ():
            runs = command.words[1:2] if program_name(command) in _INTERPRETERS else command.words[:1]
            for word in runs:
                if word.value.rpartition("/")[2] in names:
                    directory = directory_at(project, script, command.text)
                    path = path_in_workspace(word.value, directory)
                    if path is not None:
                        found[path].add(directory)
    return {path: frozenset(directories) for path, directories in found.items()}


def _changed(
    project: Project, script: Script, directory: PurePosixPath, changes: Sequence[Command]
) -> PurePosixPath | None:
    """The directory after these commands; None if it is not known, or not a directory of the repository."""
    if changes and _SUBSHELL.search(script.text.value):
        return None
    for command in changes:
        words = command.words
        is_known = words[0].value == "cd" and len(words) == len(("cd", "web")) and words[1].literal
        if not is_known or command.conditional or words[1].value.startswith(("/", "-", "~")):
            return None
        directory /= words[1].value
    found = _normalized(directory)
    if (
        changes
        and found is not None
        and not any(file.parts[: len(found.parts)] == found.parts for file in project.files)
    ):
        return None
    return found


_SUBSHELL = lazy.pattern(r"(?<!\$)\((?!\))|\$\([^)]*\bcd\b")
"""A subshell, at whose end the directory is again what it was before."""


def _changes_directory(command: Command) -> bool:
    return program_name(command) in {"cd", "pushd", "popd"}


def path_in_workspace(value: str, directory: PurePosixPath | None) -> PurePosixPath | None:
    """A path of the executor's command line, relative to the workspace; None if it is not known or elsewhere.

    Args:
        value: such as `$WORKSPACE/web`, `dir://$(pwd)` or `./web`.
        directory: the one in which the executor runs; None if that is not known.
    """
    value = value.removeprefix("dir://")
    base = directory
    for roots, start in ((_WORKSPACE, PurePosixPath()), (_CURRENT, directory)):
        for root in roots:
            if value == root or value.startswith(f"{root}/"):
                value, base = value[len(root) :].lstrip("/") or ".", start
    if base is None or not value or value.startswith(("/", "~")) or "://" in value or set(value) & set("$`{*?"):
        return None
    return _normalized(base / value)


def relative_path(project: Project, source: Source) -> PurePosixPath:
    """The path of a file relative to the project's directory; findings show it as the user named it."""
    files, common = _read_files(project)
    shown = PurePosixPath(source.path)
    depths = _depths(shown, files) if common is None else common & _depths(shown, files)
    return PurePosixPath(*shown.parts[max(depths) :]) if depths else shown


@lru_cache(maxsize=2)
def _read_files(project: Project) -> tuple[frozenset[PurePosixPath], frozenset[int] | None]:
    """All files of a project, and how many leading parts may not count in the paths of those that were read."""
    files = frozenset(project.files)
    read = [pipeline.text.source for pipeline in project.jenkinsfiles]
    read += [dockerfile.text.source for dockerfile in project.dockerfiles]
    depths = [_depths(PurePosixPath(source.path), files) for source in read]
    return files, frozenset[int].intersection(*depths) if depths else None


def _depths(path: PurePosixPath, files: frozenset[PurePosixPath]) -> frozenset[int]:
    """How many leading parts of a path may be left out so that the rest is a file of the project."""
    return frozenset(at for at in range(len(path.parts)) if PurePosixPath(*path.parts[at:]) in files)


@lru_cache(maxsize=2)
def dockerfiles_by_path(project: Project) -> Mapping[PurePosixPath, Dockerfile]:
    """The Dockerfiles by their path relative to the project's directory."""
    return {relative_path(project, file.text.source): file for file in project.dockerfiles}


def _normalized(path: PurePosixPath) -> PurePosixPath | None:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            if not parts:
                return None
            parts.pop()
        else:
            parts.append(part)
    return None if path.is_absolute() else PurePosixPath(*parts)


def build_context(project: Project, call: ExecutorCall) -> PurePosixPath | None:
    """The directory of the build context, relative to the workspace; None if it is not known."""
    flag = call.flag("--context", "-c")
    if flag is None or not flag.value or call.flag("--context-sub-path") is not None:
        return None
    return path_in_workspace(with_known_values(project, call, flag.value), working_directory(project, call))


def dockerfile_candidates(project: Project, call: ExecutorCall) -> tuple[PurePosixPath, ...] | None:
    """The paths at which the executor looks for the Dockerfile; None if one is not known.

    It tries a relative path in its current directory first, then in the build context (runs r1 to r3).
    """
    flag = call.flag("--dockerfile", "-f")
    directory = working_directory(project, call)
    value = "Dockerfile" if flag is None else with_known_values(project, call, flag.value or "")
    if directory is None or not value:
        return None
    here = path_in_workspace(value, directory)
    if here is None:
        return None
    if value.startswith((*_WORKSPACE, *_CURRENT)):
        return (here,)
    context = build_context(project, call)
    in_context = None if context is None else _normalized(context / value)
    return None if in_context is None else (here, in_context)
