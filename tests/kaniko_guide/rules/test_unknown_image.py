from __future__ import annotations

from typing import TYPE_CHECKING

from tests.kaniko_guide.rules.shared import PIPELINE, image_pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

BUILD = "FROM node:20 AS build\nRUN npm ci\n"


def test_references(tmp_path: Path) -> None:
    found = {
        f"{BUILD}FROM nginx:1\nCOPY --from=build /a /b\n": None,
        f"{BUILD}FROM nginx:1\nCOPY --from=BUILD /a /b\n": None,
        f"{BUILD}FROM nginx:1\nCOPY --from=0 /a /b\n": None,
        f"{BUILD}FROM nginx:1\nCOPY --from=builder /a /b\n": "4:6 No stage before it is named `builder`",
        f"{BUILD}FROM nginx:1\nCOPY --from=1 /a /b\n": "4:6 There are 1 stages before it",
        f"{BUILD}FROM nginx:1\nCOPY --from=compile /a /b\n": "4:6 No stage before it is named `compile`",
        f"{BUILD}FROM nginx:1\nCOPY --from=bui\\d /a /b\n": "4:6 No stage before it is named `buid`",
        f"{BUILD}FROM nginx:1\nCOPY --from=golang:1.22 /a /b\n": None,
        f"{BUILD}FROM nginx:1\nCOPY --from=example.com/a /a /b\n": None,
        f"{BUILD}FROM nginx:1\nCOPY --from=$STAGE /a /b\n": None,
        f"{BUILD}FROM nginx:1\nRUN --mount=type=bind,from=builder,target=/a ls /a\n": "4:5 No stage before it",
        f"{BUILD}FROM nginx:1 AS run\nCOPY --from=run /a /b\n": "4:6 No stage before it is named `run`",
        f"{BUILD}FROM builder\n": "3:6 No stage before it is named `builder`",
        f"{BUILD}FROM builder:1.0\n": "3:6 No stage before it is named `builder:1.0`",
        f"{BUILD}FROM build\n": None,
        f"{BUILD}FROM scratch\n": None,
    }
    for at, (dockerfile, expected) in enumerate(found.items()):
        files = {"Dockerfile": dockerfile, "Jenkinsfile": PIPELINE}
        lines = findings_in(tmp_path / str(at), files, "unknown-image")
        assert [line.startswith(f"Dockerfile:{expected}") for line in lines] == [True] * (expected is not None), lines


def test_images_that_may_be_local(tmp_path: Path) -> None:
    stage, base = f"{BUILD}FROM nginx:1\nCOPY --from=tools /a /b\n", "FROM tools\n"
    cases = {
        (base, PIPELINE, ""): 1,
        (base, "node { sh 'docker build -t x .' }\n", ""): 0,
        (base, "node { docker.build('x') }\n", ""): 0,
        (base, PIPELINE.replace("--context", "--registry-mirror=a.example.com --context"), ""): 0,
        (stage, "node { sh 'docker build -t x .' }\n", ""): 1,
        (stage, "node { docker.build('tools') }\n", ""): 0,
        (stage, PIPELINE, "docker build -t tools:1 tools\n"): 0,
        (stage, PIPELINE, "docker buildx build --build-context tools=tools .\n"): 0,
    }
    for at, ((dockerfile, pipeline, script), count) in enumerate(cases.items()):
        files = {"Dockerfile": dockerfile, "Jenkinsfile": pipeline, "a.sh": script or "ls\n"}
        assert len(findings_in(tmp_path / str(at), files, "unknown-image")) == count, (dockerfile, pipeline, script)


def test_words_of_a_tag(tmp_path: Path) -> None:
    found = {
        "node:20-alphine": "7:20 No tag of `node` contains `alphine`; it should be `alpine`.",
        "python:3.12-slim-bookwrom": "7:29 No tag of `python` contains `bookwrom`; it should be `bookworm`.",
        "node:20-alpine3.20": None,
        "node:20-custom": None,
        "example.com/node:20-alphine": None,
        "maven:3.9-eclipse-temurin-21": None,
        "openjdk:8u212-jdk-alpine": None,
    }
    for at, (image, expected) in enumerate(found.items()):
        lines = findings_in(tmp_path / str(at), {"pod.yaml": image_pod(image)}, "unknown-image")
        assert lines == ([] if expected is None else [f"pod.yaml:{expected}"]), image


def test_target(tmp_path: Path) -> None:
    dockerfile = "FROM alpine:3.22 AS build\nFROM alpine:3.22 AS Production\n"
    call = "/kaniko/executor --context=. --no-push"
    cases = {
        "--target=prod": True,
        "--target=production": False,
        "--target=BUILD": False,
        "--target=0": False,
        "--target=$STAGE": False,
        "--target=prod --dockerfile=other/Dockerfile": False,
        "--target=prod --context=git://example.com/a.git": False,
    }
    for number, (flags, found) in enumerate(cases.items()):
        files = {"Jenkinsfile": f"node {{ sh '{call} {flags}' }}\n", "Dockerfile": dockerfile}
        lines = findings_in(tmp_path / str(number), files, "unknown-image")
        assert [line.partition("; ")[0] for line in lines] == (
            ["Jenkinsfile:1:60 `Dockerfile` has no stage `prod`"] if found else []
        ), flags
    for number, more in enumerate(("git 'https://example.com/a.git'\n", "sh 'cat a > Dockerfile'\n")):
        files = {"Jenkinsfile": f"node {{ {more}sh '{call} --target=x' }}\n", "Dockerfile": dockerfile}
        assert findings_in(tmp_path / f"more-{number}", files, "unknown-image") == []


def test_an_argument_that_no_line_declares(tmp_path: Path) -> None:
    cases = {
        "FROM ${BASE}:1\n": "1:6",
        "ARG OTHER=a\nFROM alpine:3.22\nARG BASE=b\nFROM $BASE\n": "4:6",
        "ARG BASE=a\nFROM ${BASE}:1\n": "",
        "FROM ${BASE:-alpine:3.22}\n": "",
        "FROM --platform=$BUILDPLATFORM alpine:3.22\n": "",
        "FROM alpine-$TARGETARCH\n": "",
    }
    for number, (text, place) in enumerate(cases.items()):
        found = findings_in(tmp_path / str(number), {"Dockerfile": text}, "unknown-image")
        assert [line.partition(" ")[0] for line in found] == ([f"Dockerfile:{place}"] if place else []), text
    for number, script in enumerate(("docker build --build-arg BASE=alpine .", "envsubst < Dockerfile > a")):
        files = {"Dockerfile": "FROM $BASE\n", "build.sh": f"{script}\n"}
        assert findings_in(tmp_path / f"passed-{number}", files, "unknown-image") == []
