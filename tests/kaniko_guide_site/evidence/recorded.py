"""The records and checks that the tests of records and of verify use."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide_site import clock
from kaniko_guide_site.evidence import model, records
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

    from kaniko_guide_site.evidence.records import Record

TODAY = clock.today()
TOMORROW = TODAY + dt.timedelta(days=1)
CHECKS = model.checks()
RECORDS = [
    replace(record, key=records.key(ROOT, CHECKS[record.check], record.snippet, record.tools))
    for record in records.load(ROOT)
    if record.check in CHECKS
]
"""The records with the keys that they have after `verify`: if the file has stale ones, only one test fails."""
RECORDED_CHECKS = [check.name for check in model.checks().values() if check.is_recorded]


def records_of(check: str) -> list[Record]:
    """The records of a check."""
    return [record for record in RECORDS if record.check == check]


GOOD = next(record for record in RECORDS if record.check == "groovy" and record.snippet == "quick-start/Jenkinsfile")


def raise_version(check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a check a newer version than its records have."""
    known = CHECKS
    version = known[check].version
    assert version is not None
    raised = {**known, check: replace(known[check], version=version + 1)}
    monkeypatch.setattr(records, "checks", lambda: raised)
    monkeypatch.setattr(model, "checks", lambda: raised)


def write_current_records(directory: Path) -> None:
    """Write the current records to `records/` of a copy of the project, beside links to all other records."""
    (directory / "records").mkdir()
    for path in (ROOT / "records").iterdir():
        if path != ROOT / records.FILE:
            (directory / "records" / path.name).symlink_to(path)
    (directory / records.FILE).write_text(records.dump(RECORDS), "utf-8")


@contextmanager
def project_copy() -> Iterator[Path]:
    """A copy of the parts of the project that verify needs."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        ignored = shutil.ignore_patterns("node_modules", "__pycache__", "data", "browser")
        for path in ("snippets", "src", "lab", "tests"):
            shutil.copytree(ROOT / path, directory / path, ignore=ignored)
        (directory / records.FILE).parent.mkdir()
        shutil.copy(ROOT / records.FILE, directory / records.FILE)
        shutil.copy(ROOT / "uv.lock", directory)
        (directory / "lab/codenarc/node_modules").symlink_to(ROOT / "lab/codenarc/node_modules")
        yield directory
