from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, arguments: str) -> list[str]:
    return findings_in(directory, {"a.sh": f"/kaniko/executor {arguments}\n"}, "cached-layers-in-memory")


@pytest.mark.parametrize("arguments", ["--cache -d=a/b:1", "--cache -d=a/b:1 --compressed-caching"])
def test_found(tmp_path: Path, arguments: str) -> None:
    (line,) = findings(tmp_path, arguments)
    assert line.startswith(
        "a.sh:1:18 `--cache` is used with `--compressed-caching` enabled; a large layer takes several"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        "-d=a/b:1",
        "-d=a/b:1 --cache --compressed-caching=false",
    ],
)
def test_not_found(tmp_path: Path, arguments: str) -> None:
    assert findings(tmp_path, arguments) == []


@pytest.mark.parametrize(
    ("image", "count"),
    [
        ("gcr.io/kaniko-project/executor:debug", 1),
        ("ghcr.io/osscontainertools/kaniko:v1.28.3-debug", 1),
        ("ghcr.io/osscontainertools/kaniko:v1.28.5-debug", 1),
        ("ghcr.io/osscontainertools/kaniko:v1.27.0-debug", 0),
        ("registry.example.com/a/builder:1", 1),
        ("gcr.io/kaniko-project/executor:v1.6.0-debug", 0),
        ("gcr.io/kaniko-project/executor:debug-539ddefcae3fd6b411a95982a830d987f4214251", 0),
    ],
)
def test_unmeasured_releases_are_skipped(tmp_path: Path, image: str, count: int) -> None:
    pipeline = (
        f"podTemplate(containers: [containerTemplate(name: 'kaniko', image: '{image}', command: 'sleep')]) {{\n"
        "  node(POD_LABEL) {\n    container('kaniko') {\n      sh '/kaniko/executor --cache -d=a/b:$BUILD_NUMBER'\n"
        "    }\n  }\n}\n"
    )
    lines = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "cached-layers-in-memory")
    assert [line.partition(" ")[0] for line in lines] == ["Jenkinsfile:4:28"] * count
