"""Invalid image names (upper case, two tags, a space, a scheme), and containers without an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.pods import AGENT_CONTAINER, is_fully_known, named_images
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import image_references
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

_MARKED = lazy.pattern(r"@[A-Za-z]\w*@|%%?[A-Za-z]\w*%|(?<![A-Za-z0-9])__?[A-Z][A-Z0-9_]*_")
"""A word that a program replaces, such as `sed`."""

HELP = Bilingual(
    zh="写成 `docker.io/library/maven:3.9-eclipse-temurin-21` 这种形式。",
    en="Write it like `docker.io/library/maven:3.9-eclipse-temurin-21`.",
)
NOT_A_NAME = Message(
    "not-a-name", Bilingual(zh="`{image}` 不是合法的镜像名。", en="`{image}` is not a valid image name."), HELP
)
MISSING = Message(
    "missing", Bilingual(zh="容器 `{container}` 没有镜像。", en="Container `{container}` has no image."), HELP
)

RULE = Rule(
    name="invalid-image",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="无效的镜像名", en="Invalid image name"),
    why=Bilingual(
        zh=(
            "镜像名的形式是 `仓库地址/命名空间/镜像:标签`，命名空间和镜像名里的字母只能小写。API Server 不检查镜像"
            "名，到节点上才报 `InvalidImageName`，Pod 无法启动；`FROM` 里的镜像名有误时，executor 拉取失败。"
        ),
        en=(
            "An image name has the form `registry/namespace/image:tag`, with namespace and image in lower case. "
            "The API server does not check it; the kubelet reports `InvalidImageName`, and the pod "
            "never starts. With an invalid name in `FROM`, the executor fails at the pull."
        ),
    ),
    messages=(NOT_A_NAME, MISSING),
    source="Kubernetes, pkg/util/parsers and pkg/kubelet/images (InvalidImageName), pkg/apis/core/validation; "
    "run f2-uppercase-destination (the same parser reads FROM)",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each invalid name, or at the container without an image."""
    in_yaml = {entry.image for pod in project.pods if pod.manifest is not None for entry in pod.containers}
    for image in named_images(project):
        if not image.value and image in in_yaml:
            continue  # the rule invalid-field reports a field without a value
        if image_references.parse(image.value) is None and not _is_placeholder(image.value):
            yield RULE.finding(image, NOT_A_NAME, image=image)
    for pod in project.pods:
        of_templates = pod.manifest is None  # `containerTemplate` requires one even where another pod is inherited from
        if not pod.in_jenkinsfile or not (of_templates or is_fully_known(project, pod)):
            continue
        for container in pod.containers:
            if container.image is not None or container.name is None:
                continue
            if of_templates or container.name.value != AGENT_CONTAINER:
                yield RULE.finding(container.name, MISSING, container=container.name)


def _is_placeholder(image: str) -> bool:
    """Whether the name, or a part of it, is replaced before the file is used: `<image>`, `IMAGE_NAME`, `a:@TAG@`."""
    return bool(set("<{") & set(image)) or image.isupper() or _MARKED.search(image) is not None
