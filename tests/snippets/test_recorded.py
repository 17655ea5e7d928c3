"""Every log in `snippets/recorded/` equals the output in a record of the executor, or of a failure in a cluster.

`REFRESH_OUTPUTS=1` copies the records of failures again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from kaniko_guide.facts.executors import releases
from kaniko_guide_site.evidence import cluster_runs
from kaniko_guide_site.evidence.snippet_evidence import CLUSTER_LOGS, executor_output
from kaniko_guide_site.snippets.reference import references, selected_text
from tests.support import RECORDED, ROOT, SNIPPETS, expect_output, name

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = SNIPPETS / "recorded"
RECORDS = RECORDED / "kaniko-runs"
LOGS = sorted(SHOWN.glob("*/*.txt"))
FAILURES = sorted((SHOWN / CLUSTER_LOGS).glob("*/*.txt"))
PAGES = [page.read_text("utf-8") for page in sorted((ROOT / "docs" / "zh").glob("*.md"))]


def executors() -> list[str]:
    return sorted(path.name for path in SHOWN.iterdir() if path.is_dir() and path.name != CLUSTER_LOGS)


@pytest.mark.parametrize("path", LOGS, ids=name)
def test_shown_log_equals_its_record(path: Path) -> None:
    record = RECORDS / path.relative_to(SHOWN)
    assert path.read_text("utf-8") == executor_output(record.read_text("utf-8"))


@pytest.mark.parametrize("path", FAILURES, ids=lambda path: "/".join(path.parts[-2:]))
def test_shown_failure_equals_its_record(path: Path) -> None:
    expect_output(path, (ROOT / cluster_runs.FAILURES / path.relative_to(SHOWN / CLUSTER_LOGS)).read_text("utf-8"))


def included_lines(failure: str) -> list[str]:
    """The parts of the records of a failure that pages show."""
    shown = [reference for page in PAGES for _, reference in references(page)]
    directory = f"recorded/{CLUSTER_LOGS}/{failure}/"
    return [selected_text(SNIPPETS, reference) for reference in shown if reference.path.startswith(directory)]


@pytest.mark.parametrize("failure", sorted({path.parent.name for path in FAILURES}))
def test_pages_show_the_decisive_line_of_a_failure(failure: str) -> None:
    run = yaml.safe_load((ROOT / cluster_runs.FAILURES / failure / "run.yml").read_text("utf-8"))
    assert [text for text in included_lines(failure) if run["expected"]["line"] in text]


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
