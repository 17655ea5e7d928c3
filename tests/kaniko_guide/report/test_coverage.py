"""What was understood and what was not, as text and as data."""

from __future__ import annotations

from kaniko_guide.analysis.coverage import Coverage
from kaniko_guide.report import coverage
from kaniko_guide.report.check_report import CheckReport
from kaniko_guide.sources import unread
from kaniko_guide.sources.unread import Unread
from kaniko_guide.text import Source, Text

SOURCE = Source("a.sh", "one\n" * 5)
ENTRIES = tuple(Unread(Text.canonical(SOURCE).cut(4 * line, 4 * line + 3), unread.EMPTY) for line in range(5))
FOUND = Coverage({"pods": 1, "sh_steps": 2, "run_time_values": 1}, ENTRIES, {"a.sh": ENTRIES[0]}, 1)


def test_text() -> None:
    report = CheckReport("en", {SOURCE.path: SOURCE}, [], hidden=0, suppressed=0, errors=[], coverage=FOUND)
    assert list(coverage.lines(FOUND, report)) == [
        "Understood: 1 pod, 2 `sh` steps; 1 value known only at run time.",
        "Not understood:",
        *(f"  a.sh:{line}:1: The file is empty. [empty-file]" for line in (1, 2, 3)),
        "  a.sh: 2 more [empty-file] (`--format=json` lists all)",
        "  1 YAML file that is no Kubernetes manifest",
    ]


def test_data_lists_everything() -> None:
    report = CheckReport("zh", {SOURCE.path: SOURCE}, [], hidden=0, suppressed=0, errors=[], coverage=FOUND)
    data = coverage.data(FOUND, report)
    assert [entry["line"] for entry in data["not_understood"]] == [1, 2, 3, 4, 5]
    assert data["files_not_understood"] == ["a.sh"]
    assert data["other_yaml_files"] == 1
    assert coverage.understood(FOUND, "zh") == "读懂：1 个 Pod、2 个 `sh` 步骤；1 个值运行时才知道。"
