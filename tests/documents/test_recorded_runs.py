"""Recorded runs are kept as they were printed: each has its checksum in `records/runs.sha256`."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from tests.support import RECORDED, expect_none

if TYPE_CHECKING:
    from pathlib import Path

CHECKSUMS = "runs.sha256"
"""In the form of `sha256sum`, so that `sha256sum --check runs.sha256` in `records/` does the same."""

RECORDS = ("*-runs/*/*.txt", "executor-cases/*/*.txt")


def findings(records: Path) -> list[str]:
    """Every recorded run that changed, is new or is missing.

    Args:
        records: the directory of all recorded runs.
    """
    lines = (records / CHECKSUMS).read_text("utf-8").splitlines()
    recorded = {run: checksum for checksum, run in (line.split("  ") for line in lines)}
    runs = {path.relative_to(records).as_posix(): path for kind in RECORDS for path in records.glob(kind)}
    found = []
    for run in sorted(recorded.keys() | runs.keys()):
        if run not in runs:
            problem = f"the record is missing. Restore it, or remove its line from records/{CHECKSUMS}."
        elif run not in recorded:
            problem = f"a new record. Add its checksum: (cd records && sha256sum {run} >> {CHECKSUMS})"
        elif hashlib.sha256(runs[run].read_bytes()).hexdigest() != recorded[run]:
            problem = f"the record was edited. Restore it: git checkout -- records/{run}"
        else:
            continue
        found.append(f"records/{run}:1:1: error: {problem} [record]")
    return found


def test_recorded_runs_are_unchanged() -> None:
    expect_none(findings(RECORDED))


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A directory of one recorded run."""
    run = tmp_path / "kaniko-runs" / "v1" / "a.txt"
    run.parent.mkdir(parents=True)
    run.write_text("INFO[0000] a\n", "utf-8")
    checksum = hashlib.sha256(run.read_bytes()).hexdigest()
    (tmp_path / CHECKSUMS).write_text(f"{checksum}  kaniko-runs/v1/a.txt\n", "utf-8")
    return tmp_path


def test_an_edited_a_new_and_a_missing_record_are_found(records: Path) -> None:
    assert findings(records) == []
    run = records / "kaniko-runs" / "v1" / "a.txt"
    run.write_text("INFO[0000] b\n", "utf-8")
    (place,) = findings(records)
    edited = "the record was edited. Restore it: git checkout -- records/kaniko-runs/v1/a.txt [record]"
    assert place == f"records/kaniko-runs/v1/a.txt:1:1: error: {edited}"
    run.rename(run.with_name("b.txt"))
    assert findings(records) == [
        (
            "records/kaniko-runs/v1/a.txt:1:1: error: the record is missing. Restore it, or remove its line from "
            "records/runs.sha256. [record]"
        ),
        (
            "records/kaniko-runs/v1/b.txt:1:1: error: a new record. Add its checksum: (cd records && sha256sum "
            "kaniko-runs/v1/b.txt >> runs.sha256) [record]"
        ),
    ]
