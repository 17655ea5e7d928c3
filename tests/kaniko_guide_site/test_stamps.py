"""The stamp of a file changes when it is written, and so do those of the directories above it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kaniko_guide_site import stamps
from kaniko_guide_site.stamps import stamp

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert stamp(tmp_path / "none") is None
    (tmp_path / "file").write_text("", "utf-8")  # as `.git` in a worktree
    assert stamp(tmp_path / "file" / "none") is None


def test_stamp_changes_with_time_or_size(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("a", "utf-8")
    os.utime(path, ns=(1, 1))
    first = stamp(path)
    assert first == stamp(path)
    path.write_text("ab", "utf-8")
    os.utime(path, ns=(1, 1))
    longer = stamp(path)
    os.utime(path, ns=(2, 2))
    assert len({first, longer, stamp(path)}) == 3


def test_stamps_of_a_directory_change_with_any_file_below(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    found = {stamps.below(tmp_path)}
    path = tmp_path / "a" / "b" / "c"
    for number in (1, 2):
        path.write_text("a", "utf-8")
        os.utime(path, ns=(number, number))
        found.add(stamps.below(tmp_path))
    path.unlink()
    found.add(stamps.below(tmp_path))
    assert len(found) == 4
