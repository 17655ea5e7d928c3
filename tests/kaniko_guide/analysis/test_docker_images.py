from __future__ import annotations

from pathlib import PurePosixPath

from pytest_check import check

from kaniko_guide import project
from kaniko_guide.analysis.docker_images import named_by_docker
from kaniko_guide.text import Source, Text

IMAGES = {
    "docker build -t a/b:1 --tag=c:2 .": [("a/b:1", "build", True), ("c:2", "build", True)],
    "docker tag a:1 b:2": [("a:1", "tag", False), ("b:2", "tag", True)],
    "docker push a:1": [("a:1", "push", False)],
    "docker pull a:1": [("a:1", "pull", True)],
    "docker run --rm -v /a:/b a:1 c:2": [("a:1", "run", False)],
    "docker run --new-option a:1": [],
    "docker ps": [],
    "podman push a:1": [],
}


def named(file: str, text: str) -> list[tuple[str, str, bool]]:
    path = PurePosixPath(file)
    read = project.assemble({path: project.kind_by_name(path)}, lambda _: Text.canonical(Source(file, text)))
    return [(image.value, image.subcommand, image.makes) for image in named_by_docker(read)]


def test_images_of_commands() -> None:
    for command, expected in IMAGES.items():
        with check(command):
            assert named("a.sh", f"{command}\n") == expected


def test_constants_of_the_environment_are_filled_in() -> None:
    pipeline = (
        "pipeline { agent any\nenvironment { IMAGE = 'a/b' }\n"
        "stages { stage('a') { steps { sh 'docker push $IMAGE:$TAG' } } } }\n"
    )
    assert named("Jenkinsfile", pipeline) == [("a/b:$TAG", "push", False)]
