from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide import project, rules
from tests.kaniko_guide.rules.shared import jenkinsfile
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FORK = "ghcr.io/osscontainertools/kaniko:v1.28.3"
MAVEN = "maven:3.9-eclipse-temurin-21"
BUILD = "/kaniko/executor --no-push"


def messages(
    directory: Path, script: str, *, image: str = f"{FORK}-debug", more: str = "", options: str = ""
) -> list[str]:
    """Findings for a script that runs in container `a`."""
    stages = f"stages {{ stage('s') {{ steps {{ container('a') {{ sh '''{script}''' }} }} }} }}\n"
    spec = f"  containers:\n  - {{name: a, image: '{image}'{more}}}\n  - {{name: b, image: 'example.com/maven:3'}}\n"
    found = findings_in(
        directory, {"Jenkinsfile": jenkinsfile(spec, stages=stages, options=options)}, "wrong-container"
    )
    return [line.partition(" ")[2] for line in found]


@pytest.mark.parametrize(
    ("script", "program"),
    [
        ("mvn package", "mvn"),
        ("docker build .", "docker"),
        (f"{BUILD} --destination=a/b:$(git rev-parse HEAD)", "git"),
        ("cd x && mvn package", "mvn"),
        ("time mvn package", "mvn"),
        ("env A=b C=d mvn package", "mvn"),
        ("make build", "make"),
        ("env", None),
        ("env -i mvn package", None),
        ("time -p ls", None),
        ("nohup ./start.sh", None),
        (f"{BUILD}; mvn package", None),
        ("mvn -version || true", None),
        ("if mvn -version; then echo; fi", None),
        ("command -v mvn && mvn package", None),
        ("/opt/maven/bin/mvn package", None),
        ("mvn() { ./mvnw; }; mvn package", None),
        ("PATH=$PATH:/opt/maven/bin; mvn package", None),
        ("cp x/mvn /kaniko/mvn; mvn package", None),
        ("cat pom.xml", None),
    ],
)
def test_program_in_the_kaniko_container(tmp_path: Path, script: str, program: str | None) -> None:
    expected = [f"Container `a` has no `{program}`."] if program else []
    assert messages(tmp_path, script) == expected


@pytest.mark.parametrize(
    ("image", "more", "options"),
    [
        (f"{FORK}-alpine", "", ""),
        ("ccr.ccs.tencentyun.com/nms4cloud/kaniko:v1.28.3-debug", "", ""),
        (MAVEN, "", ""),
        ("$IMAGE", "", ""),
        (f"{FORK}-debug", ", volumeMounts: [{name: x, mountPath: /usr/local/bin}]", ""),
        (f"{FORK}-debug", "", "inheritFrom 'default'\n"),
    ],
)
def test_program_may_exist(tmp_path: Path, image: str, more: str, options: str) -> None:
    assert messages(tmp_path, "mvn package", image=image, more=more, options=options) == []


def test_credentials_mount_adds_no_program(tmp_path: Path) -> None:
    more = ", volumeMounts: [{name: x, mountPath: /kaniko/.docker}]"
    assert len(messages(tmp_path, "mvn package", more=more)) == 1


@pytest.mark.parametrize(
    ("image", "more", "count"),
    [
        (MAVEN, "", 1),
        ("docker.io/jenkins/inbound-agent:3355.v388858a_47b_33-3-jdk21", "", 1),
        (MAVEN, ", volumeMounts: [{name: x, mountPath: /kaniko/.docker}]", 1),
        (MAVEN, ", volumeMounts: [{name: x, mountPath: /kaniko}]", 0),
        ("example.com/maven:3", "", 0),
        (f"{FORK}-debug", "", 0),
    ],
)
def test_executor_in_another_container(tmp_path: Path, image: str, more: str, count: int) -> None:
    assert messages(tmp_path, BUILD, image=image, more=more) == ["Container `a` has no `/kaniko/executor`."] * count
    assert messages(tmp_path, f"cp x /kaniko/executor; {BUILD}", image=image, more=more) == []


def test_tools_that_official_images_lack(tmp_path: Path) -> None:
    node = "node:20"
    found: dict[tuple[str, str, str], list[str]] = {
        (MAVEN, "docker build -t a .", ""): ["docker"],
        (MAVEN, "npm ci && kubectl apply -f a.yaml", ""): ["npm", "kubectl"],
        (node, "npm ci; java -version", ""): ["java"],
        ("docker:24-dind", "helm version", ""): ["helm"],
        ("registry.example.com/library/node:20", "docker version", ""): [],
        ("$IMAGE", "docker version", ""): [],
        (MAVEN, "apt-get install -y docker.io; docker version", ""): [],
        (MAVEN, "curl -Lo /usr/local/bin/kubectl x; kubectl version", ""): [],
        (MAVEN, "curl -LO https://example.com/x; kubectl version", ""): ["kubectl"],
        (MAVEN, "./install.sh; docker version", ""): [],
        (MAVEN, "./mvnw package; docker version", ""): ["docker"],
        (node, "npm install -g @angular/cli; ng build", ""): [],
        (node, "pip install x; aws s3 ls", ""): ["pip"],
        (MAVEN, "if docker version; then echo; fi", ""): [],
        (MAVEN, "docker version || true", ""): [],
        (MAVEN, "docker version", ", volumeMounts: [{name: x, mountPath: /var/run/docker.sock}]"): ["docker"],
        (MAVEN, "docker version", ", volumeMounts: [{name: x, mountPath: /usr/bin/docker}]"): [],
        (MAVEN, "docker version", ", volumeMounts: [{name: x, mountPath: /usr}]"): [],
        (MAVEN, "docker version", ", env: [{name: PATH, value: /x}]"): [],
        (MAVEN, "docker version", ", command: [sh, -c, 'apk add docker; cat']"): [],
        (MAVEN, "docker version", ", lifecycle: {postStart: {exec: {command: [a]}}}"): [],
    }
    for at, ((image, script, more), programs) in enumerate(found.items()):
        directory = tmp_path / str(at)
        directory.mkdir()
        expected = [f"Container `a` has no `{program}`." for program in programs]
        assert messages(directory, script, image=image, more=more) == expected, (image, script, more)


def test_tools_that_the_agent_lacks(tmp_path: Path) -> None:
    other = "  containers:\n  - {name: b, image: 'maven:3'}\n"
    agent = f"{other}  - {{name: jnlp, image: 'jenkins/inbound-agent:latest'}}\n"
    cases = {
        (other, "sh 'docker version'"): ["warning"],
        (agent, "sh 'docker version'"): ["error"],
        (agent.replace("jenkins/", "example.com/"), "sh 'docker version'"): [],
        (other, "sh 'git status'"): [],
        (other, "sh(script: 'docker version', returnStatus: true)"): [],
        (other, "script { def a = sh(script: 'docker version', returnStdout: true).trim() }"): ["warning"],
        (other, "script { env.A = sh(script: 'docker version', returnStdout: true) }"): ["warning"],
        (other, "script { def a = sh(script: 'docker version', returnStatus: true) }"): [],
        (other, "script { def a = b ? sh(script: 'docker version', returnStdout: true) : '' }"): [],
        (other, "withMaven { sh 'mvn package' }"): [],
        (other, "withSonarQubeEnv('a') { sh 'mvn package' }"): ["warning"],
        (other, "container('b') { sh 'apt-get install -y docker.io' }\nsh 'docker version'"): ["warning"],
        (other, "sh 'apt-get install -y docker.io'\nsh 'docker version'"): [],
        (other, "container(X) { sh 'apt-get install -y docker.io' }\nsh 'docker version'"): [],
    }
    for at, ((spec, steps), severities) in enumerate(cases.items()):
        directory = tmp_path / str(at)
        directory.mkdir()
        stages = f"stages {{ stage('s') {{ when {{ branch 'main' }}\nsteps {{ {steps} }} }} }}\n"
        (directory / "Jenkinsfile").write_text(jenkinsfile(spec, stages=stages), "utf-8")
        found = [one for one in rules.check(project.read(directory)) if one.rule.name == "wrong-container"]
        assert [one.severity.value for one in found] == severities, (spec, steps)


AGENT = "  containers:\n  - {name: kaniko, image: '" + FORK + "-debug'}\n"


@pytest.mark.parametrize(
    ("spec", "options", "step", "count"),
    [
        (AGENT, "", f"sh '{BUILD}'", 1),
        (AGENT, "", f"container(NAME) {{ sh '{BUILD}' }}", 0),
        (AGENT, "", f"retry(2) {{ sh '{BUILD}' }}", 1),
        (AGENT, "", f"inKaniko {{ sh '{BUILD}' }}", 0),
        (AGENT, "", f"script {{ if (A) {{ sh '{BUILD}' }} }}", 0),
        (AGENT, "defaultContainer 'kaniko'\n", f"sh '{BUILD}'", 0),
        (AGENT, "defaultContainer NAME\n", f"sh '{BUILD}'", 0),
        (AGENT.replace("kaniko,", "jnlp,"), "", f"sh '{BUILD}'", 0),
        ("  containers:\n  - $CONTAINER\n", "", f"sh '{BUILD}'", 0),
    ],
)
def test_executor_in_the_agent(tmp_path: Path, spec: str, options: str, step: str, count: int) -> None:
    stages = f"stages {{ stage('s') {{ steps {{ {step} }} }} }}\n"
    text = jenkinsfile(spec, options=options, stages=stages)
    found = findings_in(tmp_path, {"Jenkinsfile": text}, "wrong-container")
    assert [line.partition(" ")[2] for line in found] == ["Container `jnlp` has no `/kaniko/executor`."] * count


@pytest.mark.parametrize(
    ("script", "image", "fix"),
    [
        ("mvn package", f"{FORK}-debug", "Put this step into `container('b') { … }`."),
        (
            "npm ci",
            f"{FORK}-debug",
            "Run it in a container whose image contains the program; add one to the pod if there is none.",
        ),
        (
            "docker push x",
            f"{FORK}-debug",
            ("Remove it: `/kaniko/executor` builds and pushes with the credentials in the mounted `config.json`."),
        ),
    ],
)
def test_fix(tmp_path: Path, script: str, image: str, fix: str) -> None:
    messages(tmp_path, script, image=image)
    (found,) = [one for one in rules.check(project.read(tmp_path)) if one.rule.name == "wrong-container"]
    assert found.help.en == fix


def test_position_is_the_program(tmp_path: Path) -> None:
    spec = f"  containers:\n  - {{name: a, image: '{FORK}-debug'}}\n"
    stages = "  stages { stage('s') { steps { container('a') { sh '''\n  cd x && mvn package\n''' } } } }\n"
    found = findings_in(tmp_path, {"Jenkinsfile": jenkinsfile(spec, stages=stages)}, "wrong-container")
    assert found == ["Jenkinsfile:12:11 Container `a` has no `mvn`."]


def test_a_step_on_another_node_is_not_in_the_pod(tmp_path: Path) -> None:
    spec = "  containers:\n  - {name: a, image: 'example.com/maven:3'}\n"
    for options, node, found in (
        ("", "node('master')", 0),
        ("label 'x';", "node('master')", 0),
        ("label 'x';", "node('x')", 1),
        ("label env.POD;", "node('x')", 1),
    ):
        stages = f"stages {{ stage('s') {{ steps {{ {node} {{ sh 'kubectl get pods' }} }} }} }}\n"
        text = jenkinsfile(spec, options=options, stages=stages)
        assert len(findings_in(tmp_path, {"Jenkinsfile": text}, "wrong-container")) == found, (options, node)
    for template, found in (("", 0), ("label: 'x', ", 0), ("label: 'master', ", 1), ("label: LABEL, ", 1)):
        text = f"podTemplate({template}containers: []) {{ node('master') {{ sh 'kubectl get pods' }} }}\n"
        assert len(findings_in(tmp_path, {"Jenkinsfile": text}, "wrong-container")) == found, template


def test_agents_of_docker(tmp_path: Path) -> None:
    for at, (agent, script, found) in enumerate(
        [
            ("docker { image 'maven:3-alpine' }", "docker rmi a", "of the `agent` has no `docker`."),
            ("docker 'node:22'", "mvn package", "The image `node:22` of the `agent` has no `mvn`."),
            ("docker { image 'maven:3' }", "mvn package", None),
            ("docker { image 'maven:3'; args '-v /usr/bin/docker:/usr/bin/docker' }", "docker ps", None),
            ("docker { image 'maven:3' }", "apt-get install docker.io && docker ps", None),
            ("docker { image 'maven:3' }", "docker ps || true", None),
            ('docker { image "maven:${VERSION}" }', "docker ps", None),
            ("docker { image 'example.com/maven:3' }", "docker ps", None),
            ("label 'a'", "docker ps", None),
        ]
    ):
        stage = f"stage('a') {{ steps {{ sh '{script}' }} }}"
        text = f"pipeline {{ agent {{ {agent} }}\nstages {{ {stage} }} }}\n"
        lines = findings_in(tmp_path / str(at), {"Jenkinsfile": text}, "wrong-container")
        assert [str(found) in line for line in lines] == [True] * (found is not None), agent
    other = "stage('a') { agent any\nsteps { sh 'docker ps' } }"
    text = f"pipeline {{ agent {{ docker 'maven:3' }}\nstages {{ {other} }} }}\n"
    assert findings_in(tmp_path / "other", {"Jenkinsfile": text}, "wrong-container") == []


def test_wrappers_without_java(tmp_path: Path) -> None:
    for script, count in {
        "./gradlew build": 1,
        "sh ./gradlew build": 1,
        "sh ./build.sh": 0,
        "chmod +x mvnw; cd web && ./mvnw --batch-mode package": 1,
        f"{BUILD}; ./gradlew build": 0,
        "if true; then ./gradlew build; fi": 0,
        "JAVA_HOME=$PWD/jdk ./gradlew build": 0,
        "export JAVA_HOME=$PWD/jdk; ./gradlew build": 0,
        "./build.sh": 0,
    }.items():
        with check(script):
            found = messages(tmp_path, script)
            assert len(found) == count
            assert all("needs Java, which container `a` does not have." in message for message in found)
    for image, count in {MAVEN: 0, "eclipse-temurin:21": 0, "node:22": 1, "example.com/node:22": 0}.items():
        with check(image):
            assert len(messages(tmp_path, "./gradlew build", image=image)) == count
    assert messages(tmp_path, "./gradlew build", more=", env: [{name: JAVA_HOME, value: /jdk}]") == []
    assert messages(tmp_path, "./gradlew build", more=", volumeMounts: [{name: x, mountPath: /usr/lib/jvm}]") == []
