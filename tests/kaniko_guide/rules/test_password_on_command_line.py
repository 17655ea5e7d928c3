from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("command", "flag", "column"),
    [
        ("kubectl create secret docker-registry a --docker-password=s3cret", "--docker-password", 59),
        ("kubectl create secret docker-registry a --docker-password 's3$ret'", "--docker-password", 60),
        ("docker login -u a -p s3cret registry.example.com", "-p", 22),
        ("docker login --username=a --password=s3cret registry.example.com", "--password", 38),
        ("crane auth login a -u b -p s3cret", "-p", 28),
        ("skopeo copy --src-creds=a:s3cret docker://a docker://b", "--src-creds", 27),
        ("skopeo copy --dest-creds a:s3cret docker://a docker://b", "--dest-creds", 28),
        ("/kaniko/executor login -p s3cret registry.example.com", "-p", 27),
    ],
)
def test_found(tmp_path: Path, command: str, flag: str, column: int) -> None:
    found = findings_in(tmp_path, {"a.sh": f"{command}\n"}, "password-on-command-line")
    assert found == [f"a.sh:1:{column} The value of `{flag}` is a literal password."]


@pytest.mark.parametrize(
    "command",
    [
        'docker login -u a -p "$PASSWORD" registry.example.com',
        "docker login -u a --password=${PASSWORD} registry.example.com",
        "kubectl create secret docker-registry a --docker-password=$(cat password)",
        'skopeo copy --dest-creds="$USER:$PASSWORD" docker://a docker://b',
        "skopeo copy --dest-creds=robot:$PASSWORD docker://a docker://b",
        "docker login --username=a --password-stdin registry.example.com",
        "docker run -p 8080:80 nginx",
        "mkdir -p a",
        "skopeo copy --dest-creds=token docker://a docker://b",
    ],
)
def test_not_found(tmp_path: Path, command: str) -> None:
    assert findings_in(tmp_path, {"a.sh": f"{command}\n"}, "password-on-command-line") == []
