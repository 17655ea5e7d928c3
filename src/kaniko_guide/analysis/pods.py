"""What rules ask about pods: where they come from, what runs in their containers, which images they name."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.analysis.surroundings import commands, kubectl_arguments, program
from kaniko_guide.facts import images
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Jenkinsfile, Pod, PodSource, Script
    from kaniko_guide.text import Text

DOCKER_CONFIG_TYPE = "kubernetes.io/dockerconfigjson"


def named_images(project: Project) -> Iterator[Text]:
    """Every image that a pod or a Dockerfile's `FROM` names; stages, `scratch` and unknown values are left out."""
    for pod in project.pods:
        for container in pod.containers:
            if container.image is not None and not yaml_tree.unknown(container.image.value):
                yield container.image
    for dockerfile in project.dockerfiles:
        stages: set[str] = {"scratch"}
        for instruction in dockerfile.instructions:
            if instruction.keyword != "FROM" or not instruction.arguments:
                continue
            image, *rest = instruction.arguments
            if image.value.lower() not in stages and not yaml_tree.unknown(image.value):
                yield image.text
            if len(rest) > 1 and rest[0].value.lower() == "as":
                stages.add(rest[1].value.lower())


def origins(project: Project, pod: Pod) -> list[tuple[Jenkinsfile, int]]:
    """The places at which a Jenkinsfile takes this pod: the file and the index in its `pods`."""
    return _origins(project).get(id(pod), [])


def given_by(project: Project, origin: PodSource) -> list[Pod]:
    """The pods that a Jenkinsfile takes at one place; one, unless its YAML has several documents or is not there."""
    return _given(project)[id(origin)]


def is_whole(project: Project, pod: Pod) -> bool:
    """Whether all of a pod's containers and volumes are known: none is a placeholder or may come from elsewhere.

    A container without an image is a part that `kubectl patch` or Kustomize puts over another; in a Jenkinsfile the
    plugin fills it.
    """
    if not pod.in_jenkinsfile and any(container.image is None for container in pod.containers):
        return False
    names = [container.name for container in pod.containers] + [volume.name for volume in pod.volumes]
    inherits = any(pipeline.pods[index].inherits for pipeline, index in origins(project, pod))
    return not inherits and all(name is not None and not yaml_tree.unknown(name.value) for name in names)


def scripts_in(project: Project, pod: Pod, container: Container) -> Iterator[Script]:
    """The `sh` steps that run in a container of a pod."""
    if container.name is not None:
        for pipeline, index in origins(project, pod):
            yield from _scripts(project).get((id(pipeline), index, container.name.value), ())


@lru_cache(maxsize=1)
def executors(project: Project) -> tuple[tuple[Pod, Container], ...]:
    """Every container that runs the executor, by its image's name or by what runs in it."""
    steps = {id(call.script.step) for call in project.executor_calls if call.script is not None}
    named = {(call.where.source.path, call.container) for call in project.executor_calls if call.script is None}

    def runs_it(pod: Pod, container: Container) -> bool:
        if container.image is not None and images.executor(container.image.value) is not None:
            return True
        if container.name is None:
            return False
        called = (pod.where.source.path, container.name.value) in named
        return called or any(id(script.step) in steps for script in scripts_in(project, pod, container))

    return tuple((pod, container) for pod in project.pods for container in pod.containers if runs_it(pod, container))


def docker_config_secrets(project: Project) -> frozenset[str]:
    """Names of the secrets that surely hold a `.dockerconfigjson` key and no other.

    Known by a Secret of that type, by `kubectl create secret docker-registry`, or because a pod pulls with it.
    """
    names: set[str] = set()
    for command in commands(project):
        if program(command) == "kubectl":
            words = [word.value for word in kubectl_arguments(command)]
            if words[:3] == ["create", "secret", "docker-registry"]:
                names.update(words[3:4])
    for manifest in project.manifests:
        data = manifest.data if isinstance(manifest.data, dict) else {}
        metadata = data.get("metadata")
        if data.get("kind") == "Secret" and data.get("type") == DOCKER_CONFIG_TYPE and isinstance(metadata, dict):
            names.add(str(metadata.get("name")))
        pulls = yaml_tree.items(yaml_tree.child(manifest.root, "spec", "imagePullSecrets"))
        found = (yaml_tree.scalar(manifest.text, yaml_tree.child(entry, "name")) for entry in pulls)
        names.update(name.value for name in found if name is not None)
    return frozenset(name for name in names if not yaml_tree.unknown(name))


def docker_config(container: Container) -> str | None:
    """The folder in which the executor of a container looks for `config.json`, None when it can't be told.

    `DOCKER_CONFIG` decides, the image's own unless the pod sets it; `REGISTRY_AUTH_FILE` and `XDG_RUNTIME_DIR` name
    further places, and `HOME` counts where `DOCKER_CONFIG` is not set (go-containerregistry, `authn/keychain.go`).
    A container whose image can't run its `command` needs another image first.
    """
    found = images.executor(container.image.value) if container.image is not None else None
    if found is None or found.kind is None or container.env is None:
        return None
    if container.command and not found.kind.shell and not container.command[0].value.startswith("/kaniko/"):
        return None
    variables = {variable.name.value: variable.value for variable in container.env if variable.name is not None}
    if len(variables) < len(container.env) or variables.keys() & {"REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR", "HOME"}:
        return None
    if "DOCKER_CONFIG" not in variables:
        return found.kind.docker_config
    moved = variables["DOCKER_CONFIG"]
    return None if moved is None or yaml_tree.unknown(moved.value) else moved.value.rstrip("/")


@lru_cache(maxsize=1)
def _given(project: Project) -> dict[int, list[Pod]]:
    """The pods that each origin of a pod in a Jenkinsfile gives, by its identity."""
    by_file: defaultdict[str, list[Pod]] = defaultdict(list)
    by_name: defaultdict[str, list[Pod]] = defaultdict(list)
    for pod in project.pods:
        if pod.manifest is not None:
            path = pod.manifest.text.source.path
            by_file[path].append(pod)
            by_name[PurePosixPath(path).name].append(pod)
    return {
        id(origin): _pods_of(origin, pipeline, by_file, by_name)
        for pipeline in project.jenkinsfiles
        for origin in pipeline.pods
    }


def _pods_of(
    origin: PodSource, pipeline: Jenkinsfile, by_file: Mapping[str, list[Pod]], by_name: Mapping[str, list[Pod]]
) -> list[Pod]:
    if origin.pod is not None:
        return [origin.pod]
    if origin.yaml is not None:
        first, last = origin.yaml.origin(0), origin.yaml.origin(len(origin.yaml))
        inside = by_file.get(pipeline.text.source.path, ())
        return [pod for pod in inside if pod.manifest is not None and first <= pod.manifest.text.origin(0) <= last]
    if origin.path is None:
        return []
    wanted = PurePosixPath(origin.path.value)
    return [pod for pod in by_name.get(wanted.name, ()) if _ends_like(pod, wanted)]


def _ends_like(pod: Pod, path: PurePosixPath) -> bool:
    parts = PurePosixPath(pod.where.source.path).parts
    return parts[-len(path.parts) :] == path.parts


@lru_cache(maxsize=1)
def _origins(project: Project) -> dict[int, list[tuple[Jenkinsfile, int]]]:
    """Where Jenkinsfiles take each pod, by its identity."""
    found: defaultdict[int, list[tuple[Jenkinsfile, int]]] = defaultdict(list)
    for pipeline in project.jenkinsfiles:
        for index, origin in enumerate(pipeline.pods):
            for pod in given_by(project, origin):
                found[id(pod)].append((pipeline, index))
    return found


@lru_cache(maxsize=1)
def _scripts(project: Project) -> dict[tuple[int, int, str], list[Script]]:
    """The `sh` steps by pipeline's identity, index of the pod and name of the container."""
    script_of = {id(script.step): script for script in project.scripts}
    found: defaultdict[tuple[int, int, str], list[Script]] = defaultdict(list)
    for pipeline in project.jenkinsfiles:
        only = 0 if len(pipeline.pods) == 1 else None
        for step in pipeline.steps:
            index = only if step.pod is None else step.pod
            if index is not None and step.container is not None:
                found[id(pipeline), index, step.container.value].append(script_of[id(step)])
    return found
