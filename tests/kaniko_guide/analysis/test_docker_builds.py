from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import project
from kaniko_guide.analysis.docker_builds import docker_builds, has_unread_builds

if TYPE_CHECKING:
    from pathlib import Path


def test_paths(tmp_path: Path) -> None:
    found = {
        "sh 'docker build -t a .'": ("Dockerfile", "."),
        "sh 'docker build --build-arg A=b --no-cache ./web'": ("web/Dockerfile", "web"),
        "dir('web') { sh 'docker build --file=x/Dockerfile ..' }": ("web/x/Dockerfile", "."),
        "sh 'docker build -f $FILE .'": (None, "."),
        "sh 'docker build --unknown x .'": (None, None),
        "sh 'docker build $CONTEXT'": (None, None),
    }
    for step, (dockerfile, context) in found.items():
        (tmp_path / "Jenkinsfile").write_text(f"node {{ {step} }}\n", "utf-8")
        (build,) = docker_builds(project.read(tmp_path))
        paths = [None if path is None else str(path) for path in (build.dockerfile, build.context)]
        assert paths == [dockerfile, context], step


def test_unread_builds(tmp_path: Path) -> None:
    found = {
        "sh 'docker build .'": False,
        "docker.build('a')": True,
        "sh 'docker-compose up'": True,
        "sh 'docker compose up'": True,
        "sh 'docker buildx build .'": True,
    }
    for step, expected in found.items():
        (tmp_path / "Jenkinsfile").write_text(f"node {{ {step} }}\n", "utf-8")
        assert has_unread_builds(project.read(tmp_path)) is expected, step
