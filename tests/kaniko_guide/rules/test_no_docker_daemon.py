from __future__ import annotations

from typing import TYPE_CHECKING

from tests.kaniko_guide.rules.shared import jenkinsfile
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

CLIENT = "  - {name: a, image: 'docker:27', command: [cat], tty: true%s}\n"


def test_found(tmp_path: Path) -> None:
    build, client = "docker build -t a .", CLIENT % ""
    found = {
        (client, build): 1,
        (client, "docker push a; docker push b"): 1,
        (client.replace("docker:27", "docker:27-dind"), build): 1,
        (f"{client}  - {{name: b, image: 'maven:3.9'}}\n", build): 1,
        (client, "docker login -u a"): 0,
        (client, "docker --version"): 0,
        (client, "docker info || true"): 0,
        (client, f"export DOCKER_HOST=tcp://a:2375; {build}"): 0,
        (client, f"dockerd-entrypoint.sh & {build}"): 0,
        (client.replace(", command: [cat]", ""), build): 0,
        (client.replace("docker:27", "example.com/docker:27"), build): 0,
        (CLIENT % ", volumeMounts: [{name: s, mountPath: /var/run/docker.sock}]", build): 0,
        (CLIENT % ", volumeMounts: [{name: s, mountPath: /root/.m2}]", build): 1,
        (CLIENT % ", env: [{name: DOCKER_HOST, value: 'tcp://localhost:2375'}]", build): 0,
        (f"{client}  - {{name: b, image: 'docker:27-dind'}}\n", build): 0,
        (f"{client}  - {{name: b, image: '$IMAGE'}}\n", build): 0,
        (f"{client}  - $MORE\n", build): 0,
    }
    for at, ((containers, script), count) in enumerate(found.items()):
        stages = f"stages {{ stage('s') {{ steps {{ container('a') {{ sh '''{script}''' }} }} }} }}\n"
        files = {"Jenkinsfile": jenkinsfile(f"  containers:\n{containers}", stages=stages)}
        assert len(findings_in(tmp_path / str(at), files, "no-docker-daemon")) == count, (containers, script)


def test_steps_that_run_after_the_others(tmp_path: Path) -> None:
    stages = "stages { stage('s') { steps { echo 'a' } } }"
    for at, (post, count) in enumerate({"always": 1, "cleanup": 1, "failure": 0}.items()):
        step = f"post {{ {post} {{ container('a') {{ sh 'docker rmi a' }} }} }}\n"
        files = {"Jenkinsfile": jenkinsfile(f"  containers:\n{CLIENT % ''}", stages=f"{stages}\n{step}")}
        assert len(findings_in(tmp_path / str(at), files, "no-docker-daemon")) == count, post
