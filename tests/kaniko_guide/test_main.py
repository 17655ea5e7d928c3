"""The command in its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.kaniko_guide.command import SHELL, write

if TYPE_CHECKING:
    from pathlib import Path


def test_command_runs_as_a_module(working_directory: Path) -> None:
    write(working_directory, {"a.sh": SHELL})
    done = subprocess.run(
        [sys.executable, "-m", "kaniko_guide", "check", "a.sh"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8"},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("a.sh:1:14: error: ")
    assert "检查了 1 个文件：1 个错误。" in done.stdout


def test_an_interrupted_import_prints_nothing() -> None:
    program = """import sys

interrupted = sys.argv[1]

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == interrupted:
            raise KeyboardInterrupt

for name in ("contextlib", "signal"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Interrupting())
from kaniko_guide.__main__ import run
sys.argv[1:] = ["--version"]
run()
"""
    for name, code in (("contextlib", 130), ("signal", 130), ("kaniko_guide.cli", 130), ("no.such.module", 0)):
        done = subprocess.run([sys.executable, "-c", program, name], capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (code, b""), name
