from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("script", "place", "prompt"),
    [
        ("$ kubectl get pods", "1:1", "$"),
        ("ls\n  $ kubectl get pods | cat", "2:3", "$"),
        ("% kubectl get pods", "1:1", "%"),
    ],
)
def test_found(tmp_path: Path, script: str, place: str, prompt: str) -> None:
    found = findings_in(tmp_path, {"a.sh": f"{script}\n"}, "pasted-prompt")
    assert found == [f"a.sh:{place} `{prompt}` is a prompt; the shell runs it as a program."]


@pytest.mark.parametrize(
    "script", ["$KUBECTL get pods", "# kubectl get pods", "echo $ 5", "'$' a", "git@host:a", "a || $(b) c", "$ "]
)
def test_not_found(tmp_path: Path, script: str) -> None:
    assert findings_in(tmp_path, {"a.sh": f"{script}\n"}, "pasted-prompt") == []
