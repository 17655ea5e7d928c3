"""Queries on pods: images, executor containers, Docker configuration, whether all parts are known."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import all_commands, kubectl_arguments, program_name
from kaniko_guide.data import Data
from kaniko_guide.facts import images
from kaniko_guide.sources import yaml_tree
from kaniko_guide.sources.groovy.interpolations import names_in_groovy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.facts.images import ImageVariant
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Manifest, Pod, Script
    from kaniko_guide.text import Text

_WAITING_PROGRAMS = frozenset({"cat", "sleep", "tail"})
"""Programs that keep a container running until a step needs it."""

AGENT_CONTAINER = "jnlp"
"""The container that the plugin adds to every pod, and whose image it sets."""

DOCKER_CONFIG_TYPE = "kubernetes.io/dockerconfigjson"
"""The type of a Secret with registry credentials."""


def named_images(project: Project) -> Iterator[Text]:
    """Every image that a container or a `FROM` names, without stages, `scratch` and values with placeholders."""
    for pod in project.pods:
        for container in pod.containers:
            if container.image is not None and not yaml_tree.has_placeholder(container.image.value):
                yield container.image
    for dockerfile in project.dockerfiles:
        stages: set[str] = {"scratch"}
        for instruction in dockerfile.instructions:
            if instruction.keyword != "FROM" or not instruction.arguments:
                continue
            image, *rest = instruction.arguments
            if image.value.lower() not in stages and not yaml_tree.has_placeholder(image.value):
                yield image.text
            if len(rest) > 1 and rest[0].value.lower() == "as":
                stages.add(rest[1].value.lower())


def may_be_for_the_plugin(project: Project, manifest: Manifest) -> bool:
    """Whether Jenkins may read a pod's file, in a way that the project does not show.

    The plugin needs neither `apiVersion` nor `kind`, and converts numbers in `args` to text. A container that only
    waits shows that the pod is for steps.
    """
    own = next((pod for pod in project.pods if pod.manifest is manifest), None)
    return own is not None and any(map(waits, own.containers))


def may_read_other_pods(project: Project) -> bool:
    """Whether a Jenkinsfile has a pod whose description is unknown or not found, or can't be read itself."""
    return any(file.problems or any(not source.pods for source in file.pods) for file in project.jenkinsfiles)


def waits(container: Container) -> bool:
    """Whether a container only keeps running until a step needs it."""
    words = [*(container.command or ()), *(container.args or ())]
    return any(word.value.split(" ")[0].rpartition("/")[2] in _WAITING_PROGRAMS for word in words)


def is_fully_known(project: Project, pod: Pod) -> bool:
    """Whether all containers and volumes of a pod are known: none is a placeholder or inherited.

    Outside a Jenkinsfile, a container without an image shows that the YAML is only a patch for `kubectl patch` or
    Kustomize. In a Jenkinsfile the plugin completes such a container.
    """
    return _is_complete(pod) and not any(source.inherits for source in project.sources_of(pod))


@lru_cache(maxsize=1000)
def _is_complete(pod: Pod) -> bool:
    if not pod.in_jenkinsfile and any(container.image is None for container in pod.containers):
        return False
    names = [container.name for container in pod.containers] + [volume.name for volume in pod.volumes]
    return all(name is not None and not yaml_tree.has_placeholder(name.value) for name in names)


def executor_containers(project: Project) -> tuple[tuple[Pod, Container], ...]:
    """Every container that has an executor image or runs an executor call, with its pod."""
    called = {container for call in project.executor_calls for container in call.containers}

    def runs_executor(container: Container) -> bool:
        has_executor_image = container.image is not None and images.executor_image(container.image.value) is not None
        return has_executor_image or container in called

    return tuple((pod, container) for pod in project.pods for container in pod.containers if runs_executor(container))


class MissingProgram(Data, frozen=True):
    """A program that a container runs and its image does not have.

    Attributes:
        program: as the container's `command` names it; `sh` for an `sh` step.
        step: the script of the `sh` step that needs it; None if it is the container's `command`.
    """

    program: str
    step: Script | None


def missing_program(project: Project, container: Container, variant: ImageVariant) -> MissingProgram | None:
    """The first program that a container would lack with an executor image of this variant; None if it has all."""
    program = container.command[0].value if container.command else "/kaniko/executor"
    mounted = any(mount.path is not None and program.startswith(mount.path.value) for mount in container.mounts)
    if not mounted and not has_program(variant, program):
        return MissingProgram(program, None)
    for script in project.scripts_in(container):
        if not variant.shell and script.step is not None and script.step.kind == "sh":
            return MissingProgram("sh", script)
    return None


def has_program(variant: ImageVariant, program: str) -> bool:
    """Whether an executor image has a program."""
    if yaml_tree.has_placeholder(program) or program.startswith("/kaniko/"):
        return True
    if variant.tools is None or not program.startswith("/"):
        return variant.shell
    if variant.tools == "/bin":
        return not program.startswith("/busybox")
    directory, _, name = program.rpartition("/")
    is_tool = program.startswith(f"{variant.tools}/")
    return program == "/bin/sh" or (is_tool and not (directory == variant.tools and name in images.absent_programs()))


def docker_config_secrets(project: Project) -> frozenset[str]:
    """The names of the Secrets that are known to have the key `.dockerconfigjson` and no other.

    These are the ones of type `DOCKER_CONFIG_TYPE`, created by `kubectl create secret docker-registry`, or used in
    `imagePullSecrets`.
    """
    names: set[str] = set()
    for command in all_commands(project):
        if program_name(command) == "kubectl":
            words = [word.value for word in kubectl_arguments(command)]
            if words[:3] == ["create", "secret", "docker-registry"]:
                names.update(words[3:4])
    for manifest in project.manifests:
        data = manifest.data if isinstance(manifest.data, dict) else {}
        metadata = data.get("metadata")
        if data.get("kind") == "Secret" and data.get("type") == DOCKER_CONFIG_TYPE and isinstance(metadata, dict):
            names.add(str(metadata.get("name")))
        pull_secrets = yaml_tree.sequence_items(yaml_tree.node_at(manifest.root, "spec", "imagePullSecrets"))
        found = (yaml_tree.scalar_text(manifest.text, yaml_tree.node_at(entry, "name")) for entry in pull_secrets)
        names.update(name.value for name in found if name is not None)
    return frozenset(name for name in names if not yaml_tree.has_placeholder(name))


def docker_config_directory(container: Container) -> str | None:
    """The directory in which a container's executor looks for `config.json`; None if it is unknown.

    This is the value of `DOCKER_CONFIG`, which the image sets and the pod may override. It is unknown if the pod sets
    `REGISTRY_AUTH_FILE`, `XDG_RUNTIME_DIR` or `HOME`, which go-containerregistry reads too (`authn/keychain.go`), or if
    the image has no program to run the container's `command`.
    """
    found = images.executor_image(container.image.value) if container.image is not None else None
    if found is None or found.variant is None or container.env is None:
        return None
    if container.command and not found.variant.shell and not container.command[0].value.startswith("/kaniko/"):
        return None
    variables = {variable.name.value: variable.value for variable in container.env if variable.name is not None}
    if len(variables) < len(container.env) or variables.keys() & {"REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR", "HOME"}:
        return None
    if "DOCKER_CONFIG" not in variables:
        return found.variant.docker_config
    override = variables["DOCKER_CONFIG"]
    return None if override is None or yaml_tree.has_placeholder(override.value) else override.value.rstrip("/")


def sets_docker_config(project: Project) -> bool:
    """Whether a script or a step sets `DOCKER_CONFIG`, so that the executor may read `config.json` elsewhere."""
    return any("DOCKER_CONFIG" in script.text.value for script in project.scripts) or any(
        "DOCKER_CONFIG" in names_in_groovy(pipeline.code) for pipeline in project.jenkinsfiles
    )
