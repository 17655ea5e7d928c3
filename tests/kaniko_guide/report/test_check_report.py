from __future__ import annotations

import pytest

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.project import UncheckedFile
from kaniko_guide.report.check_report import CheckReport
from kaniko_guide.rules import placeholder_left
from kaniko_guide.text import Source, Text, UnreadableError

SOURCE = Source("a.sh", "one\r\ntwo\n")
SOURCES = {SOURCE.path: SOURCE}
REASON = Bilingual(zh="一。", en="One.")


def error_of_ours() -> Exception:
    with pytest.raises(KeyError) as raised:
        SOURCES["none"]
    return raised.value


def report(*problems: UncheckedFile) -> CheckReport:
    return CheckReport("en", SOURCES, [], hidden=0, suppressed=0, problems=problems)


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


def test_what_is_left_out_on_purpose_is_no_error() -> None:
    left_out = UncheckedFile.left_out("b", REASON)
    unreadable = UncheckedFile.unreadable(UnreadableError("c", REASON))
    ours = UncheckedFile.internal_error("d", error_of_ours())
    found = report(left_out, unreadable, ours)
    assert list(found.notes) == [left_out]
    assert list(found.errors) == [unreadable, ours]
