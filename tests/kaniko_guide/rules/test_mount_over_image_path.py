from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from tests.kaniko_guide.rules.shared import jenkinsfile
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

IMAGE = "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"
BUILD = "/kaniko/executor --context=. --destination=ccr.ccs.tencentyun.com/nms4cloud/myapp:1.0.0"


def lines(
    directory: Path, path: str, dockerfile: str, file: str = "Dockerfile", flags: str = "", **others: str
) -> list[str]:
    mounts = f"volumeMounts: [{{name: v, mountPath: {path}}}]"
    spec = f"  containers:\n  - {{name: a, image: '{IMAGE}', {mounts}}}\n  volumes: [{{name: v, emptyDir: {{}}}}]\n"
    stages = f"stages {{ stage('a') {{ steps {{ container('a') {{ sh '{BUILD} {flags}' }} }} }} }}\n"
    files = {"Jenkinsfile": jenkinsfile(spec, stages=stages), file: dockerfile, **others}
    return findings_in(directory, files, "mount-over-image-path")


@pytest.mark.parametrize(
    ("path", "dockerfile", "target"),
    [
        ("/opt/app", "FROM a\nCOPY run.sh /opt/app/run.sh\n", "/opt/app/run.sh"),
        ("/opt", "FROM a\nWORKDIR /opt/app\nCOPY . .\n", "/opt/app"),
        ("/opt/app/", "FROM a\nWORKDIR /opt\nADD a.tgz app/\n", "/opt/app"),
        ("/data", 'FROM a\nCOPY ["a", "b", "/data/"]\n', "/data"),
        ("/srv", "FROM a AS b\nWORKDIR /srv\nFROM b\nCOPY --from=b /x x\n", "/srv/x"),
        ("/root/.m2", "FROM a\nCOPY settings.xml /root/.m2/settings.xml\n", "/root/.m2/settings.xml"),
    ],
)
def test_found(tmp_path: Path, path: str, dockerfile: str, target: str) -> None:
    (line,) = lines(tmp_path, path, dockerfile)
    assert line.endswith(
        f"The Dockerfile copies files to `{target}`, but a volume is mounted here, so they are not in the image."
    )


@pytest.mark.parametrize(
    ("path", "dockerfile"),
    [
        ("/opt/app", "FROM a\nCOPY run.sh /opt/application/run.sh\n"),
        ("/opt/app/cache", "FROM a\nCOPY run.sh /opt/app/run.sh\n"),
        ("/kaniko/.docker", "FROM a\nCOPY . /app\n"),
        ("/app", "FROM a\nCOPY run.sh $APP/run.sh\n"),
        ("/app", "FROM a\nWORKDIR $APP\nCOPY run.sh .\n"),
        ("/app", "FROM a\nCOPY run.sh app/\n"),
        ("/app", "FROM a\nRUN ls /app\n"),
    ],
)
def test_not_found(tmp_path: Path, path: str, dockerfile: str) -> None:
    assert lines(tmp_path, path, dockerfile) == []


def test_another_dockerfile(tmp_path: Path) -> None:
    dockerfile = "FROM a\nCOPY a /app/a\n"
    assert lines(tmp_path / "a", "/app", dockerfile, "web/Dockerfile", "-f web/Dockerfile") != []
    assert lines(tmp_path / "b", "/app", dockerfile, "web/Dockerfile", "-f api/Dockerfile") == []


def test_inside_a_copied_directory(tmp_path: Path) -> None:
    for number, (dockerfile, path, others, found) in enumerate(
        (
            ("WORKDIR /app\nCOPY . .", "/app/data", {"data/x": ""}, True),
            ("COPY ./ /app/", "/app/data/deep", {"data/deep/x": ""}, True),
            ("COPY src /app", "/app/data", {"src/data/x": ""}, True),
            ("COPY a src /app/", "/app/data", {"src/data/x": "", "a/b": ""}, True),
            ("WORKDIR /app\nCOPY . .", "/app/other", {"data/x": ""}, False),
            ("WORKDIR /app\nCOPY . .", "/app/data", {"data/.gitkeep": ""}, False),
            ("WORKDIR /app\nCOPY . .", "/app/data", {"data/x": "", ".dockerignore": "data\n"}, False),
            ("WORKDIR /app\nCOPY . .", "/app/data", {"data/x": "", "Dockerfile.dockerignore": "data\n"}, False),
            ("COPY src /app", "/app/data", {"data/x": "", "src/a": ""}, False),
            ("COPY --from=b . /app", "/app/data", {"data/x": ""}, False),
            ("COPY --exclude=data . /app", "/app/data", {"data/x": ""}, False),
            ("COPY $SRC /app", "/app/data", {"data/x": ""}, False),
            ("COPY s* /app", "/app/data", {"src/data/x": ""}, False),
        )
    ):
        with check(f"{dockerfile}, {path}, {others}"):
            message = lines(tmp_path / str(number), path, f"FROM a\n{dockerfile}\n", **others)
            assert [f"copies files to `{path}`, but a volume" in line for line in message] == ([True] if found else [])
