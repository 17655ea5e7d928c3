from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import severities_in
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, arguments: str) -> list[str]:
    return findings_in(directory, {"a.sh": f"/kaniko/executor {arguments}\n"}, "wrong-image-option")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("--no-push --use-new-run", "`--use-new-run` silently keeps files of the base image that a `RUN` deleted"),
        ("--no-push --use-new-run=true", "`--use-new-run` silently keeps files of the base image that a `RUN` deleted"),
        ("--no-push --snapshotMode=time", "`--snapshotMode=time` silently loses a `chmod` that changes nothing else"),
        ("--no-push --snapshot-mode time", "`--snapshot-mode=time` silently loses a `chmod` that changes nothing else"),
    ],
)
def test_found(tmp_path: Path, arguments: str, expected: str) -> None:
    assert findings(tmp_path, arguments) == [f"a.sh:1:28 {expected}."]


@pytest.mark.parametrize(
    "arguments",
    [
        "--no-push --use-new-run=false --snapshot-mode=redo",
        "--no-push --snapshot-mode=time --snapshot-mode=full",
        "--no-push --use-new-run=$FAST --snapshot-mode=$MODE",
    ],
)
def test_not_found(tmp_path: Path, arguments: str) -> None:
    assert findings(tmp_path, arguments) == []


@pytest.mark.parametrize(
    ("instruction", "severity"),
    [
        ("RUN chmod 600 /etc/key", ["error"]),
        ("RUN npm ci", ["info"]),
        ("COPY a b", ["info"]),
    ],
)
def test_severity_depends_on_the_dockerfile(tmp_path: Path, instruction: str, severity: list[str]) -> None:
    (tmp_path / "a.sh").write_text("/kaniko/executor --no-push --snapshot-mode=time\n", "utf-8")
    (tmp_path / "Dockerfile").write_text(f"FROM a:1\n{instruction}\n", "utf-8")
    assert severities_in(tmp_path, "wrong-image-option") == severity
