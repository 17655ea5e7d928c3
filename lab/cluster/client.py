"""The cluster as tests use it: commands, namespaces with the guide's objects, pods and images.

It is the one that was started here, or the one that `KUBECONFIG` names.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import yaml

from lab import golang
from lab.cluster import control_groups, images, start
from lab.cluster.layout import RUNTIME
from lab.paths import SNIPPETS
from lab.tools import find, output_of, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TIMEOUT = 60.0
"""For how many seconds a command may run, unless another limit is given."""
GUIDE = (SNIPPETS / "prerequisites" / "namespace.yaml", SNIPPETS / "prerequisites" / "service-account.yaml")
"""The guide's own namespace, ServiceAccount, Role and RoleBinding."""
GUIDE_NAMESPACE, GUIDE_SECRET, ACCOUNT = "jenkins", "docker-registry-secret", "jenkins"


class CommandError(Exception):
    """A command that had to succeed failed."""


class ConditionError(Exception):
    """A condition was not reached in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command printed.

    Attributes:
        command: as it is shown, without how it entered the cluster.
        code: the exit code.
        stdout: its standard output.
        stderr: its standard error.
    """

    command: str
    code: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        """Both streams, the standard output first."""
        return self.stdout + self.stderr

    def expect(self) -> Answer:
        """This answer, if the command succeeded.

        Raises:
            CommandError: its exit code is not 0.
        """
        if self.code:
            message = f"$ {self.command}\n{self.output}[exit {self.code}]"
            raise CommandError(message)
        return self

    def json(self) -> Any:  # noqa: ANN401
        """The standard output, parsed.

        Raises:
            CommandError: the exit code is not 0.
        """
        return json.loads(self.expect().stdout)


@dataclass(frozen=True, slots=True)
class Registry:
    """The cluster's registry with a login.

    Attributes:
        host: its name, as in the name of an image; port 443.
        user: who may log in.
        password: of that user.
        alias: its other name, which the guide's snippets have.
        public: the names of the registry without a login.
    """

    host: str = "registry.test"
    user: str = "robot"
    password: str = "s3cret"  # noqa: S105
    alias: str = "ccr.ccs.tencentyun.com"
    public: tuple[str, ...] = ("docker.io", "ghcr.io", "gcr.io")

    def docker_config(self) -> str:
        """The `config.json` with the login for both names."""
        login = {"username": self.user, "password": self.password}
        return json.dumps({"auths": {self.host: login, self.alias: login}})


@dataclass(frozen=True, slots=True)
class Versions:
    """What a record must name: the programs that ran.

    Attributes:
        server: of the API server, such as `v1.37.2`.
        client: of kubectl.
        kubelet: of the node's kubelet.
        runtime: of the container runtime, such as `containerd://v2.4.2`.
        runc: its version; empty where it is unknown.
        etcd: its version; empty where it is unknown.
        control_groups: `v1` or `v2`; `unknown` for a cluster of `KUBECONFIG`.
        operating_system: of the node.
    """

    server: str
    client: str
    kubelet: str
    runtime: str
    runc: str
    etcd: str
    control_groups: str
    operating_system: str

    def __str__(self) -> str:
        parts = {
            "Kubernetes": self.server,
            "kubectl": self.client,
            "kubelet": self.kubelet,
            "runtime": self.runtime,
            "runc": self.runc,
            "etcd": self.etcd,
            "cgroup": self.control_groups,
        }
        return ", ".join(f"{name} {version}" for name, version in parts.items() if version)


def _as_is(command: Sequence[str]) -> list[str]:
    return list(command)


@dataclass(frozen=True)
class Cluster:
    """A cluster that runs.

    Attributes:
        own: whether it was started here, and not named by `KUBECONFIG`.
        enter: makes a command line run where the cluster can be reached.
        namespace: in which `kubectl` works; empty for that of the kubeconfig.
        user: as whom `kubectl` works; empty for the administrator.
    """

    own: bool = True
    enter: Callable[[Sequence[str]], list[str]] = field(default=start.inside)
    namespace: str = ""
    user: str = ""

    def run(self, *command: str, stdin: str = "", timeout: float = TIMEOUT) -> Answer:
        """Run a command where the cluster can be reached, with the directory of the project as its own.

        Args:
            command: the program and its arguments.
            stdin: its standard input.
            timeout: for how many seconds it may run.

        Raises:
            TimeoutExpired: it ran longer.
        """
        line = self.enter(command)
        done = subprocess.run(line, input=stdin, capture_output=True, text=True, timeout=timeout, check=False)
        return Answer(" ".join(command), done.returncode, done.stdout, done.stderr)

    def kubectl(self, *arguments: str, stdin: str = "", timeout: float = TIMEOUT) -> Answer:
        """Run `kubectl`; for the arguments see `run`."""
        options = [f"--namespace={self.namespace}"] if self.namespace else []
        options += [f"--as={self.user}"] if self.user else []
        answer = self.run(self.program("kubectl"), *options, *arguments, stdin=stdin, timeout=timeout)
        return replace(answer, command=" ".join(["kubectl", *options, *arguments]))

    def program(self, name: str) -> str:
        """A program of the cluster, as `run` finds it.

        Raises:
            UnavailableError: the cluster is one of `KUBECONFIG`, and the program is missing here.
        """
        return name if self.own else find(name)

    def popen(self, *command: str, **options: Any) -> subprocess.Popen[str]:  # noqa: ANN401
        """Start a command and do not wait for its end; `options` are those of `Popen`."""
        return subprocess.Popen(self.enter(command), text=True, **options)

    def within(self, namespace: str) -> Cluster:
        """The same cluster, with another namespace for `kubectl`."""
        return replace(self, namespace=namespace)

    def as_account(self, account: str = ACCOUNT) -> Cluster:
        """The same cluster, with the rights of a ServiceAccount of this namespace, by impersonation."""
        return replace(self, user=f"system:serviceaccount:{self.namespace}:{account}")

    def apply(self, *objects: dict[str, Any]) -> Answer:
        """Create or change objects, under strict validation of fields.

        Raises:
            CommandError: the server refused one.
        """
        text = "---\n".join(yaml.safe_dump(entry, sort_keys=False) for entry in objects)
        return self.kubectl("apply", "--validate=strict", "--filename=-", stdin=text).expect()

    def get(self, kind: str, name: str) -> dict[str, Any]:
        """An object.

        Raises:
            CommandError: there is none.
        """
        return dict(self.kubectl("get", kind, name, "--output=json").json())

    def events(self, name: str) -> list[dict[str, Any]]:
        """The events of an object of this namespace, the oldest first."""
        selector = f"--field-selector=involvedObject.name={name}"
        found = self.kubectl("get", "events", selector, "--output=json").json()["items"]
        return sorted(found, key=lambda event: event["metadata"]["creationTimestamp"])

    def wait_for(self, pod: str, condition: Callable[[dict[str, Any]], bool], seconds: float = 60.0) -> dict[str, Any]:
        """Wait until a pod is as expected, and return it.

        Args:
            pod: its name.
            condition: called with the pod; such as `is_ready`, or `lambda pod: pod["status"]["phase"] == "Failed"`.
            seconds: how long to wait.

        Raises:
            ConditionError: the pod is not so in time; the message has its status and its events.
        """
        deadline = time.monotonic() + seconds
        while True:
            answer = self.kubectl("get", "pod", pod, "--output=json")
            found = json.loads(answer.stdout) if answer.code == 0 else {}
            if found and condition(found):
                return dict(found)
            if time.monotonic() > deadline:
                described = self.kubectl("describe", "pod", pod).output
                message = f"pod {pod} is not as expected after {seconds:.0f} s:\n{answer.stderr}{described}"
                raise ConditionError(message)
            time.sleep(0.2)

    def wait_until_ready(self, pod: str, seconds: float = 60.0) -> dict[str, Any]:
        """Wait until all containers of a pod are ready; for the rest see `wait_for`."""
        return self.wait_for(pod, is_ready, seconds)

    def new_namespace(self, name: str, *, level: str = "") -> Cluster:
        """Make a namespace with the guide's ServiceAccount, Role, RoleBinding and push Secret.

        Args:
            name: of the namespace; the guide's is `jenkins`.
            level: of Pod Security to enforce, such as `baseline`; empty for that of the guide's file.

        Returns:
            The cluster with this namespace for `kubectl`.
        """
        objects = [entry for file in GUIDE for entry in guide_objects(file.read_text("utf-8"), name, level)]
        inside = self.within(name)
        self.apply(*objects)
        inside.add_push_secret()
        inside.wait_for_account()
        return inside

    def wait_for_account(self) -> None:
        """Wait until the default account is there, without which pods are refused."""
        deadline = time.monotonic() + TIMEOUT
        while self.kubectl("get", "serviceaccount", "default").code:
            if time.monotonic() > deadline:
                message = f"namespace {self.namespace} has no default account after {TIMEOUT:.0f} s"
                raise ConditionError(message)
            time.sleep(0.1)

    def add_push_secret(self, name: str = GUIDE_SECRET) -> None:
        """Create the Secret with the login of the registry, as `snippets/quick-start/create-secret.sh` does."""
        command = ("create", "secret", "docker-registry", name, "--from-file=.dockerconfigjson=/dev/stdin")
        self.kubectl(*command, stdin=Registry().docker_config()).expect()

    def delete_namespace(self) -> None:
        """Delete this namespace at once, with its pods; does not wait for its end."""
        self.kubectl("delete", "pods", "--all", "--grace-period=0", "--force", "--wait=false")
        self.kubectl("delete", "namespace", self.namespace, "--wait=false")

    def add_images(self, *added: images.Image) -> None:
        """Give the node images; a pod finds them without a registry, unless its `imagePullPolicy` is `Always`.

        Raises:
            UnavailableError: the cluster is one of `KUBECONFIG`.
        """
        self.require_own("images are given to it by its own program, such as kind load")
        with tempfile.NamedTemporaryFile(suffix=".tar") as file:
            file.write(images.archive(list(added)))
            file.flush()
            # The node has its own /run, but the machine's /tmp.
            self.run("ctr", "--namespace=k8s.io", "images", "import", "--local", file.name).expect()

    def push(self, name: str, target: str) -> None:
        """Push an image of the node to a registry of the cluster.

        Args:
            name: of the image on the node, with registry and tag.
            target: its name in the registry, such as `docker.io/library/eclipse-temurin:21-jre`.

        Raises:
            UnavailableError: the cluster is one of `KUBECONFIG`.
        """
        self.require_own("there is no registry for its tests")
        ctr = ("ctr", "--namespace=k8s.io", "images")
        if name != target:
            self.run(*ctr, "tag", "--force", name, target).expect()
        login = f"--user={self.registry.user}:{self.registry.password}"
        hosts = "--hosts-dir=/run/cluster/config/registries"
        self.run(*ctr, "push", "--local", hosts, login, "--platform=linux/amd64", target).expect()
        if name != target:
            self.run(*ctr, "remove", target).expect()

    @property
    def registry(self) -> Registry:
        """The registry of the cluster that was started here.

        Raises:
            UnavailableError: the cluster is one of `KUBECONFIG`.
        """
        self.require_own("there is no registry for its tests")
        return Registry()

    @cached_property
    def versions(self) -> Versions:
        """The versions of the programs that run."""
        found = self.kubectl("version", "--output=json").json()
        (node, *_) = self.kubectl("get", "nodes", "--output=json").json()["items"]
        info = node["status"]["nodeInfo"]
        etcd = golang.pinned((RUNTIME / "go.mod").read_text("utf-8"), "go.etcd.io/etcd/server/v3")
        return Versions(
            server=found["serverVersion"]["gitVersion"],
            client=found["clientVersion"]["gitVersion"],
            kubelet=info["kubeletVersion"],
            runtime=info["containerRuntimeVersion"],
            runc=output_of("runc", "--version").split()[2] if self.own else "",
            etcd=etcd if self.own else "",
            control_groups=control_groups.version() if self.own else "unknown",
            operating_system=info["osImage"],
        )

    def require_own(self, reason: str) -> None:
        """Ensure that the cluster was started here.

        Args:
            reason: what another one lacks.

        Raises:
            UnavailableError: the cluster is one of `KUBECONFIG`.
        """
        if not self.own:
            unavailable("own-cluster", f"The cluster is the one of KUBECONFIG: {reason}.")


def is_ready(pod: dict[str, Any]) -> bool:
    """Whether a pod has the condition Ready."""
    conditions = pod.get("status", {}).get("conditions", [])
    return any(entry["type"] == "Ready" and entry["status"] == "True" for entry in conditions)


def guide_objects(text: str, namespace: str, level: str = "") -> list[dict[str, Any]]:
    """The objects of a manifest of the guide, in another namespace.

    Args:
        text: the manifest.
        namespace: the name that replaces `jenkins` as a namespace.
        level: of Pod Security to enforce in it; empty to leave it as it is.
    """
    objects = [entry for entry in yaml.safe_load_all(text) if entry]
    for entry in objects:
        if entry["kind"] == "Namespace":
            entry["metadata"]["name"] = namespace
            if level:
                entry["metadata"].setdefault("labels", {})["pod-security.kubernetes.io/enforce"] = level
        for place in [entry["metadata"], *entry.get("subjects", [])]:
            if place.get("namespace") == GUIDE_NAMESPACE:
                place["namespace"] = namespace
    return objects


def external() -> Cluster | None:
    """The cluster that `KUBECONFIG` names; None where the variable is not set."""
    return Cluster(own=False, enter=_as_is) if os.environ.get("KUBECONFIG") else None
