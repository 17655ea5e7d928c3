"""What is reported while files are read and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.cli import checking
from kaniko_guide.project import Settings, read_paths
from kaniko_guide.project.progress import Progress
from kaniko_guide.project.selection import Selection
from tests.kaniko_guide.command import SHELL, write

if TYPE_CHECKING:
    from pathlib import Path


class Recorded(Progress):
    def __init__(self) -> None:
        self.calls: list[tuple[str, int]] = []

    def found(self, files: int) -> None:
        self.calls.append(("found", files))

    def read(self, files: int) -> None:
        self.calls.append(("read", files))

    def checked(self, rules: int, total: int) -> None:
        assert 0 <= rules < total
        self.calls.append(("checked", rules))


def test_each_step_is_reported(working_directory: Path) -> None:
    write(working_directory, {"a.sh": SHELL, "b.sh": SHELL, "c.sh": "ls\n"})
    progress = Recorded()
    checking.check(read_paths(["."], None, Settings(), Selection(progress=progress)), progress)
    assert progress.calls[:6] == [("found", 1), ("found", 2), ("found", 3), ("read", 1), ("read", 2), ("read", 3)]
    checked = progress.calls[6:]
    assert checked == [("checked", number) for number in range(len(checked))]
    assert checked
