"""Every message of the rules is a sentence in both languages, is listed on the page, and is printed for some input."""

from __future__ import annotations

import json
import string
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli, rules
from kaniko_guide.analysis import ignores
from kaniko_guide.facts import executors
from kaniko_guide_site.directives import Page
from kaniko_guide_site.directives import rules as rules_page
from kaniko_guide_site.markdown import literal
from tests.kaniko_guide.rules.messages import PROJECTS
from tests.support import ROOT, examples, read

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.bilingual import Bilingual, Language
    from kaniko_guide.findings import Rule


RULES: dict[str, Rule] = {name: module.RULE for name, module in rules.load().items()} | ignores.IGNORE_RULES
TEMPLATES = {
    f"{name}/{message.name}/{part}": template
    for name, rule in RULES.items()
    for message in rule.messages
    for part, template in (("message", message.message), ("help", message.help))
}
ENDS = {"zh": "。？", "en": ".?"}
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def fields(template: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_template_is_a_sentence_in_both_languages(template: Bilingual) -> None:
    for language in LANGUAGES:
        words = "".join(words for words, _, _, _ in string.Formatter().parse(template[language]))
        assert any(letter.isalpha() for letter in words)
        assert words[-1] in ENDS[language]
    assert fields(template.zh) == fields(template.en)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_message_names_are_unique_in_a_rule(rule: Rule) -> None:
    names = [message.name for message in rule.messages]
    assert names
    assert len(set(names)) == len(names)
    assert all(word.isalpha() and word.islower() for name in names for word in name.split("-"))


def reported_messages(directory: Path, capsys: pytest.CaptureFixture[str]) -> set[tuple[str, str]]:
    """The rule and message name of each finding in a directory, with each executor and with none."""
    found = {(finding.rule.name, finding.message_name) for finding in rules.check(read(directory))}
    for choice in ([], *([f"--executor={release}"] for release in executors.releases())):
        cli.main(["check", "--format=sarif", "--severity=info", *choice, str(directory)])
        (run,) = json.loads(capsys.readouterr().out)["runs"]
        found |= {(result["ruleId"], result["message"]["id"]) for result in run["results"]}
    return found


def test_every_message_is_printed_for_some_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directories = examples("bad")
    for number, files in enumerate(PROJECTS):
        directory = tmp_path / str(number)
        directory.mkdir()
        for name, content in files.items():
            (directory / name).write_text(content, "utf-8")
        directories.append(directory)
    found = {message for directory in directories for message in reported_messages(directory, capsys)}
    assert sorted({(name, message.name) for name, rule in RULES.items() for message in rule.messages} - found) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_lists_every_message_of_a_rule_with_several(language: Language) -> None:
    lines = set(rules_page.render(Page(ROOT, language)))
    between = "" if language == "zh" else " "
    for name in rules.load():
        for message in RULES[name].messages if len(RULES[name].messages) > 1 else ():
            said, fix = (one.without_values()[language] for one in (message.message, message.help))
            assert f"    - {literal(said)}{between}{literal(fix)}" in lines
