from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from kaniko_guide import project
from kaniko_guide.rules import name_disagrees
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

POD = """apiVersion: v1
kind: Pod
metadata:
  name: build
  namespace: jenkins
spec:
  containers:
  - name: kaniko
    image: ghcr.io/osscontainertools/kaniko:v1.28.3
    args: ["--destination=ccr.ccs.tencentyun.com/nms4cloud/myapp:1.0"]
    volumeMounts:
    - name: docker-config
      mountPath: /kaniko/.docker
  volumes:
  - name: docker-config
    secret:
      secretName: docker-registry-secret
      items:
      - key: .dockerconfigjson
        path: config.json
"""
NAME = "docker-registry-secret"
CREATE = f"kubectl create secret docker-registry {NAME} --namespace=jenkins --docker-server=ccr.ccs.tencentyun.com\n"


def findings(directory: Path, **files: str) -> list[str]:
    content = {name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()}
    return findings_in(directory, content, "name-disagrees")


@pytest.mark.parametrize(
    "script",
    [
        CREATE,
        CREATE.replace("--namespace=jenkins ", ""),
        CREATE.replace(NAME, "$SECRET"),
        CREATE.replace("--docker-server=ccr.ccs.tencentyun.com", "--docker-server=https://ccr.ccs.tencentyun.com/v1/"),
        CREATE.replace("--docker-server=ccr.ccs.tencentyun.com", "--from-file=.dockerconfigjson=/dev/stdin"),
        f"kubectl get secret {NAME} -n jenkins\n",
        "kubectl get secrets\n",
        "ls\n",
        CREATE + CREATE.replace("--namespace=jenkins", "-n build"),
        CREATE + "kubectl delete secret mysql-password\nkubectl get secret tls-certificate -n web\n",
        f"kubectl create secret docker-registry --docker-server ccr.ccs.tencentyun.com {NAME} -n jenkins\n",
    ],
)
def test_agreement(tmp_path: Path, script: str) -> None:
    assert findings(tmp_path, pod_dot_yaml=POD, a_dot_sh=script) == []


def test_mounted_secret_that_no_command_creates(tmp_path: Path) -> None:
    (line,) = findings(tmp_path, pod_dot_yaml=POD, a_dot_sh=CREATE.replace(NAME, "registry-secret"))
    assert line == f"pod.yaml:17:19 The secret is `{NAME}` here, but `registry-secret` elsewhere in the project."


def test_secret_that_a_manifest_provides(tmp_path: Path) -> None:
    secret = f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: {NAME}\n"
    assert findings(tmp_path, pod_dot_yaml=POD, s_dot_yaml=secret, a_dot_sh=CREATE.replace(NAME, "other")) == []


@pytest.mark.parametrize("item", ["key: id_rsa", "key: .dockercfg"])
def test_secret_for_something_else(tmp_path: Path, item: str) -> None:
    pod = POD.replace(NAME, "ssh").replace("key: .dockerconfigjson", item)
    assert findings(tmp_path, pod_dot_yaml=pod, a_dot_sh=CREATE) == []


def test_secret_that_is_looked_at(tmp_path: Path) -> None:
    (line,) = findings(tmp_path, pod_dot_yaml=POD, a_dot_sh="kubectl get secret docker-secret -n jenkins\n")
    assert line == f"a.sh:1:20 The secret is `docker-secret` here, but `{NAME}` elsewhere in the project."


def test_namespace(tmp_path: Path) -> None:
    (line,) = findings(tmp_path, pod_dot_yaml=POD, a_dot_sh=CREATE.replace("--namespace=jenkins", "-n build"))
    assert line == ("a.sh:1:65 The secret's namespace is `build` here, but `jenkins` elsewhere in the project.")


def test_namespace_of_two_commands(tmp_path: Path) -> None:
    (line,) = findings(tmp_path, a_dot_sh=CREATE, b_dot_sh=f"kubectl get secret {NAME} -n default\n")
    assert line.startswith(
        "b.sh:1:46 The secret's namespace is `default` here, but `jenkins` elsewhere in the project."
    )


@pytest.mark.parametrize(
    "script",
    [
        CREATE.replace("ccr.ccs.tencentyun.com", "registry.example.com"),
        (
            'printf \'{"auths":{"registry.example.com":{"auth":"%s"}}}\' "$a" | '
            f"kubectl create secret docker-registry {NAME} --from-file=.dockerconfigjson=/dev/stdin\n"
        ),
    ],
)
def test_registry(tmp_path: Path, script: str) -> None:
    (line,) = findings(tmp_path, pod_dot_yaml=POD, a_dot_sh=script)
    assert line.startswith(
        "pod.yaml:10:27 The destination's registry is `ccr.ccs.tencentyun.com`, but the secret's is `registry.exam"
    )


def test_docker_hub_has_two_names(tmp_path: Path) -> None:
    pod = POD.replace("ccr.ccs.tencentyun.com/nms4cloud/", "nms4cloud/")
    script = CREATE.replace("ccr.ccs.tencentyun.com", "https://index.docker.io/v1/")
    assert findings(tmp_path, pod_dot_yaml=pod, a_dot_sh=script) == []


STEP = "node {{ sh '/kaniko/executor --dockerfile={} --destination=a.com/b/{}:$TAG' }}\n"


def test_several_jenkinsfiles_build_one_image(tmp_path: Path) -> None:
    one, other = STEP.format("Dockerfile", "c"), STEP.format("Dockerfile", "d")
    assert findings(tmp_path, Jenkinsfile=one, Jenkinsfile_dot_b=one, Dockerfile="FROM a\n") == []
    (line,) = findings(tmp_path, Jenkinsfile=one, Jenkinsfile_dot_b=other, Dockerfile="FROM a\n")
    assert line == "Jenkinsfile.b:1:67 The image name is `d` here, but `c` elsewhere in the project."
    variant = STEP.format("Dockerfile", "c-nightly")
    assert findings(tmp_path, Jenkinsfile=one, Jenkinsfile_dot_b=variant, Dockerfile="FROM a\n") == []
    sibling = STEP.format("Dockerfile", "c-dev")
    assert findings(tmp_path, Jenkinsfile=variant, Jenkinsfile_dot_b=sibling, Dockerfile="FROM a\n") == []


def test_another_build_may_have_another_name(tmp_path: Path) -> None:
    one = STEP.format("Dockerfile", "c")
    remote = STEP.format("Dockerfile --context=git://github.com/b/d.git", "d")
    example = POD.replace("ccr.ccs.tencentyun.com/nms4cloud/myapp", "a.com/b/d")
    files = {"Jenkinsfile": one, "Jenkinsfile_dot_b": one, "Dockerfile": "FROM a\n"}
    assert findings(tmp_path, **files, pod_dot_yaml=example) == []
    local = remote.replace("git://github.com", "dir://")
    for other, expected in ((remote, 0), (local, 1)):
        assert len(findings(tmp_path, **(files | {"Jenkinsfile_dot_b": other}))) == expected


def test_where_all_is_for_one_namespace_every_namespace_is_the_same(tmp_path: Path) -> None:
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a, namespace: jenkins}\n"
    (tmp_path / "account.yaml").write_text(account, "utf-8")
    script = "kubectl get pods --namespace=ci\nkubectl get pods --namespace=jenkins\n"
    (tmp_path / "pods.sh").write_text(script, "utf-8")
    (line,) = [
        f"{finding.path}:{finding.line}:{finding.column} {finding.message.en}"
        for finding in name_disagrees.check(replace(project.read(tmp_path), one_namespace=True))
    ]
    assert line == "pods.sh:1:18 The namespace is `ci` here, but `jenkins` elsewhere in the project."


def test_commands_outside_recipes_may_use_two_namespaces(tmp_path: Path) -> None:
    files = {"pods.sh": "kubectl get pods --namespace=ci\nkubectl get pods --namespace=jenkins\n"}
    assert findings_in(tmp_path, files, "name-disagrees") == []


def test_applications_in_separate_directories_may_differ(tmp_path: Path) -> None:
    one, other = (STEP.format("Dockerfile", name) for name in ("a", "b"))
    together = {"Jenkinsfile": one, "Jenkinsfile_dot_b": other}
    assert len(findings(tmp_path / "one", **together, Dockerfile="FROM a\n")) == 1
    apart = {"a__Jenkinsfile": one, "b__Jenkinsfile": other}
    assert findings(tmp_path / "two", **apart, Dockerfile="FROM a\n") == []


def test_selector_of_a_service(tmp_path: Path) -> None:
    text = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec: {containers: [{name: a, image: "b:1"}]}
---
apiVersion: v1
kind: Service
metadata: {name: a}
spec:
  selector:
    app: b
  ports: [{port: 80}]
"""
    (found,) = findings_in(tmp_path, {"a.yaml": text}, "name-disagrees")
    assert found.startswith(
        "a.yaml:15:10 This Service selects no pod of the project: those of `a` have the label `app: a`."
    )
