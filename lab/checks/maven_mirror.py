"""Checks that Maven accepts the settings and uses the mirror instead of Central.

Maven runs offline with an empty repository; its error message names the address that it would have used.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from lab.paths import SNIPPETS, snippet_path
from lab.tools import find, output_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.checks import PassingSnippets

SETTINGS = SNIPPETS / "maven-mirror/settings.xml"
ABSENT = "com.example:absent-maven-plugin:1:run"
MIRROR_USED = "Cannot access aliyun (https://maven.aliyun.com/repository/public) in offline mode"


def subjects(passing: PassingSnippets) -> list[str]:  # noqa: ARG001 (always the same snippets)
    return [snippet_path(SETTINGS)]


def versions() -> dict[str, str]:
    maven = next(line for line in output_of("mvn", "--version").splitlines() if "Apache Maven" in line)
    return {"Maven": maven.partition("Apache Maven ")[2].partition(" ")[0].strip("\x1b[m")}


def failures(snippets: Iterable[str]) -> list[str]:
    return [
        f"{SNIPPETS.name}/{snippet}:1:1: error: {line} [maven-mirror]"
        for snippet in snippets
        for line in problems(SETTINGS.read_text("utf-8"))
    ]


def problems(settings: str) -> list[str]:
    """What is wrong with settings: Maven's warnings, or its output if it would not use the mirror."""
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "settings.xml").write_text(settings, "utf-8")
        options = ["--offline", "--batch-mode", "--settings", "settings.xml", "-Dmaven.repo.local=repository"]
        result = subprocess.run(
            [find("mvn"), *options, ABSENT], cwd=directory, text=True, capture_output=True, timeout=120, check=False
        )
    warned = [line for line in result.stdout.splitlines() if "settings" in line]
    return warned if warned or MIRROR_USED in result.stdout else [f"Maven does not use the mirror: {result.stdout}"]
