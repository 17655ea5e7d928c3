"""A fixed file is written as a whole or not at all, with its byte order mark, permissions and links."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.fixes import writing
from kaniko_guide.project import NotCheckedCause
from kaniko_guide.project.files import LINK_OUTSIDE
from kaniko_guide.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.bilingual import Bilingual

NEW = "new\r\n中\n"


def write() -> list[Bilingual]:
    """Write `NEW` to a.sh, which had another text when it was checked."""
    problems = writing.write_all({"a.sh": Source("a.sh", "old\r\n")}, {"a.sh": NEW})
    assert all(problem.path == "a.sh" and problem.cause is NotCheckedCause.NOT_FIXED for problem in problems)
    return [problem.reason for problem in problems]


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_all_other_bytes_are_kept(working_directory: Path, mark: bytes) -> None:
    file = working_directory / "a.sh"
    file.write_bytes(mark + b"old\r\n")
    file.chmod(0o754)
    assert write() == []
    assert file.read_bytes() == mark + NEW.encode()
    assert file.stat().st_mode & 0o777 == 0o754
    assert names(working_directory) == ["a.sh"]


def test_a_file_that_changed_is_left_alone(working_directory: Path) -> None:
    (working_directory / "a.sh").write_bytes(b"other")
    assert write() == [writing.CHANGED]
    assert (working_directory / "a.sh").read_bytes() == b"other"


def test_a_file_that_is_gone_is_an_error(working_directory: Path) -> None:
    assert [reason.en for reason in write()] == [
        "not fixed, as it can't be written (No such file or directory); solve that and run the command again"
    ]
    assert names(working_directory) == []


def test_a_file_that_is_not_writable_is_left_alone(working_directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (working_directory / "a.sh").write_bytes(b"old\r\n")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert write() == [writing.READ_ONLY]
    assert (working_directory / "a.sh").read_bytes() == b"old\r\n"


@pytest.mark.parametrize("failing", ["replace", "fsync"])
def test_an_error_of_writing_leaves_the_file_and_nothing_else(
    working_directory: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (working_directory / "a.sh").write_bytes(b"old\r\n")
    monkeypatch.setattr(os, failing, fail)
    assert [reason.en for reason in write()] == [
        "not fixed, as it can't be written (No space left on device); solve that and run the command again"
    ]
    assert (working_directory / "a.sh").read_bytes() == b"old\r\n"
    assert names(working_directory) == ["a.sh"]


def test_one_file_that_fails_does_not_stop_the_others(working_directory: Path) -> None:
    (working_directory / "a.sh").write_bytes(b"a")
    (working_directory / "c.sh").write_bytes(b"c")
    sources = {path: Source(path, path[0]) for path in ("a.sh", "b.sh", "c.sh")}
    problems = writing.write_all(sources, dict.fromkeys(sources, "x"))
    assert [problem.path for problem in problems] == ["b.sh"]
    assert [(working_directory / path).read_bytes() for path in ("a.sh", "c.sh")] == [b"x", b"x"]


def test_a_link_stays_a_link(working_directory: Path) -> None:
    (working_directory / "b").mkdir()
    (working_directory / "b" / "real.sh").write_bytes(b"old\r\n")
    (working_directory / "a.sh").symlink_to("b/real.sh")
    assert write() == []
    assert (working_directory / "a.sh").is_symlink()
    assert (working_directory / "b" / "real.sh").read_bytes() == NEW.encode()


def test_nothing_is_written_through_a_link_that_leads_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "repository").mkdir()
    (tmp_path / "outside.sh").write_bytes(b"old\r\n")
    (tmp_path / "repository" / "a.sh").symlink_to("../outside.sh")
    monkeypatch.chdir(tmp_path / "repository")
    assert write() == [LINK_OUTSIDE]
    assert (tmp_path / "outside.sh").read_bytes() == b"old\r\n"
