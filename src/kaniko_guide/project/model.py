"""The content of a project's files, and the settings that the user gives."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from kaniko_guide.data import Data

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import PurePosixPath

    from kaniko_guide.project.git_remote import Clone
    from kaniko_guide.sources.model import (
        Container,
        Dockerfile,
        ExecutorCall,
        Jenkinsfile,
        Manifest,
        Pod,
        PodSource,
        Script,
        Step,
    )
    from kaniko_guide.text import Text


SHARED_LIBRARY_DIRECTORY = "vars"
"""The directory in which a Jenkins shared library defines its steps."""


class Settings(Data, frozen=True):
    """What the user says about the cluster and the executor.

    Attributes:
        kubernetes: the minor versions to check manifests for, out of `facts.kubernetes.minor_versions`; None for all.
        executor: the executor release, one of `facts.executors.releases`; None to derive it from the image in the pod.
    """

    kubernetes: tuple[str, ...] | None = None
    executor: str | None = None


DEFAULT_SETTINGS = Settings()
"""Those of a user who says nothing."""


class Project(Data, frozen=True, eq=False, dict=True):
    """The content of files that were read together. Compared by identity, so derived data can be cached.

    Attributes:
        files: the paths of all files, relative to the directory.
        ignore_patterns: the patterns of `.dockerignore`.
        jenkinsfiles, dockerfiles: one for each such file.
        manifests: every YAML document, including those in a Jenkinsfile.
        pods: every pod; those of a Jenkinsfile in its order.
        scripts: every shell file and the script of every `sh` step.
        executor_calls: every executor call in scripts and pods.
        plain_files: the files that git records as not executable; empty if that is not known or no command matters.
        npm_scripts: the names of the scripts of each `package.json`, by its path; empty if no command runs one.
        other_calls: executor calls in YAML of other systems, of which only the command line is known.
        clone: which repository the directory is a clone of; None if that is not known or no pipeline names one.
        settings: what the user says about the cluster and the executor.
        has_all_files: whether `files` is the whole build context; False if the user named single files.
        created_files: files or patterns that an earlier step is known to create.
        one_namespace: whether all files are known to be for the same namespace, as in the guide's recipes.
    """

    files: tuple[PurePosixPath, ...]
    ignore_patterns: tuple[str, ...]
    jenkinsfiles: tuple[Jenkinsfile, ...]
    dockerfiles: tuple[Dockerfile, ...]
    manifests: tuple[Manifest, ...]
    pods: tuple[Pod, ...]
    scripts: tuple[Script, ...]
    executor_calls: tuple[ExecutorCall, ...]
    settings: Settings = DEFAULT_SETTINGS
    has_all_files: bool = True
    created_files: tuple[PurePosixPath, ...] = ()
    one_namespace: bool = False
    other_calls: tuple[ExecutorCall, ...] = ()
    plain_files: frozenset[PurePosixPath] = frozenset()
    npm_scripts: Mapping[PurePosixPath, frozenset[str]] = msgspec.field(default_factory=dict)
    clone: Clone | None = None

    def restricted_to(self, paths: Collection[str]) -> Project:
        """The project with the content of only these files; `files` still lists all.

        Args:
            paths: as findings show them.
        """
        return replace(
            self,
            jenkinsfiles=tuple(pipeline for pipeline in self.jenkinsfiles if pipeline.text.source.path in paths),
            dockerfiles=tuple(dockerfile for dockerfile in self.dockerfiles if dockerfile.text.source.path in paths),
            manifests=tuple(manifest for manifest in self.manifests if manifest.text.source.path in paths),
            pods=tuple(pod for pod in self.pods if pod.where.source.path in paths),
            scripts=tuple(script for script in self.scripts if script.text.source.path in paths),
            executor_calls=tuple(call for call in self.executor_calls if call.where.source.path in paths),
            other_calls=tuple(call for call in self.other_calls if call.where.source.path in paths),
        )

    def sources_of(self, pod: Pod) -> Sequence[PodSource]:
        """Where Jenkinsfiles use a pod; empty if none does."""
        return self._sources.get(pod, ())

    def scripts_in(self, container: Container) -> Sequence[Script]:
        """The scripts of the `sh` steps that run in this container."""
        return self._scripts.get(container, ())

    def containers_of(self, step: Step) -> Sequence[Container]:
        """The containers in which a step may run.

        If the step's pod is unknown, these are the containers with the name that the step gives in all pods of its
        Jenkinsfile or, if that has none, in the pods that no Jenkinsfile uses. A step of a shared library (`vars/`) may
        run in any pod.
        """
        if step.containers or step.pod is not None or step.container is None:
            return step.containers
        path, name = step.container.source.path, step.container.value
        if SHARED_LIBRARY_DIRECTORY in PurePath(path).parts[:-1]:
            return [container for by_name in self._containers.values() for container in by_name.get(name, ())]
        return self._containers.get(path if path in self._containers else None, {}).get(name, ())

    def jenkinsfile_of(self, text: Text) -> Jenkinsfile | None:
        """The Jenkinsfile that contains a text; None if another file does."""
        return self._jenkinsfiles.get(text.source.path)

    def calls_in(self, pipeline: Jenkinsfile) -> Sequence[ExecutorCall]:
        """The executor calls that are written in a Jenkinsfile."""
        return self._calls.get(pipeline.text.source.path, ())

    @cached_property
    def _jenkinsfiles(self) -> Mapping[str, Jenkinsfile]:
        return {pipeline.text.source.path: pipeline for pipeline in self.jenkinsfiles}

    @cached_property
    def _calls(self) -> Mapping[str, Sequence[ExecutorCall]]:
        """The executor calls, by the path of their file."""
        found: defaultdict[str, list[ExecutorCall]] = defaultdict(list)
        for call in self.executor_calls:
            found[call.where.source.path].append(call)
        return found

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
    def _containers(self) -> Mapping[str | None, Mapping[str, Sequence[Container]]]:
        """The containers by name, by the path of the Jenkinsfile that uses their pod; None if none does."""
        found: defaultdict[str | None, defaultdict[str, list[Container]]] = defaultdict(lambda: defaultdict(list))
        for pod in self.pods:
            paths: set[str | None] = {source.where.source.path for source in self.sources_of(pod)}
            for path in paths or {None}:
                for container in pod.containers:
                    if container.name is not None:
                        found[path][container.name.value].append(container)
        return found
