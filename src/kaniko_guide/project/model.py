"""What was read together, and what the reader says of the surroundings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import PurePosixPath

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


SHARED_LIBRARY_DIRECTORY = "vars"
"""The directory of a shared library that has its steps."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the reader says of the surroundings.

    Attributes:
        kubernetes: the minors to judge manifests on, as in `facts.kubernetes.minor_versions`; None for all.
        executor: the build that runs, as in `facts.executors.releases`; None to tell it from the image in the pod.
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

    def only(self, paths: Collection[str]) -> Project:
        """The project as it is when nothing but these files is read; the others are still known to be there.

        Args:
            paths: as findings show them.
        """
        return replace(
            self,
            jenkinsfiles=tuple(one for one in self.jenkinsfiles if one.text.source.path in paths),
            dockerfiles=tuple(one for one in self.dockerfiles if one.text.source.path in paths),
            manifests=tuple(one for one in self.manifests if one.text.source.path in paths),
            pods=tuple(one for one in self.pods if one.where.source.path in paths),
            scripts=tuple(one for one in self.scripts if one.text.source.path in paths),
            executor_calls=tuple(one for one in self.executor_calls if one.where.source.path in paths),
        )

    def sources_of(self, pod: Pod) -> Sequence[PodSource]:
        """The places of Jenkinsfiles that a pod belongs to; none for a pod that no Jenkinsfile uses."""
        return self._sources.get(pod, ())

    def scripts_in(self, container: Container) -> Sequence[Script]:
        """The scripts of the `sh` steps that run in a container."""
        return self._scripts.get(container, ())

    def containers_of(self, step: Step) -> Sequence[Container]:
        """The containers that a step may run in.

        Where it is not known in which pod it runs, those are all of its name in the pods of its Jenkinsfile or, where
        that has none, in the pods that no Jenkinsfile uses. A step of a shared library (`vars/`) may run in any pod.
        """
        if step.containers or step.pod is not None or step.container is None:
            return step.containers
        path, name = step.container.source.path, step.container.value
        if SHARED_LIBRARY_DIRECTORY in PurePath(path).parts[:-1]:
            return [one for containers in self._containers.values() for one in containers.get(name, ())]
        return self._containers.get(path if path in self._containers else None, {}).get(name, ())

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
        """By the path of the Jenkinsfile that uses a pod, None for none: its containers by name."""
        found: defaultdict[str | None, defaultdict[str, list[Container]]] = defaultdict(lambda: defaultdict(list))
        for pod in self.pods:
            paths: set[str | None] = {source.where.source.path for source in self.sources_of(pod)}
            for path in paths or {None}:
                for container in pod.containers:
                    if container.name is not None:
                        found[path][container.name.value].append(container)
        return found
