from __future__ import annotations

import json
from typing import Any

import pytest

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.project import UncheckedFile
from kaniko_guide.report import json as report
from kaniko_guide.report.check_report import CheckReport
from kaniko_guide.rules import placeholder_left
from kaniko_guide.text import Source, Text, UnreadableError

SOURCE = Source("a.sh", "one\ntwo\n")


def render_json(checked: CheckReport) -> Any:  # noqa: ANN401
    return json.loads("\n".join(report.render(checked)))


def test_findings_and_errors_are_in_the_language_of_the_report() -> None:
    finding = placeholder_left.RULE.finding(Text.canonical(SOURCE).cut(4, 7), text="one")
    problems = [UncheckedFile.unreadable(UnreadableError("b.sh", Bilingual(zh="一。", en="One.")))]
    data = render_json(CheckReport("zh", {"a.sh": SOURCE}, [finding], hidden=1, suppressed=1, errors=problems))
    assert data["files"] == 1
    assert data["errors"] == [{"path": "b.sh", "message": "一。"}]
    (one,) = data["findings"]
    assert (one["rule"], one["severity"], one["path"]) == ("placeholder-left", placeholder_left.RULE.severity, "a.sh")
    assert (one["line"], one["column"], one["end_column"]) == (2, 1, 4)
    assert (one["message"], one["help"]) == (finding.message.zh, finding.help.zh)


def test_nothing_found_is_an_empty_list() -> None:
    assert render_json(CheckReport("en", {}, [], hidden=0, suppressed=0, errors=[])) == {
        "files": 0,
        "fixed": 0,
        "findings": [],
        "left_out": {
            "configurations": [],
            "findings": {"less_severe": 0, "ignored_by_comments": 0, "turned_off": 0, "in_baseline": 0},
            "files": {"excluded": 0, "git_ignored": 0},
            "unused_in_baseline": 0,
        },
        "errors": [],
        "coverage": {"understood": {}, "files_not_understood": [], "other_yaml_files": 0, "not_understood": []},
    }


@pytest.mark.parametrize(
    ("data", "shown"), [("中 é", '"中 é"'), ("a\udcffb", '"a?b"'), ({"a": [1]}, '{\n  "a": [\n    1\n  ]\n}')]
)
def test_json_of_all_commands(data: object, shown: str) -> None:
    assert report.dump(data) == shown
