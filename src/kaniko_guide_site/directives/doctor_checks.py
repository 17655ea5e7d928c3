"""`::: doctor-checks`: what `kaniko-guide doctor` checks, and the rights that each check needs itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor import checks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.doctor.model import Right
    from kaniko_guide_site.directives import Page

HEADER = Bilingual(
    "| 检查 | 看什么 | 它自己需要的权限 | 不知道时 |", "| Check | Subject | Rights that it needs | If not known |"
)
ESSENTIAL = Bilingual("退出码是 1", "exits with 1")
NOTE = Bilingual("只是提示", "is a note")
NOTHING = Bilingual("不需要", "none")
COMMA = Bilingual("、", ", ")
CLUSTER = Bilingual("{right}（整个集群）", "{right} (cluster-wide)")


def render(page: Page) -> Iterator[str]:
    """A table, in the order in which a build needs what they check."""
    language = page.language
    yield from ("", HEADER[language], "|---|---|---|---|")
    for name, module in checks.load().items():
        check = module.CHECK
        rights = COMMA[language].join(_shown(right)[language] for right in check.rights) or NOTHING[language]
        unknown = (ESSENTIAL if check.is_essential else NOTE)[language]
        yield f"| [`{name}`]({check.page}) | {check.title[language]} | {rights} | {unknown} |"
    yield ""


def _shown(right: Right) -> Bilingual:
    text = f"`{right.verb} {right.resource}`"
    return CLUSTER.format(right=text) if right.cluster else Bilingual(text, text)
