"""What the guide's Role permits: the calls of the Jenkins plugin and of kubectl with the ServiceAccount's own token.

Each verb is removed in turn, to see what fails and with which message.
"""

from __future__ import annotations

import json
import re
import ssl
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from lab.cluster.client import ACCOUNT, ConditionError
from lab.cluster.layout import DIRECTORY
from lab.tools import find, unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from subprocess import Popen

    from lab.cluster.client import Answer, Cluster

PROGRAM = DIRECTORY / "plugin_client"
"""A Java program that makes the plugin's calls with the plugin's client library."""
SOURCES = {
    "test connection": "KubernetesCloud.java, doTestConnection",
    "informer": "KubernetesCloud.java, registerPodInformer",
    "reaper": "pod/retention/Reaper.java, watchCloud",
    "get": "KubernetesLauncher.java, launch",
    "create": "KubernetesLauncher.java, launch",
    "wait until ready": "KubernetesLauncher.java, launch",
    "exec": "pipeline/ContainerExecDecorator.java, doLaunch",
    "log": "KubernetesLauncher.java and PodUtils.java, logLastLines; pipeline/ContainerLogStepExecution.java, run",
    "followed log": "KubernetesComputer.java, doContainerLog",
    "events": "KubernetesComputer.java, getPodEvents",
    "annotate": "KubernetesSlave.java, annotateTtl",
    "delete": "KubernetesSlave.java, deleteSlavePod; GarbageCollection.java, garbageCollect",
}
"""The calls of the plugin, with the file and method of release 4423.vb_59f230b_ce53 in which each was read.

They are all of its calls, apart from `persistentVolumeClaims().create()` for volumes of the kind `dynamicPVC`.
"""
REPLACED = (
    (r"https://[0-9a-z.:\[\]-]+/api", "https://SERVER/api"),
    (r"resourceVersion=[1-9]\d*", "resourceVersion=NUMBER"),
    (r" Received status: Status\(.*?, additionalProperties=\{\}\)\.$", " Received status: …"),
)
"""What differs from run to run in a message of a client, or is only its repetition."""


@dataclass(frozen=True, slots=True)
class Account:
    """A ServiceAccount with its own token.

    Attributes:
        cluster: with the account's namespace.
        server: the address of the API server.
        authority: the file of the server's CA.
        token: of the account.
    """

    cluster: Cluster
    server: str
    authority: Path
    token: str

    def kubectl(self, *arguments: str, stdin: str = "") -> Answer:
        """Run `kubectl` with nothing but the token."""
        options = (f"--server={self.server}", f"--certificate-authority={self.authority}", f"--token={self.token}")
        return self.cluster.kubectl("--kubeconfig=/dev/null", *options, *arguments, stdin=stdin)

    def upgrade(self, pod: str, *command: str) -> Upgrade:
        """Ask for a WebSocket to a command in a pod, by a GET request."""
        query = "&".join(["stdout=1", *(f"command={word}" for word in command)])
        path = f"/api/v1/namespaces/{self.cluster.namespace}/pods/{pod}/exec?{query}"
        module = (sys.executable, "-m", "lab.cluster.rights", self.server, str(self.authority), path)
        return Upgrade(**self.cluster.run(*module, stdin=self.token).json())


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What the API server answers to a request for a WebSocket.

    Attributes:
        status: 101 if it is opened.
        message: of the server, if it is not.
    """

    status: int
    message: str


def account(cluster: Cluster, directory: Path, name: str = ACCOUNT) -> Account:
    """A ServiceAccount of a namespace, with a new token.

    Args:
        cluster: with the namespace.
        directory: into which the CA is written; inside the cluster's mounts, so below `/tmp`.
        name: of the ServiceAccount.

    Raises:
        CommandError: there is no such account.
    """
    settings = ("config", "view", "--raw", "--minify", "--flatten", "--output=json")
    (entry,) = cluster.kubectl(*settings).json()["clusters"]
    authority = directory / "ca.crt"
    authority.write_bytes(b64decode(entry["cluster"]["certificate-authority-data"]))
    token = cluster.kubectl("create", "token", name).expect().stdout.strip()
    return Account(cluster, entry["cluster"]["server"], authority, token)


def verbs(rules: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Each resource and verb of the rules of a Role, in their order."""
    return [(resource, verb) for rule in rules for resource in rule["resources"] for verb in rule["verbs"]]


def set_rights(user: Account, granted: Sequence[tuple[str, str]], absent: tuple[str, str] | None = None) -> None:
    """Replace the rules of the guide's Role, and wait until the API server applies them.

    Args:
        user: the account that the Role is bound to.
        granted: the resources with the verbs that it may use.
        absent: of these, the one that is left out.

    Raises:
        ConditionError: the API server does not apply them in time.
    """
    rules = [{"apiGroups": [""], "resources": [resource], "verbs": [verb]} for resource, verb in granted]
    left = [rule for rule, right in zip(rules, granted, strict=True) if right != absent]
    role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": ACCOUNT}, "rules": left}
    user.cluster.apply(role)
    resource, verb = absent or granted[0]
    name, _, subresource = resource.partition("/")
    question = ("auth", "can-i", verb, name, *([f"--subresource={subresource}"] if subresource else []))
    expected = "no\n" if absent else "yes\n"
    deadline = time.monotonic() + 20
    while user.kubectl(*question).stdout != expected:
        if time.monotonic() > deadline:
            message = f"the API server does not answer {expected.strip()} to {' '.join(question)}"
            raise ConditionError(message)


def classpath(cache: Path) -> str:
    """Fetch the plugin's client library with Maven and compile the program that uses it, where that is not done yet.

    Args:
        cache: the directory that is kept.

    Returns:
        The class path of the program `PluginCalls`.

    Raises:
        UnavailableError: there is no Maven or JDK, or Maven can't fetch the library.
    """
    sources = {name: (PROGRAM / name).read_bytes() for name in ("pom.xml", "PluginCalls.java")}
    target = cache / "plugin-client"
    compiled = target / "classes"
    path = f"{compiled}:{target / 'libraries'}/*"
    done = target / "sources"
    key = b"".join(sources.values())
    if done.is_file() and done.read_bytes() == key:
        return path
    maven, javac = find("mvn"), find("javac")
    compiled.mkdir(parents=True, exist_ok=True)
    goal = ("dependency:copy-dependencies", f"-DoutputDirectory={target / 'libraries'}")
    _run(maven, "--batch-mode", "--quiet", f"--file={PROGRAM / 'pom.xml'}", *goal)
    _run(javac, "-nowarn", "-cp", path, "-d", str(compiled), str(PROGRAM / "PluginCalls.java"))
    done.write_bytes(key)
    return path


def _run(*command: str) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        unavailable("plugin-client", f"{Path(command[0]).name} failed: {(result.stdout + result.stderr).strip()}")


class PluginCalls:
    """The running program that makes the plugin's calls.

    Args:
        user: with whose token it calls.
        path: the class path, see `classpath`.
        pod: the name of a running pod with the container `main`.
    """

    def __init__(self, user: Account, path: str, pod: str) -> None:
        self._user = user
        arguments = (user.server, str(user.authority), user.token, user.cluster.namespace, pod)
        self._process: Popen[str] = user.cluster.popen(
            find("java"), "-cp", path, "PluginCalls", *arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=60)

    def outcomes(self, pod: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Make each call of `SOURCES` once.

        Args:
            pod: the pod to create and delete.

        Returns:
            By the name of the call: its `result` or its `errors`, and its `requests`.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps(pod)}\n")
        self._process.stdin.flush()
        return dict(json.loads(self._process.stdout.readline()))


def normalized(text: str, names: Mapping[str, str]) -> str:
    """A message without what differs from run to run.

    Args:
        text: the message.
        names: what replaces each name of this run.
    """
    for name, replacement in names.items():
        text = text.replace(name, replacement)
    for pattern, replacement in REPLACED:
        text = re.sub(pattern, replacement, text)
    return text


def request_upgrade(server: str, authority: Path, path: str, token: str) -> Iterator[tuple[str, Any]]:
    """Send a request for a WebSocket, and yield the items of an `Upgrade`.

    Args:
        server: the address of the API server.
        authority: the file of its CA.
        path: of the request, with its query.
        token: for the header `Authorization`.
    """
    address = urlsplit(server)
    context = ssl.create_default_context(cafile=authority)
    connection = HTTPSConnection(address.hostname or "", address.port or 443, timeout=20, context=context)
    headers = {
        "Authorization": f"Bearer {token}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Key": b64encode(bytes(16)).decode(),
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Protocol": "v4.channel.k8s.io",
    }
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    opened = response.status == 101
    yield "status", response.status
    yield "message", "" if opened else json.loads(response.read())["message"]
    connection.close()


def main(server: str, authority: str, path: str) -> None:
    """Print the answer to a request for a WebSocket as JSON; the token is read from standard input."""
    sys.stdout.write(json.dumps(dict(request_upgrade(server, Path(authority), path, sys.stdin.read()))))


if __name__ == "__main__":
    main(*sys.argv[1:])
