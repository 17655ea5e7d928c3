"""Sources of `COPY` and `ADD` that are not in the build context."""

from __future__ import annotations

import posixpath
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis import dockerignore, work_tree
from kaniko_guide.analysis.build_context import context_copies, covers, is_pattern
from kaniko_guide.analysis.commands import all_commands, program_name
from kaniko_guide.analysis.docker_builds import docker_builds, has_unread_builds
from kaniko_guide.analysis.edit_distance import correct_typo
from kaniko_guide.analysis.executor_calls import build_calls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.analysis.dockerignore import Exclusions
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Dockerfile, Word


def missing_sources(project: Project) -> Iterator[tuple[Word, bool]]:
    """The sources that are not there and that no step creates; none if not all files are known.

    Yields:
        The source, and whether `.dockerignore` excludes it.
    """
    if not project.has_all_files or len(project.files) < 2 or work_tree.has_other_checkout(project):  # noqa: PLR2004
        return
    is_open = work_tree.may_add_unknown_files(project)
    if is_open and not project.ignore_patterns:
        return
    for dockerfile in project.dockerfiles:
        context = _context(project, dockerfile)
        if context is not None and _is_missing_directory(project, context):
            continue
        excludes = _excludes(project, dockerfile, context)
        for sources in context_copies(dockerfile, unset=_UNSET) if context is not None else ():
            values = [(word, _BRACED.sub("", word.value) if "$" in word.value else word.value) for word in sources]
            paths = [(word, PurePosixPath(value.lstrip("/") or ".")) for word, value in values]
            existing = [word for word, path in paths if _exists(project, context or PurePosixPath(), path, excludes)]
            for word, path in paths:
                fine = word in existing or (is_pattern(word.value) and existing)
                is_excluded = excludes is not None and excludes.always(path)
                may_exist = is_open or _may_be_created(project, context or PurePosixPath(), path)
                if not fine and (is_excluded or not may_exist):
                    yield word, is_excluded


_UNSET = frozenset({"PWD", "WORKSPACE"})
"""Variables of a shell and of Jenkins, which are empty in a Dockerfile that does not declare them."""

_BRACED = lazy.pattern(r"\$\{?(?:PWD|WORKSPACE)\}?")


def _is_missing_directory(project: Project, context: PurePosixPath) -> bool:
    """Whether the executor's context is a directory that the project lacks, which the rule `bad-context` reports."""
    is_there = not context.parts or any(context in file.parents for file in project.files)
    return not is_there and not any(build.context == context for build in docker_builds(project))


def paths_of_a_machine(project: Project) -> Iterator[tuple[Word, bool]]:
    """The sources that are paths in a home directory or on a Windows drive, which the project does not have.

    Yields:
        The source, and whether the context certainly lacks it: `/home/…` may be there if not all files are known.
    """
    is_known = project.has_all_files and not work_tree.has_other_checkout(project)
    for dockerfile in project.dockerfiles:
        for sources in context_copies(dockerfile) if not dockerfile.problems else ():
            for word in sources:
                found = _HOME.match(word.value)
                if _ELSEWHERE.match(word.text.value):
                    yield word, True
                elif found is not None and not _mentions(project, found["directory"]):
                    yield word, is_known


_ELSEWHERE = lazy.pattern(r"[\"']?(?:~/|[A-Za-z]:[\\/])")
_HOME = lazy.pattern(r"/(?P<directory>(?:Users|home)/[\w.-]+)/")


def _mentions(project: Project, directory: str) -> bool:
    """Whether a file of the project is in such a directory, or a command names one in the workspace."""
    if any(f"/{directory}/" in f"/{file}" for file in project.files):
        return True
    return any(
        directory in word.value and not word.value.startswith("/")
        for command in all_commands(project)
        for word in command.words
    )


def _excludes(project: Project, dockerfile: Dockerfile, context: PurePosixPath | None) -> Exclusions | None:
    """The exclusions of the `.dockerignore` in the root; None if the context has another one, or if it may change."""
    own = f"{work_tree.relative_path(project, dockerfile.text.source)}.dockerignore"
    has_own = any(file.as_posix() == own for file in project.files)
    is_written = ".dockerignore" in work_tree.named_paths(project)
    return None if context != PurePosixPath() or has_own or is_written else dockerignore.exclusions(project)


def _context(project: Project, dockerfile: Dockerfile) -> PurePosixPath | None:
    """The build context of a Dockerfile, if all calls that build it have the same; None if it is not known."""
    path = work_tree.relative_path(project, dockerfile.text.source)
    contexts: set[PurePosixPath | None] = set()
    for call in build_calls(project):
        candidates = work_tree.dockerfile_candidates(project, call)
        if candidates is None:
            contexts.add(None)
        elif next((file for file in candidates if file in project.files), None) == path:
            contexts.add(work_tree.build_context(project, call))
    for build in docker_builds(project):
        if build.dockerfile is None:
            contexts.add(None)
        elif build.dockerfile == path:
            contexts.add(build.context)
    if has_unread_builds(project):
        contexts.add(None)
    if len(contexts) == 1 and None not in contexts:
        return contexts.pop()
    default = PurePosixPath("Dockerfile")
    is_only_one = [file for file in project.files if file.name == default.name] == [default]
    return PurePosixPath() if path == default and is_only_one and contexts <= {None} else None


def _exists(project: Project, context: PurePosixPath, source: PurePosixPath, excludes: Exclusions | None) -> bool:
    if not (context / source).parts:
        return True
    if ".." in source.parts:
        joined = PurePosixPath(posixpath.normpath(context / source))
        return ".." in joined.parts or any(covers(joined, file) for file in project.files)
    excluded = excludes.files if excludes is not None else frozenset[PurePosixPath]()
    return any(covers(context / source, file) and file not in excluded for file in project.files)


def _may_be_created(project: Project, context: PurePosixPath, source: PurePosixPath) -> bool:
    if any(covers(made, source) for made in project.created_files):
        return True
    runs_build_tool = any(program_name(command) in work_tree.OUTPUT_DIRECTORIES for command in all_commands(project))
    if runs_build_tool and _is_in_new_directory(project, context / source):
        return True
    made = work_tree.ALL_OUTPUT_DIRECTORIES if runs_build_tool or not project.scripts else frozenset()
    return bool((made | work_tree.named_paths(project)) & set(source.parts))


def _is_in_new_directory(project: Project, path: PurePosixPath) -> bool:
    """Whether a path is in, or seems to be, a directory without files of the project: a build may be set to make it.

    A misspelt directory for outputs is none, and a file that the project has elsewhere is no output.
    """
    if any(file.name == path.name for file in project.files):
        return False
    directory = path.parent if path.suffix else path
    is_new = bool(directory.parts) and not any(directory in file.parents for file in project.files)
    return is_new and not any(correct_typo(part, work_tree.ALL_OUTPUT_DIRECTORIES) for part in directory.parts)
