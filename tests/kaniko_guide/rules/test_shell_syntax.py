from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("script", "place", "message"),
    [
        ("if a; then\n  b\n", "3:1", "Shell syntax error: `fi` is missing here."),
        ("for x in a; do\n  b\n", "3:1", "Shell syntax error: `done` is missing here."),
        ("ls\necho 'it's'\n", "2:11", "Shell syntax error: a quote is not closed."),
    ],
)
def test_found(tmp_path: Path, script: str, place: str, message: str) -> None:
    assert findings_in(tmp_path, {"a.sh": script}, "shell-syntax") == [f"a.sh:{place} {message}"]


def test_quotes_in_a_heredoc_are_ignored(tmp_path: Path) -> None:
    heredoc = "cat <<'EOF'\nit's \"so\nEOF\nfor i do echo; done\n"
    assert findings_in(tmp_path, {"a.sh": heredoc}, "shell-syntax") == []
    assert len(findings_in(tmp_path, {"a.sh": heredoc + "echo 'it's'\n"}, "shell-syntax")) == 1


def test_found_in_a_step(tmp_path: Path) -> None:
    pipeline = "node {\n  sh '''\n    if a; then\n      b\n  '''\n}\n"
    (found,) = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "shell-syntax")
    assert found == "Jenkinsfile:5:1 Shell syntax error: `fi` is missing here."


@pytest.mark.parametrize("step", ['sh "if a; then ${rest}"', "sh command", "sh '''#!/usr/bin/env python3\nx = 'a\n'''"])
def test_strings_known_only_at_run_time_are_skipped(tmp_path: Path, step: str) -> None:
    assert findings_in(tmp_path, {"Jenkinsfile": f"node {{\n  {step}\n}}\n"}, "shell-syntax") == []
