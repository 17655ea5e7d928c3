"""Measures the time of `kaniko-guide check` and of other checkers on the same files: `python -m benchmarks.check`.

It prints seconds and ratios and asserts nothing, as they depend on the machine. Byte code is cached, as after an
installation.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import kubernetes_validate
import yaml

from lab.codenarc import lint
from lab.paths import SNIPPETS
from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Callable

APPS = 250
"""The number of directories with four files each: 1,000 files."""

SIZES = (10_000, 100_000, 900_000, 10_000_000)
"""Sizes of files in bytes; the command rejects files of more than 1 MB."""

FILES = {
    "Jenkinsfile": SNIPPETS / "quick-start" / "Jenkinsfile",
    "Dockerfile": SNIPPETS / "quick-start" / "Dockerfile",
    "pod.yaml": SNIPPETS / "examples" / "duplicate-name" / "good" / "pod.yaml",
    "create-secret.sh": SNIPPETS / "quick-start" / "create-secret.sh",
}

STEP = "        stage('x') { steps { container('kaniko') { sh '/kaniko/executor --no-push' } } }\n"
GROWING = {
    "Jenkinsfile": ("pipeline {\n    agent any\n    stages {\n", STEP, "    }\n}\n"),
    "Dockerfile": ("FROM eclipse-temurin:21-jre\n", "RUN echo hello\n", ""),
    "pod.yaml": ("", f"---\n{FILES['pod.yaml'].read_text('utf-8')}", ""),
    "run.sh": ("", "kubectl get pods --namespace=jenkins\n", ""),
}
"""The beginning, the repeated part and the end of a growing file."""


def seconds(run: Callable[[], object]) -> float:
    """The duration of a call in seconds."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def command(cache: Path, *arguments: str) -> Callable[[], object]:
    """A call that runs Python in a new process, with its byte code in a cache directory."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    words = [sys.executable, *arguments]
    return lambda: subprocess.run(words, env=environment, capture_output=True, check=False)


def report(what: str, took: float, ratio: float | None = None) -> None:
    """Print a line of the table; `took` is in seconds."""
    sys.stdout.write(f"{what:52}{took:9.3f} s{'' if ratio is None else f'{ratio:9.1f} ×'}\n")


def one_file(cache: Path) -> None:
    """Measure the whole process for one Jenkinsfile."""
    check = command(cache, "-m", "kaniko_guide", "check", str(FILES["Jenkinsfile"]))
    check()
    report("Python only", statistics.median(seconds(command(cache, "-c", "pass")) for _ in range(10)))
    report("Python and the imports", statistics.median(seconds(command(cache, "-c", IMPORTS)) for _ in range(10)))
    report("one Jenkinsfile, whole process", statistics.median(seconds(check) for _ in range(10)))


IMPORTS = "import kaniko_guide.cli; from kaniko_guide import rules; rules.load()"


def thousand_files(cache: Path, directory: Path) -> None:
    """Measure 1,000 files, and other checkers on some of them."""
    for number in range(APPS):
        for name, path in FILES.items():
            target = directory / f"app{number:03}" / name
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
    ours = seconds(command(cache, "-m", "kaniko_guide", "check", str(directory)))
    report("1,000 files in one directory", ours, 1)
    hadolint = [find("hadolint"), *map(str, directory.glob("*/Dockerfile"))]
    others = {
        f"hadolint, the {APPS} Dockerfiles": lambda: subprocess.run(hadolint, capture_output=True, check=False),
        f"kubernetes-validate, the {APPS} pods, one minor version": lambda: validate(directory),
        f"CodeNarc, the {APPS} Jenkinsfiles": lambda: lint.check(
            {str(path): path.read_text("utf-8") for path in directory.glob("*/Jenkinsfile")}
        ),
    }
    for name, run in others.items():
        run()
        took = seconds(run)
        report(name, took, took / ours)
    for name in FILES:
        one_kind = command(cache, "-m", "kaniko_guide", "check", *map(str, directory.glob(f"*/{name}")))
        report(f"kaniko-guide, the {APPS} {name} only", seconds(one_kind))


def validate(directory: Path) -> None:
    """Validate every pod by kubernetes-validate."""
    for path in directory.glob("*/pod.yaml"):
        kubernetes_validate.validate(yaml.safe_load(path.read_text("utf-8")), "1.37", strict=True)


def growing_files(cache: Path, directory: Path) -> None:
    """Measure growing files of each kind."""
    for name, (head, unit, foot) in GROWING.items():
        for size in SIZES:
            (directory / name).write_text(head + unit * (size // len(unit)) + foot, "utf-8")
            report(
                f"{name} of {size:,} bytes",
                seconds(command(cache, "-m", "kaniko_guide", "check", str(directory / name))),
            )


def main() -> None:
    """Run all measurements."""
    with tempfile.TemporaryDirectory() as directory:
        cache, apps, large = (Path(directory, name) for name in ("cache", "apps", "large"))
        apps.mkdir()
        large.mkdir()
        one_file(cache)
        thousand_files(cache, apps)
        growing_files(cache, large)


if __name__ == "__main__":
    main()
