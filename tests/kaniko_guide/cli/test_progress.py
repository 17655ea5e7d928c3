"""The progress of a long run, on a real terminal."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.cli import progress
from kaniko_guide.cli.progress import TerminalProgress
from kaniko_guide.project.progress import Progress
from tests.kaniko_guide.command import SHELL, write

if TYPE_CHECKING:
    from pathlib import Path

CLEAR = progress.CLEAR


def test_a_line_is_shown_after_a_while_replaced_and_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    stream = io.StringIO()
    shown = TerminalProgress(stream, "en")
    shown.found(1)
    shown.clear()
    assert stream.getvalue() == ""
    for now[0], files in ((1.0, 2), (1.05, 3), (1.2, 4)):
        shown.read(files)
    shown.checked(5, 97)
    now[0] = 2.0
    shown.checked(6, 97)
    now[0] = 3.0
    shown.linted(7, 8)
    now[0] = 4.0
    shown.asked(9, 10)
    shown.clear()
    shown.clear()
    assert stream.getvalue().split(CLEAR) == [
        "",
        "Files read: 2",
        "Files read: 4",
        "Rules checked: 6 of 97",
        "7 of 8 texts checked by linters",
        "Questions answered by the cluster: 9 of 10",
        "",
    ]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "term", "shown"),
    [(Terminal(), "xterm", True), (Terminal(), "dumb", False), (io.StringIO(), "xterm", False), (None, "xterm", False)],
)
def test_only_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch,
    stream: io.StringIO | None,
    term: str,
    shown: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", term)
    assert isinstance(progress.for_standard_error("en"), TerminalProgress) == shown


def test_the_others_report_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    nothing = Progress()
    nothing.found(1)
    nothing.read(1)
    nothing.checked(1, 2)
    nothing.clear()
    assert capsys.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "shown"), [([], True), (["--quiet"], False)])
def test_a_real_terminal(working_directory: Path, arguments: list[str], shown: bool) -> None:  # noqa: FBT001
    write(working_directory, {f"{number}.sh": f"$ ls\n{SHELL}" for number in range(20)})
    script = (
        "import sys; from kaniko_guide.cli import main, progress; progress.DELAY = progress.INTERVAL = 0.0;"
        "sys.exit(main(sys.argv[1:]))"
    )
    reader, writer = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", script, "check", "--lang=en", *arguments],
        stdout=subprocess.PIPE,
        stderr=writer,
        env={**os.environ, "TERM": "xterm"},
        timeout=60,
        check=False,
    )
    os.close(writer)
    written = b""
    try:
        while chunk := os.read(reader, 65536):
            written += chunk
    except OSError:
        pass
    os.close(reader)
    assert done.returncode == 1
    assert b"\x1b" not in done.stdout
    assert (b"\r\x1b[KFiles found: 20" in written) == shown
    assert (b"\r\x1b[KFiles read: 20" in written) == shown
    assert b"Rules checked: " in written if shown else written == b""
    assert written.endswith(b"\r\x1b[K") or not shown
