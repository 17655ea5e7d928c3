from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import rules
from tests.kaniko_guide.rules.shared import executor_pod, jenkinsfile
from tests.support import findings_in, read

if TYPE_CHECKING:
    from pathlib import Path

IMAGE = "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"
BARE = f"  containers:\n  - {{name: kaniko, image: '{IMAGE}', command: [cat], tty: true}}\n"


def mounted(volume: str, path: str = "/kaniko/.docker") -> str:
    container = f"{{name: kaniko, image: '{IMAGE}', volumeMounts: [{{name: a, mountPath: {path}}}]}}"
    return f"  containers:\n  - {container}\n  volumes:\n  - {{name: a, {volume}}}\n"


def lines(directory: Path, spec: str, script: str, **files: str) -> list[str]:
    body = script if "\n" in script or script.startswith("sh") else f"sh '/kaniko/executor --context=. {script}'"
    stages = f"stages {{ stage('a') {{ steps {{ container('kaniko') {{ {body} }} }} }} }}\n"
    content = {"Jenkinsfile": jenkinsfile(spec, stages=stages)}
    return findings_in(
        directory, content | {name.replace("_dot_", "."): t for name, t in files.items()}, "no-credential"
    )


@pytest.mark.parametrize(
    "spec",
    [
        BARE,
        mounted("emptyDir: {}"),
        mounted("emptyDir: {}", "/cache"),
        mounted("persistentVolumeClaim: {claimName: c}", "/cache"),
    ],
)
@pytest.mark.parametrize("host", ["reg.example.com", "docker.io", "ghcr.io", "ccr.ccs.tencentyun.com"])
def test_found(tmp_path: Path, spec: str, host: str) -> None:
    (line,) = lines(tmp_path, spec, f"--destination={host}/a/b:$BUILD_NUMBER")
    assert f"unless `{host}` accepts anonymous pushes" in line


def test_destination_without_a_host_is_docker_hub(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, BARE, "--destination=a/b:1")
    assert "unless `docker.io` accepts" in line


@pytest.mark.parametrize(
    "arguments",
    [
        "--no-push",
        "--no-push --destination=reg.example.com/a/b:1",
        "--destination=1234.dkr.ecr.eu-west-1.amazonaws.com/a:1",
        "--destination=gcr.io/a/b:1",
        "--destination=eu.gcr.io/a/b:1",
        "--destination=europe-docker.pkg.dev/a/b/c:1",
        "--destination=a.azurecr.io/b:1",
        "--destination=registry:5000/a:1",
        "--destination=10.0.0.1/a:1",
        "--destination=registry.kube-system.svc.cluster.local/a:1",
        "--destination=reg.example.com/a:1 --insecure",
        "--destination=$REGISTRY/a:1",
        "--destination=reg.example.com/a:1 $FLAGS",
    ],
)
def test_no_credential_is_needed_or_it_is_not_known(tmp_path: Path, arguments: str) -> None:
    assert lines(tmp_path, BARE, arguments) == []


@pytest.mark.parametrize(
    "spec",
    [
        mounted("secret: {secretName: b}"),
        mounted("secret: {secretName: b}", "/root/.docker"),
        mounted("secret: {secretName: b}").replace("volumeMounts", "volumeMount"),
        mounted("configMap: {name: b}"),
        mounted("projected: {sources: []}"),
        mounted("persistentVolumeClaim: {claimName: b}"),
        mounted("csi: {driver: b}"),
        mounted("hostPath: {path: /root/.docker}"),
        mounted("emptyDir: {}")
        + "  initContainers:\n  - {name: b, image: 'c:1', volumeMounts: [{name: a, mountPath: /a}]}\n",
        BARE.replace("tty: true", "tty: true, env: [{name: KANIKO_REG_EXAMPLE_COM_USER, value: a}]"),
        BARE.replace("tty: true", "tty: true, env: [{name: DOCKER_CONFIG, value: /a}]"),
        BARE.replace("tty: true", "tty: true, envFrom: [{secretRef: {name: a}}]"),
        BARE.replace("osscontainertools/kaniko:v1.28.3-debug", "acme/builder:1"),
    ],
)
def test_the_pod_provides_it(tmp_path: Path, spec: str) -> None:
    assert lines(tmp_path, spec, "--destination=reg.example.com/a/b:1") == []


PUSH = "sh '/kaniko/executor --context=. --destination=reg.example.com/a/b:1'"


@pytest.mark.parametrize(
    "script",
    [
        f"sh 'echo $C > /kaniko/.docker/config.json'\n{PUSH}",
        f"sh '/kaniko/executor login reg.example.com'\n{PUSH}",
        f"writeFile file: '/kaniko/.docker/config.json', text: c\n{PUSH}",
        f"configFileProvider([configFile(fileId: 'a', targetLocation: 'b')]) {{ sh 'cp b c' }}\n{PUSH}",
        f"withEnv(['DOCKER_CONFIG=/a']) {{ {PUSH} }}\n",
    ],
)
def test_a_step_provides_it(tmp_path: Path, script: str) -> None:
    assert lines(tmp_path, BARE, script) == []


def test_a_script_file_provides_it(tmp_path: Path) -> None:
    assert lines(tmp_path, BARE, PUSH, a_dot_sh="cp /secret/x /kaniko/.docker/config.json\n") == []


@pytest.mark.parametrize(
    ("spec", "host", "severity"),
    [
        (BARE, "reg.example.com", "info"),
        (BARE, "registry.example.org", "info"),
        (BARE, "harbor.acme.com", "warning"),
        (mounted("emptyDir: {}"), "reg.example.com", "warning"),
    ],
)
def test_severity(tmp_path: Path, spec: str, host: str, severity: str) -> None:
    assert lines(tmp_path, spec, f"--destination={host}/a/b:1") != []
    assert [finding.severity for finding in rules.check(read(tmp_path)) if finding.rule.name == "no-credential"] == [
        severity
    ]


OTHER = "  - {name: b, image: 'c:1', command: [cat], volumeMounts: [{name: a, mountPath: /kaniko/.docker}]}\n"
VOLUME = "  volumes:\n  - {name: a, secret: {secretName: b}}\n"


def test_a_pod_of_its_own_is_no_example(tmp_path: Path) -> None:
    arguments = "'--context=git://example.com/a.git', '--destination=reg.example.com/a:1'"
    (tmp_path / "pod.yaml").write_text(executor_pod(IMAGE, arguments), "utf-8")
    assert [finding.severity for finding in rules.check(read(tmp_path)) if finding.rule.name == "no-credential"] == [
        "warning"
    ]


def test_only_another_container_has_the_secret(tmp_path: Path) -> None:
    assert len(lines(tmp_path, BARE + OTHER + VOLUME, "--destination=reg.example.com/a/b:1")) == 1
    shared = OTHER.replace("[{", "[{name: s, mountPath: /s}, {") + VOLUME + "  - {name: s, emptyDir: {}}\n"
    both = BARE.replace("tty: true", "tty: true, volumeMounts: [{name: s, mountPath: /kaniko/.docker}]") + shared
    assert lines(tmp_path, both, "--destination=reg.example.com/a/b:1") == []


def test_a_configuration_in_the_home_directory_is_not_read(tmp_path: Path) -> None:
    write = 'mkdir -p ~/.docker\necho "$CFG" > ~/.docker/config.json'
    script = "sh '''\n{}\n/kaniko/executor --context=. --destination=reg.example.com/a/b:1\n'''\n"
    message = (
        "The image sets `DOCKER_CONFIG`, so the executor only reads `/kaniko/.docker/config.json`, and does not read "
    )
    (line,) = lines(tmp_path, BARE, script.format(write))
    assert line.endswith(f"{message}`~/.docker/config.json`.")
    (line,) = lines(tmp_path, BARE, script.format('echo "$CFG" > "$HOME/.docker/config.json"'))
    assert line.endswith(f"{message}`$HOME/.docker/config.json`.")
    for more in ("cp -r ~/.docker /kaniko/", "export HOME=/kaniko", "ln -s ~/.docker/config.json /kaniko/.docker/"):
        assert lines(tmp_path, BARE, script.format(f"{write}\n{more}")) == []
    assert lines(tmp_path, BARE.replace("-debug", "-slim"), script.format(write)) == []


MANIFEST = "apiVersion: v1\nkind: Secret\nmetadata: {name: b}\n"


@pytest.mark.parametrize(
    "more",
    [
        "type: kubernetes.io/basic-auth\nstringData: {username: a, password: b}\n",
        "stringData: {username: a, password: b}\n",
        "data: {token: YQ==}\n",
    ],
)
def test_a_secret_without_a_configuration(tmp_path: Path, more: str) -> None:
    spec = mounted("secret: {secretName: b}")
    (line,) = lines(tmp_path, spec, "--destination=harbor.acme.com/a/b:1", secret_dot_yaml=MANIFEST + more)
    assert "No Secret with a" in line


@pytest.mark.parametrize("more", ["stringData: {config.json: a}\n", "type: kubernetes.io/dockerconfigjson\n", ""])
def test_a_secret_that_may_have_one(tmp_path: Path, more: str) -> None:
    spec = mounted("secret: {secretName: b}")
    assert lines(tmp_path, spec, "--destination=harbor.acme.com/a/b:1", secret_dot_yaml=MANIFEST + more) == []


BUILD = "container('kaniko') { sh '/kaniko/executor --context=. --destination=harbor.acme.com/a/b:1' }"


def test_a_pod_in_a_file(tmp_path: Path) -> None:
    stages = f"stages {{ stage('a') {{ steps {{ {BUILD} }} }} }}"
    pipeline = f"pipeline {{ agent {{ kubernetes {{ yamlFile 'pod.yaml' }} }}\n{stages} }}\n"
    files = {"Jenkinsfile": pipeline, "pod.yaml": f"apiVersion: v1\nkind: Pod\nspec:\n{BARE}"}
    assert len(findings_in(tmp_path, files, "no-credential")) == 1


def test_pods_of_container_templates(tmp_path: Path) -> None:
    kaniko = f"containerTemplate(name: 'kaniko', image: '{IMAGE}', command: 'sleep', args: '99d'ENV)"
    for number, (settings, count) in enumerate(
        {
            f"containers: [{kaniko}]": 1,
            f"containers: [{kaniko}], volumes: [emptyDirVolume(mountPath: '/kaniko/a')]": 1,
            f"containers: [{kaniko}], volumes: [persistentVolumeClaim(claimName: 'a', mountPath: '/cache')]": 1,
            f"containers: [{kaniko}], envVars: [envVar(key: 'A', value: 'b')]": 1,
            f"containers: [{kaniko}], volumes: [persistentVolumeClaim(claimName: 'a', mountPath: '/kaniko/a')]": 0,
            f"containers: [{kaniko}], volumes: [secretVolume(secretName: 'a', mountPath: '/a')]": 0,
            f"containers: [{kaniko}], volumes: volumes()": 0,
            f"containers: [{kaniko}], volumes: [emptyDirVolume(mountPath: '/a'), other()]": 0,
            f"containers: [{kaniko}], envVars: [secretEnvVar(key: 'A', secretName: 'b', secretKey: 'c')]": 0,
            f"containers: [{kaniko}], envVars: variables": 0,
            f"containers: [{kaniko.replace('ENV', ', envVars: [other()]')}]": 0,
            f"containers: [{kaniko}], inheritFrom: 'base'": 0,
            f"containers: [{kaniko}], annotations: [podAnnotation(key: 'a/inject', value: 'true')]": 0,
            f"containers: [{kaniko}, other()]": 0,
        }.items()
    ):
        text = f"podTemplate({settings.replace('ENV', '')}) {{ node(POD_LABEL) {{ container('kaniko') {{\n"
        text += "sh '/kaniko/executor --context=. --destination=reg.example.com/a/b:1'\n} } }\n"
        found = findings_in(tmp_path / str(number), {"Jenkinsfile": text}, "no-credential")
        assert len(found) == count, settings


def test_a_destination_in_the_environment(tmp_path: Path) -> None:
    for host, found in (("docker.io", 1), ("registry.corp", 0), ("${REGISTRY}", 0)):
        text = jenkinsfile(
            BARE,
            stages="stages { stage('a') { steps { container('kaniko') { sh '/kaniko/executor -d $REPO:$N' } } } }\n"
            f'environment {{ REPO = "{host}/demo/app" }}\n',
        )
        assert len(findings_in(tmp_path, {"Jenkinsfile": text}, "no-credential")) == found, host
