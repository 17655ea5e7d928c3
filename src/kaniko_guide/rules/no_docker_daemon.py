"""`docker` commands in a container of the official `docker` image that reaches no daemon.

The image's own daemon does not start if the pod sets a `command`. Nothing is reported where a socket is mounted, where
`DOCKER_HOST` or `dockerd` occurs in the pipeline, or where another container of the pod may run a daemon.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pipeline_steps import unconditional_steps
from kaniko_guide.analysis.pods import is_fully_known
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts.image_references import parse
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Pod
    from kaniko_guide.text import Text

RULE = Rule(
    name="no-docker-daemon",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="没有 Docker 守护进程", en="No Docker daemon"),
    why=Bilingual(
        zh=(
            "`docker` 命令只是客户端，构建由守护进程完成。Pod 写了 `command`，镜像自己的守护进程就不会启动；没有挂载 "
            "`/var/run/docker.sock`，也没有 dind 容器，命令报 `Cannot connect to the Docker daemon`。"
        ),
        en=(
            "The program `docker` is only a client of a daemon. If the pod sets a `command`, the daemon of the image "
            "does not start; without `/var/run/docker.sock` and without a dind container the command fails with "
            "`Cannot connect to the Docker daemon`."
        ),
    ),
    message=Bilingual(
        zh="容器 `{container}` 里没有守护进程，也没有挂载套接字，`docker {verb}` 会失败。",
        en="Container `{container}` has no daemon and no socket, so `docker {verb}` fails.",
    ),
    help=Bilingual(
        zh="用 Kaniko 构建，它不需要守护进程；或者加一个 `docker:…-dind` 容器，并设置 `DOCKER_HOST`。",
        en="Build with Kaniko, which needs no daemon, or add a container `docker:…-dind` and set `DOCKER_HOST`.",
    ),
    source="docker-library/docker, Dockerfile and docker-entrypoint.sh; docker 28.2.2, which was run without a daemon",
)

_NAME = "docker.io/library/docker"
_NEEDS_A_DAEMON = frozenset({"build", "info", "images", "ps", "pull", "push", "rmi", "run", "tag"})
_OTHER_WAYS = ("DOCKER_HOST", "dockerd", "docker context", "docker.sock", "inheritFrom")
"""What shows in a file that there may be a daemon."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the first such command of each container."""
    reported: set[Container] = set()
    for step in unconditional_steps(project, with_skipped=True):
        source = step.step.pod
        if source is None or len(source.pods) != 1 or not is_fully_known(project, source.pods[0]):
            continue
        containers = project.containers_of(step.step)
        text = step.pipeline.text.value
        if len(containers) != 1 or containers[0] in reported or any(word in text for word in _OTHER_WAYS):
            continue
        if not _has_no_daemon(source.pods[0], containers[0]):
            continue
        for command in step.step.script.commands:
            values = [word.value for word in command.words[:2]]
            if values[0] == "docker" and values[-1] in _NEEDS_A_DAEMON and not command.conditional:
                reported.add(containers[0])
                yield RULE.finding(command.words[0].text, container=containers[0].name, verb=values[1])
                break


def _has_no_daemon(pod: Pod, container: Container) -> bool:
    """Whether a container with the official image, and every other container of its pod, certainly runs no daemon."""
    text = "" if pod.manifest is None else pod.manifest.text.value
    return (
        container.image is not None
        and _is_docker(container.image.value)
        and bool(container.command)
        and container.env is not None
        and not any(_may_be_a_socket(mount.path) for mount in container.mounts)
        and not any(word in text for word in (*_OTHER_WAYS, "postStart"))
        and all(other is container or _is_known(other) for other in pod.containers)
    )


def _may_be_a_socket(path: Text | None) -> bool:
    return path is None or "run" in path.value or "docker" in path.value or "$" in path.value


def _is_docker(image: str) -> bool:
    parsed = parse(image)
    return parsed is not None and parsed.name == _NAME


def _is_known(container: Container) -> bool:
    """Whether a container runs no daemon: its image is not named after one, or only waits."""
    image = "" if container.image is None else container.image.value
    return "$" not in image and not any(word in image for word in ("docker", "dind", "podman", "buildkit", "moby"))
