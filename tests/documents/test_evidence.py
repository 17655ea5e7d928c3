"""Every recorded run that a page names as its evidence is kept here, of both executors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import RECORDED, ROOT, expect_none, name

if TYPE_CHECKING:
    from pathlib import Path

RECORDS = RECORDED / "kaniko-runs"
CASE = re.compile(r"`(?P<case>0[01]-[a-z-]+|[a-z]{1,2}\d*(?:-[A-Za-z0-9_-]+)|[a-z]{1,2}\d+)`")
"""A case's name, whole (`b1-push-no-config`) or by its number (`b1`), as code in a sentence."""
FORK_ONLY = ("t",)
"""Cases of `login` and `push`, which upstream doesn't have."""


def executors() -> list[Path]:
    return sorted(path for path in RECORDS.iterdir() if path.is_dir() and (path / "00-version.txt").is_file())


def named_runs() -> list[tuple[str, str]]:
    found = []
    for page in sorted((ROOT / "docs").rglob("*.md")):
        for number, line in enumerate(page.read_text("utf-8").splitlines(), start=1):
            if "运行 `" in line:
                found += [(f"{name(page)}:{number}:{case.start() + 1}", case["case"]) for case in CASE.finditer(line)]
    return found


def test_run_named_on_a_page_is_kept() -> None:
    for where, case in named_runs():
        with check(f"{where}, {case}"):
            kept = [path for path in executors() if list(path.glob(f"{case}.txt")) + list(path.glob(f"{case}-*.txt"))]
            expected = 1 if case.startswith(FORK_ONLY) else 2
            if len(kept) < expected:
                problem = (
                    f"there is no record of the run {case} in {name(RECORDS)}. Correct its name, or add the record."
                )
                expect_none([f"{where}: error: {problem} [record]"])


def test_pages_name_runs() -> None:
    assert len(named_runs()) > 20
