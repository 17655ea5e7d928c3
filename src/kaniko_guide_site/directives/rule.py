"""`::: rule NAME`: why a rule is there, what it reports and its example pair."""

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
    from collections.abc import Collection, Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page

SEVERITIES = {
    Severity.ERROR: Bilingual("错误", "error"),
    Severity.WARNING: Bilingual("警告", "warning"),
    Severity.INFO: Bilingual("建议", "suggestion"),
}
REPORT = Bilingual("对下面的错误写法，检查的输出是：", "For the wrong example below, the check reports:")
EVERY = Bilingual("这条规则的全部 {count} 条消息", "All {count} messages of this rule")
SOURCE = Bilingual("依据：", "Evidence: ")
SINCE = Bilingual("从 {version} 开始", "since {version}")
HAS_FIX = Bilingual("[可自动修复](../check.md#fix) `[*]`", "[can be fixed](../check.md#fix) `[*]`")
ALL = Bilingual("[全部规则](../rules.md)", "[All rules](../rules.md)")


def arguments() -> Collection[str]:
    """The names of the rules."""
    return rules.load()


def render(page: Page, name: str) -> Iterator[str]:
    """Its severity, reason, example pair, report, messages and evidence."""
    rule = rules.load()[name].RULE
    language = page.language
    facts = [f"**{SEVERITIES[rule.severity][language]}**", f"`{name}`", SINCE.format(version=rule.since)[language]]
    if rule.has_fix:
        facts.append(HAS_FIX[language])
    yield from ("", " · ".join([*facts, ALL[language]]), f"{{ .rule-facts .rule-{rule.severity} }}", "")
    yield from (rule.why[language], "")
    snippets = library.load(page.snippets)
    pair = snippets.pairs[f"{EXAMPLES}/{name}"]
    bad = pair.bad.relative_to(snippets.directory).as_posix()
    yield from (REPORT[language], "")
    for finding in rules.check(snippets.projects[bad]):
        if finding.rule.name == name:
            path = PurePosixPath(finding.path).relative_to(f"{SNIPPETS}/{bad}")
            place = f"`{path}:{finding.line}:{finding.column}`"
            yield f"- {place} {_sentences(finding.message, finding.help, language)}"
    yield from ("", *both_sides(pair, language))
    if len(rule.messages) > 1:
        yield from ("", f'??? note "{EVERY.format(count=len(rule.messages))[language]}"', "")
        for message in rule.messages:
            said, fix = message.message.without_values(), message.help.without_values()
            yield f"    - {_sentences(said, fix, language)}"
    yield from ("", f"{SOURCE[language]}{literal(rule.source)}", "{ .rule-source }", "")


def _sentences(message: Bilingual, fix: Bilingual, language: Language) -> str:
    """The message of a finding and its fix, in one line of Markdown."""
    between = "" if language == "zh" else " "
    return f"{literal(message[language])}{between}{literal(fix[language])}"
