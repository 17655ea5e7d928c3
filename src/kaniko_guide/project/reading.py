"""Reads files together and links what refers to each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.project import discovery, files
from kaniko_guide.project.kinds import IGNORE_FILE, kind_by_name
from kaniko_guide.project.manifest_files import ManifestFiles
from kaniko_guide.project.model import Project, Settings
from kaniko_guide.project.problems import UncheckedFile, run_without_failing
from kaniko_guide.sources import dockerfile, executor, jenkinsfile, shell
from kaniko_guide.sources.shell import MAX_SCRIPT_LENGTH
from kaniko_guide.text import Source, Text, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from kaniko_guide.project.discovery import FileBatch
    from kaniko_guide.sources.model import Dockerfile, ExecutorCall, Pod, Script

NO_SUCH_DIRECTORY = Bilingual(
    zh="没有这个目录；请写明文件所在的目录",
    en="no such directory; name the directory that contains the files",
)
LONG_SCRIPT = Bilingual(
    zh="脚本超过 {longest} 个字符，没有检查其中的命令",
    en="commands not checked: the script has more than {longest} characters",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading one directory, or all files that the user named one by one.

    Attributes:
        project: the content of the files.
        sources: the files that are checked.
        problems: the files that are not checked, or only in part.
    """

    project: Project
    sources: tuple[Source, ...]
    problems: tuple[UncheckedFile, ...]


def read_paths(paths: Iterable[str], stdin: BinaryIO | None, settings: Settings) -> list[Reading]:
    """Read the files at the paths that the user names. No file outside these paths is opened.

    A file on which a parser fails is listed in `Reading.problems`; the other files are read without it.

    Args:
        paths: files, directories, or `-` for standard input. Each directory is read on its own.
        stdin: standard input; None if it is closed.
        settings: as in `Project`.
    """
    return [_read_batch(batch, settings) for batch in discovery.find_files(paths, stdin)]


def _read_batch(batch: FileBatch, settings: Settings) -> Reading:
    texts = dict(batch.texts)
    unreadable: dict[PurePosixPath, UncheckedFile] = {}

    def shown_path(key: PurePosixPath) -> str:
        return texts[key].source.path

    def text_of(key: PurePosixPath) -> Text:
        """The text of a file; empty if it can't be read."""
        path = batch.root / key
        if key not in texts and key not in unreadable:
            try:
                texts[key] = Text.canonical(files.read_source(path, path.as_posix()))
            except UnreadableError as error:
                unreadable[key] = UncheckedFile.unreadable(error)
        return texts[key] if key in texts else Text("", Source(path.as_posix(), ""))

    def assemble_only(keys: Collection[PurePosixPath]) -> Project:
        kinds = {key: kind if key in keys else None for key, kind in batch.kinds.items()}
        return assemble(kinds, text_of, parsed=batch.dockerfiles, settings=settings, has_all_files=batch.has_all_files)

    to_read = dict.fromkeys(key for key, kind in batch.kinds.items() if kind is not None)
    project, failed = run_without_failing(assemble_only, to_read, assemble_only(()))
    long = [key for key, text in texts.items() if batch.kinds[key] == "shell" and len(text) > MAX_SCRIPT_LENGTH]
    return Reading(
        project,
        tuple(text.source for key, text in texts.items() if key.name != IGNORE_FILE and key not in failed),
        (
            *batch.problems,
            *(UncheckedFile.left_out(shown_path(key), LONG_SCRIPT.format(longest=MAX_SCRIPT_LENGTH)) for key in long),
            *unreadable.values(),
            *(UncheckedFile.internal_error(shown_path(key), error) for key, error in failed.items()),
        ),
    )


def read(root: Path, *, shown_from: Path | None = None) -> Project:
    """Read every file of a directory that has a known kind by its name.

    Args:
        root: the directory.
        shown_from: the directory to which paths in findings are relative; by default `root`.

    Raises:
        UnreadableError: the directory or a file in it can't be read.
    """
    if not root.is_dir():
        raise UnreadableError(root.as_posix(), NO_SUCH_DIRECTORY)
    base = shown_from or root
    files = tuple(sorted(PurePosixPath(p.relative_to(root)) for p in root.rglob("*") if p.is_file()))

    def shown_path(path: PurePosixPath) -> str:
        return (root / path).relative_to(base).as_posix()

    def text_of(path: PurePosixPath) -> Text:
        return Text.canonical(Source.read(root / path, shown_path(path)))

    return assemble({path: kind_by_name(path) for path in files}, text_of)


def assemble(
    kinds: Mapping[PurePosixPath, str | None],
    text_of: Callable[[PurePosixPath], Text],
    *,
    parsed: Mapping[PurePosixPath, Dockerfile] | None = None,
    settings: Settings | None = None,
    has_all_files: bool = True,
) -> Project:
    """Read files whose kinds are known, and link what refers to each other.

    Args:
        kinds: the kind of each file (see `FileKind`), None if it is not read; in the order of reading.
        text_of: returns the text of a file.
        parsed: Dockerfiles that were parsed already.
        settings: as in `Project`.
        has_all_files: as in `Project`.

    Raises:
        UnreadableError: a file can't be read.
    """
    known = parsed or {}

    def of_kind(kind: str) -> list[PurePosixPath]:
        return [path for path, found in kinds.items() if found == kind]

    yaml = ManifestFiles(kinds, text_of)
    pipelines = [jenkinsfile.read(text_of(path), partial(yaml.pods_named_by, path)) for path in of_kind("jenkinsfile")]
    for path in of_kind("manifest"):
        yaml.read(path)
    inline = [source for pipeline in pipelines for source in pipeline.pods if source.path is None]
    manifests = [document for path in sorted(yaml.documents) for document in yaml.documents[path]]
    manifests += [document for source in inline for document in source.documents]
    pods = [pod for path in sorted(yaml.pods) for pod in yaml.pods[path]]
    pods += [pod for source in inline for pod in source.pods]
    scripts = [shell.read(text_of(path)) for path in of_kind("shell")]
    scripts += [step.script for pipeline in pipelines for step in pipeline.steps]
    ignore_file = PurePosixPath(IGNORE_FILE)
    return Project(
        files=tuple(kinds),
        ignore_patterns=tuple(_ignore_patterns(text_of(ignore_file) if ignore_file in kinds else None)),
        jenkinsfiles=tuple(pipelines),
        dockerfiles=tuple(known.get(path) or dockerfile.read(text_of(path)) for path in of_kind("dockerfile")),
        manifests=tuple(manifests),
        pods=tuple(pods),
        scripts=tuple(scripts),
        executor_calls=tuple(_executor_calls(scripts, pods)),
        settings=settings or Settings(),
        has_all_files=has_all_files,
    )


def _executor_calls(scripts: Iterable[Script], pods: Iterable[Pod]) -> Iterable[ExecutorCall]:
    for script in scripts:
        yield from executor.calls_in_script(script)
    for pod in pods:
        yield from executor.calls_in_pod(pod)


def _ignore_patterns(text: Text | None) -> Iterator[str]:
    for line in text.value.splitlines() if text is not None else ():
        pattern = line.strip()
        if pattern and not pattern.startswith("#"):
            yield pattern
