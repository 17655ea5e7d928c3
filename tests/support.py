"""What all tests share: where things lie, and what a missing tool means."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NoReturn

import pytest

from kaniko_guide import project, rules

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parent.parent
SNIPPETS = ROOT / "snippets"
PITFALLS = SNIPPETS / "pitfalls"
DATA = Path(__file__).parent / "data"


def missing(reason: str) -> NoReturn:
    """Skip with the reason; under `CI=true` fail, because there nothing may be left out."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"under CI nothing may be skipped: {reason}", pytrace=False)
    pytest.skip(reason)


def tool(name: str, hint: str) -> str:
    """The path of a program, from this environment first, then from PATH.

    Args:
        name: the program.
        hint: how a person gets it, for the skip's reason.
    """
    beside = shutil.which(name, path=str(Path(sys.executable).parent))
    found = beside or shutil.which(name)
    if found is None:
        missing(f"{name} is missing; {hint}")
    return found


def recipes() -> list[Path]:
    """Every recipe: a folder directly below `snippets/` that has a `recipe.yml`."""
    return sorted(path.parent for path in SNIPPETS.glob("*/recipe.yml"))


def twins(side: str) -> list[Path]:
    """Every twin's folder of one side, `bad` or `good`."""
    return sorted(PITFALLS.glob(f"*/{side}"))


def sound_files(kind: str) -> list[Path]:
    """Every snippet of a kind (see `project.kind_of`) that must be without fault: all but the bad twins."""
    files = (path for path in sorted(SNIPPETS.rglob("*")) if path.is_file())
    return [
        path
        for path in files
        if project.kind_of(PurePosixPath(path)) == kind and not any(path.is_relative_to(bad) for bad in twins("bad"))
    ]


def name(path: Path) -> str:
    """A test's id: the path below the project's root."""
    return path.relative_to(ROOT).as_posix()


def expect_none(findings: Sequence[str]) -> None:
    """Fail with each finding on a line of its own, `path:line:column: severity: words`, as CI annotates it."""
    if findings:
        pytest.fail("\n".join(findings), pytrace=False)


def findings_in(folder: Path, files: dict[str, str], rule: str) -> list[str]:
    """Write files into a folder and check it.

    Args:
        folder: an empty folder.
        files: content by path.
        rule: its findings alone are returned.

    Returns:
        `path:line:column message` in English, in order.
    """
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, "utf-8")
    found = [finding for finding in rules.check(project.read(folder)) if finding.rule == rule]
    return [f"{finding.path}:{finding.line}:{finding.column} {finding.message.en}" for finding in found]
