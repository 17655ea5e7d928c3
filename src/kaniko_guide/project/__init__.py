"""A folder of files that are read together: a recipe, one side of a twin, or a reader's own repository."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.project.manifest_files import ManifestFiles
from kaniko_guide.sources import dockerfile, executor, jenkinsfile, shell
from kaniko_guide.text import Source, Text, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kaniko_guide.sources.model import (
        Container,
        Dockerfile,
        ExecutorCall,
        Jenkinsfile,
        Manifest,
        Pod,
        PodSource,
        Script,
    )

NO_MANIFEST = "recipe.yml"
"""The name of YAML files that describe a recipe of the guide."""

IGNORE_FILE = ".dockerignore"
TEMPLATES = ("template", ".erb", ".in", ".j2", ".tmpl", ".tpl")
"""Ends of the names of files from which a program makes others."""

NO_FOLDER = Bilingual(
    zh="这里没有目录；写出放着这些文件的目录",
    en="there is no folder here; name the one that holds the files",
)


def kind_of(path: PurePosixPath) -> str | None:
    """What a file is, by its name: `jenkinsfile`, `dockerfile`, `manifest`, `shell`, or None."""
    name = path.name
    if path.suffix == ".dockerignore" or name.lower().endswith(TEMPLATES):
        return None
    if name.startswith("Jenkinsfile") or path.suffix.lower() in {".groovy", ".jenkinsfile"}:
        return "jenkinsfile"
    if name.startswith(("Dockerfile", "Containerfile")) or path.suffix.lower() == ".dockerfile":
        return "dockerfile"
    if path.suffix in {".yaml", ".yml"} and name != NO_MANIFEST:
        return "manifest"
    if path.suffix in {".sh", ".bash"}:
        return "shell"
    return None


@dataclass(frozen=True, slots=True)
class Settings:
    """What the reader says of the surroundings.

    Attributes:
        kubernetes: the minors to judge manifests on, as in `facts.kubernetes.minors`; None for all.
        executor: the build that runs, as in `facts.executors.builds`; None to tell it from the image in the pod.
    """

    kubernetes: tuple[str, ...] | None = None
    executor: str | None = None


@dataclass(frozen=True, eq=False)
class Project:
    """What the readers found in a folder. Compared by identity, so derived data can be cached.

    Attributes:
        files: every file's path below it.
        ignored: the patterns of `.dockerignore`.
        jenkinsfiles, dockerfiles: one each per file.
        manifests: every YAML document, also those that stand in a Jenkinsfile.
        pods: every pod; those of a Jenkinsfile in its order.
        scripts: every shell file and every `sh` step.
        executor_calls: every command line of the executor.
        settings: what the reader says of the surroundings.
        whole: whether `files` is all that the build context holds; False where only some files were given.
        made: the files that an earlier step makes, as far as that is known beforehand; patterns are allowed.
        one_namespace: whether all files are known to be for one namespace, as those of a recipe of the guide are.
    """

    files: tuple[PurePosixPath, ...]
    ignored: tuple[str, ...]
    jenkinsfiles: tuple[Jenkinsfile, ...]
    dockerfiles: tuple[Dockerfile, ...]
    manifests: tuple[Manifest, ...]
    pods: tuple[Pod, ...]
    scripts: tuple[Script, ...]
    executor_calls: tuple[ExecutorCall, ...]
    settings: Settings = Settings()
    whole: bool = True
    made: tuple[PurePosixPath, ...] = ()
    one_namespace: bool = False

    def sources_of(self, pod: Pod) -> Sequence[PodSource]:
        """The places of Jenkinsfiles that a pod belongs to; none for a pod that no Jenkinsfile uses."""
        return self._sources.get(pod, ())

    def scripts_in(self, container: Container) -> Sequence[Script]:
        """The scripts of the `sh` steps that run in a container."""
        return self._scripts.get(container, ())

    def containers_named(self, name: str | None) -> Sequence[Container]:
        """Every container of a name, where it is not known in which pod a step runs."""
        return self._containers.get(name, ())

    @cached_property
    def _sources(self) -> Mapping[Pod, Sequence[PodSource]]:
        found: defaultdict[Pod, list[PodSource]] = defaultdict(list)
        for pipeline in self.jenkinsfiles:
            for source in pipeline.pods:
                for pod in source.pods:
                    found[pod].append(source)
        return found

    @cached_property
    def _scripts(self) -> Mapping[Container, Sequence[Script]]:
        found: defaultdict[Container, list[Script]] = defaultdict(list)
        for pipeline in self.jenkinsfiles:
            for step in pipeline.steps:
                for container in step.containers:
                    found[container].append(step.script)
        return found

    @cached_property
    def _containers(self) -> Mapping[str | None, Sequence[Container]]:
        found: defaultdict[str | None, list[Container]] = defaultdict(list)
        for pod in self.pods:
            for container in pod.containers:
                if container.name is not None:
                    found[container.name.value].append(container)
        return found


def read(root: Path, *, shown_from: Path | None = None) -> Project:
    """Read every file of a folder that the rules understand.

    Args:
        root: the folder.
        shown_from: paths in findings are relative to it; by default to `root`.

    Raises:
        UnreadableError: the folder or a file in it can't be read.
    """
    if not root.is_dir():
        raise UnreadableError(root.as_posix(), NO_FOLDER)
    base = shown_from or root
    files = tuple(sorted(PurePosixPath(p.relative_to(root)) for p in root.rglob("*") if p.is_file()))

    def shown(path: PurePosixPath) -> str:
        return (root / path).relative_to(base).as_posix()

    def text_of(path: PurePosixPath) -> Text:
        return Text.canonical(Source.read(root / path, shown(path)))

    return assemble({path: kind_of(path) for path in files}, text_of)


def assemble(
    kinds: Mapping[PurePosixPath, str | None],
    text_of: Callable[[PurePosixPath], Text],
    *,
    settings: Settings | None = None,
    whole: bool = True,
) -> Project:
    """Read files that are known by kind.

    Args:
        kinds: what each file is, as `kind_of` tells; in the order in which they are read.
        text_of: gives a file's text.
        settings: as in `Project`.
        whole: as in `Project`.

    Raises:
        UnreadableError: a file can't be read.
    """

    def of_kind(kind: str) -> list[PurePosixPath]:
        return [path for path, found in kinds.items() if found == kind]

    files = ManifestFiles(kinds, text_of)
    pipelines = [jenkinsfile.read(text_of(path), partial(files.named_by, path)) for path in of_kind("jenkinsfile")]
    for path in of_kind("manifest"):
        files.read(path)
    inline = [source for pipeline in pipelines for source in pipeline.pods if source.path is None]
    manifests = [document for path in sorted(files.documents) for document in files.documents[path]]
    manifests += [document for source in inline for document in source.documents]
    pods = [pod for path in sorted(files.pods) for pod in files.pods[path]]
    pods += [pod for source in inline for pod in source.pods]
    scripts = [shell.read(text_of(path)) for path in of_kind("shell")]
    scripts += [step.script for pipeline in pipelines for step in pipeline.steps]
    ignore_file = PurePosixPath(IGNORE_FILE)
    return Project(
        files=tuple(kinds),
        ignored=tuple(_ignored(text_of(ignore_file) if ignore_file in kinds else None)),
        jenkinsfiles=tuple(pipelines),
        dockerfiles=tuple(dockerfile.read(text_of(path)) for path in of_kind("dockerfile")),
        manifests=tuple(manifests),
        pods=tuple(pods),
        scripts=tuple(scripts),
        executor_calls=tuple(_executor_calls(scripts, pods)),
        settings=settings or Settings(),
        whole=whole,
    )


def _executor_calls(scripts: Iterable[Script], pods: Iterable[Pod]) -> Iterable[ExecutorCall]:
    for script in scripts:
        yield from executor.in_script(script)
    for pod in pods:
        yield from executor.in_pod(pod)


def _ignored(text: Text | None) -> Iterator[str]:
    for line in text.value.splitlines() if text is not None else ():
        pattern = line.strip()
        if pattern and not pattern.startswith("#"):
            yield pattern
