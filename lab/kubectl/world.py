"""What the stand-in API server serves, made from `world.yml` and the quick start's own pod."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kaniko_guide import project
from lab.paths import SNIPPETS

Object = dict[str, Any]

WORKSPACE = "/home/jenkins/agent"


@cache
def facts() -> dict[str, Any]:
    """The content of `world.yml`."""
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("world.yml").read_text("utf-8"))
    return data


def now() -> datetime:
    """The time at which everything is looked at."""
    moment: datetime = facts()["now"]
    return moment.astimezone(UTC)


def stamp(moment: datetime) -> str:
    """A moment as the API writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def build_pod_name() -> str:
    """`<job>-<number>` and three random parts of five, as the plugin names a pod."""
    world = facts()
    return "-".join([world["job"], str(world["number"]), *world["suffixes"]])


def objects(*, building: bool = True) -> list[Object]:
    """The namespace, its service account, the controller and, while `building`, the build pod and its events."""
    namespace = facts()["namespace"]
    found = [
        _object("v1", "Namespace", {"name": namespace}, spec={}, status={"phase": "Active"}),
        _object("v1", "ServiceAccount", {"name": "default", "namespace": namespace}),
        _controller(),
    ]
    if building:
        pod = _build_pod()
        found += [pod, *_events(pod)]
    return found


def logs() -> dict[tuple[str, str], str]:
    """Each container's log, by pod and container: only the agent writes one, for the others' first process is `cat`."""
    name = build_pod_name()
    return {(name, "jnlp"): facts()["agent_log"].format(pod=name)}


def started(pod: Object, at: datetime) -> Object:
    """The pod as it stands when all its containers run."""
    containers = pod["spec"]["containers"]
    conditions = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
    pod["status"] = {
        "phase": "Running",
        "hostIP": facts()["host_ip"],
        "startTime": stamp(at),
        "conditions": [{"type": kind, "status": "True", "lastTransitionTime": stamp(at)} for kind in conditions],
        "containerStatuses": [
            {
                "name": container["name"],
                "image": container["image"],
                "imageID": f"{container['image'].rpartition(':')[0]}@sha256:{_long_id('image', container['image'])}",
                "containerID": f"containerd://{_long_id(pod['metadata']['name'], container['name'])}",
                "ready": True,
                "started": True,
                "restartCount": 0,
                "state": {"running": {"startedAt": stamp(at + timedelta(seconds=2))}},
            }
            for container in containers
        ],
    }
    return pod


def _object(version: str, kind: str, metadata: Object, **rest: object) -> Object:
    created = stamp(now() - timedelta(days=2))
    uid = "-".join([_long_id(kind, metadata["name"])[:8], "4c1f", "4a7e", "9d2b", _long_id(metadata["name"])[:12]])
    return {
        "apiVersion": version,
        "kind": kind,
        "metadata": {"creationTimestamp": created, "uid": uid, "resourceVersion": "1", **metadata},
        **rest,
    }


def _long_id(*parts: str) -> str:
    return hashlib.sha256("/".join(parts).encode()).hexdigest()


def _controller() -> Object:
    world, controller = facts(), facts()["controller"]
    created = now() - timedelta(seconds=controller["age"])
    metadata = {
        "name": controller["name"],
        "namespace": world["namespace"],
        "creationTimestamp": stamp(created),
        "labels": {"app.kubernetes.io/component": "jenkins-controller"},
    }
    spec = {"nodeName": world["node"], "containers": [{"name": "jenkins", "image": controller["image"]}]}
    pod = started(_object("v1", "Pod", metadata, spec=spec), created)
    pod["status"]["podIP"] = controller["ip"]
    return pod


def _build_pod() -> Object:
    world = facts()
    (pod,) = project.read(SNIPPETS / "quick-start").pods
    assert pod.manifest is not None
    spec: Object = pod.manifest.data["spec"]
    name = build_pod_name()
    label = f"{world['job']}_{world['number']}-{world['suffixes'][0]}"
    created = now() - timedelta(seconds=world["build_age"])
    run = f"job/{world['job']}/{world['number']}/"
    workspace = {"name": "workspace-volume", "mountPath": WORKSPACE}
    environment = {
        "JENKINS_AGENT_NAME": name,
        "JENKINS_AGENT_WORKDIR": WORKSPACE,
        "JENKINS_NAME": name,
        "JENKINS_SECRET": _long_id("secret", name),
        "JENKINS_URL": world["jenkins_url"],
        "JENKINS_WEB_SOCKET": "true",
        "REMOTING_OPTS": "-noReconnectAfter 1d",
    }
    agent = {
        "name": "jnlp",
        "image": world["agent_image"],
        "env": [{"name": key, "value": value} for key, value in environment.items()],
        "resources": {"requests": {"cpu": "100m", "memory": "256Mi"}},
    }
    containers = [
        {**container, "volumeMounts": [*container.get("volumeMounts", []), workspace]}
        for container in [*spec["containers"], agent]
    ]
    metadata = {
        "name": name,
        "namespace": world["namespace"],
        "creationTimestamp": stamp(created),
        "labels": {
            "jenkins": "slave",
            "jenkins/label": label,
            "jenkins/label-digest": hashlib.sha1(label.encode(), usedforsecurity=False).hexdigest(),
            "kubernetes.jenkins.io/controller": "http___jenkins_jenkins_svc_cluster_local_8080x",
        },
        "annotations": {"buildUrl": world["jenkins_url"] + run, "runUrl": run},
    }
    volumes = [*spec["volumes"], {"name": "workspace-volume", "emptyDir": {}}]
    whole = {
        "nodeName": world["node"],
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "restartPolicy": "Never",
        "serviceAccountName": "default",
        "containers": containers,
        "volumes": volumes,
    }
    built = started(_object("v1", "Pod", metadata, spec=whole), created)
    built["status"] |= {"podIP": world["build_ip"], "podIPs": [{"ip": world["build_ip"]}], "qosClass": "Burstable"}
    return built


def _events(pod: Object) -> list[Object]:
    """The pod's events. Their ages count from the real time, because kubectl computes these itself."""
    name = pod["metadata"]["name"]
    seen = stamp(datetime.now(UTC) - timedelta(seconds=facts()["build_age"]))
    found = [("Scheduled", "default-scheduler", "", f"Successfully assigned {facts()['namespace']}/{name} to worker-1")]
    for container in pod["spec"]["containers"]:
        path = f"spec.containers{{{container['name']}}}"
        image = container["image"]
        pulled = f'Container image "{image}" already present on machine and can be accessed by the pod'
        found += [
            ("Pulled", "kubelet", path, pulled),
            ("Created", "kubelet", path, "Container created"),
            ("Started", "kubelet", path, "Container started"),
        ]
    return [
        _object(
            "v1",
            "Event",
            {"name": f"{name}.{number:016x}", "namespace": pod["metadata"]["namespace"]},
            involvedObject={
                "kind": "Pod",
                "namespace": pod["metadata"]["namespace"],
                "name": name,
                "uid": pod["metadata"]["uid"],
                "fieldPath": path,
            },
            type="Normal",
            reason=reason,
            message=message,
            count=1,
            source={"component": source},
            firstTimestamp=seen,
            lastTimestamp=seen,
        )
        for number, (reason, source, path, message) in enumerate(found)
    ]
