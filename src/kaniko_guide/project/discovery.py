"""Finds the files that the rules can check, at the paths that the user names."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.project import files, kinds
from kaniko_guide.project.kinds import IGNORE_FILE, FileKind
from kaniko_guide.project.problems import UncheckedFile
from kaniko_guide.text import STDIN, Text, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kaniko_guide.sources.model import Dockerfile

SKIPPED_DIRECTORIES = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "target", "__pycache__", ".gradle", ".mypy_cache", ".nox"}
    | {".pytest_cache", ".ruff_cache", ".terraform", ".tox", ".idea"}
)
"""Directories whose files a program generated or downloaded."""

LARGE_YAML = Bilingual(
    zh="YAML 超过 1 MB，不像是 Pod，没有检查",
    en="not checked: YAML larger than 1 MB is not a pod",
)
UNKNOWN_KIND = Bilingual(
    zh="无法识别文件类型，应该是{expected}；请改成能识别的文件名，如 Jenkinsfile、run.sh",
    en="unknown kind of file, expected {expected}; use a name that shows it, such as Jenkinsfile or run.sh",
)
LINK_OUTSIDE = Bilingual(
    zh="符号链接指向所给目录之外，没有检查",
    en="not checked: the symbolic link points outside the given directory",
)
HELM_TEMPLATE = Bilingual(
    zh="这是 Helm 模板，不是 YAML，没有检查",
    en="not checked: a Helm template, not YAML",
)
ACCEPTED_KINDS = Bilingual(
    zh=" Jenkinsfile、Pod 的 YAML、Dockerfile 或 shell 脚本",
    en="a Jenkinsfile, pod YAML, a Dockerfile or a shell script",
)


@dataclass
class FileBatch:
    """Files that are read together: those of one directory, or all that the user named one by one.

    Attributes:
        root: the directory to which the paths below are relative.
        has_all_files: as in `Project`.
        kinds: the kind of each file; None if no rule checks it.
        texts: of the files that were read already.
        dockerfiles: those that were parsed to determine their kind.
        problems: the files that were skipped or can't be read.
    """

    root: Path
    has_all_files: bool
    kinds: dict[PurePosixPath, FileKind | None] = field(default_factory=dict)
    texts: dict[PurePosixPath, Text] = field(default_factory=dict)
    dockerfiles: dict[PurePosixPath, Dockerfile] = field(default_factory=dict)
    problems: list[UncheckedFile] = field(default_factory=list)


def find_files(paths: Iterable[str], stdin: BinaryIO | None) -> list[FileBatch]:
    """Find the files to check. No file outside the given paths is opened.

    Args:
        paths: files, directories, or `-` for standard input.
        stdin: standard input; None if it is closed.
    """
    seen: set[Path] = set()
    given = [path for path in dict.fromkeys(paths) if path == "-" or not files.is_directory(path)]
    batches = [_directory_batch(Path(path), seen) for path in dict.fromkeys(paths) if path not in given]
    if given:
        batch = FileBatch(Path(), has_all_files=False)
        batches.append(batch)
        for path in given:
            try:
                _add_named_file(path, stdin, batch, seen)
            except UnreadableError as error:
                batch.problems.append(UncheckedFile.unreadable(error))
            except Exception as error:  # noqa: BLE001 (an internal error must not hide the findings in other files)
                batch.problems.append(UncheckedFile.internal_error(path, error))
    return batches


def _add_named_file(path: str, stdin: BinaryIO | None, batch: FileBatch, seen: set[Path]) -> None:
    """Add a file that the user named, or standard input, to a batch, unless it was seen before.

    Raises:
        UnreadableError: it can't be read, or its kind is unknown.
    """
    if path == "-":
        key = PurePosixPath(STDIN)
        source = files.read_stdin(stdin)
    elif not path:
        raise UnreadableError(files.EMPTY_PATH, files.PATH_IS_EMPTY)
    else:
        key = PurePosixPath(path)
        source = files.read_source(Path(path), key.as_posix())
        if Path(path).resolve() in seen:
            return
    text = Text.canonical(source)
    kind = kinds.kind_of_named_file(key, text)
    if kind is None:
        raise UnreadableError(source.path, UNKNOWN_KIND.format(expected=ACCEPTED_KINDS))
    batch.kinds[key] = kind
    batch.texts[key] = text


def _directory_batch(root: Path, seen: set[Path]) -> FileBatch:
    """The files of a directory and its subdirectories."""
    batch = FileBatch(root, has_all_files=files.exists(root / ".git"))
    top = root.resolve()

    def unreadable(error: OSError, path: str) -> None:
        batch.problems.append(UncheckedFile.unreadable(UnreadableError.from_os_error(Path(path).as_posix(), error)))

    walk = os.walk(root, onerror=lambda error: unreadable(error, error.filename))
    for directory, subdirectories, names in walk:
        subdirectories[:] = sorted(name for name in subdirectories if name not in SKIPPED_DIRECTORIES)
        for path in (Path(directory) / name for name in sorted(names)):
            key = PurePosixPath(path.relative_to(root))
            try:
                reason = _add_found_file(path, key, top, batch, seen)
            except UnreadableError as error:
                batch.problems.append(UncheckedFile.unreadable(error))
            except OSError as error:
                unreadable(error, str(path))
            except Exception as error:  # noqa: BLE001 (as in `find`)
                batch.problems.append(UncheckedFile.internal_error(path.as_posix(), error))
            else:
                batch.problems += [UncheckedFile.left_out(path.as_posix(), reason)] if reason is not None else []
    return batch


def _add_found_file(path: Path, key: PurePosixPath, top: Path, batch: FileBatch, seen: set[Path]) -> Bilingual | None:
    """Add a file of a directory to its batch.

    Returns:
        Why the file is skipped, if the user should know that; else None.

    Raises:
        UnreadableError: the file can't be read, or is larger than `files.MAX_BYTES`.
        OSError: the system can't determine what it is.
    """
    kind = kinds.kind_by_name(key)
    if path.is_symlink() and not files.stays_within(path, top):
        return LINK_OUTSIDE if kind is not None else None
    size = files.regular_file_size(path)
    if size is None:
        return None
    batch.kinds[key] = None
    if size > files.MAX_BYTES and kind in {None, "manifest"}:
        return LARGE_YAML if kind is not None else None
    real = path.resolve()
    if real in seen or not (kind is not None or (kinds.is_classified_by_content(key) and files.looks_like_text(path))):
        return None
    text = Text.canonical(files.read_source(path, path.as_posix()))
    decision = kinds.classify_found_file(key, text)
    if decision.template:
        return HELM_TEMPLATE
    if decision.kind is not None or key.name == IGNORE_FILE:
        batch.kinds[key] = decision.kind
        batch.texts[key] = text
        seen.add(real)
    if decision.dockerfile is not None:
        batch.dockerfiles[key] = decision.dockerfile
    return None
