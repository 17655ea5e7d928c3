"""The executor copied into an image of one's own, which its projects do not support."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Dockerfile
    from kaniko_guide.text import Text


RULE = Rule(
    name="executor-copied",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(
        zh="把 executor 复制进了别的镜像",
        en="Executor copied into another image",
    ),
    why=Bilingual(
        zh=(
            "executor 构建时把基础镜像解压到自己容器的根目录，会覆盖和删除那里的文件。两个项目都只支持自"
            "己的镜像；复制到别的镜像里，工具会在构建中途消失，或者镜像里多出文件。"
        ),
        en=(
            "During a build the executor unpacks the base image into the root of its own container, and "
            "overwrites and deletes files there. Both projects only support their own images; in another "
            "image, tools disappear during a build, or files end up in the image."
        ),
    ),
    message=Bilingual(
        zh="executor 从 `{image}` 复制进了别的镜像，两个项目都不支持。",
        en="The executor is copied from `{image}` into another image, which neither project supports.",
    ),
    help=Bilingual(
        zh="直接用 executor 的镜像；别的工具放到 Pod 的另一个容器里。",
        en="Use the executor's own image, and put other tools into another container of the pod.",
    ),
    source=(
        "README.md of GoogleContainerTools/kaniko v1.24.0, Known Issues: running kaniko in any Docker "
        "image other than the official one is not supported"
    ),
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the flag `--from`."""
    for dockerfile in project.dockerfiles:
        for where, image in _copies(dockerfile):
            yield RULE.finding(where, image=image)


def _copies(dockerfile: Dockerfile) -> Iterator[tuple[Text, str]]:
    """The `--from` of each `COPY` of the executor, with the image that it comes from."""
    names: dict[str, str] = {}
    own = ""
    number = 0
    for instruction in dockerfile.instructions:
        words = [word.value for word in instruction.arguments]
        if instruction.keyword == "FROM" and words:
            own = names.get(words[0].lower(), words[0])
            names[str(number)] = own
            if len(words) > 2:  # noqa: PLR2004
                names[words[2].lower()] = own
            number += 1
        for flag in instruction.flags if instruction.keyword == "COPY" else ():
            name, _, origin = flag.value.partition("=")
            image = names.get(origin.lower(), origin)
            copies = any(word.startswith("/kaniko") for word in words[:-1])
            if name == "--from" and copies and _is_executor(image) and not _is_executor(own):
                yield flag.text, image


def _is_executor(image: str) -> bool:
    return images.executor_image(image) is not None
