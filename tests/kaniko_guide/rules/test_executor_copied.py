from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

EXECUTOR = "gcr.io/kaniko-project/executor:v1.24.0"


@pytest.mark.parametrize(
    "text",
    [
        f"FROM alpine:3.22\nCOPY --from={EXECUTOR} /kaniko /kaniko\n",
        f"FROM {EXECUTOR} AS k\nFROM maven:3.9-eclipse-temurin-21\nCOPY --from=k /kaniko/executor /usr/bin/executor\n",
        f"FROM {EXECUTOR}\nFROM jenkins/inbound-agent:1\nCOPY --from=0 /kaniko/ /kaniko/\n",
        f"FROM {EXECUTOR} AS k\nFROM k AS l\nFROM alpine:3.22\nCOPY --chown=0 --from=L /kaniko /kaniko\n",
    ],
)
def test_found(tmp_path: Path, text: str) -> None:
    (line,) = findings_in(tmp_path, {"Dockerfile": text}, "executor-copied")
    assert f"copied from `{EXECUTOR}`" in line


@pytest.mark.parametrize(
    "text",
    [
        f"FROM {EXECUTOR}\nCOPY certs /kaniko/ssl/certs/\n",
        f"FROM {EXECUTOR} AS k\nFROM {EXECUTOR}\nCOPY --from=k /kaniko/ssl /kaniko/ssl\n",
        f"FROM alpine:3.22\nCOPY --from={EXECUTOR} /etc/ssl /etc/ssl\n",
        "FROM alpine:3.22\nCOPY --from=build /kaniko /kaniko\n",
        "FROM alpine:3.22\nCOPY kaniko /kaniko\n",
    ],
)
def test_not_found(tmp_path: Path, text: str) -> None:
    assert findings_in(tmp_path, {"Dockerfile": text}, "executor-copied") == []
