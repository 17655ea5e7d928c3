"""An image from a mirror that serves no longer, or that nobody is known to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import named_images
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

HELP = Bilingual(
    zh="用 `skopeo copy --all` 把镜像复制到自己的镜像仓库，再从那里拉取。",
    en="Copy the image to your own image registry with `skopeo copy --all`, and pull it from there.",
)
CLOSED = Message(
    "closed",
    Bilingual(
        zh="不要依赖 `{mirror}`：它从 2020-04 起只对 Azure China 的地址开放。",
        en="Don't rely on `{mirror}`: since 2020-04 it serves addresses of Azure China alone.",
    ),
    HELP,
)
UNKNOWN = Message(
    "unknown",
    Bilingual(zh="不要依赖 `{mirror}`：找不到它的维护者。", en="Don't rely on `{mirror}`: nobody is known to run it."),
    HELP,
)

RULE = Rule(
    name="dead-mirror",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="失效的镜像站", en="A mirror that is gone"),
    why=Bilingual(
        zh=(
            "公共镜像站来来去去：`gcr.azk8s.cn` 和 `dockerhub.azk8s.cn` 从 2020-04 起对 Azure China 以外的地址"
            "返回 403；还有些地址只在教程里互相抄，找不到是谁在维护。能拉到的镜像也可能被人换过内容，"
            "而 Kaniko 容器里有你的推送凭据。"
        ),
        en=(
            "Public mirrors come and go: since 2020-04 `gcr.azk8s.cn` and `dockerhub.azk8s.cn` answer 403 outside "
            "Azure China, and other addresses are only copied from one tutorial to the next, with no owner to be "
            "found. Even an image that can be pulled may not be the publisher's, and Kaniko's container holds your "
            "push credentials."
        ),
    ),
    messages=(CLOSED, UNKNOWN),
    source=(
        "Azure/container-service-for-azure-china#58, #61, #63 and #64; a search of public repositories for the "
        "Aliyun address, up to 2026-11-22"
    ),
)


BY_REASON = {message.name: message for message in RULE.messages}


def check(project: Project) -> Iterator[Finding]:
    """Findings at each such image."""
    for image in named_images(project):
        found = images.dead_mirror(image.value)
        if found is not None:
            mirror, reason = found
            yield RULE.finding(image, BY_REASON[reason], mirror=mirror)
