"""Files that can't be opened or decoded, as `check` reports them."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.cli import exit_codes
from kaniko_guide.project import files
from kaniko_guide.project.files import MAX_BYTES
from kaniko_guide.text import UnreadableError
from lab.tools import unavailable
from tests.kaniko_guide.command import SHELL, check, write

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.bilingual import Bilingual


def test_files_without_read_permission_are_reported(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if os.geteuid() != 0:
        unavailable("root", "Only root can become a user who may not read every file.")
    write(
        working_directory,
        {"ok.sh": SHELL, "no.sh": SHELL, "unknown": SHELL, "locked/a.sh": SHELL, "listed/b.sh": SHELL},
    )
    for name, mode in (("no.sh", 0), ("unknown", 0), ("locked", 0), ("listed", 0o744), (".", 0o755)):
        (working_directory / name).chmod(mode)
    for parent in (working_directory, *working_directory.parents[:2]):
        parent.chmod(0o755)
    check(capsys)
    os.seteuid(65534)
    try:
        code, found, err = check(capsys, ".", "locked/a.sh")
    finally:
        os.seteuid(0)
    assert (code, found) == (exit_codes.ERROR, ["ok.sh:1 placeholder-left"])
    reason = "permission denied; give the user who runs the command read access"
    assert err.splitlines() == [
        f"kaniko-guide: {path}: {reason}" for path in ("no.sh", "unknown", "listed/b.sh", "locked", "locked/a.sh")
    ]


def test_unreadable_file_does_not_hide_the_others(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": b"\xff", "b.sh": SHELL, "c.sh": b"#" * (MAX_BYTES + 1)})
    code, found, err = check(capsys)
    assert (code, found) == (exit_codes.ERROR, ["b.sh:1 placeholder-left"])
    assert [line.partition(":")[2].split(",")[0] for line in err.splitlines()] == [
        " a.sh: line 1",
        " c.sh: found more than 1 MB",
    ]


def test_only_regular_files_have_a_size(tmp_path: Path) -> None:
    write(tmp_path, {"a": b"abc"})
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "nowhere").symlink_to("none")
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    sizes = {name: files.regular_file_size(tmp_path / name) for name in ("a", "link", "nowhere", "loop", "pipe", ".")}
    assert sizes == {"a": 3, "link": 3, "nowhere": None, "loop": None, "pipe": None, ".": None}


@pytest.mark.parametrize(
    ("content", "text"),
    [(b"", True), ("中文\n".encode() * 5000, True), (b"a\0b" + b"c" * 10, False), ("中文".encode("gbk") * 10, False)],
)
def test_text_is_recognized_by_its_first_bytes(tmp_path: Path, content: bytes, *, text: bool) -> None:
    write(tmp_path, {"a": content})
    assert files.looks_like_text(tmp_path / "a") is text


@pytest.mark.parametrize(
    ("target", "within"), [("a", True), ("../directory/a", True), ("none", True), ("../other", False), ("link", True)]
)
def test_link_stays_within_its_directory_or_not(tmp_path: Path, target: str, *, within: bool) -> None:
    directory = tmp_path / "directory"
    write(tmp_path, {"directory/a": "", "other": ""})
    (directory / "link").symlink_to(target)
    assert files.stays_within(directory / "link", directory) is within


def test_dash_opens_standard_input_and_a_path_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"a": "of the file"})
    with files.open_binary("-", io.BytesIO(b"of the input")) as stream:
        assert stream.read() == b"of the input"
    with files.open_binary(str(tmp_path / "a"), None) as stream:
        assert stream.read() == b"of the file"
    assert files.read_stdin(io.BytesIO(b"ls\n")).text == "ls\n"


@pytest.mark.parametrize(
    ("path", "shown", "reason"),
    [
        ("-", "<stdin>", files.STDIN_IS_CLOSED),
        ("", "''", files.PATH_IS_EMPTY),
        (os.devnull, os.devnull, files.NOT_A_REGULAR_FILE),
    ],
)
def test_error_names_the_path_and_the_reason(path: str, shown: str, reason: Bilingual) -> None:
    with pytest.raises(UnreadableError) as raised, files.open_binary(path, None):
        pass
    assert (raised.value.path, raised.value.reason) == (shown, reason)


def test_source_may_not_exceed_the_limit(tmp_path: Path) -> None:
    write(tmp_path, {"a": b"#" * MAX_BYTES, "b": b"#" * (MAX_BYTES + 1)})
    assert len(files.read_source(tmp_path / "a", "a").text) == MAX_BYTES
    with pytest.raises(UnreadableError) as raised:
        files.read_source(tmp_path / "b", "b")
    assert raised.value.reason == files.TOO_LARGE
