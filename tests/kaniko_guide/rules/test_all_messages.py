"""Every message of the rules is a sentence in both languages, is listed on the page, and is printed for some input."""

from __future__ import annotations

import inspect
import json
import string
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from pytest_check import check

from kaniko_guide import cli, rules
from kaniko_guide.analysis import coverage, ignores
from kaniko_guide.facts import executors
from kaniko_guide.findings import DEFAULT_MESSAGE
from kaniko_guide_site.directives import Page
from kaniko_guide_site.directives import rule as rule_page
from kaniko_guide_site.markdown import literal
from tests.kaniko_guide.command import write
from tests.kaniko_guide.rules.messages import PROJECTS
from tests.support import ROOT, examples, expect_none, read

if TYPE_CHECKING:
    from types import ModuleType

    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Message


RULES = rules.all_rules()
ENDS = {"zh": "。？", "en": ".?"}
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def fields(template: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}


def test_templates_are_sentences_in_both_languages() -> None:
    for rule in RULES.values():
        with check(f"{rule}"):
            for template in (template for message in rule.messages for template in (message.message, message.help)):
                for language in LANGUAGES:
                    words = "".join(words for words, _, _, _ in string.Formatter().parse(template[language]))
                    assert any(letter.isalpha() for letter in words)
                    assert words[-1] in ENDS[language]
                assert fields(template.zh) == fields(template.en)


def test_message_names_are_unique_in_a_rule() -> None:
    for rule in RULES.values():
        with check(f"{rule}"):
            names = [message.name for message in rule.messages]
            assert names
            assert len(set(names)) == len(names)
            assert all(word.isalpha() and word.islower() for name in names for word in name.split("-"))


def reported_messages(directory: Path, capsys: pytest.CaptureFixture[str]) -> set[tuple[str, str]]:
    """The rule and message name of each finding in a directory, with each executor and with none."""
    found = set()
    if directory.is_dir():
        found = {(finding.rule.name, finding.message_name) for finding in rules.check(read(directory))}
    for choice in ([], *([f"--executor={release}"] for release in executors.releases())):
        cli.main(["check", "--format=sarif", "--severity=info", *choice, str(directory)])
        (run,) = json.loads(capsys.readouterr().out)["runs"]
        found |= {(result["ruleId"], result["message"]["id"]) for result in run["results"]}
    return found


def line_of_message(rule: str, message: Message) -> tuple[Path, int]:
    """The file and line that define a message; the line of the rule's name where messages are derived from facts."""
    defined_elsewhere = coverage if rule == coverage.NOTHING_UNDERSTOOD.name else ignores
    source = Path(inspect.getfile(cast("ModuleType", rules.load().get(rule, defined_elsewhere))))
    text = source.read_text("utf-8")
    rule_at = text.index(f'"{rule}"')
    at = text.find("message=", rule_at) if message.name == DEFAULT_MESSAGE else text.find(f'"{message.name}"')
    return source, text.count("\n", 0, at if at >= 0 else rule_at) + 1


def unreported(found: set[tuple[str, str]]) -> list[str]:
    """A line for each message that is not among the reported ones, with the place of its text."""
    missing = [
        (rule, message) for rule in RULES for message in RULES[rule].messages if (rule, message.name) not in found
    ]
    places = [(rule, message.name, *line_of_message(rule, message)) for rule, message in missing]
    return [
        f"{source.relative_to(ROOT)}:{line}:1: error: no input makes {rule} report its message {message}."
        " Add one to PROJECTS in tests/kaniko_guide/rules/messages.py. [message]"
        for rule, message, source, line in places
    ]


def test_a_message_without_input_is_reported_at_its_text() -> None:
    every = {(rule, message.name) for rule in RULES for message in RULES[rule].messages}
    assert unreported(every) == []
    (found,) = unreported(every - {("bad-variable-value", "fails")})
    path, line, _ = found.split(":", 2)
    assert path == "src/kaniko_guide/rules/bad_variable_value.py"
    assert '"fails",' in (ROOT / path).read_text("utf-8").splitlines()[int(line) - 1]
    assert found.endswith(
        ":1: error: no input makes bad-variable-value report its message fails."
        " Add one to PROJECTS in tests/kaniko_guide/rules/messages.py. [message]"
    )


@pytest.mark.parametrize(
    ("rule", "name_of_message", "text"),
    [
        ("archived-image", DEFAULT_MESSAGE, "message="),
        ("feature-ignored", "expose-range", 'name="feature-ignored"'),
    ],
)
def test_the_line_of_a_message(rule: str, name_of_message: str, text: str) -> None:
    (message,) = [message for message in RULES[rule].messages if message.name == name_of_message]
    path, line = line_of_message(rule, message)
    assert text in path.read_text("utf-8").splitlines()[line - 1]


@pytest.mark.slow
def test_every_message_is_printed_for_some_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directories = examples("bad")
    for number, files in enumerate(PROJECTS):
        directory = tmp_path / str(number)
        directory.mkdir()
        write(directory, files)
        directories.append(directory)
    empty = tmp_path / "Jenkinsfile"
    empty.touch()
    directories.append(empty)
    found = {message for directory in directories for message in reported_messages(directory, capsys)}
    expect_none(unreported(found))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_lists_every_message_of_a_rule_with_several(language: Language) -> None:
    between = "" if language == "zh" else " "
    for name in rules.load():
        lines = set(rule_page.render(Page(ROOT, language), name))
        for message in RULES[name].messages if len(RULES[name].messages) > 1 else ():
            said, fix = (one.without_values()[language] for one in (message.message, message.help))
            assert f"    - {literal(said)}{between}{literal(fix)}" in lines
