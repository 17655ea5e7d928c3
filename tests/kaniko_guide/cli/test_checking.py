"""All rules run on what was read, apart from what the user selects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import project, rules
from kaniko_guide.cli import checking
from tests.kaniko_guide.command import SHELL, write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

IGNORED = "# kaniko-guide: ignore[placeholder-left] an example\n"


def result() -> checking.CheckResult:
    return checking.check(project.read_paths(["."], None, project.Settings()))


def test_findings_are_in_order_and_those_that_comments_suppress_are_counted(working_directory: Path) -> None:
    write(working_directory, {"b.sh": SHELL, "a.sh": f"{SHELL}{IGNORED}{SHELL}"})
    found = result()
    assert [(finding.path, finding.line) for finding in found.findings] == [("a.sh", 1), ("b.sh", 1)]
    assert found.suppressed == 1
    assert list(found.sources) == ["a.sh", "b.sh"]
    assert (found.failures, found.problems) == ([], [])


def test_rule_that_fails_is_named_and_its_unused_comments_are_not_reported(
    working_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise ZeroDivisionError

    write(working_directory, {"a.sh": f"{IGNORED}{SHELL}"})
    monkeypatch.setattr(rules.load()["placeholder-left"], "check", fail)
    found = result()
    assert [(failure.rule, failure.file.path) for failure in found.failures] == [("placeholder-left", "a.sh")]
    assert found.findings == []
