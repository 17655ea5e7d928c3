from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import project, rules
from tests.kaniko_guide.rules.shared import jenkinsfile
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

NODE = "node:20"


def severities(directory: Path, script: str, image: str = NODE) -> list[str]:
    """Of the findings for a script that runs in a container."""
    directory.mkdir()
    spec = f"  containers:\n  - {{name: a, image: '{image}'}}\n"
    stages = f"stages {{ stage('s') {{ steps {{ container('a') {{ sh '''{script}''' }} }} }} }}\n"
    (directory / "Jenkinsfile").write_text(jenkinsfile(spec, stages=stages), "utf-8")
    return [one.severity.value for one in rules.check(project.read(directory)) if one.rule.name == "bash-in-sh"]


def test_steps(tmp_path: Path) -> None:
    found = {
        "source venv/bin/activate": ["error"],
        "if [[ -f a ]]; then echo; fi": ["warning"],
        '[ "$A" == b ] && echo': ["warning"],
        "set -euo pipefail": ["error"],
        "TAG=${GIT_COMMIT:0:7}; echo $TAG": ["error"],
        "echo ${A//b/c} ${A^^}": ["error", "error"],
        "cat <<< a": ["error"],
        "A=(b c)": ["error"],
        "diff <(ls) a": ["error"],
        ". venv/bin/activate": [],
        '[ "$A" = b ] && echo ${A:-1} ${A%%b} ${#A}': [],
        "#!/bin/bash\nsource a": [],
        "bash -c 'source a'": [],
        "echo source": [],
    }
    assert {script: severities(tmp_path / str(at), script) for at, script in enumerate(found)} == found


def test_images(tmp_path: Path) -> None:
    found = {
        "python:3.12-slim-bookworm": 1,
        "maven:3.9-eclipse-temurin-21": 1,
        "jenkins/inbound-agent:3355.v388858a_47b_33-3-jdk21": 1,
        "node:20-alpine3.20": 0,
        "maven:3.9-amazoncorretto-21": 0,
        "maven:3.8-openjdk-17": 0,
        "jenkins/inbound-agent:rhel-ubi9": 0,
        "example.com/node:20": 0,
        "$IMAGE": 0,
    }
    assert {image: len(severities(tmp_path / str(at), "source a", image)) for at, image in enumerate(found)} == found


def test_dockerfile(tmp_path: Path) -> None:
    line = "RUN source a\n"
    found = {
        f"FROM node:20\n{line}": ["Dockerfile:2:5"],
        f"FROM node:20 AS a\nFROM a\n{line}": ["Dockerfile:3:5"],
        f"FROM node:20\nSHELL ['/bin/bash', '-c']\n{line}": [],
        f"FROM node:20\nRUN ln -sf bash /bin/sh\n{line}": [],
        f"FROM node:20 AS a\nSHELL ['/bin/bash', '-c']\nFROM a\n{line}": [],
        f"FROM node:20-alpine\n{line}": [],
        f"FROM $BASE\n{line}": [],
        'FROM node:20\nRUN ["source", "a"]\n': [],
    }
    for at, (dockerfile, places) in enumerate(found.items()):
        lines = findings_in(tmp_path / str(at), {"Dockerfile": dockerfile}, "bash-in-sh")
        assert [text.partition(" ")[0] for text in lines] == places, dockerfile
