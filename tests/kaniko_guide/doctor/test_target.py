"""What a pipeline needs of a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.doctor import target
from kaniko_guide.doctor.target import Account, Target
from tests.kaniko_guide.doctor.fake import POD, jenkinsfile, pipeline

if TYPE_CHECKING:
    from kaniko_guide.doctor.target import TargetPod

TEMPLATE = (
    "podTemplate(containers: [containerTemplate(name: 'a', image: 'a')], volumes: [secretVolume(secretName: 's')]) { }"
)


def only(text: str, **more: str) -> TargetPod:
    (pod,) = pipeline(Jenkinsfile=text, **more).pods
    return pod


def test_the_pod_of_the_plugin_and_the_objects_that_it_names() -> None:
    pod = only(
        jenkinsfile(
            """\
metadata: {namespace: builds}
spec:
  serviceAccountName: builder
  imagePullSecrets: [{name: pull}]
  initContainers:
  - {name: i, image: a, envFrom: [{secretRef: {name: all}}, {configMapRef: {name: c1, optional: true}}]}
  containers:
  - name: kaniko
    image: ghcr.io/osscontainertools/kaniko:v1.28.3-debug
    env:
    - {name: A, valueFrom: {secretKeyRef: {name: one, key: k, optional: true}}}
    - {name: B, valueFrom: {configMapKeyRef: {name: c2, key: k}}}
    - {name: C, value: "$(A)${B}"}
    volumeMounts:
    - {name: config, mountPath: /kaniko/.docker/}
    - {name: other, mountPath: /other}
  volumes:
  - {name: config, secret: {secretName: registry}}
  - {name: other, secret: {secretName: more, items: [{key: k, path: p}]}}
  - {name: both, projected: {sources: [{secret: {name: in-it}}, {configMap: {name: c3, items: [{key: k, path: p}]}}]}}
  - {name: cache, persistentVolumeClaim: {claimName: claim}}
"""
        )
    )
    assert pod.unknown is None
    assert pod.object is not None
    assert [container["name"] for container in pod.object["spec"]["containers"]] == ["kaniko", "jnlp"]
    assert "namespace" not in pod.object["metadata"]
    assert (pod.namespace, pod.account) == ("builds", "builder")
    assert [(entry.name, entry.keys, entry.optional, entry.docker_config) for entry in pod.secrets] == [
        ("registry", (), False, True),
        ("more", ("k",), False, False),
        ("in-it", (), False, False),
        ("all", (), False, False),
        ("one", ("k",), True, False),
    ]
    assert [(entry.name, entry.keys, entry.optional) for entry in pod.config_maps] == [
        ("c3", ("k",), False),
        ("c1", (), True),
        ("c2", ("k",), False),
    ]
    assert [entry.name for entry in pod.claims] == ["claim"]
    assert [entry.name for entry in pod.pull_secrets] == ["pull"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (TEMPLATE, target.NO_YAML.en),
        ("podTemplate(yaml: load()) { }", target.NOT_FOUND.en),
        ("podTemplate(inheritFrom: 'x', yaml: 'spec: {containers: []}') { }", target.INHERITS.en),
        (jenkinsfile(POD.replace("registry", "${NAME}")), "only the run knows: `spec.volumes[0].secret.secretName`"),
        (jenkinsfile().replace("'''", '"""').replace("cat'", "cat$X'"), "only the run knows: …"),
        (jenkinsfile(settings="nodeSelector 'a=b'"), "not read: `nodeSelector`"),
        (jenkinsfile(settings="serviceAccount env.ACCOUNT"), "not read: `serviceAccount`"),
        (jenkinsfile("spec: {containers: [{image: a}]}\n"), target.INVALID_YAML.en),
        (jenkinsfile("spec: {containers: {}}\n"), target.INVALID_YAML.en),
        (jenkinsfile("spec: {containers: [{name: a}, {name: a}]}\n"), target.INVALID_YAML.en),
    ],
)
def test_a_pod_that_the_files_do_not_show_is_not_known(text: str, reason: str) -> None:
    pod = only(text)
    assert pod.object is None
    assert pod.unknown is not None
    assert reason in pod.unknown.en


def test_settings_beside_the_yaml_count_unless_the_yaml_says_otherwise() -> None:
    pod = only(jenkinsfile(settings="namespace 'builds'\nserviceAccount 'builder'\ncloud 'x'"))
    assert (pod.namespace, pod.account, pod.unknown) == ("builds", "builder", None)
    assert pod.object is not None
    assert pod.object["spec"]["serviceAccountName"] == "builder"
    own = POD.replace("spec:\n", "metadata: {namespace: own}\nspec:\n  serviceAccountName: own\n")
    pod = only(jenkinsfile(own, "namespace 'builds'\nserviceAccount 'builder'"))
    assert (pod.namespace, pod.account) == ("own", "own")
    scripted = only(f"podTemplate(namespace: 'builds', yaml: '''\n{POD}''') {{ node(POD_LABEL) {{ }} }}")
    assert (scripted.namespace, scripted.account, scripted.unknown) == ("builds", "default", None)


def test_secrets_of_a_pod_without_yaml_are_known() -> None:
    assert [entry.name for entry in only(TEMPLATE).secrets] == ["s"]


def test_a_file_that_a_pipeline_names_is_read_and_manifests_only_without_a_pipeline() -> None:
    text = "pipeline { agent { kubernetes { yamlFile 'pod.yaml' } } }"
    assert only(text, pod_yaml=POD).unknown is None
    assert [pod.unknown for pod in pipeline(pod_yaml=POD).pods] == [None]
    assert pipeline(a_yaml="kind: Deployment\nspec: {template: {spec: {containers: [{name: a}]}}}\n").pods == ()


def test_variables_are_the_container_s_own_in_commands() -> None:
    assert only(jenkinsfile(POD.replace("'/busybox/cat'", "sh, -c, 'echo ${A}'"))).unknown is None


def test_a_script_that_sets_the_directory_makes_the_docker_config_unknown() -> None:
    text = jenkinsfile().replace("sh '/kaniko", "sh 'DOCKER_CONFIG=/a /kaniko")
    assert [entry.docker_config for entry in only(text).secrets] == [False]


def test_destinations_are_the_registries_that_are_known_and_pushed_to() -> None:
    text = jenkinsfile().replace("--context", '--destination="$REGISTRY/app:1" --destination=a.test:5000/b --context')
    assert [entry.host for entry in pipeline(Jenkinsfile=text).destinations] == [None, "a.test:5000", "registry.test"]
    assert pipeline(Jenkinsfile=text.replace("--context", "--no-push --context")).destinations == ()


def test_destinations_are_pushed_to_from_the_containers_of_their_steps() -> None:
    needs = pipeline(Jenkinsfile=jenkinsfile(), build_sh="/kaniko/executor --destination=registry.test/other:1\n")
    (pod,) = needs.pods
    found = {entry.repository: entry.is_pushed_by(pod, "kaniko") for entry in needs.destinations}
    assert found == {"registry.test/team/app": True, "registry.test/other": None}
    assert [entry.is_pushed_by(pod, "jnlp") for entry in needs.destinations].count(None) == 1


@pytest.mark.parametrize(
    ("before", "has_variables"),
    [
        ("", False),
        ("withEnv(['HTTPS_PROXY=http://proxy']) { }", True),
        ("sh 'export https_proxy=http://proxy'", True),
        ("sh 'echo $LOGIN > /kaniko/.docker/config.json'", True),
        ("sh 'mvn package'", False),
        ("withEnv(['DOCKER_IMAGE=a', 'AWS_ACCOUNT_ID=1']) { }", False),
        ("withEnv(['AWS_ACCESS_KEY_ID=a']) { }", True),
    ],
)
def test_what_steps_set_may_change_a_push(before: str, has_variables: bool) -> None:  # noqa: FBT001
    (executor,) = only(jenkinsfile().replace("sh '/kaniko", f"{before}\n sh '/kaniko")).executors
    assert (executor.has_variables, executor.mounts_config) == (has_variables, True)


def test_a_name_that_no_object_can_have_is_no_variable() -> None:
    for name, is_known, is_invalid in (("a" * 70, True, False), ("My_Secret", False, True), ("$NAME", False, False)):
        (entry,) = only(jenkinsfile(POD.replace("secretName: registry", f"secretName: {name}"))).secrets
        assert (entry.is_known, entry.is_invalid) == (is_known, is_invalid)


def test_pods_of_another_namespace_are_apart() -> None:
    needs = pipeline(
        Jenkinsfile=jenkinsfile(settings="namespace 'builds'"), pod_yaml="kind: Pod\nspec: {containers: []}"
    )
    assert len(Target("builds", None, needs).pods) == 1
    assert [pod.namespace for pod in Target("jenkins", None, needs).pods_elsewhere] == ["builds"]


def test_an_account_is_a_user_with_the_groups_of_accounts() -> None:
    assert Account("a", "b").user == "system:serviceaccount:a:b"
    assert Account("a", "b").groups == ("system:serviceaccounts", "system:serviceaccounts:a", "system:authenticated")
