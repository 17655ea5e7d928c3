from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from tests.kaniko_guide.rules.shared import executor_pod, severities_in
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("command", "column", "text"),
    [
        ("kubectl logs <pod-name>", 14, "<pod-name>"),
        ("kubectl logs <pod-name> -c kaniko -f", 14, "<pod-name>"),
        ("kubectl logs '<pod name>'", 15, "<pod name>"),
        ("kubectl get pod -n 你的命名空间", 20, "你的命名空间"),
        ("docker pull your-registry.example.com/a:1", 13, "your-registry"),
        ("kubectl create secret generic a --from-literal=b=YOUR_KEY", 50, "YOUR_KEY"),
        ("crane copy a:1 xxx.example.com/a:1", 16, "xxx"),
        ("skopeo copy docker://a docker://b --dest-creds=a:changeme", 50, "changeme"),
        ("/kaniko/executor --destination=a.com/<project>/b", 38, "<project>"),
        ("kubectl delete secret a -n '****'", 29, "****"),
    ],
)
def test_found(tmp_path: Path, command: str, column: int, text: str) -> None:
    found = findings_in(tmp_path, {"a.sh": f"{command}\n"}, "placeholder-left")
    assert found == [f"a.sh:1:{column} `{text}` is a placeholder."]


@pytest.mark.parametrize(
    "command",
    [
        "kubectl logs $POD",
        "kubectl create secret docker-registry a --docker-username=$YOUR_USER --docker-server=${YOUR_SERVER}",
        "kubectl apply -f - < pod.yaml > log",
        "kubectl create secret generic a --from-file=b=/dev/stdin <secret",
        "sed 's/<version>//' pom.xml",
        "echo '<pod-name>' your-secret",
        "grep '<modelVersion>' pom.xml",
        "kubectl get pods --namespace=yourkit",
        "docker pull maxxxi/app:1",
        "docker images --filter '<none>'",
        "kubectl get pods -o 'jsonpath={.items[*].metadata.name}'",
        "git clone https://example.com/behaviour.git",
        "git commit --author='CI <ci@example.com>' -m 'Update your-app'",
        "git -C app tag -a v1 -m '更新你的应用'",
        "git -c user.name='CI <ci@example.com>' push",
        "curl -d '<order><id>1</id></order>' https://example.com",
        "ssh host 'cat <<EOF > a'",
        "ssh host \"sed -n 's/<td>[^<]*<\\\\/td>//p' a\"",
        "ssh host 'mysql <dump.sql >log'",
    ],
)
def test_not_found(tmp_path: Path, command: str) -> None:
    assert findings_in(tmp_path, {"a.sh": f"{command}\n"}, "placeholder-left") == []


def test_arguments_of_a_container(tmp_path: Path) -> None:
    pod = """apiVersion: v1
kind: Pod
metadata:
  name: build
spec:
  containers:
  - name: kaniko
    image: ghcr.io/osscontainertools/kaniko:v1.28.3
    args: ["--destination=<user>/app:1"]
"""
    (found,) = findings_in(tmp_path, {"pod.yaml": pod}, "placeholder-left")
    assert found.startswith("pod.yaml:9:27 ")


def test_only_a_suggestion_in_a_manifest(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text(executor_pod("ghcr.io/osscontainertools/kaniko:v1.28.3", "-d=your-user/a:1"))
    assert severities_in(tmp_path, "placeholder-left") == ["info"]


def test_arguments_of_steps(tmp_path: Path) -> None:
    for step, text in {
        "git url: 'https://github.com/<org>/app.git'": "<org>",
        "checkout([$class: 'GitSCM', userRemoteConfigs: [[url: 'https://a.com/<repo>']]])": "<repo>",
        "withCredentials([string(credentialsId: '<id>', variable: 'A')]) { sh 'id' }": "<id>",
        "git credentialsId: '你的凭据', url: 'https://a.com/b.git'": "你的凭据",
        "git url: 'https://github.com/a/b.git', credentialsId: 'your-id'": None,
        "git url: 'your-repo-url', branch: 'main'": "your-repo-url",
        "git branch: 'main', url: 'https://github.com/YOUR_ORG/app.git'": "YOUR_ORG",
        "git 'https://github.com/your-org.git'": "your-org",
        "checkout scmGit(userRemoteConfigs: [[url: 'https://github.com/xxx/app.git']])": "xxx",
        "git 'https://github.com/yourkit/app.git'": None,
        "git url: 'https://github.com/a/b.git', branch: 'your-branch'": None,
        "httpRequest url: 'https://a.com/your-orders'": None,
        'git url: "https://github.com/<${a}>/b.git"': None,
        "echo '<org>'": None,
    }.items():
        with check(step):
            found = findings_in(tmp_path, {"Jenkinsfile": f"node {{\n{step}\n}}\n"}, "placeholder-left")
            assert [line.partition(" ")[2] for line in found] == ([f"`{text}` is a placeholder."] if text else [])


def test_a_placeholder_is_no_missing_argument(tmp_path: Path) -> None:
    files = {"a.sh": "docker push <image>\n"}
    assert findings_in(tmp_path, files, "rejected-arguments") == []
    assert len(findings_in(tmp_path, files, "placeholder-left")) == 1
