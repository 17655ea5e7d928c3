"""`::: rules`: all rules in tables by severity, each with a link to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Severity
from kaniko_guide.report.text import FIXABLE
from kaniko_guide_site.filter_form import filterable, form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Rule
    from kaniko_guide_site.directives import Page

TOPICS = (
    "command_lines",
    "declarative",
    "image_contents",
    "official_images",
    "pipeline_steps",
    "pod_security",
    "pod_validation",
    "step_parameters",
)
"""Facts that only rules use; those that other pages show are marked there."""

TITLES = {
    Severity.ERROR: Bilingual(
        "错误：构建会失败，或者推送错误的镜像", "Errors: the build fails, or pushes a wrong image"
    ),
    Severity.WARNING: Bilingual("警告：可能出问题", "Warnings: may cause problems"),
    Severity.INFO: Bilingual("建议：换一种写法更好", "Suggestions: something else is better"),
}
FIND = Bilingual("找一条规则", "Find a rule")
TEXT = Bilingual("名字或内容", "Name or finding")
HEADER = Bilingual("| 规则 | 检查什么 |", "| Rule | Finding |")


def render(page: Page) -> Iterator[str]:
    """A table for each severity, with a mark at each rule that has a fix.

    The anchor of a rule is its name; a script leads from there to its page.
    """
    known = [module.RULE for module in rules.load().values()]
    yield from ("", form(FIND[page.language], TEXT[page.language], len(known), page.language), "")
    for severity in Severity:
        yield from ("", f"## {TITLES[severity][page.language]} {{#severity-{severity}}}", "")
        rows = [_row(rule, page.language) for rule in known if rule.severity is severity]
        yield from filterable((HEADER[page.language], "|---|---|", *rows))


def _row(rule: Rule, language: Language) -> str:
    link = f"[`{rule.name}`]({rule.page}){{ #{rule.name} .moved }}"
    mark = f" `{FIXABLE}`" if rule.has_fix else ""
    return f"| {link} | {rule.title[language]}{mark} |"
