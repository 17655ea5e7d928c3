"""Every log in `snippets/recorded/` equals the output in a record of the executor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.facts.executors import releases
from kaniko_guide_site.evidence.snippet_evidence import executor_output
from tests.support import RECORDED, SNIPPETS, name

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = SNIPPETS / "recorded"
RECORDS = RECORDED / "kaniko-runs"
LOGS = sorted(SHOWN.glob("*/*.txt"))


def executors() -> list[str]:
    return sorted(path.name for path in SHOWN.iterdir() if path.is_dir())


@pytest.mark.parametrize("path", LOGS, ids=name)
def test_shown_log_equals_its_record(path: Path) -> None:
    record = RECORDS / path.relative_to(SHOWN)
    assert path.read_text("utf-8") == executor_output(record.read_text("utf-8"))


def test_both_executors_have_the_same_cases() -> None:
    cases = {executor: {path.name for path in (SHOWN / executor).iterdir()} for executor in executors()}
    assert len(cases) == 2
    first, second = cases.values()
    assert first == second


def test_facts_list_every_executor() -> None:
    assert sorted(releases()) == executors()


@pytest.mark.parametrize("executor", executors())
def test_recorded_version(executor: str) -> None:
    version = executor.rpartition("-")[2]
    assert (
        executor_output((RECORDS / executor / "00-version.txt").read_text("utf-8")) == f"Kaniko version :  {version}\n"
    )
