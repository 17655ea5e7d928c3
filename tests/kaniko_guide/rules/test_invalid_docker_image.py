from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FOUND = {
    "docker build -t a/B:1 .": "1:17 `a/B:1` has capitals; the name of an image must not.",
    "docker build --tag=a/B .": "1:14 `a/B` has capitals; the name of an image must not.",
    "docker tag a:1 $REGISTRY/A:1": "1:16 `$REGISTRY/A:1` has capitals; the name of an image must not.",
    "docker push a:1:$TAG": "1:13 `a:1:$TAG` has two tags.",
    "docker run --rm -v a:/b c:1--force=true": (
        "1:25 `c:1--force=true` is no valid name of an image; `docker` fails with `invalid reference format`."
    ),
}
NOT_FOUND = (
    "docker build -t a/b:B .",
    "docker build -t $IMAGE:$TAG .",
    "docker build -t ${REGISTRY}a:${A//\\//-} .",
    "docker tag $(docker images -q | head -1) a:1",
    "docker push @IMAGE@",
    "docker push <image>",
    "docker pull BASE",
    "docker push registry.example.com/team/IMAGE:TAG",
    "docker run --new-flag A",
    "docker run a:1 B:1:1",
    "docker run --name A -e B=C -p 1:1 d",
    "docker build --build-arg A=B -t a .",
)


def test_commands(tmp_path: Path) -> None:
    for at, (script, expected) in enumerate([*FOUND.items(), *((script, None) for script in NOT_FOUND)]):
        with check(script):
            lines = findings_in(tmp_path / str(at), {"a.sh": f"{script}\n"}, "invalid-docker-image")
            assert lines == ([] if expected is None else [f"a.sh:{expected}"])


def test_constants_of_the_pipeline(tmp_path: Path) -> None:
    for image, found in {"a/B": "has capitals", "a/b:1": "`a/b:1:$BUILD_NUMBER` has two tags.", "a/b": None}.items():
        stages = "stages { stage('a') { steps { sh 'docker push $IMAGE:$BUILD_NUMBER' } } }"
        text = f"pipeline {{ agent any\nenvironment {{ IMAGE = '{image}' }}\n{stages} }}\n"
        with check(image):
            lines = findings_in(tmp_path, {"Jenkinsfile": text}, "invalid-docker-image")
            assert [str(found) in line for line in lines] == [True] * (found is not None)


def test_steps_of_groovy(tmp_path: Path) -> None:
    environment = "environment { NAME = 'App'\nIMAGE = \"a\" + '/' + \"${NAME}\" }"
    for step, found in {
        "docker.build 'a/B'": "has capitals",
        'docker.build("${IMAGE}:${BUILD_NUMBER}")': "`a/App:${BUILD_NUMBER}` has capitals",
        "docker.image('a:b:c').pull()": "has two tags",
        'docker.build("a/${b}:${c.take(7)}", "-f D .")': None,
        "docker.build(IMAGE)": None,
    }.items():
        stages = f"stages {{ stage('a') {{ steps {{ script {{ {step} }} }} }} }}"
        text = f"pipeline {{ agent any\n{environment}\n{stages} }}\n"
        with check(step):
            lines = findings_in(tmp_path, {"Jenkinsfile": text}, "invalid-docker-image")
            assert [str(found) in line for line in lines] == [True] * (found is not None)


def test_names_that_docker_hub_rejects(tmp_path: Path) -> None:
    for script, found in {
        "docker push app:1": "`app:1` has no namespace: it goes to `library/app:1` on Docker Hub, and the push is "
        "denied.",
        "docker push me/app/web:1": "`me/app/web:1` goes to Docker Hub, which has no repositories with three parts.",
        "docker push me/app:1": None,
        "docker push example.com/a/b/c:1": None,
        "docker push localhost:5000/app": None,
        "docker push localhost/a/b": None,
        "docker push $IMAGE": None,
        "docker push $REGISTRY/a/b": None,
        "docker pull app": None,
    }.items():
        lines = findings_in(tmp_path, {"a.sh": f"{script}\n"}, "invalid-docker-image")
        assert lines == ([] if found is None else [f"a.sh:1:13 {found}"]), script
