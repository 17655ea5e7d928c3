"""`::: rules`: the reference of all rules: a section for each, generated from the rule and its example pair."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Severity
from kaniko_guide_site.blocks.example_pair import both_sides
from kaniko_guide_site.markdown import literal
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import EXAMPLES, SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Rule
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.snippets.library import Library

TOPICS = ("declarative", "pod_security")
"""Facts that only rules use; those that other pages show are marked there."""

SEVERITIES = {
    Severity.ERROR: Bilingual("错误", "error"),
    Severity.WARNING: Bilingual("警告", "warning"),
    Severity.INFO: Bilingual("建议", "suggestion"),
}
INDEX = Bilingual("| 规则 | 严重级别 | 检查什么 |", "| Rule | Severity | Finding |")
REPORT = Bilingual("检查的输出：", "Output of the check:")
EVERY = Bilingual("全部 {count} 条消息", "All {count} messages")
SOURCE = Bilingual("依据：", "Evidence: ")
SINCE = Bilingual("从 {version} 开始", "since {version}")


def render(page: Page) -> Iterator[str]:
    """The rules' index and all their sections."""
    known = [module.RULE for module in rules.load().values()]
    snippets = library.load(page.snippets)
    yield from _index(known, page.language)
    for rule in known:
        yield from _section(rule, snippets, page.language)


def _index(known: list[Rule], language: Language) -> Iterator[str]:
    """All rules in a table, the most severe first."""
    yield from ("", INDEX[language], "|---|---|---|")
    for severity in Severity:
        for rule in known:
            if rule.severity is severity:
                yield f"| [`{rule.name}`](#{rule.name}) | {SEVERITIES[severity][language]} | {rule.title[language]} |"
    yield ""


def _section(rule: Rule, snippets: Library, language: Language) -> Iterator[str]:
    facts = [f"**{SEVERITIES[rule.severity][language]}**", f"`{rule.name}`"]
    facts.append(SINCE.format(version=rule.since)[language])
    yield from ("", f"## {rule.title[language]} {{#{rule.name}}}", "")
    yield from (" · ".join(facts), f"{{ .rule-facts .rule-{rule.severity} }}", "", rule.why[language], "")
    pair = snippets.pairs[f"{EXAMPLES}/{rule.name}"]
    bad = pair.bad.relative_to(snippets.directory).as_posix()
    yield from (REPORT[language], "")
    for finding in rules.check(snippets.projects[bad]):
        if finding.rule.name != rule.name:
            continue
        path = PurePosixPath(finding.path).relative_to(f"{SNIPPETS}/{bad}")
        place = f"`{path}:{finding.line}:{finding.column}`"
        yield f"- {place} {_sentences(finding.message, finding.help, language)}"
    if len(rule.messages) > 1:
        yield from ("", f'??? note "{EVERY.format(count=len(rule.messages))[language]}"', "")
        for message in rule.messages:
            said, fix = message.message.without_values(), message.help.without_values()
            yield f"    - {_sentences(said, fix, language)}"
    yield from ("", f"{SOURCE[language]}{literal(rule.source)}", "{ .rule-source }", "")
    yield from both_sides(pair, language)


def _sentences(message: Bilingual, fix: Bilingual, language: Language) -> str:
    """The message of a finding and its fix, in one line of Markdown."""
    between = "" if language == "zh" else " "
    return f"{literal(message[language])}{between}{literal(fix[language])}"
