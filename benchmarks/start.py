"""Compares the CPU time of a check of one Jenkinsfile with Python's own start: `python -m benchmarks.start [PYTHON]`.

Python's own start includes the modules that any such command needs: argparse, json, re, dataclasses and PyYAML. Both
run in turns, and the shortest of each counts. Byte code is cached, as after an installation. `PYTHON` belongs to an
environment with kaniko-guide, by default the one that runs this; with development tools the start takes longer.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

RUNS = 10
PYTHON_START = ("-c", "import argparse, json, re, dataclasses, yaml")
CHECK = ("-m", "kaniko_guide", "check", "snippets/quick-start/Jenkinsfile")
ROOT = Path(__file__).parents[1]


def cpu_seconds(words: list[str]) -> float:
    """The CPU seconds of a process."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Print both and their ratio."""
    python = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    commands = [[python, *PYTHON_START], [python, *CHECK]]
    shortest = [
        min(column) for column in zip(*([cpu_seconds(words) for words in commands] for _ in range(RUNS)), strict=True)
    ]
    base, check = shortest
    sys.stdout.write(f"Python, argparse, json, re, dataclasses and PyYAML {base:.3f} s\n")
    sys.stdout.write(f"check of one Jenkinsfile {check:.3f} s, {check / base:.1f} times as much\n")


if __name__ == "__main__":
    main()
