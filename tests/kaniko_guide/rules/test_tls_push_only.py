from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import EXECUTORS, record
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

HOST = "registry.example.com"


@pytest.mark.parametrize(
    ("flags", "base", "found"),
    [
        (f"--skip-tls-verify -d {HOST}/a:1", f"{HOST}/b:1", ["--skip-tls-verify"]),
        (f"--insecure -d {HOST}:80/a:$TAG", f"{HOST}:80/b:1", ["--insecure"]),
        (f"--insecure --skip-tls-verify -d {HOST}/a", f"{HOST}/b", ["--insecure", "--skip-tls-verify"]),
        (f"--skip-tls-verify --skip-tls-verify-pull -d {HOST}/a:1", f"{HOST}/b:1", []),
        (f"--skip-tls-verify --skip-tls-verify-pull=$PULL -d {HOST}/a:1", f"{HOST}/b:1", []),
        (f"--skip-tls-verify --registry-certificate={HOST}=/a.crt -d {HOST}/a:1", f"{HOST}/b:1", []),
        (f"--skip-tls-verify --skip-tls-verify-registry={HOST} -d {HOST}/a:1", f"{HOST}/b:1", []),
        (f"--skip-tls-verify=false -d {HOST}/a:1", f"{HOST}/b:1", []),
        (f"--skip-tls-verify -d {HOST}/a:1 $MORE", f"{HOST}/b:1", []),
        (f"--skip-tls-verify -d {HOST}/a:1", "eclipse-temurin:21-jre", []),
        (f"--skip-tls-verify -d {HOST}/a:1", "library/eclipse-temurin:21-jre", []),
        (f"--skip-tls-verify -d {HOST}/a:1", "other.example.com/b:1", []),
        ("--skip-tls-verify -d $HOST/a:1", "$HOST/b:1", []),
        ("--insecure -d 10.0.0.1:5000/a:1", "10.0.0.1:5000/b:1", []),
        ("--insecure -d localhost:5000/a:1", "localhost:5000/b:1", []),
    ],
)
def test_the_pull_is_loosened_too(tmp_path: Path, flags: str, base: str, found: list[str]) -> None:
    files = {"a.sh": f"/kaniko/executor {flags}\n", "Dockerfile": f"FROM {base}\n"}
    findings = findings_in(tmp_path, files, "tls-push-only")
    expected = [(f"a.sh:1:{18 + flags.index(flag)}", f"`{flag}` only affects the push") for flag in found]
    assert [(line.split(" ")[0], line.split(" ", 1)[1].split(",")[0]) for line in findings] == expected


def test_several_dockerfiles_are_ambiguous(tmp_path: Path) -> None:
    files = {
        "a.sh": f"/kaniko/executor --insecure -d {HOST}/a:1\n",
        "Dockerfile": f"FROM {HOST}/b:1\n",
        "b/Dockerfile": "FROM scratch\n",
    }
    assert findings_in(tmp_path, files, "tls-push-only") == []


@pytest.mark.parametrize("executor", EXECUTORS)
def test_the_help_says_what_each_flag_is_for(executor: str) -> None:
    lines = record(executor, "00-help").splitlines()
    texts = {line.split()[0]: " ".join(line.split()[1:]) for line in lines if line.strip().startswith("--")}
    assert texts["--skip-tls-verify"].startswith("Push to insecure registry")
    assert texts["--insecure"].startswith("Push to insecure registry")
    assert texts["--skip-tls-verify-pull"].startswith("Pull from insecure registry")
    assert texts["--insecure-pull"].startswith("Pull from insecure registry")
