"""The guide's commands run in a cluster; with `REFRESH_OUTPUTS=1` what they print becomes the output on pages."""

from __future__ import annotations

import os
import time
from base64 import b64decode
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml

from kaniko_guide.doctor import plugin_pod
from kaniko_guide_site.evidence import cluster_runs
from lab.cluster import guide_commands, guide_pods, images, pod_record
from lab.cluster.client import GUIDE_NAMESPACE, GUIDE_SECRET
from lab.cluster.guide_commands import SPECIAL, GuideCommand
from lab.cluster.layout import home
from lab.cluster.normalized import normalized, refreshed
from lab.kubectl.terminal import terminal
from tests.support import ROOT, SNIPPETS, expect_none, stale

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lab.cluster.client import Cluster

RECORD = ROOT / cluster_runs.COMMANDS
REGISTRY, USER = "ccr.ccs.tencentyun.com", "100012345678"
HUB, HUB_USER = "https://index.docker.io/v1/", "my-docker-id"
SHELLS = ("bash", "dash", "zsh")

in_cluster = pytest.mark.tool


def test_outputs_are_shown_without_the_agents_key() -> None:
    assert guide_commands.shown("  JENKINS_SECRET:     0123abc\r\n  Medium:   \n") == (
        "  JENKINS_SECRET:     ***\n  Medium:\n"
    )


def test_a_session_is_shown_without_the_greeting_of_its_shell() -> None:
    text = (SNIPPETS / guide_commands.TEST_POD.snippet).read_text("utf-8")
    screen = (
        f"ready> sh -v run.sh\r\n{text}\nBusyBox v1\r\nEnter 'help' for\r\n/workspace # \x1b[J\r\n/workspace # exit\r\n"
    )
    assert guide_commands.session(screen, guide_commands.TEST_POD) == f"{text}/workspace # exit\n"


def test_every_output_of_kubectl_on_pages_is_recorded_here() -> None:
    outputs = {output for command in guide_commands.COMMANDS for output in command.outputs}
    directories = {output.partition("/")[0] for output in outputs}
    files = {path for directory in directories for path in (SNIPPETS / directory).glob("*.txt")}
    assert {path.relative_to(SNIPPETS).as_posix() for path in files} == outputs


def expect_shown(cluster: Cluster, output: str, printed: str) -> None:
    """Compare a page's output with what was printed now, except for what differs in every run.

    Another version of Kubernetes may print something else.
    """
    if not os.environ.get("REFRESH_OUTPUTS"):
        recorded = yaml.safe_load(RECORD.read_text("utf-8"))["versions"]["server"]
        if cluster.versions.server != recorded:
            return
    file, new = SNIPPETS / output, guide_commands.shown(printed)
    if os.environ.get("REFRESH_OUTPUTS"):
        old = file.read_text("utf-8") if file.is_file() else ""
        file.write_text(refreshed(old, new), "utf-8")
    expect_none(stale(output, normalized(file.read_text("utf-8")), normalized(new)))


def delete_namespace(cluster: Cluster) -> None:
    cluster.within(GUIDE_NAMESPACE).kubectl("delete", "pods", "--all", "--grace-period=0", "--force")
    cluster.kubectl("delete", "namespace", GUIDE_NAMESPACE, "--ignore-not-found", timeout=120).expect()


@pytest.fixture(scope="module")
def jenkins(cluster: Cluster) -> Iterator[Cluster]:
    """The guide's namespace, made with the guide's own manifests."""
    cluster.require_own("its node would have to pull the images")
    delete_namespace(cluster)
    namespace, account = (
        guide_commands.run(cluster, manifest).expect().stdout for manifest in guide_commands.MANIFESTS
    )
    assert namespace == "namespace/jenkins created\n"
    assert [line.rpartition(" ")[2] for line in account.splitlines()] == ["created"] * 3
    inside = cluster.within(GUIDE_NAMESPACE)
    inside.wait_for_account()
    yield inside
    delete_namespace(cluster)


@pytest.fixture(scope="module")
def building(jenkins: Cluster) -> Iterator[Cluster]:
    """The same, while the pod of the quick start runs; the agent's container prints what an agent prints."""
    if jenkins.kubectl("get", "secret", GUIDE_SECRET).code:
        jenkins.add_push_secret()
    jenkins.add_images(guide_commands.agent())
    (pod, *_) = guide_pods.pods()
    build = replace(guide_commands.BUILD, refreshed=time.time_ns() // 1_000_000)
    whole = plugin_pod.make(pod.stated, build, GUIDE_NAMESPACE)
    jenkins.as_account().apply(whole)
    name = whole["metadata"]["name"]
    jenkins.wait_until_ready(name)
    while guide_commands.LAST_LINE not in jenkins.kubectl("logs", name, "--container=jnlp").expect().stdout:
        pass
    yield jenkins
    jenkins.kubectl("delete", "pod", name, "--ignore-not-found", "--grace-period=0", "--force").expect()
    jenkins.add_images(images.agent(images.AGENT))


@in_cluster
def test_the_account_may_do_what_the_page_says(jenkins: Cluster) -> None:
    answer = guide_commands.run(jenkins, guide_commands.PERMISSIONS, verbose=True).expect()
    lines = answer.stdout.splitlines()
    commands = (SNIPPETS / guide_commands.PERMISSIONS.snippet).read_text("utf-8").splitlines()
    assert lines == [line for command in commands for line in (command, "yes")]
    expect_shown(jenkins, guide_commands.PERMISSIONS.outputs[0], answer.stdout)


@in_cluster
def test_without_the_role_the_account_may_do_nothing(jenkins: Cluster) -> None:
    jenkins.kubectl("delete", "rolebinding", "jenkins").expect()
    answer = guide_commands.run(jenkins, guide_commands.PERMISSIONS)
    assert set(answer.stdout.split()) == {"no"}
    guide_commands.run(jenkins, guide_commands.MANIFESTS[1]).expect()


@in_cluster
@pytest.mark.parametrize("shell", SHELLS)
def test_the_secret_has_what_was_typed(shell: str, jenkins: Cluster) -> None:
    jenkins.kubectl("delete", "secret", GUIDE_SECRET, "--ignore-not-found").expect()
    first, second = SPECIAL, SPECIAL[::-1]
    expected = {
        guide_commands.CREATE: ("created", {REGISTRY: f"{USER}:{first}"}),
        guide_commands.REPLACE: ("replaced", {REGISTRY: f"{USER}:{second}"}),
        guide_commands.SEVERAL: ("replaced", {REGISTRY: f"{USER}:{first}", HUB: f"{HUB_USER}:{second}"}),
    }
    for command, (done, logins) in expected.items():
        answer = guide_commands.run(jenkins, command, shell).expect()
        assert answer.stdout == f"secret/{GUIDE_SECRET} {done}\n"
        assert guide_commands.credentials(jenkins) == logins


@in_cluster
def test_the_secret_is_shown_without_its_password(jenkins: Cluster) -> None:
    jenkins.kubectl("delete", "secret", GUIDE_SECRET, "--ignore-not-found").expect()
    guide_commands.run(jenkins, guide_commands.CREATE).expect()
    answer = guide_commands.run(jenkins, guide_commands.SHOW, verbose=True).expect()
    assert answer.stdout.endswith('{"auths":{"ccr.ccs.tencentyun.com":{"auth": "***"}}}\n')
    expect_shown(jenkins, guide_commands.SHOW.outputs[0], answer.stdout)


@in_cluster
def test_the_pod_of_a_build_is_listed_described_and_logged(building: Cluster) -> None:
    name = guide_commands.BUILD.pod_name
    listed = guide_commands.run(building, guide_commands.GET, verbose=True).expect().stdout
    assert [line.split()[:3] for line in listed.splitlines()[2:]] == [[name, "3/3", "Running"]]
    described = guide_commands.run(building, guide_commands.DESCRIBE, verbose=True).expect().stdout
    assert described.count("Container started") == 3
    logs = guide_commands.run(building, guide_commands.LOGS, verbose=True).expect().stdout
    assert {line.split()[0] for line in logs.splitlines()[1:]} == {f"[pod/{name}/jnlp]"}
    expect_shown(building, guide_commands.GET.outputs[0], listed)
    expect_shown(building, guide_commands.DESCRIBE.outputs[0], described)
    expect_shown(building, guide_commands.LOGS.outputs[0], logs)
    building.kubectl("delete", "pod", name, "--grace-period=0", "--force").expect()
    after = guide_commands.run(building, guide_commands.GET, verbose=True).expect().stdout
    assert after.splitlines()[1:] == [f"No resources found in {GUIDE_NAMESPACE} namespace."]
    expect_shown(building, guide_commands.GET.outputs[1], after)


@pytest.fixture(scope="module")
def private_image(cluster: Cluster) -> None:
    """The executor's image in the registry with a login, and not on the node."""
    _, debug = images.executor_images(images.executor_program(), home().pki / "ca.crt")
    name = f"{REGISTRY}/nms4cloud/kaniko:{debug.name.rpartition(':')[2]}"
    cluster.add_images(replace(debug, name=name, config=debug.config | {"Labels": {"copied": "true"}}))
    cluster.push(name, name)
    cluster.run("ctr", "--namespace=k8s.io", "images", "remove", "--sync", name).expect()


def shell_of_test_pod(jenkins: Cluster, command: GuideCommand) -> str:
    """What a terminal shows of the test pod's shell, in which `exit` is typed."""
    directory, _, name = command.snippet.rpartition("/")
    with terminal(jenkins.enter(["sh", "-i"]), dict(os.environ)) as screen:
        screen.type(f"cd {SNIPPETS / directory} && sh -v {name}\n")
        screen.wait_for("try pressing enter.")
        screen.type("\n")
        screen.wait_for("/workspace # ")
        screen.type("exit\n")
        screen.wait_for("deleted from jenkins namespace\r\n")
        printed = guide_commands.session(screen.screen[: screen.read], command)
    assert printed.splitlines()[-3:] == [
        "/workspace # exit",
        "Session ended, resume using 'kubectl attach kaniko-test -c kaniko-test -n jenkins -i -t' command",
        'pod "kaniko-test" deleted from jenkins namespace',
    ]
    return printed


@in_cluster
def test_the_test_pod_opens_a_shell(jenkins: Cluster) -> None:
    command = guide_commands.TEST_POD
    expect_shown(jenkins, command.outputs[0], shell_of_test_pod(jenkins, command))


@in_cluster
def test_the_test_pod_of_a_private_image_opens_a_shell(jenkins: Cluster, private_image: None) -> None:
    del private_image
    jenkins.kubectl("delete", "secret", GUIDE_SECRET, "--ignore-not-found").expect()
    jenkins.add_push_secret()
    shell_of_test_pod(jenkins, guide_commands.PRIVATE_TEST_POD)


def may_create_pods(cluster: Cluster, namespace: str) -> str:
    return (
        cluster.within(GUIDE_NAMESPACE)
        .kubectl("auth", "can-i", "create", "pods", f"--as=system:serviceaccount:{namespace}:jenkins")
        .stdout
    )


@in_cluster
def test_a_controller_in_another_namespace_gets_the_rights(jenkins: Cluster) -> None:
    assert may_create_pods(jenkins, "ci") == "no\n"
    changed = guide_commands.run(jenkins, guide_commands.ELSEWHERE).expect().stdout
    assert changed == "rolebinding.rbac.authorization.k8s.io/jenkins configured\n"
    assert may_create_pods(jenkins, "ci") == "yes\n"
    guide_commands.run(jenkins, guide_commands.MANIFESTS[1]).expect()


@in_cluster
def test_a_controller_outside_gets_address_certificate_and_token(jenkins: Cluster, tmp_path: Path) -> None:
    guide_commands.run(jenkins, guide_commands.TOKEN).expect()
    deadline = time.monotonic() + 30
    while not (token := jenkins.get("secret", "jenkins-token").get("data", {}).get("token")):
        assert time.monotonic() < deadline
    server, *certificate, shown_token = guide_commands.run(jenkins, guide_commands.OUTSIDE).expect().stdout.splitlines()
    assert shown_token == b64decode(token).decode()
    file = tmp_path / "ca.crt"
    file.write_text("\n".join(certificate) + "\n", "utf-8")
    login = (f"--server={server}", f"--certificate-authority={file}", f"--token={shown_token}")
    can = ("auth", "can-i", "create", "pods", f"--namespace={GUIDE_NAMESPACE}")
    assert jenkins.run("kubectl", "--kubeconfig=/dev/null", *login, *can).stdout == "yes\n"


@in_cluster
def test_the_record_is_of_this_run(jenkins: Cluster) -> None:
    (pod, *_) = guide_pods.pods()
    stubs = pod_record.stub_images(pod)
    if os.environ.get("REFRESH_OUTPUTS"):
        table = guide_commands.rows(guide_commands.COMMANDS, tuple(stubs))
        RECORD.write_text(guide_commands.record(table, jenkins.versions), "utf-8")
    expected = guide_commands.rows(guide_commands.COMMANDS, tuple(pod_record.without_executor(stubs)))
    assert cluster_runs.command_rows(ROOT) == expected
