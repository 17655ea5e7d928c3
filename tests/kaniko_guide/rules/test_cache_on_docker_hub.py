from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def lines(directory: Path, arguments: str) -> list[str]:
    return findings_in(directory, {"a.sh": f"/kaniko/executor --context . {arguments}\n"}, "cache-on-docker-hub")


@pytest.mark.parametrize(
    "arguments",
    [
        "--cache=true --destination=docker.io/demo/app:$BUILD_NUMBER",
        "--cache --destination=demo/app:1",
        "-d index.docker.io/demo/app --cache=1",
        "--destination demo/app:1 --destination ghcr.io/a/b:1 --cache",
    ],
)
def test_found(tmp_path: Path, arguments: str) -> None:
    (line,) = lines(tmp_path, arguments)
    assert "`docker.io/demo/app/cache`; Docker Hub has no" in line


DESTINATIONS = [
    ("REPO = 'docker.io/demo/app'", "", "$REPO:$BUILD_NUMBER", True),
    ("REPO = 'demo/app'", "", '"${REPO}:latest"', True),
    ('IMAGE = "demo/app:${BUILD_NUMBER}"', "", "$IMAGE", True),
    ("REPO = 'demo/app'\nIMAGE = \"${REPO}:${BUILD_NUMBER}\"", "", "$IMAGE", True),
    ("REPO = 'demo/app'", "IMAGE=$REPO:1", "$IMAGE", True),
    ("A = 'b'", "REPO=demo/app", "$REPO:$BUILD_NUMBER", True),
    ("A = 'b'", 'REPO=demo/app; IMAGE="$REPO:$BUILD_NUMBER"', "$IMAGE", True),
    ("REPO = 'ghcr.io/demo/app'", "", "$REPO:$BUILD_NUMBER", False),
    ('REPO = "${REGISTRY}/demo/app"', "", "$REPO:$BUILD_NUMBER", False),
    ("REPO = 'demo/app'", "REPO=ghcr.io/demo/app", "$REPO:$BUILD_NUMBER", False),
    ("REPO = 'demo/app'", "read REPO", "$OTHER:$BUILD_NUMBER", False),
]


def test_destinations_in_variables(tmp_path: Path) -> None:
    for environment, before, destination, found in DESTINATIONS:
        call = f"{before}\n/kaniko/executor --context=. --cache --skip-tls-verify --destination={destination}"
        pipeline = (
            f"pipeline {{\nagent any\nenvironment {{\n{environment}\n}}\n"
            f"stages {{\nstage('a') {{\nsteps {{\nsh '''\n{call}\n'''\n}}\n}}\n}}\n}}\n"
        )
        for rule in ("cache-on-docker-hub", "insecure-public-registry"):
            expected = found or (rule == "insecure-public-registry" and "ghcr.io" in environment + before)
            with check(f"{rule}: {environment}, {before}, {destination}"):
                assert bool(findings_in(tmp_path, {"Jenkinsfile": pipeline}, rule)) == expected


def test_destinations_in_variables_of_a_file(tmp_path: Path) -> None:
    script = 'REPO=demo/app\nIMAGE="$REPO:$1"\n/kaniko/executor --context=. --cache --destination="$IMAGE"\n'
    assert len(findings_in(tmp_path, {"a.sh": script}, "cache-on-docker-hub")) == 1
    assert findings_in(tmp_path, {"a.sh": script.replace("demo/app", "$1/app")}, "cache-on-docker-hub") == []


def test_host_of_the_registry(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, "--cache --destination=registry-1.docker.io/demo/app:1")
    assert "`registry-1.docker.io/demo/app/cache`; Docker Hub has no" in line
    assert lines(tmp_path, "--cache --destination=registry-2.docker.io/demo/app:1") == []


@pytest.mark.parametrize(
    "arguments",
    [
        "--cache=false --destination=demo/app:1",
        "--destination=demo/app:1",
        "--cache --cache-repo=demo/cache --destination=demo/app:1",
        "--cache --destination=ghcr.io/demo/app:1",
        "--cache --destination=$REGISTRY/demo/app:1",
        "--cache --destination=$USER/app:1",
        "--cache --destination=demo/$APP:1",
        "--cache --no-push --destination=demo/app:1",
        "--cache --destination=demo/app:1 $MORE",
    ],
)
def test_not_found(tmp_path: Path, arguments: str) -> None:
    assert lines(tmp_path, arguments) == []


def test_only_a_build_with_layers_to_cache_is_reported(tmp_path: Path) -> None:
    for arguments, dockerfile, count in (
        ("", "FROM a\nRUN b\n", 1),
        ("", "FROM a\nWORKDIR /b\nCOPY b c\n", 0),
        ("--cache-copy-layers", "FROM a\nCOPY b c\n", 1),
        ("", "FROM a\nONBUILD RUN b\n", 1),
    ):
        call = f"/kaniko/executor --context=. --cache --destination=demo/app:1 {arguments}\n"
        files = {"a.sh": call, "Dockerfile": dockerfile}
        assert len(findings_in(tmp_path, files, "cache-on-docker-hub")) == count, (arguments, dockerfile)
