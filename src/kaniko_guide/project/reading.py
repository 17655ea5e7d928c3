"""Reads files together and links what refers to each other."""

from __future__ import annotations

from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from msgspec.structs import replace

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.project import discovery, files, git_index, git_remote, packages
from kaniko_guide.project.kinds import IGNORE_FILE, kind_by_name
from kaniko_guide.project.manifest_files import ManifestFiles
from kaniko_guide.project.model import Project, Settings
from kaniko_guide.project.problems import UncheckedFile, run_without_failing
from kaniko_guide.project.selection import Selection
from kaniko_guide.sources import dockerfile, executor, jenkinsfile, manifest, other_systems, shell
from kaniko_guide.text import Source, Text, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from kaniko_guide.project.discovery import FileBatch
    from kaniko_guide.sources.model import Dockerfile, ExecutorCall, Manifest, Pod, Script
    from kaniko_guide.sources.unread import Unread

NO_SUCH_DIRECTORY = Bilingual(
    zh="没有这个目录；请写明文件所在的目录",
    en="no such directory; name the directory that contains the files",
)


class Reading(Data, frozen=True):
    """The result of reading one directory, or all files that the user named one by one.

    Attributes:
        project: the content of the files.
        sources: the files that are checked.
        problems: the files that could not be checked.
        unread: what was not understood of files that are not in `project`.
        named: the paths of the files that the user named.
        other_yaml: how many YAML files in directories are no Kubernetes manifests.
        batch: the files with their texts, from which `with_texts` reads them again.
    """

    project: Project
    sources: tuple[Source, ...]
    problems: tuple[UncheckedFile, ...]
    unread: tuple[Unread, ...] = ()
    named: tuple[str, ...] = ()
    other_yaml: int = 0
    batch: FileBatch | None = None

    def with_texts(self, changed: Mapping[str, str]) -> Reading:
        """The same files, of which some have another text; nothing is read from the disk that was read before.

        Args:
            changed: the new text of each such file, by the path that findings show.
        """
        batch = self.batch
        if batch is None or not any(source.path in changed for source in self.sources):
            return self
        texts = {
            key: Text.canonical(Source(text.source.path, changed[text.source.path]))
            if text.source.path in changed
            else text
            for key, text in batch.texts.items()
        }
        parsed = {key: read for key, read in batch.dockerfiles.items() if texts[key] is batch.texts[key]}
        return _read_batch(replace(batch, texts=texts, dockerfiles=parsed), self.project.settings)


def read_paths(
    paths: Iterable[str], stdin: BinaryIO | None, settings: Settings, selection: Selection | None = None
) -> list[Reading]:
    """Read the files at the paths that the user names. No file outside these paths is opened, apart from `.gitignore`.

    A file on which a parser fails is listed in `Reading.problems`; the other files are read without it.

    Args:
        paths: files, directories, or `-` for standard input. Each directory is read on its own.
        stdin: standard input; None if it is closed.
        settings: as in `Project`.
        selection: which files are checked; by default all that git does not ignore.
    """
    return [_read_batch(batch, settings) for batch in discovery.find_files(paths, stdin, selection or Selection())]


def _read_batch(batch: FileBatch, settings: Settings) -> Reading:
    texts = dict(batch.texts)
    unreadable: dict[PurePosixPath, UncheckedFile] = {}
    opened: set[PurePosixPath] = set()

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
        if key not in opened:
            opened.add(key)
            batch.progress.read(len(opened))
        return texts[key] if key in texts else Text("", Source(path.as_posix(), ""))

    def assemble_only(keys: Collection[PurePosixPath]) -> Project:
        kinds = {key: kind if key in keys else None for key, kind in batch.kinds.items()}
        return assemble(kinds, text_of, parsed=batch.dockerfiles, settings=settings, has_all_files=batch.has_all_files)

    to_read = dict.fromkeys(key for key, kind in batch.kinds.items() if kind is not None)
    project, failed = run_without_failing(assemble_only, to_read, assemble_only(()))
    if batch.has_all_files:
        project = _with_other_files(project, batch.root)
    return Reading(
        project,
        tuple(text.source for key, text in texts.items() if key.name != IGNORE_FILE and key not in failed),
        (
            *batch.problems,
            *unreadable.values(),
            *(UncheckedFile.internal_error(shown_path(key), error) for key, error in failed.items()),
        ),
        tuple(batch.unread),
        tuple(shown_path(key) for key in batch.named),
        batch.other_yaml,
        replace(batch, texts=texts),
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

    return _with_other_files(assemble({path: kind_by_name(path) for path in files}, text_of), root)


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
        other_calls=tuple(
            call for document in manifests if _is_of_other_system(document) for call in other_systems.calls(document)
        ),
    )


def _with_other_files(project: Project, root: Path) -> Project:
    """The project with what git's files and `package.json` say, if a script, a Dockerfile or a pipeline needs it.

    Args:
        project: all files of a directory.
        root: the directory, which may be the root of a repository.
    """
    texts = [script.text.value for script in project.scripts]
    texts += [file.text.value for file in project.dockerfiles]
    if any("npm" in text for text in texts):
        project = replace(project, npm_scripts=packages.npm_scripts(root, project.files))
    if any("./" in text for text in texts):
        project = replace(project, plain_files=git_index.plain_files(root))
    if any("git" in pipeline.text.value for pipeline in project.jenkinsfiles):
        project = replace(project, clone=git_remote.read_clone(root))
    return project


def _is_of_other_system(document: Manifest) -> bool:
    return not document.in_jenkinsfile and next(iter(manifest.pods(document)), None) is None


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
