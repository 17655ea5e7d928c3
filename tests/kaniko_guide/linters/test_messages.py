"""The finding of a linter's message: severity, place and help."""

from __future__ import annotations

import pytest

from kaniko_guide.findings import LINTER_RULE, Severity
from kaniko_guide.linters import messages
from kaniko_guide.linters.messages import Level, LinterMessage
from kaniko_guide.text import Source, Text
from tests.kaniko_guide.linters.installed import script


@pytest.mark.parametrize(
    ("name", "level", "severity"),
    [
        ("shellcheck/SC2068", "error", Severity.WARNING),
        ("shellcheck/SC2046", "warning", Severity.INFO),
        ("shellcheck/SC2086", "info", Severity.INFO),
        ("shellcheck/SC2006", "style", Severity.INFO),
        ("hadolint/DL4004", "error", Severity.WARNING),
        ("hadolint/DL3000", "error", Severity.INFO),
        ("hadolint/DL4000", "error", Severity.INFO),
        ("hadolint/DL3008", "warning", Severity.INFO),
    ],
)
def test_only_what_the_linter_calls_an_error_may_fail(name: str, level: Level, severity: Severity) -> None:
    assert messages.severity(name, level) is severity
    linter, code = name.split("/")
    text = Text.canonical(Source("a.sh", "echo $a"))
    found = messages.finding(linter, LinterMessage(code, level, "Words {a}.", 5, 7), text)
    assert (found.rule.name, found.severity, found.message.zh) == (name, severity, "Words {a}.")
    assert (found.line, found.column, found.end_column) == (1, 6, 8)
    assert LINTER_RULE.fullmatch(found.rule.name)
    assert code in found.rule.page
    assert found.rule is messages.finding(linter, LinterMessage(code, level, "Other.", 0, 1), text).rule


def test_the_help_names_a_comment_that_can_be_written_there() -> None:
    several, single = script("sh '''\nls $a\n'''"), script("sh 'ls $a'")
    message = LinterMessage("SC2086", "info", "Quote it.", 3, 5)
    found = messages.finding("shellcheck", message, single.text, in_step=True)
    assert "`// kaniko-guide: ignore[shellcheck/SC2086] …` on the line above" in found.help.en
    found = messages.finding("shellcheck", message, several.text, in_step=True)
    assert "`# shellcheck disable=SC2086` on the line above" in found.help.en
    found = messages.finding("hadolint", message, Text.canonical(Source("Dockerfile", "FROM a")))
    assert "`# hadolint ignore=SC2086` on the line above" in found.help.en


@pytest.mark.parametrize(
    ("groovy", "marked"),
    [
        ("sh 'ls \"$a\"'", '"$a"'),
        ('sh "ls \\"\\$a"', '\\"\\$a'),
        ("sh 'ls \"$' + 'a\"'", "\"$' + 'a\""),
        ('def x = \'"$a\'\nsh "ls ${x}\\""', '"$a'),
        ("sh '''\n  ls \"\n   $a\"\n'''.stripIndent().trim()", '"\n   $a"'),
    ],
)
def test_characters_from_elsewhere_are_not_marked(groovy: str, marked: str) -> None:
    text = script(groovy).text
    found = messages.finding("shellcheck", LinterMessage("SC1", "info", "a", 3, len(text)), text, in_step=True)
    lines = groovy.split("\n")
    if found.line == found.end_line:
        assert lines[found.line - 1][found.column - 1 : found.end_column - 1] == marked
    else:
        assert (
            f"{lines[found.line - 1][found.column - 1 :]}\n{lines[found.end_line - 1][: found.end_column - 1]}"
            == marked
        )
