"""The valid snippets that the linters read, and their scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.sources import jenkinsfile, shell
from kaniko_guide.text import Source, Text
from lab.paths import passing_files
from tests.support import name

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.sources.model import Script

VALID = [path for kind in ("dockerfile", "shell", "jenkinsfile") for path in passing_files(kind)]


def canonical(path: Path) -> Text:
    return Text.canonical(Source.read(path, name(path)))


def scripts(path: Path) -> list[Script]:
    """The scripts of a shell file or a Jenkinsfile."""
    text = canonical(path)
    if path.suffix == ".sh":
        return [shell.read(text)]
    return [step.script for step in jenkinsfile.read(text).steps if step.exact]
