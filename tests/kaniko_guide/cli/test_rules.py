"""The output of `rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli, rules
from kaniko_guide.cli import exit_codes
from kaniko_guide.cli import rules as cli_rules
from kaniko_guide.report import guide

if TYPE_CHECKING:
    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Rule


RULES = rules.all_rules()
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_is_listed_and_explained(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules", f"--lang={language}"]) == exit_codes.CLEAN
    lines = capsys.readouterr().out.splitlines()
    names = [line.split()[0] for line in lines]
    assert names == sorted([*rules.load(), "bad-ignore", "nothing-understood", "unused-ignore"])
    for line, (name, rule) in zip(lines, RULES.items(), strict=True):
        assert line.endswith(" [*]") == rule.has_fix
        assert cli.main(["rules", name, f"--lang={language}"]) == exit_codes.CLEAN
        out = capsys.readouterr().out
        assert out.startswith(f"{name} ({rule.severity}): ")
        assert rule.source in out
        assert (rule.why.zh if language == "zh" else rule.why.en) in out


def test_the_page_of_a_rule_is_named_where_the_guide_has_an_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli_rules, "site", lambda: "https://example.com/")
    monkeypatch.setattr(guide, "site", lambda: "https://example.com/")
    assert cli.main(["rules", "schema", "--lang=en"]) == exit_codes.CLEAN
    assert capsys.readouterr().out.endswith("\npage: https://example.com/rules/schema/\n")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_command_lists_every_message(rule: Rule, language: Language, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["rules", rule.name, f"--lang={language}"])
    lines = capsys.readouterr().out.splitlines()
    for message in rule.messages:
        for template in (message.message, message.help):
            assert any(line.endswith(template.without_values()[language]) for line in lines)
