"""Every log in `snippets/recorded/` equals the output in a record of the executor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide.facts.executors import releases
from kaniko_guide_site.evidence.snippet_evidence import executor_output
from kaniko_guide_site.snippets.reference import references, selected_text
from tests.support import RECORDED, ROOT, SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = SNIPPETS / "recorded"
RECORDS = RECORDED / "kaniko-runs"
LOGS = sorted(SHOWN.glob("*/*.txt"))
COMPARED = 55
"""The number of characters of a cause that are compared: ports and digests come later."""


def executors() -> list[str]:
    return sorted(path.name for path in SHOWN.iterdir() if path.is_dir())


def test_shown_log_equals_its_record() -> None:
    for path in LOGS:
        with check(f"{path}"):
            record = RECORDS / path.relative_to(SHOWN)
            assert path.read_text("utf-8") == executor_output(record.read_text("utf-8"))


def shown_for_one() -> list[tuple[str, str]]:
    """The cases that pages show of one executor only, each with the last line that is shown."""
    texts = [path.read_text("utf-8") for path in sorted((ROOT / "docs" / "zh").glob("*.md"))]
    parts = [part for text in texts for _, part in references(text) if part.path.startswith("recorded/")]
    names = {part.path for part in parts}
    alone = [part for part in parts if str(other(SNIPPETS / part.path).relative_to(SNIPPETS)) not in names]
    return [(part.path, selected_text(SNIPPETS, part).splitlines()[-1]) for part in alone]


def other(path: Path) -> Path:
    """The log of the same case of the other executor."""
    (name,) = set(executors()) - {path.parent.name}
    return path.parent.parent / name / path.name


ALONE = shown_for_one()


def test_what_is_shown_of_one_executor_is_printed_by_both() -> None:
    for path, line in ALONE:
        with check(f"{path}, {line}"):
            cause = line.partition(": ")[2] or line
            record = RECORDS / other(SNIPPETS / path).relative_to(SHOWN)
            assert cause[:COMPARED] in executor_output(record.read_text("utf-8"))


def test_facts_list_every_executor() -> None:
    assert sorted(releases()) == executors()


@pytest.mark.parametrize("executor", executors())
def test_recorded_version(executor: str) -> None:
    version = executor.rpartition("-")[2]
    assert (
        executor_output((RECORDS / executor / "00-version.txt").read_text("utf-8")) == f"Kaniko version :  {version}\n"
    )
