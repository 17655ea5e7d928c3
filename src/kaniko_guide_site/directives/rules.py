"""`::: rules`: all rules in tables by severity, each with a link to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page

TOPICS = ("declarative", "pod_security", "pod_validation")
"""Facts that only rules use; those that other pages show are marked there."""

TITLES = {
    Severity.ERROR: Bilingual(
        "错误：构建会失败，或者推送错误的镜像", "Errors: the build fails, or pushes a wrong image"
    ),
    Severity.WARNING: Bilingual("警告：可能出问题", "Warnings: may cause problems"),
    Severity.INFO: Bilingual("建议：换一种写法更好", "Suggestions: something else is better"),
}
HEADER = Bilingual("| 规则 | 检查什么 |", "| Rule | Finding |")


def render(page: Page) -> Iterator[str]:
    """A table for each severity. The anchor of a rule is its name; a script leads from there to its page."""
    known = [module.RULE for module in rules.load().values()]
    for severity in Severity:
        yield from ("", f"## {TITLES[severity][page.language]} {{#severity-{severity}}}", "")
        yield from (HEADER[page.language], "|---|---|")
        for rule in known:
            if rule.severity is severity:
                link = f"[`{rule.name}`]({rule.page}){{ #{rule.name} .moved }}"
                yield f"| {link} | {rule.title[page.language]} |"
        yield ""
