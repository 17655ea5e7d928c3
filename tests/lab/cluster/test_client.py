"""What tests of the cluster build upon: commands, namespaces with the guide's objects, pods, images and registries."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from lab import golang
from lab.cluster import client, images
from lab.cluster.client import Answer, CommandError, ConditionError
from lab.cluster.layout import KUBERNETES, chosen_minor
from lab.tools import UnavailableError
from tests.support import ROOT

if TYPE_CHECKING:
    from lab.cluster.client import Cluster
    from tests.lab.cluster.conftest import NamespaceFactory

pytestmark = pytest.mark.tool


def pod(name: str, image: str = "docker.io/library/busybox:1.35", **spec: Any) -> dict[str, Any]:  # noqa: ANN401
    container = {"name": "main", "image": image, "command": ["sh", "-c", "echo hello; exec sleep 600"]}
    settings = {"restartPolicy": "Never", "terminationGracePeriodSeconds": 0, "containers": [container]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": settings | spec}


def test_pod_runs_and_is_entered(namespace: Cluster) -> None:
    namespace.apply(pod("shell"))
    found = namespace.wait_until_ready("shell")
    assert found["status"]["phase"] == "Running"
    answer = namespace.kubectl("exec", "shell", "--", "sh", "-c", "id; exit 7")
    assert answer.code == 7
    assert answer.stdout.startswith("uid=0(root)")
    assert "exit code 7" in answer.stderr
    assert namespace.kubectl("logs", "shell").output == "hello\n"
    assert namespace.events("shell")[0]["reason"] == "Scheduled"
    assert answer.command == f"kubectl --namespace={namespace.namespace} exec shell -- sh -c id; exit 7"
    copied = namespace.kubectl("exec", "--stdin", "shell", "--", "cat", stdin="text\n")
    assert copied.stdout == "text\n"


def test_namespace_has_the_objects_of_the_guide(namespace: Cluster) -> None:
    resources = [resource for rule in namespace.get("role", "jenkins")["rules"] for resource in rule["resources"]]
    assert resources == ["pods", "pods/exec", "pods/log", "events"]
    assert namespace.get("secret", "docker-registry-secret")["type"] == "kubernetes.io/dockerconfigjson"
    can = ("auth", "can-i", "create", "pods")
    assert namespace.as_account().kubectl(*can).stdout == "yes\n"
    assert namespace.within("default").as_account("default").kubectl(*can).stdout == "no\n"
    refused = namespace.as_account().within("default").kubectl("get", "pods")
    assert f'User "system:serviceaccount:{namespace.namespace}:jenkins" cannot list' in refused.stderr


def test_level_of_pod_security_is_enforced(new_namespace: NamespaceFactory) -> None:
    restricted = new_namespace(level="restricted")
    with pytest.raises(CommandError, match='violates PodSecurity "restricted:latest"'):
        restricted.apply(pod("refused"))


def test_unknown_field_is_refused(namespace: Cluster) -> None:
    with pytest.raises(CommandError, match=r'strict decoding error: unknown field "spec\.gone"'):
        namespace.apply(pod("unknown-field", gone=True))


def test_condition_that_is_not_reached_is_explained(namespace: Cluster) -> None:
    namespace.apply(pod("absent", "docker.io/library/absent:1"))
    with pytest.raises(ConditionError, match=r"(?s)pod absent is not as expected after 8 s:.*Failed to pull image"):
        namespace.wait_until_ready("absent", 8)


def test_images_are_added_pushed_and_pulled(cluster: Cluster, namespace: Cluster) -> None:
    cluster.add_images(images.stub("local.test/tool:1", User="1000"))
    public, private = "docker.io/library/tool:1", f"{cluster.registry.alias}/team/tool:1"
    for target in (public, private):
        cluster.push("local.test/tool:1", target)
    secret = [{"name": "docker-registry-secret"}]
    namespace.apply(pod("local", "local.test/tool:1"))
    # After a pull with a login, the kubelet would ask for one before it runs another image of this digest.
    namespace.wait_until_ready("local")
    namespace.apply(pod("public", public))
    namespace.apply(pod("private", private, imagePullSecrets=secret))
    namespace.apply(pod("no-login", private))
    for name in ("local", "public", "private"):
        namespace.wait_until_ready(name)
        assert namespace.kubectl("exec", name, "--", "id", "-u").stdout == "1000\n"
    reasons = {event["reason"]: event["message"] for event in namespace.events("public")}
    assert reasons["Pulled"].startswith(f'Successfully pulled image "{public}"')


def test_pull_without_login_fails(cluster: Cluster, namespace: Cluster) -> None:
    cluster.add_images(images.stub("local.test/secret:1"))
    private = f"{cluster.registry.host}/team/secret:1"
    cluster.push("local.test/secret:1", private)
    namespace.apply(pod("without-login", private))
    with pytest.raises(ConditionError, match="no basic auth credentials"):
        namespace.wait_until_ready("without-login", 5)


def test_versions_are_those_that_are_pinned(cluster: Cluster) -> None:
    go_mod = (KUBERNETES / chosen_minor() / "go.mod").read_text("utf-8")
    version = golang.pinned(go_mod, "k8s.io/kubernetes")
    found = cluster.versions
    if cluster.own:
        assert (found.server, found.client, found.kubelet) == (version, version, version)
        assert found.control_groups == "v1"
        assert f"runc {found.runc}" in str(found)
    assert found.runtime.startswith("containerd://")


def test_cluster_of_kubeconfig_is_used(cluster: Cluster) -> None:
    script = (
        "from lab.cluster.client import external; cluster = external();"
        "print(cluster.own, cluster.kubectl('get', 'nodes', '--output=name').stdout)"
    )
    # Inside the cluster's namespaces KUBECONFIG names it.
    answer = cluster.run("env", f"PYTHONPATH={ROOT}", sys.executable, "-c", script).expect()
    assert answer.stdout.split() == ["False", cluster.kubectl("get", "nodes", "--output=name").stdout.strip()]


def test_without_kubeconfig_there_is_no_other_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUBECONFIG", raising=False)
    assert client.external() is None
    monkeypatch.setenv("KUBECONFIG", "/etc/kubeconfig")
    other = client.external()
    assert other is not None
    for call in (lambda: other.registry, lambda: other.push("a", "b"), other.add_images):
        with pytest.raises(UnavailableError, match=r"^The cluster is the one of KUBECONFIG: "):
            call()


def test_failed_command_is_shown_with_its_output() -> None:
    with pytest.raises(CommandError) as error:
        Answer("kubectl get x", 1, "out\n", "err\n").expect()
    assert str(error.value) == "$ kubectl get x\nout\nerr\n[exit 1]"
    assert Answer("kubectl", 0, '{"a": 1}', "").json() == {"a": 1}


def test_guide_objects_are_put_into_another_namespace() -> None:
    text = "---\n".join(file.read_text("utf-8") for file in client.GUIDE)
    objects = client.guide_objects(text, "other", "privileged")
    assert [entry["kind"] for entry in objects] == ["Namespace", "ServiceAccount", "Role", "RoleBinding"]
    assert objects[0]["metadata"]["labels"] == {"pod-security.kubernetes.io/enforce": "privileged"}
    assert objects[3]["subjects"][0]["namespace"] == "other"
    assert "namespace: jenkins" not in yaml.safe_dump_all(objects)
    assert client.guide_objects(text, "jenkins") == [entry for entry in yaml.safe_load_all(text) if entry]


def test_command_is_started_without_waiting(cluster: Cluster) -> None:
    pipe = subprocess.PIPE
    with cluster.popen("sh", "-c", "read line; echo got $line", stdin=pipe, stdout=pipe) as running:
        assert running.communicate("it\n", timeout=30)[0] == "got it\n"


def test_login_is_for_both_names_of_the_registry() -> None:
    config = json.loads(client.Registry().docker_config())
    assert config["auths"].keys() == {"registry.test", "ccr.ccs.tencentyun.com"}
