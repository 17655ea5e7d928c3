"""Every log in `snippets/recorded/` is a record of the real executor, without its frame."""

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
def test_log_is_what_the_executor_printed(path: Path) -> None:
    record = RECORDS / path.relative_to(SHOWN)
    assert path.read_text("utf-8") == executor_output(record.read_text("utf-8"))


def test_every_case_is_there_for_both_executors() -> None:
    cases = {executor: {path.name for path in (SHOWN / executor).iterdir()} for executor in executors()}
    assert len(cases) == 2
    first, second = cases.values()
    assert first == second


def test_the_facts_name_every_executor() -> None:
    assert sorted(releases()) == executors()


@pytest.mark.parametrize("executor", executors())
def test_the_executor_said_its_version(executor: str) -> None:
    version = executor.rpartition("-")[2]
    assert (
        executor_output((RECORDS / executor / "00-version.txt").read_text("utf-8")) == f"Kaniko version :  {version}\n"
    )
