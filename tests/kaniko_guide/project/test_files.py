"""Files that can not be opened or decoded, as `check` reports them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kaniko_guide.cli import exit_codes
from kaniko_guide.project.files import LIMIT
from tests.kaniko_guide.command import SHELL, check, write
from tests.support import missing

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_the_user_may_not_read(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if os.geteuid() != 0:
        missing("root")
    write(here, {"ok.sh": SHELL, "no.sh": SHELL, "unknown": SHELL, "locked/a.sh": SHELL, "listed/b.sh": SHELL})
    for name, mode in (("no.sh", 0), ("unknown", 0), ("locked", 0), ("listed", 0o744), (".", 0o755)):
        (here / name).chmod(mode)
    for parent in (here, *here.parents[:2]):
        parent.chmod(0o755)
    check(capsys)
    os.seteuid(65534)
    try:
        code, found, err = check(capsys, ".", "locked/a.sh")
    finally:
        os.seteuid(0)
    assert (code, found) == (exit_codes.UNUSABLE, ["ok.sh:1 placeholder-left"])
    refused = "there is no permission to read it; let the user who runs the command read it"
    assert err.splitlines() == [
        f"kaniko-guide: {path}: {refused}" for path in ("no.sh", "unknown", "listed/b.sh", "locked", "locked/a.sh")
    ]


def test_an_unreadable_file_does_not_hide_the_others(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a.sh": b"\xff", "b.sh": SHELL, "c.sh": b"#" * (LIMIT + 1)})
    code, found, err = check(capsys)
    assert (code, found) == (exit_codes.UNUSABLE, ["b.sh:1 placeholder-left"])
    assert [line.partition(":")[2].split(",")[0] for line in err.splitlines()] == [
        " a.sh: line 1",
        " c.sh: found more than 1 MB",
    ]
