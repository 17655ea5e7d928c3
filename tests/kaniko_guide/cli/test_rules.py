"""The output of `rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli, rules
from kaniko_guide.analysis import ignores
from kaniko_guide.cli import exit_codes
from kaniko_guide.report.guide import address

if TYPE_CHECKING:
    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Rule


RULES: dict[str, Rule] = {name: module.RULE for name, module in rules.load().items()} | ignores.IGNORE_RULES
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_is_listed_and_explained(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules", f"--lang={language}"]) == exit_codes.CLEAN
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names == sorted([*rules.load(), "bad-ignore", "unused-ignore"])
    for name, rule in RULES.items():
        assert cli.main(["rules", name, f"--lang={language}"]) == exit_codes.CLEAN
        out = capsys.readouterr().out
        assert out.startswith(f"{name} ({rule.severity}): ")
        assert rule.source in out
        assert address(rule.page) in out
        assert (rule.why.zh if language == "zh" else rule.why.en) in out


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_command_lists_every_message(rule: Rule, language: Language, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["rules", rule.name, f"--lang={language}"])
    lines = capsys.readouterr().out.splitlines()
    for message in rule.messages:
        for template in (message.message, message.help):
            assert any(line.endswith(template.without_values()[language]) for line in lines)
