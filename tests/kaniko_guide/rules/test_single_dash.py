from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (
            "/kaniko/executor --no-push -context=a",
            "1:28 `-context` has a single dash and is parsed as the short flag `-c`",
        ),
        ("kubectl get pods -namespace=a", "1:18 `-namespace` has a single dash and is parsed as the short"),
    ],
)
def test_found(tmp_path: Path, script: str, expected: str) -> None:
    (line,) = findings_in(tmp_path, {"a.sh": script}, "single-dash")
    assert line.startswith(f"a.sh:{expected}")


@pytest.mark.parametrize(
    "script", ["/kaniko/executor --no-push -c=a -f b\nkubectl exec a -it -n b -- java -output=x\n"]
)
def test_not_found(tmp_path: Path, script: str) -> None:
    assert findings_in(tmp_path, {"a.sh": script}, "single-dash") == []
