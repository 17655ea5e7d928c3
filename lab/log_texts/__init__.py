"""Lists the messages that Go sources can print, by the Go program in this directory.

`go -C lab/log_texts run . -strip /sources /sources/pkg` prints them: text, file and line, function called, kind
(`wrapper` if the text precedes or contains another error, otherwise `leaf`); `main.go` has the details.
`records/log-texts/` has what came out, with the signature or context that covers each text.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lab import golang
from lab.paths import cache_directory
from lab.tools import unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

MODULE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class LogText:
    """A text that a program can print.

    Attributes:
        text: a format string of Go, with `\\n` and `\\t` for line end and tab.
        position: file and line, such as `pkg/executor/build.go:12`.
        call: the function that is called with it, such as `fmt.Errorf`.
        kind: `wrapper` if it precedes or contains another error, otherwise `leaf`.
    """

    text: str
    position: str
    call: str
    kind: str


def extract(paths: Sequence[Path], root: Path, calls: Sequence[str] = ()) -> list[LogText]:
    """The texts in Go files, or in directories with their subdirectories.

    Args:
        paths: files or directories.
        root: removed from the names of files.
        calls: functions of the sources themselves, each with the index of its argument that has the text: `fail:0`.

    Raises:
        UnavailableError: there is no Go.
    """
    try:
        go = golang.provide(golang.required_version(MODULE), cache_directory() / "log-texts", _report)
    except golang.BuildError as error:
        unavailable("go", str(error))
    options = ["-strip", str(root), *(option for call in calls for option in ("-call", call))]
    command = [go, "-C", str(MODULE), "run", ".", *options, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [LogText(*line.split("\t")) for line in done.stdout.splitlines()]


def _report(line: str) -> None:
    sys.stderr.write(f"{line}\n")
