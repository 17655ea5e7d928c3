"""The pod that the Jenkins Kubernetes plugin creates from the YAML in a Jenkinsfile.

Read in the source, not run: jenkinsci/kubernetes-plugin, release 4423.vb_59f230b_ce53, below
`src/main/java/org/csanchez/jenkins/plugins/kubernetes`. Each function names its file there. Nothing but YAML is
supported: no `containerTemplate`, no inherited template and no settings of the cloud apart from its defaults.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

Object = dict[str, Any]

AGENT = "jnlp"
AGENT_IMAGE = "jenkins/inbound-agent:3355.v388858a_47b_33-3-jdk21"
"""The default image of the agent: `src/main/resources/…/kubernetes/Dockerfile` of the same release."""
WORKING_DIRECTORY = "/home/jenkins/agent"
"""`ContainerTemplate.DEFAULT_WORKING_DIR`."""
WORKSPACE_VOLUME = "workspace-volume"
AGENT_REQUESTS = {"cpu": "100m", "memory": "256Mi"}
LABEL_LENGTH, NAME_LENGTH = 57, 57
"""How much of a text remains in a label or a name, before the hyphen and the random part."""


@dataclass(frozen=True, slots=True)
class Build:
    """A build of a job.

    Attributes:
        job: the name of the job.
        number: of the build.
        random: the random parts of five characters: of the label, of the template's name, of the pod's name.
        url: the address of Jenkins, with a slash at its end.
        refreshed: when the agent was last seen, in milliseconds since 1970.
    """

    job: str
    number: int
    random: tuple[str, str, str]
    url: str
    refreshed: int = 0

    @property
    def label(self) -> str:
        """The label of the agent (`pipeline/PodTemplateStepExecution.java`)."""
        return f"{sanitized_label(f'{self.job}#{self.number}')}-{self.random[0]}"

    @property
    def pod_name(self) -> str:
        """The name of the agent and of its pod (`PodUtils.java`, `createNameWithRandomSuffix`)."""
        name = re.sub("[ _]", "-", f"{self.label}-{self.random[1]}").lower()
        return f"{name[:NAME_LENGTH]}-{self.random[2]}"


def sanitized_label(text: str) -> str:
    """A text as the value of a label (`PodTemplateUtils.java`, `sanitizeLabel`)."""
    label = re.sub("[^_a-zA-Z0-9-]", "_", text[-LABEL_LENGTH:])
    return re.sub("[^a-zA-Z0-9]$", "x", re.sub("^[^a-zA-Z0-9]", "x", label))


def make(stated: Object, build: Build, namespace: str) -> Object:
    """The pod of a build (`PodTemplateBuilder.java`, `build`).

    Args:
        stated: the YAML of the Jenkinsfile, parsed.
        build: for which the plugin makes it.
        namespace: in which the plugin makes it, unless the YAML names another.

    Raises:
        ValueError: two containers or two volumes have the same name, which the plugin rejects too.
    """
    metadata = stated.get("metadata") or {}
    spec = stated.get("spec") or {}
    containers = _with_agent(_unique(spec.get("containers"), "container"), build)
    volumes = {volume["name"]: volume for volume in _unique(spec.get("volumes"), "volume")}
    volumes[WORKSPACE_VOLUME] = {"name": WORKSPACE_VOLUME, "emptyDir": {"medium": ""}}
    whole = {
        **spec,
        "containers": [_with_workspace(container) for container in containers],
        "volumes": list(volumes.values()),
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            **metadata,
            "name": build.pod_name,
            "namespace": metadata.get("namespace") or namespace,
            "labels": (metadata.get("labels") or {}) | _labels(build),
            "annotations": (metadata.get("annotations") or {}) | _annotations(build),
        },
        "spec": _decorated(whole),
    }


def _unique(entries: list[Object] | None, kind: str) -> list[Object]:
    names = [entry["name"] for entry in entries or []]
    for name in names:
        if names.count(name) > 1:
            message = f"the plugin rejects two entries with one name: {kind} {name}"
            raise ValueError(message)
    return list(entries or [])


def _labels(build: Build) -> dict[str, str]:
    """The labels of the cloud (`KubernetesCloud.java`), of the template (`PodTemplate.java`) and of the controller."""
    digest = hashlib.sha1(build.label.encode(), usedforsecurity=False).hexdigest()
    return {
        "jenkins": "slave",
        "jenkins/label": sanitized_label(build.label),
        "jenkins/label-digest": digest,
        "kubernetes.jenkins.io/controller": sanitized_label(build.url),
    }


def _annotations(build: Build) -> dict[str, str]:
    """The annotations (`pipeline/PodTemplateStepExecution.java`, `GarbageCollection.java`)."""
    run = f"job/{build.job}/{build.number}/"
    return {
        "buildUrl": build.url + run,
        "runUrl": run,
        "kubernetes.jenkins.io/last-refresh": str(build.refreshed),
    }


def _with_agent(containers: list[Object], build: Build) -> list[Object]:
    """The containers with the agent's: the one of this name, else one at the end."""
    stated = next((container for container in containers if container["name"] == AGENT), None)
    agent = dict(stated or {"name": AGENT})
    directory = agent.get("workingDir")
    variables = _agent_variables(build, directory or WORKING_DIRECTORY)
    variables |= {variable["name"]: variable for variable in agent.get("env") or []}
    agent["image"] = agent.get("image") or AGENT_IMAGE
    agent["env"] = list(variables.values())
    agent.setdefault("resources", {"requests": AGENT_REQUESTS})
    added = {} if directory is None else {"workingDir": directory}
    whole = containers if stated else [*containers, agent]
    return [agent if container["name"] == AGENT else added | container for container in whole]


def _agent_variables(build: Build, directory: str) -> dict[str, Object]:
    """The agent's variables by name, for a cloud with WebSocket (`PodTemplateBuilder.java`, `agentEnvVars`)."""
    values = {
        "JENKINS_AGENT_NAME": build.pod_name,
        "JENKINS_AGENT_WORKDIR": directory,
        "JENKINS_NAME": build.pod_name,
        "JENKINS_SECRET": hashlib.sha256(build.pod_name.encode()).hexdigest(),
        "JENKINS_URL": build.url,
        "JENKINS_WEB_SOCKET": "true",
        "REMOTING_OPTS": "-noReconnectAfter 1d",
    }
    return {name: {"name": name, "value": value} for name, value in values.items()}


def _with_workspace(container: Object) -> Object:
    """A container with the workspace, unless another volume is there (`pod/decorator/DefaultWorkspaceVolume.java`)."""
    path = container.get("workingDir") or WORKING_DIRECTORY
    mounts = container.get("volumeMounts") or []
    if any(mount["mountPath"] == path for mount in mounts):
        return container
    added = {"name": WORKSPACE_VOLUME, "mountPath": path, "readOnly": False}
    return {**container, "volumeMounts": [*mounts, added]}


def _decorated(spec: Object) -> Object:
    """A spec with defaults (`pod/decorator/DefaultNodeSelector.java`, `pod/decorator/DefaultRestartPolicy.java`)."""
    chosen = (
        spec.get("runtimeClassName") or spec.get("nodeSelector") or (spec.get("affinity") or {}).get("nodeAffinity")
    )
    selector = {} if chosen else {"nodeSelector": {"kubernetes.io/os": "linux"}}
    return {**spec, **selector, "restartPolicy": spec.get("restartPolicy") or "Never"}
