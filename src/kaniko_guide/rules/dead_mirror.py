"""Images from a registry mirror that is closed, or whose operator is unknown."""

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
    en="Copy the image to your own registry with `skopeo copy --all`, and pull it from there.",
)
CLOSED = Message(
    "closed",
    Bilingual(
        zh="镜像站 `{mirror}` 不可用：从 2020-04 起只对 Azure China 的地址开放。",
        en="The mirror `{mirror}` is unavailable: since 2020-04 it only accepts requests from Azure China.",
    ),
    HELP,
)
UNKNOWN = Message(
    "unknown",
    Bilingual(
        zh="镜像站 `{mirror}` 不可信：找不到它的维护者。",
        en="The mirror `{mirror}` is not trustworthy: its operator is unknown.",
    ),
    HELP,
)

RULE = Rule(
    name="dead-mirror",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="失效或来历不明的镜像站", en="Closed or unknown registry mirror"),
    why=Bilingual(
        zh=(
            "公共镜像站不稳定：`gcr.azk8s.cn` 和 `dockerhub.azk8s.cn` 从 2020-04 起对 Azure China 以外的地址"
            "返回 403；还有些地址只在教程之间转抄，我们查不到维护者。即使能拉取，镜像也可能不是发布者的，而 "
            "Kaniko 容器里有你的推送凭据。"
        ),
        en=(
            "Public mirrors come and go. Since 2020-04 `gcr.azk8s.cn` and `dockerhub.azk8s.cn` answer 403 "
            "outside Azure China; other addresses are copied from tutorial to tutorial, and we found no "
            "operator. Even if an image can be pulled, it may not be the publisher's, and the Kaniko "
            "container holds your push credentials."
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
    """Yields a finding at each image from such a mirror."""
    for image in named_images(project):
        found = images.dead_mirror(image.value)
        if found is not None:
            mirror, reason = found
            yield RULE.finding(image, BY_REASON[reason], mirror=mirror)
