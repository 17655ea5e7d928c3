from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import executor_pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, arguments: str) -> list[str]:
    return findings_in(directory, {"a.sh": f"/kaniko/executor {arguments}\n"}, "insecure-public-registry")


@pytest.mark.parametrize(
    ("arguments", "registry", "expected"),
    [
        ("--insecure -d ccr.ccs.tencentyun.com/a/b:$TAG", "ccr.ccs.tencentyun.com", ["18 `--insecure`"]),
        (
            "--skip-tls-verify -d registry.cn-hangzhou.aliyuncs.com/a/b:1",
            "registry.cn-hangzhou.aliyuncs.com",
            ["18 `--skip-tls-verify`"],
        ),
        (
            "--insecure --skip-tls-verify -d ghcr.io/a/b:1",
            "ghcr.io",
            ["18 `--insecure`", "29 `--skip-tls-verify`"],
        ),
        ("--no-push --insecure-registry=docker.io", "docker.io", ["28 `--insecure-registry`"]),
        (
            "--no-push --skip-tls-verify-registry 1.dkr.ecr.eu-west-1.amazonaws.com",
            "1.dkr.ecr.eu-west-1.amazonaws.com",
            ["28 `--skip-tls-verify-registry`"],
        ),
    ],
)
def test_found(tmp_path: Path, arguments: str, registry: str, expected: list[str]) -> None:
    message = f"disables TLS verification for the public registry `{registry}`."
    assert findings(tmp_path, arguments) == [f"a.sh:1:{flag} {message}" for flag in expected]


@pytest.mark.parametrize(
    "arguments",
    [
        "-d ghcr.io/a/b:1",
        "--insecure=false -d ghcr.io/a/b:1",
        "--insecure=$FLAG -d ghcr.io/a/b:1",
        "--insecure -d ghcr.io/a/b:1 -d registry.example.com/a/b:1",
        "--insecure -d registry.example.com/ghcr.io/b:1",
        "--insecure -d $HOST.aliyuncs.com/a:1",
        "--insecure --no-push",
        "--no-push --insecure-registry=registry.example.com",
        "--no-push --insecure-registry=$HOST.aliyuncs.com",
    ],
)
def test_not_found(tmp_path: Path, arguments: str) -> None:
    assert findings(tmp_path, arguments) == []


@pytest.mark.parametrize(
    ("arguments", "dockerfile", "registry"),
    [
        ("--skip-tls-verify -d registry.example.com/a/b:1", "FROM eclipse-temurin:21-jre\n", "docker.io"),
        ("--skip-tls-verify -d registry.example.com/a/b:1", "FROM ghcr.io/a/b:$TAG\n", "ghcr.io"),
        ("--skip-tls-verify --no-push", "FROM registry.example.com/a AS b\nFROM quay.io/a/b\nFROM b\n", "quay.io"),
        ("--skip-tls-verify -d registry.example.com/a/b:1", "FROM registry.example.com/a\n", ""),
        ("--skip-tls-verify -d registry.example.com/a/b:1", "FROM scratch\n", ""),
        ("--skip-tls-verify -d registry.example.com/a/b:1", "FROM $REGISTRY/a/b\n", ""),
        ("--skip-tls-verify --registry-mirror=mirror.example.com -d registry.example.com/a:1", "FROM alpine:3\n", ""),
        ("--skip-tls-verify=false -d registry.example.com/a/b:1", "FROM alpine:3\n", ""),
        ("--skip-tls-verify-registry=registry.example.com -d registry.example.com/a:1", "FROM alpine:3\n", ""),
        ("--insecure -d registry.example.com/a/b:1", "FROM alpine:3\n", ""),
    ],
)
def test_base_images_are_pulled_unverified_too(tmp_path: Path, arguments: str, dockerfile: str, registry: str) -> None:
    files = {"a.sh": f"/kaniko/executor {arguments}\n", "Dockerfile": dockerfile}
    message = (
        "`--skip-tls-verify` is for pulls too, so the base image from the public registry `{}` is pulled unverified."
    )
    expected = [f"a.sh:1:{18 + arguments.index('--skip-tls-verify')} {message.format(registry)}"] if registry else []
    assert findings_in(tmp_path, files, "insecure-public-registry") == expected


def test_several_dockerfiles_are_ambiguous(tmp_path: Path) -> None:
    files = {
        "a.sh": "/kaniko/executor --skip-tls-verify -d registry.example.com/a/b:1\n",
        "Dockerfile": "FROM alpine:3\n",
        "b/Dockerfile": "FROM scratch\n",
    }
    assert findings_in(tmp_path, files, "insecure-public-registry") == []


def test_other_contexts_and_old_executors_may_pull_otherwise(tmp_path: Path) -> None:
    for image, context, found in (
        ("gcr.io/kaniko-project/executor:v1.24.0", "dir:///workspace", 1),
        ("gcr.io/kaniko-project/executor:v1.24.0", "git://github.com/a/b", 0),
        ("gcr.io/kaniko-project/executor:v1.24.0", "s3://a/b.tar.gz", 0),
        ("gcr.io/kaniko-project/executor:v0.9.0", "dir:///workspace", 0),
    ):
        arguments = f'"--skip-tls-verify", "--no-push", "--context={context}"'
        files = {"pod.yaml": executor_pod(image, arguments), "Dockerfile": "FROM alpine:3\n"}
        assert len(findings_in(tmp_path, files, "insecure-public-registry")) == found, (image, context)
