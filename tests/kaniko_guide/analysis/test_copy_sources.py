"""Which sources of `COPY` are missing, and that no second rule contradicts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.analysis.copy_sources import missing_sources
from tests.kaniko_guide.command import write
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

PIPELINE = "node {{ sh '{}'\nsh '/kaniko/executor --context=. --destination=h.example.com/a/b:1' }}\n"


@pytest.mark.parametrize(
    ("copy", "step", "missing", "unguarded"),
    [
        ("COPY build/*.jar /app/", "echo a", ["build/*.jar"], False),
        ("COPY build/*.jar /app/", "./gradlew build", [], True),
        ("COPY conf/a.xml conf/*.json there /app/", "echo a", ["conf/a.xml"], False),
        ("COPY there /app/", "echo a", [], False),
    ],
)
def test_missing_files_are_not_also_unguarded(
    tmp_path: Path,
    copy: str,
    step: str,
    missing: list[str],
    unguarded: bool,  # noqa: FBT001
) -> None:
    files = {"Jenkinsfile": PIPELINE.format(step), "Dockerfile": f"FROM a\n{copy}\n", "there": ""}
    write(tmp_path, files)
    assert [word.value for word, _ in missing_sources(project.read(tmp_path))] == missing
    assert bool(findings_in(tmp_path, files, "unguarded-copy")) == unguarded
