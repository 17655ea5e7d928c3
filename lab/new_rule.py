"""Writes the skeleton of a new rule, its example pair and its tests: `nox --session new-rule -- NAME`.

The skeleton passes the linters and finds nothing; its test fails, and what is still to be written says TODO. All files
are written, or none. Exit code 0: they are written; 2: they are not, and the message says why.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.analysis import ignores
from kaniko_guide.findings import Severity
from lab.paths import EXAMPLES, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RULES = ROOT / "src" / "kaniko_guide" / "rules"
TESTS = ROOT / "tests" / "kaniko_guide" / "rules"
TEMPLATES = Path(__file__).with_name("templates")
EXAMPLE = "Jenkinsfile"
START = EXAMPLES / "container-exits" / "good" / EXAMPLE
"""A pipeline without findings: what both examples are at first."""

KEBAB_CASE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class RefusedError(Exception):
    """The skeleton is not written; the message says what was found and what is expected."""


def skeleton(name: str, severity: Severity) -> dict[Path, str]:
    """The content of every file of a new rule, by its path.

    Args:
        name: of the rule.
        severity: of its findings.

    Raises:
        RefusedError: no rule can be added under this name.
    """
    _refuse(name)
    module = name.replace("-", "_")
    example = START.read_text("utf-8")
    files = {
        RULES / f"{module}.py": _filled("rule.py.txt", name=name, severity=severity.name),
        EXAMPLES / name / "bad" / EXAMPLE: example,
        EXAMPLES / name / "good" / EXAMPLE: example,
        TESTS / f"test_{module}.py": _filled("test.py.txt", name=name),
    }
    taken = ", ".join(_shown(path) for path in (*files, EXAMPLES / name) if path.exists())
    if taken:
        message = f"found {taken}, expected no file of the rule {name} yet"
        raise RefusedError(message)
    return files


def _refuse(name: str) -> None:
    if not KEBAB_CASE.fullmatch(name):
        expected = "a name in kebab case, such as sample-rule"
    elif name in ignores.IGNORE_RULES:
        expected = "a name that no rule about ignore comments has"
    elif name in rules.load():
        expected = "a name that no rule has"
    else:
        return
    message = f"found {name!r}, expected {expected}"
    raise RefusedError(message)


def _filled(template: str, **words: str) -> str:
    return Template((TEMPLATES / template).read_text("utf-8")).substitute(words)


def write(files: Mapping[Path, str]) -> None:
    """Write all files, or none.

    Args:
        files: content by path; none of them exists.

    Raises:
        OSError: one could not be written, and what was written before it is removed again.
    """
    made: list[Path] = []
    try:
        for path, content in files.items():
            for folder in reversed([folder for folder in path.parents if not folder.exists()]):
                folder.mkdir()
                made.append(folder)
            with path.open("x", encoding="utf-8") as file:
                made.append(path)
                file.write(content)
    except BaseException:
        for path in reversed(made):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
        raise


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the skeleton of the rule that the arguments name, and print its files."""
    parser = argparse.ArgumentParser("new-rule", description="Write the skeleton of a new rule.")
    parser.add_argument("name", metavar="NAME", help="in kebab case, such as sample-rule")
    parser.add_argument("--severity", choices=[one.value for one in Severity], default=Severity.WARNING.value)
    options = parser.parse_args(arguments)
    try:
        files = skeleton(options.name, Severity(options.severity))
        write(files)
    except (RefusedError, OSError) as error:
        parser.error(str(error))
    sys.stdout.write("".join(f"{_shown(path)}\n" for path in files))
    sys.stdout.write("Next: CONTRIBUTING.md, section A new rule.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
