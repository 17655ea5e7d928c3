"""An image that no registry can hold: upper case, two tags, a blank, a scheme; or a container without an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import is_fully_known, named_images
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

HELP = Bilingual(
    zh="写成 `docker.io/library/maven:3.9-eclipse-temurin-21` 这种形式。",
    en="Write it like `docker.io/library/maven:3.9-eclipse-temurin-21`.",
)
NOT_A_NAME = Message(
    "not-a-name", Bilingual(zh="`{image}` 不是合法的镜像名。", en="`{image}` is not an image's name."), HELP
)
MISSING = Message(
    "missing", Bilingual(zh="容器 `{container}` 没有写镜像。", en="Container `{container}` has no image."), HELP
)

RULE = Rule(
    name="invalid-image",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="不合法的镜像名", en="An image name that is none"),
    why=Bilingual(
        zh=(
            "镜像名是 `仓库地址/命名空间/镜像:标签`，除仓库地址外只能用小写字母。API server 不检查它，"
            "到节点上才报 `InvalidImageName`，Pod 一直起不来；Dockerfile 的 `FROM` 里有错，executor 拉取时失败。"
        ),
        en=(
            "An image is named `registry/namespace/image:tag`, in lower case but for the registry. The API server does "
            "not look at it; the node does, says `InvalidImageName`, and the pod never starts. In a Dockerfile's "
            "`FROM` the executor fails when it pulls."
        ),
    ),
    messages=(NOT_A_NAME, MISSING),
    source="Kubernetes, pkg/util/parsers and pkg/kubelet/images (InvalidImageName), pkg/apis/core/validation; "
    "run f2-uppercase-destination (the same parser reads FROM)",
)


AGENT = "jnlp"
"""The container for which the plugin knows an image."""


def check(project: Project) -> Iterator[Finding]:
    """Findings at each such name, or at the container that lacks one."""
    for image in named_images(project):
        if images.parse(image.value) is None and not _is_placeholder(image.value):
            yield RULE.finding(image, NOT_A_NAME, image=image)
    for pod in project.pods:
        if not pod.in_jenkinsfile or pod.manifest is None or not is_fully_known(project, pod):
            continue
        for container in pod.containers:
            if container.image is None and container.name is not None and container.name.value != AGENT:
                yield RULE.finding(container.name, MISSING, container=container.name)


def _is_placeholder(image: str) -> bool:
    """Whether a program puts the name in before the file is used: `<image>`, `IMAGE_NAME`."""
    return bool(set("<{") & set(image)) or image.isupper()
