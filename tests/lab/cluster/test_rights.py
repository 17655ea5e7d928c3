"""The guide's ServiceAccount has the rights that the Jenkins plugin needs, and no others; each verb is needed.

`REFRESH_OUTPUTS=1 nox --session cluster -- tests/lab/cluster/test_rights.py` records what fails without each verb.
"""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from kaniko_guide_site import clock
from lab.cluster import rights
from lab.cluster.client import GUIDE_SECRET, Registry
from lab.cluster.layout import home
from lab.tools import UnavailableError
from tests.support import ROOT, SNIPPETS, expect_none

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from lab.cluster.client import Cluster
    from lab.cluster.rights import Account

pytestmark = pytest.mark.tool

RECORD = ROOT / "records/cluster-runs/rights.yml"
SERVICE_ACCOUNT = SNIPPETS / "prerequisites/service-account.yaml"
FORBIDDEN = 'is forbidden: User "system:serviceaccount:NAMESPACE:jenkins" cannot '
NUMBERS = count(1)
RUNNING = "running"
KUBECTL = {
    "get": ("get", "pod", RUNNING),
    "list": ("get", "pods"),
    "watch": ("get", "pods", "--watch-only", "--request-timeout=1s"),
    "exec": ("exec", RUNNING, "--", "echo", "from-exec"),
    "logs": ("logs", RUNNING),
    "events": ("get", "events"),
    "annotate": ("annotate", "pod", RUNNING, "--overwrite", "example.com/by=kubectl"),
}


def granted() -> list[tuple[str, str]]:
    documents = list(yaml.safe_load_all(SERVICE_ACCOUNT.read_text("utf-8")))
    (role,) = (document for document in documents if document["kind"] == "Role")
    return rights.verbs(role["rules"])


def pod(name: str) -> dict[str, Any]:
    command = ["sh", "-c", "echo hello; exec sleep 3600"]
    container = {"name": "main", "image": "docker.io/library/busybox:1.35", "command": command}
    spec = {"restartPolicy": "Never", "terminationGracePeriodSeconds": 0, "containers": [container]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}


@pytest.fixture(scope="module")
def user(namespace: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Account:
    namespace.apply(pod(RUNNING))
    namespace.wait_until_ready(RUNNING)
    return rights.account(namespace, tmp_path_factory.mktemp("rights"))


@pytest.fixture(scope="module")
def plugin(user: Account) -> Iterator[Callable[[], dict[str, Any]]]:
    """Makes the plugin's calls; what each gives, without what differs from run to run."""
    with rights.PluginCalls(user, rights.classpath(home().path), RUNNING) as calls:

        def outcomes() -> dict[str, Any]:
            added = f"added-{next(NUMBERS)}"
            names = {user.cluster.namespace: "NAMESPACE", added: "added"}
            found = calls.outcomes(pod(added))
            return {
                call: {
                    key: rights.normalized(value, names)
                    if isinstance(value, str)
                    else [rights.normalized(line, names) for line in value]
                    for key, value in outcome.items()
                }
                for call, outcome in found.items()
            }

        yield outcomes


def kubectl_errors(user: Account) -> dict[str, str]:
    """What kubectl prints for each command that fails."""
    added = f"added-{next(NUMBERS)}"
    created = user.kubectl("create", "--filename=-", stdin=yaml.safe_dump(pod(added)))
    with ThreadPoolExecutor() as threads:
        running = {name: threads.submit(user.kubectl, *command) for name, command in KUBECTL.items()}
    answers = {"create": created} | {name: answer.result() for name, answer in running.items()}
    if created.code == 0:
        answers["delete"] = user.kubectl("delete", "pod", added, "--wait=false")
    names = {user.cluster.namespace: "NAMESPACE", added: "added"}
    return {
        name: rights.normalized(answer.stderr.strip(), names)
        for name, answer in answers.items()
        if answer.code or answer.stderr
    }


def measured(user: Account, plugin: Callable[[], dict[str, Any]], right: tuple[str, str] | None) -> dict[str, Any]:
    """What fails without a right, called by the plugin's client, by kubectl and by a request for a WebSocket."""
    rights.set_rights(user, granted(), right)
    outcomes = plugin()
    upgrade = user.upgrade(RUNNING, "true")
    message = rights.normalized(upgrade.message, {user.cluster.namespace: "NAMESPACE"})
    return {
        "plugin": {call: outcome["errors"] for call, outcome in outcomes.items() if "errors" in outcome},
        "kubectl": kubectl_errors(user),
        "websocket": {"status": upgrade.status} | ({"message": message} if message else {}),
    }


def recorded() -> Any:  # noqa: ANN401
    return yaml.safe_load(RECORD.read_text("utf-8")) if RECORD.is_file() else {}


def compare(section: str, found: dict[str, Any], cluster: Cluster) -> None:
    """Compare a section of the record with this run; with `REFRESH_OUTPUTS` write it, if it differs."""
    before = recorded()
    if before.get(section) == found:
        return
    if os.environ.get("REFRESH_OUTPUTS"):
        about = {"date": clock.today().isoformat(), "versions": str(cluster.versions)}
        text = yaml.safe_dump(before | about | {section: found}, sort_keys=False, allow_unicode=True, width=1000)
        RECORD.write_text(text, "utf-8")
        return
    differing = [
        key for key in {**found, **before.get(section, {})} if before.get(section, {}).get(key) != found.get(key)
    ]
    expect_none(
        [
            f"{RECORD.relative_to(ROOT)}:1:1: error: {section}: {key}: this run gives {found.get(key)}. "
            f"If it is right, run: REFRESH_OUTPUTS=1 nox --session cluster -- tests/lab/cluster/test_rights.py [output]"
            for key in differing
        ]
    )


def test_role_permits_all_that_the_plugin_calls(user: Account, plugin: Callable[[], dict[str, Any]]) -> None:
    rights.set_rights(user, granted())
    outcomes = plugin()
    assert list(outcomes) == list(rights.SOURCES)
    assert outcomes["exec"]["result"] == "from-exec"
    assert outcomes["exec"]["requests"][-1] == f"GET /api/v1/namespaces/NAMESPACE/pods/{RUNNING}/exec"
    assert outcomes["log"]["result"] == outcomes["followed log"]["result"] == "hello"
    assert outcomes["wait until ready"]["result"] == "Running"
    assert {outcomes[call]["result"] for call in ("informer", "reaper")} == {"watching", "open"}
    compare("granted", outcomes, user.cluster)


def test_kubectl_works_with_the_token(user: Account) -> None:
    rights.set_rights(user, granted())
    assert kubectl_errors(user) == {}
    assert user.kubectl(*KUBECTL["exec"]).stdout == "from-exec\n"
    assert user.upgrade(RUNNING, "true").status == 101
    identity = user.kubectl("auth", "whoami", "--output=jsonpath={.status.userInfo.username}").stdout
    assert identity == f"system:serviceaccount:{user.cluster.namespace}:jenkins"


def test_each_verb_is_needed(user: Account, plugin: Callable[[], dict[str, Any]]) -> None:
    without = {f"{verb} {resource}": measured(user, plugin, (resource, verb)) for resource, verb in granted()}
    unneeded = [right for right, found in without.items() if not found["plugin"]]
    assert unneeded == []
    compare("without", without, user.cluster)


REFUSED = {
    "pods of another namespace": ("get", "pods", "--namespace=default"),
    "a pod in another namespace": ("run", "other", "--image=busybox:1.35", "--namespace=default"),
    "secrets of another namespace": ("get", "secrets", "--namespace=default"),
    "pods of all namespaces": ("get", "pods", "--all-namespaces"),
    "the push secret": ("get", "secret", GUIDE_SECRET),
    "all secrets": ("get", "secrets"),
    "a deployment": ("create", "deployment", "web", "--image=busybox:1.35"),
    "a role": ("create", "role", "more", "--verb=get", "--resource=secrets"),
    "a token": ("create", "token", "default"),
    "attach": ("attach", RUNNING),
    "port-forward": ("port-forward", RUNNING, "8080"),
    "nodes": ("get", "nodes"),
}
CLAIM = {
    "apiVersion": "v1",
    "kind": "PersistentVolumeClaim",
    "metadata": {"name": "cache"},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}


def test_all_else_is_refused(user: Account) -> None:
    rights.set_rights(user, granted())
    answers = {name: user.kubectl(*command) for name, command in REFUSED.items()}
    answers["a claim, as dynamicPVC makes"] = user.kubectl("create", "--filename=-", stdin=yaml.safe_dump(CLAIM))
    names = {user.cluster.namespace: "NAMESPACE"}
    messages = {name: rights.normalized(answer.stderr.strip(), names) for name, answer in answers.items()}
    assert [name for name, answer in answers.items() if answer.code == 0 or FORBIDDEN not in messages[name]] == []
    compare("refused", messages, user.cluster)


def test_a_pod_reads_the_push_secret_though_the_account_may_not(user: Account) -> None:
    rights.set_rights(user, granted())
    entry = pod("with-secret")
    items = [{"key": ".dockerconfigjson", "path": "config.json"}]
    entry["spec"]["volumes"] = [{"name": "login", "secret": {"secretName": GUIDE_SECRET, "items": items}}]
    entry["spec"]["containers"][0]["volumeMounts"] = [{"name": "login", "mountPath": "/kaniko/.docker"}]
    user.kubectl("create", "--filename=-", stdin=yaml.safe_dump(entry)).expect()
    user.cluster.wait_until_ready("with-secret")
    read = user.kubectl("exec", "with-secret", "--", "cat", "/kaniko/.docker/config.json")
    assert read.stdout == Registry().docker_config()
    assert FORBIDDEN.replace("NAMESPACE", user.cluster.namespace) in user.kubectl("get", "secret", GUIDE_SECRET).stderr


def test_check_permissions_asks_for_each_right() -> None:
    lines = (SNIPPETS / "prerequisites/check-permissions.sh").read_text("utf-8").splitlines()
    pattern = r"kubectl auth can-i (\w+) (\w+)(?: --subresource=(\w+))? "
    found = [re.match(pattern, line) for line in lines]
    asked = [("/".join(filter(None, match.group(2, 3))), match[1]) for match in found if match]
    assert asked == granted()


def test_check_permissions_is_answered_with_yes(user: Account) -> None:
    rights.set_rights(user, granted())
    script = (SNIPPETS / "prerequisites/check-permissions.sh").read_text("utf-8")
    here = script.replace("--namespace=jenkins", "").replace(":jenkins:", f":{user.cluster.namespace}:")
    answers = [user.cluster.kubectl(*line.split()[1:]).output for line in here.splitlines()]
    assert answers == ["yes\n"] * len(granted())


def test_message_is_normalized() -> None:
    text = (
        "Failure executing: GET at: https://[::1]:6443/api/v1/namespaces/test-1/pods?resourceVersion=39&watch=true. "
        'Message: pods is forbidden. Received status: Status(code=403, message=pods "a", additionalProperties={}).'
    )
    assert rights.normalized(text, {"test-1": "NAMESPACE"}) == (
        "Failure executing: GET at: https://SERVER/api/v1/namespaces/NAMESPACE/pods?resourceVersion=NUMBER&watch=true. "
        "Message: pods is forbidden. Received status: …"
    )


def test_library_that_cannot_be_fetched_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("mvn", "javac"):
        (tmp_path / name).write_text("#!/bin/sh\necho no network\nexit 1\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(UnavailableError, match=r"^mvn failed: no network$"):
        rights.classpath(tmp_path / "cache")
