"""Finds the files that the rules can check, at the paths that the user names."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from msgspec import field

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Mutable
from kaniko_guide.project import files, kinds
from kaniko_guide.project.kinds import IGNORE_FILE, FileKind
from kaniko_guide.project.problems import UncheckedFile
from kaniko_guide.project.progress import NO_PROGRESS, Progress
from kaniko_guide.project.selection import CONFIGURATION_NAMES
from kaniko_guide.sources import unread
from kaniko_guide.sources.unread import Unread
from kaniko_guide.text import STDIN, Source, Text, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kaniko_guide.project.gitignore import IgnoredFiles
    from kaniko_guide.project.selection import Selection
    from kaniko_guide.sources.model import Dockerfile
    from kaniko_guide.sources.unread import Reason

SKIPPED_DIRECTORIES = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "target", "__pycache__", ".gradle", ".mypy_cache", ".nox"}
    | {".pytest_cache", ".ruff_cache", ".terraform", ".tox", ".idea"}
)
"""Directories whose files a program generated or downloaded."""

UNKNOWN_KIND = Bilingual(
    zh="无法识别文件类型，应该是{expected}；请改成能识别的文件名，如 Jenkinsfile、run.sh",
    en="unknown kind of file, expected {expected}; use a name that shows it, such as Jenkinsfile or run.sh",
)
ACCEPTED_KINDS = Bilingual(
    zh=" Jenkinsfile、Pod 的 YAML、Dockerfile 或 shell 脚本",
    en="a Jenkinsfile, pod YAML, a Dockerfile or a shell script",
)


class FileBatch(Mutable):
    """Files that are read together: those of one directory, or all that the user named one by one.

    Attributes:
        root: the directory to which the paths below are relative.
        has_all_files: as in `Project`.
        kinds: the kind of each file; None if no rule checks it.
        texts: of the files that were read already.
        dockerfiles: those that were parsed to determine their kind.
        problems: the files that can't be read.
        unread: what was found not to be understood.
        named: the files that the user named.
        other_yaml: how many YAML files were found that are no Kubernetes manifests.
        excluded: the files that the user excludes, as findings show them.
        git_ignored: how many files were found that git ignores and whose name shows that they could be checked.
        progress: what to report while the files are read.
    """

    root: Path
    has_all_files: bool
    kinds: dict[PurePosixPath, FileKind | None] = field(default_factory=dict)
    texts: dict[PurePosixPath, Text] = field(default_factory=dict)
    dockerfiles: dict[PurePosixPath, Dockerfile] = field(default_factory=dict)
    problems: list[UncheckedFile] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    named: list[PurePosixPath] = field(default_factory=list)
    other_yaml: int = 0
    excluded: set[str] = field(default_factory=set)
    git_ignored: int = 0
    progress: Progress = NO_PROGRESS


def find_files(paths: Iterable[str], stdin: BinaryIO | None, selection: Selection) -> list[FileBatch]:
    """Find the files to check; each is found once. No file outside the given paths is opened, apart from `.gitignore`.

    Args:
        paths: files, directories, or `-` for standard input.
        stdin: standard input; None if it is closed.
        selection: which files are checked.
    """
    given = [path for path in dict.fromkeys(paths) if path == "-" or not files.is_directory(path)]
    batches = []
    for path in _outer_first(path for path in dict.fromkeys(paths) if path not in given):
        batch = FileBatch(Path(path), has_all_files=False, progress=selection.progress)
        batches.append(batch)
        with _reporting_problems(path, batch):
            files.reject_link_outside(path)
            _fill_directory_batch(batch, selection)
    if given:
        batch = FileBatch(Path(), has_all_files=False, progress=selection.progress)
        batches.append(batch)
        for path in given:
            with _reporting_problems(path, batch):
                _add_named_file(path, stdin, batch, selection)
    return batches


def _outer_first(directories: Iterable[str]) -> list[str]:
    """The directories, each in front of those that it contains, so that a file is read with most of the others."""
    listed = list(directories)
    return sorted(listed, key=_depth) if len(listed) > 1 else listed


def _depth(directory: str) -> int:
    """How many directories contain a directory; 0 if the system can't determine it."""
    try:
        return len(Path(directory).resolve().parts)
    except (OSError, RuntimeError):
        return 0


@contextmanager
def _reporting_problems(path: str, batch: FileBatch) -> Iterator[None]:
    """Add an exception of the `with` block to the problems of a batch, so that it does not hide other findings."""
    try:
        yield
    except UnreadableError as error:
        batch.problems.append(UncheckedFile.unreadable(error))
    except OSError as error:
        reason = UnreadableError.from_os_error(Path(path).as_posix(), error)
        batch.problems.append(UncheckedFile.unreadable(reason))
    except Exception as error:  # noqa: BLE001 (see above)
        batch.problems.append(UncheckedFile.internal_error(Path(path).as_posix(), error))


def _add_named_file(path: str, stdin: BinaryIO | None, batch: FileBatch, selection: Selection) -> None:
    """Add a file that the user named, or standard input, to a batch, unless it was seen before or is excluded.

    Raises:
        UnreadableError: it can't be read, or its kind is unknown.
    """
    if not path:
        raise UnreadableError(files.EMPTY_PATH, files.PATH_IS_EMPTY)
    name = (selection.stdin_path or STDIN) if path == "-" else path
    key = PurePosixPath(name)
    if name != STDIN and selection.exclude and selection.excludes(Path(name), Path(name).parent):
        batch.excluded.add(key.as_posix())
        return
    if path == "-":
        source = files.read_stdin(stdin, key.as_posix())
    else:
        files.reject_link_outside(path)
        source = files.read_source(Path(path), key.as_posix())
        real = Path(path).resolve()
        if real in selection.seen:
            return
        selection.seen.add(real)
    text = Text.canonical(source)
    kind = kinds.kind_of_named_file(key, text)
    if kind is None and kinds.kind_by_name(key) is None:
        raise UnreadableError(source.path, UNKNOWN_KIND.format(expected=ACCEPTED_KINDS))
    batch.kinds[key] = kind
    batch.texts[key] = text
    batch.named.append(key)


def _fill_directory_batch(batch: FileBatch, selection: Selection) -> None:
    """Add the files of a directory and its subdirectories.

    Raises:
        OSError: the directory can't be read, for example because it was removed.
    """
    top = batch.root.resolve(strict=True)
    batch.has_all_files = _is_repository(batch.root)

    def unreadable(error: OSError) -> None:
        path = Path(error.filename).as_posix()
        batch.problems.append(UncheckedFile.unreadable(UnreadableError.from_os_error(path, error)))

    ignored = _ignored_files(top) if selection.gitignore else None
    for directory, subdirectories, names in os.walk(batch.root, onerror=unreadable):
        real = top / Path(directory).relative_to(batch.root)
        if ignored is not None:
            ignored.enter(real)
        subdirectories[:] = sorted(name for name in subdirectories if name not in SKIPPED_DIRECTORIES)
        for path in (Path(directory) / name for name in subdirectories):
            if path.is_symlink() and not files.stays_within(path, top):
                batch.unread += _skipped(path, unread.LINK_OUTSIDE)
        batch.unread += _unused_configurations(Path(directory), real, names, selection)
        for path in (Path(directory) / name for name in sorted(names)):
            with _reporting_problems(str(path), batch):
                excluded = bool(selection.exclude) and selection.excludes(path, top)
                if excluded or (ignored is not None and ignored.ignores(real, path.name)):
                    _leave_out(path, batch, excluded=excluded)
                else:
                    key = PurePosixPath(path.relative_to(batch.root))
                    batch.unread += _add_found_file(path, key, top, batch, selection.seen)
                    selection.progress.found(len(batch.kinds))
    for path in ignored.unread if ignored is not None else ():
        batch.unread += _skipped(_shown_from(path, top, batch.root), unread.LONG_GITIGNORE)


def _ignored_files(top: Path) -> IgnoredFiles:
    from kaniko_guide.project.gitignore import IgnoredFiles  # noqa: PLC0415 (a named file needs none)

    return IgnoredFiles(top)


def _shown_from(path: Path, top: Path, root: Path) -> Path:
    """A path below the directory that is read as findings show it; another one is not changed."""
    return root / path.relative_to(top) if path.is_relative_to(top) else path


def _unused_configurations(
    directory: Path, real: Path, names: Collection[str], selection: Selection
) -> Iterator[Unread]:
    """The configuration files in a directory that is not the root of the repository.

    Args:
        directory: as findings show it.
        real: its absolute path.
        names: of its files.
        selection: with the root.
    """
    if selection.configuration_directory not in {None, real}:
        for name in CONFIGURATION_NAMES:
            if name in names:
                yield from _skipped(directory / name, unread.UNUSED_CONFIGURATION)


def _leave_out(path: Path, batch: FileBatch, *, excluded: bool) -> None:
    """Note that a file is there; it is not checked."""
    key = PurePosixPath(path.relative_to(batch.root))
    if path.is_symlink() or files.regular_file_size(path) is None:
        return
    batch.kinds[key] = None
    if excluded:
        batch.excluded.add(path.as_posix())
    elif kinds.kind_by_name(key) is not None:
        batch.git_ignored += 1


def _is_repository(root: Path) -> bool:
    """Whether a directory has all files of a repository: it has `.git`, or is a copy without it, with a Jenkinsfile."""
    if files.exists(root / ".git"):
        return True
    return files.exists(root / "Jenkinsfile") and not any(
        files.exists(parent / ".git") for parent in root.absolute().parents
    )


def _add_found_file(path: Path, key: PurePosixPath, top: Path, batch: FileBatch, seen: set[Path]) -> list[Unread]:
    """Add a file of a directory to its batch.

    Returns:
        Why the file is skipped, if the user should know that.

    Raises:
        UnreadableError: the file can't be read, or is larger than `files.MAX_BYTES`.
        OSError: the system can't determine what it is.
    """
    kind = kinds.kind_by_name(key)
    if path.is_symlink() and not files.stays_within(path, top):
        return _skipped(path, unread.LINK_OUTSIDE) if kind is not None else []
    size = files.regular_file_size(path)
    if size is None:
        return []
    batch.kinds[key] = None
    if size > files.MAX_BYTES and kind in {None, "manifest"}:
        return _skipped(path, unread.LARGE_YAML) if kind is not None else []
    real = path.resolve()
    if real in seen or not (kind is not None or (kinds.is_classified_by_content(key) and files.looks_like_text(path))):
        return []
    text = Text.canonical(files.read_source(path, path.as_posix()))
    decision = kinds.classify_found_file(key, text)
    if decision.kind is not None or key.name == IGNORE_FILE:
        batch.kinds[key] = decision.kind
        batch.texts[key] = text
        seen.add(real)
    if decision.dockerfile is not None:
        batch.dockerfiles[key] = decision.dockerfile
    batch.other_yaml += kind == "manifest" and decision.kind is None and not decision.unread
    return list(decision.unread)


def _skipped(path: Path, reason: Reason) -> list[Unread]:
    """A file that is not opened."""
    return [Unread(Text("", Source(path.as_posix(), "")), reason)]
