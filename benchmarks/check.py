"""Time `kaniko-guide check` takes, and other checkers on the same files: `python -m benchmarks.check`.

Prints seconds and ratios; asserts nothing, since they are this machine's. Byte code is kept, as after an installation.
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
"""Folders of four files each: 1,000 files."""

SIZES = (10_000, 100_000, 900_000, 10_000_000)
"""Bytes; a file of more than 1 MB is refused."""

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
"""Head, what is repeated, and foot of a file that grows."""


def seconds(run: Callable[[], object]) -> float:
    """How long a call takes."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def command(cache: Path, *arguments: str) -> Callable[[], object]:
    """A whole process of the command, with its byte code in a folder."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    words = [sys.executable, *arguments]
    return lambda: subprocess.run(words, env=environment, capture_output=True, check=False)


def tell(what: str, took: float, ratio: float | None = None) -> None:
    """Print a line of the table."""
    sys.stdout.write(f"{what:52}{took:9.3f} s{'' if ratio is None else f'{ratio:9.1f} ×'}\n")


def cold(cache: Path) -> None:
    """One Jenkinsfile, the whole process."""
    check = command(cache, "-m", "kaniko_guide", "check", str(FILES["Jenkinsfile"]))
    check()
    tell("python alone", statistics.median(seconds(command(cache, "-c", "pass")) for _ in range(10)))
    tell("python and the imports", statistics.median(seconds(command(cache, "-c", IMPORTS)) for _ in range(10)))
    tell("one Jenkinsfile, whole process", statistics.median(seconds(check) for _ in range(10)))


IMPORTS = "import kaniko_guide.cli; from kaniko_guide import rules; rules.load()"


def thousand(cache: Path, folder: Path) -> None:
    """1,000 files, and the checkers that read some of them."""
    for number in range(APPS):
        for name, path in FILES.items():
            target = folder / f"app{number:03}" / name
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(path.read_bytes())
    ours = seconds(command(cache, "-m", "kaniko_guide", "check", str(folder)))
    tell("1,000 files in one folder", ours, 1)
    hadolint = [find("hadolint"), *map(str, folder.glob("*/Dockerfile"))]
    others = {
        f"hadolint, the {APPS} Dockerfiles": lambda: subprocess.run(hadolint, capture_output=True, check=False),
        f"kubernetes-validate, the {APPS} pods, one minor": lambda: validate(folder),
        f"CodeNarc, the {APPS} Jenkinsfiles": lambda: lint.check(
            {str(path): path.read_text("utf-8") for path in folder.glob("*/Jenkinsfile")}
        ),
    }
    for name, run in others.items():
        run()
        took = seconds(run)
        tell(name, took, took / ours)
    for name in FILES:
        alone = command(cache, "-m", "kaniko_guide", "check", *map(str, folder.glob(f"*/{name}")))
        tell(f"kaniko-guide, the {APPS} {name} alone", seconds(alone))


def validate(folder: Path) -> None:
    """Judge every pod by kubernetes-validate."""
    for path in folder.glob("*/pod.yaml"):
        kubernetes_validate.validate(yaml.safe_load(path.read_text("utf-8")), "1.37", strict=True)


def growing(cache: Path, folder: Path) -> None:
    """Files of one kind that grow; bytes that are no file of theirs."""
    for name, (head, unit, foot) in GROWING.items():
        for size in SIZES:
            (folder / name).write_text(head + unit * (size // len(unit)) + foot, "utf-8")
            tell(
                f"{name} of {size:,} bytes", seconds(command(cache, "-m", "kaniko_guide", "check", str(folder / name)))
            )


def main() -> None:
    """Measure all."""
    with tempfile.TemporaryDirectory() as folder:
        cache, apps, large = (Path(folder, name) for name in ("cache", "apps", "large"))
        apps.mkdir()
        large.mkdir()
        cold(cache)
        thousand(cache, apps)
        growing(cache, large)


if __name__ == "__main__":
    main()
