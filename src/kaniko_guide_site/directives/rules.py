"""The rules' reference: one section a rule, written from the rule itself and its example pair."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide import project, rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Severity
from kaniko_guide_site.snippets.pairs import ExamplePair
from kaniko_guide_site.snippets.reference import Reference, shown
from kaniko_guide_site.snippets.snippet import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Rule

SEVERITIES = {
    Severity.ERROR: Bilingual("错误", "error"),
    Severity.WARNING: Bilingual("警告", "warning"),
    Severity.INFO: Bilingual("建议", "advice"),
}
INDEX = Bilingual("| 规则 | 程度 | 查什么 |", "| Rule | Severity | What it finds |")
REPORT = Bilingual("检查会这样说：", "What the check says:")
EVERY = Bilingual("全部 {count} 条消息", "All {count} messages")
SOURCE = Bilingual("依据：", "How it is known: ")
SINCE = Bilingual("从 {version} 开始", "since {version}")
BUILDS = Bilingual("只适用于 {builds}", "applies to {builds} only")
SIDES = {"bad": Bilingual("错误的写法", "Wrong"), "good": Bilingual("正确的写法", "Right")}
LANGUAGES = {"jenkinsfile": "groovy", "dockerfile": "dockerfile", "manifest": "yaml", "shell": "sh"}


def page(snippets: Path, language: Language) -> Iterator[str]:
    """The lines of the rules' index and of all their sections, in Markdown.

    Args:
        snippets: the folder of all snippets, in which `examples/` has the example pairs.
        language: in which the sections are written.
    """
    known = [module.RULE for module in rules.load().values()]
    yield from _index(known, language)
    for rule in known:
        yield from _section(rule, snippets, language)


def _index(known: list[Rule], language: Language) -> Iterator[str]:
    """All rules in a table, the worst faults first."""
    yield from ("", INDEX[language], "|---|---|---|")
    for severity in Severity:
        for rule in known:
            if rule.severity is severity:
                yield f"| [`{rule.name}`](#{rule.name}) | {SEVERITIES[severity][language]} | {rule.title[language]} |"
    yield ""


def _section(rule: Rule, snippets: Path, language: Language) -> Iterator[str]:
    facts = [f"**{SEVERITIES[rule.severity][language]}**", f"`{rule.name}`"]
    facts.append(SINCE.format(version=rule.since)[language])
    if rule.builds:
        facts.append(BUILDS.format(builds="、".join(f"`{build}`" for build in rule.builds))[language])
    yield from ("", f"## {rule.title[language]} {{#{rule.name}}}", "")
    yield from (" · ".join(facts), f"{{ .rule-facts .rule-{rule.severity} }}", "", rule.why[language], "")
    pair = ExamplePair(snippets, EXAMPLES, rule.name)
    yield from (REPORT[language], "")
    for finding in rules.check(project.read(pair.bad)):
        if finding.rule != rule.name:
            continue
        place = f"`{finding.path}:{finding.line}:{finding.column}`"
        yield f"- {place} {_sentences(finding.message, finding.help, language)}"
    if len(rule.messages) > 1:
        yield from ("", f'??? note "{EVERY.format(count=len(rule.messages))[language]}"', "")
        for message in rule.messages:
            said, fix = message.message.without_values(), message.help.without_values()
            yield f"    - {_sentences(said, fix, language)}"
    yield from ("", f"{SOURCE[language]}{literal(rule.source)}", "{ .rule-source }", "")
    yield from both_sides(pair, language)


def _sentences(message: Bilingual, fix: Bilingual, language: Language) -> str:
    """What a rule says and how to fix it, in one line of Markdown."""
    between = "" if language == "zh" else " "
    return f"{literal(message[language])}{between}{literal(fix[language])}"


def both_sides(pair: ExamplePair, language: Language) -> Iterator[str]:
    """A pair's files that differ, wrong and right behind two tabs.

    Args:
        pair: the example pair.
        language: of the tabs' names.
    """
    yield from ('<div class="twins" data-search-exclude="true" markdown>', "")
    for side, title in SIDES.items():
        yield from (f'=== "{title[language]}"', "")
        for path, marked in changed(pair.folder, side):
            kind = project.kind_of(path)
            name = LANGUAGES.get(kind, "text") if kind else path.suffix.removeprefix(".") or "text"
            lines = f' hl_lines="{" ".join(map(str, marked))}"' if marked else ""
            yield f'    ```{name} title="{path}"{lines}'
            yield f'    --8<-- "{pair.path}/{side}/{path}"'
            yield from ("    ```", "")
    yield from ("</div>", "")


def changed(pair: Path, side: str) -> Iterator[tuple[PurePosixPath, list[int]]]:
    """The files of one example that differ from the other's, and their lines that differ, counted from 1."""
    other = "good" if side == "bad" else "bad"
    for path in sorted(path for path in (pair / side).rglob("*") if path.is_file()):
        name = PurePosixPath(path.relative_to(pair / side))
        here = _lines(pair / side, name)
        there = _lines(pair / other, name)
        if here != there:
            steps = SequenceMatcher(None, there, here, autojunk=False).get_opcodes()
            yield name, [line + 1 for tag, *_, start, end in steps if tag != "equal" for line in range(start, end)]


def _lines(folder: Path, name: PurePosixPath) -> list[str]:
    return shown(folder, Reference(str(name))).splitlines() if (folder / name).is_file() else []


def literal(text: str) -> str:
    """A message as Markdown: code in backticks stays code, nothing else is markup."""
    pieces = text.split("`")
    for index in range(0, len(pieces), 2):
        pieces[index] = "".join(f"\\{sign}" if sign in "\\*_[]<>#" else sign for sign in pieces[index])
    return "`".join(pieces)
