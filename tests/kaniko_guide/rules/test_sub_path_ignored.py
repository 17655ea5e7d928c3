from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import EXECUTORS, failed_command, successful_command, successful_commands
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, arguments: str) -> list[str]:
    return findings_in(directory, {"a.sh": f"/kaniko/executor {arguments}\n"}, "sub-path-ignored")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("--no-push -c . --context-sub-path=a", "1:33 `--context-sub-path=a` is ignored because the context `.`"),
        (
            "--no-push --context=`pwd` --context-sub-path=a",
            "1:44 `--context-sub-path=a` is ignored because the context ``pwd``",
        ),
    ],
)
def test_found(tmp_path: Path, arguments: str, expected: str) -> None:
    assert findings(tmp_path, arguments) == [f"a.sh:{expected} has no prefix such as `dir://`."]


@pytest.mark.parametrize(
    "arguments",
    [
        "--no-push --context=$CONTEXT --context-sub-path=a",
        "--no-push --context-sub-path=a",
        "--no-push --context=git://a/b --context-sub-path=a",
    ],
)
def test_not_found(tmp_path: Path, arguments: str) -> None:
    assert findings(tmp_path, arguments) == []


@pytest.mark.parametrize("executor", EXECUTORS)
def test_executor_uses_the_sub_path_only_with_a_prefix(tmp_path: Path, executor: str) -> None:
    used = successful_command(executor, "q5-context-sub-path")
    assert findings_in(tmp_path, {"a.sh": used}, "sub-path-ignored") == []
    ignored = failed_command(executor, "q6-context-sub-path-noprefix")
    assert len(findings_in(tmp_path, {"a.sh": ignored}, "sub-path-ignored")) == 1


def test_recorded_builds_have_no_finding(tmp_path: Path) -> None:
    files = {f"{at}.sh": command for at, command in enumerate(successful_commands())}
    assert findings_in(tmp_path, files, "sub-path-ignored") == []
