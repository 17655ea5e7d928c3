"""Writes the skeleton of a new rule, its example pair and its tests: `nox --session new-rule -- NAME`.

The skeleton passes the linters and has no findings; its test fails, and each part that is still to be written is marked
with TODO. Either all files are written or none. Exit code 0: written; 2: not written, with the reason on stderr.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.findings import Severity
from lab.paths import EXAMPLES, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RULES = ROOT / "src" / "kaniko_guide" / "rules"
TESTS = ROOT / "tests" / "kaniko_guide" / "rules"
TEMPLATES = Path(__file__).with_name("templates")
EXAMPLE = "Jenkinsfile"
INITIAL_EXAMPLE = EXAMPLES / "container-exits" / "good" / EXAMPLE
"""A pipeline without findings, to which both examples are initially equal."""

KEBAB_CASE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class InvalidRuleNameError(Exception):
    """The skeleton cannot be written; the message states what was found and what is expected."""


def skeleton(name: str, severity: Severity) -> dict[Path, str]:
    """The files of a new rule: content by path.

    Args:
        name: the rule's name in kebab case.
        severity: the severity of its findings.

    Raises:
        InvalidRuleNameError: the name is invalid or already used.
    """
    _require_valid_name(name)
    module = name.replace("-", "_")
    example = INITIAL_EXAMPLE.read_text("utf-8")
    files = {
        RULES / f"{module}.py": _fill_template("rule.py.txt", name=name, severity=severity.name),
        EXAMPLES / name / "bad" / EXAMPLE: example,
        EXAMPLES / name / "good" / EXAMPLE: example,
        TESTS / f"test_{module}.py": _fill_template("test.py.txt", name=name),
    }
    existing = ", ".join(_shown_path(path) for path in (*files, EXAMPLES / name) if path.exists())
    if existing:
        message = f"found {existing}, expected no file of the rule {name} yet"
        raise InvalidRuleNameError(message)
    return files


def _require_valid_name(name: str) -> None:
    if not KEBAB_CASE.fullmatch(name):
        expected = "a name in kebab case, such as sample-rule"
    elif name in rules.all_rules():
        expected = "a name that no rule has"
    else:
        return
    message = f"found {name!r}, expected {expected}"
    raise InvalidRuleNameError(message)


def _fill_template(template: str, **values: str) -> str:
    return Template((TEMPLATES / template).read_text("utf-8")).substitute(values)


def write(files: Mapping[Path, str]) -> None:
    """Write all files, or none.

    Args:
        files: content by path; none of them exists.

    Raises:
        OSError: a file could not be written; the files written before are removed.
    """
    created: list[Path] = []
    try:
        for path, content in files.items():
            for directory in reversed([parent for parent in path.parents if not parent.exists()]):
                directory.mkdir()
                created.append(directory)
            with path.open("x", encoding="utf-8") as file:
                created.append(path)
                file.write(content)
    except BaseException:
        for path in reversed(created):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
        raise


def _shown_path(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the skeleton of the rule that the arguments name, and print its files."""
    parser = argparse.ArgumentParser("new-rule", description="Write the skeleton of a new rule.")
    parser.add_argument("name", metavar="NAME", help="in kebab case, such as sample-rule")
    parser.add_argument("--severity", choices=[severity.value for severity in Severity], default=Severity.WARNING.value)
    options = parser.parse_args(arguments)
    try:
        files = skeleton(options.name, Severity(options.severity))
        write(files)
    except (InvalidRuleNameError, OSError) as error:
        parser.error(str(error))
    sys.stdout.write("".join(f"{_shown_path(path)}\n" for path in files))
    sys.stdout.write("Next: CONTRIBUTING.md, section Rule.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
