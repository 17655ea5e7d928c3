from __future__ import annotations

import pytest

from kaniko_guide.report.check_report import CheckReport
from kaniko_guide.rules import placeholder_left
from kaniko_guide.text import Source, Text

SOURCE = Source("a.sh", "one\r\ntwo\n")
SOURCES = {SOURCE.path: SOURCE}


def report() -> CheckReport:
    return CheckReport("en", SOURCES, [], hidden=0, suppressed=0, errors=[])


@pytest.mark.parametrize(
    ("start", "stop", "line", "end_column"),
    [
        (0, 2, "one", 3),
        (0, 7, "one", 4),
        (3, 6, "one", 4),
        (5, 8, "two", 4),
        (5, 5, "two", 1),
    ],
)
def test_a_finding_ends_on_its_first_line(start: int, stop: int, line: str, end_column: int) -> None:
    finding = placeholder_left.RULE.finding(Text.canonical(SOURCE).cut(start, stop), text="one")
    assert report().line(finding) == line
    assert report().end_column(finding) == end_column
