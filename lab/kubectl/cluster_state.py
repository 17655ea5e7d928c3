"""The objects in the fake API server, made from `cluster_state.yml` and the quick start's own pod."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kaniko_guide import project
from lab.cluster import plugin_pod
from lab.paths import SNIPPETS

Object = dict[str, Any]


@cache
def settings() -> dict[str, Any]:
    """The content of `cluster_state.yml`."""
    data: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("cluster_state.yml").read_text("utf-8"))
    return data


def now() -> datetime:
    """The time of the cluster."""
    moment: datetime = settings()["now"]
    return moment.astimezone(UTC)


def timestamp(moment: datetime) -> str:
    """A time in the format of the API."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def build_pod_name() -> str:
    """The build pod's name as the plugin makes it."""
    return _build().pod_name


def objects(*, building: bool = True) -> list[Object]:
    """The namespace, its service account, the controller and, if `building`, the build pod and its events."""
    namespace = settings()["namespace"]
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
    """The logs by pod and container; only the agent writes one, as the first process of the others is `cat`."""
    name = build_pod_name()
    return {(name, "jnlp"): settings()["agent_log"].format(pod=name)}


def with_running_status(pod: Object, at: datetime) -> Object:
    """The pod with the status in which all its containers run.

    Args:
        pod: gets the status.
        at: the time at which it was created.
    """
    containers = pod["spec"]["containers"]
    conditions = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
    pod["status"] = {
        "phase": "Running",
        "hostIP": settings()["host_ip"],
        "startTime": timestamp(at),
        "conditions": [{"type": kind, "status": "True", "lastTransitionTime": timestamp(at)} for kind in conditions],
        "containerStatuses": [
            {
                "name": container["name"],
                "image": container["image"],
                "imageID": f"{container['image'].rpartition(':')[0]}@sha256:{_long_id('image', container['image'])}",
                "containerID": f"containerd://{_long_id(pod['metadata']['name'], container['name'])}",
                "ready": True,
                "started": True,
                "restartCount": 0,
                "state": {"running": {"startedAt": timestamp(at + timedelta(seconds=2))}},
            }
            for container in containers
        ],
    }
    return pod


def _object(version: str, kind: str, metadata: Object, **rest: object) -> Object:
    created = timestamp(now() - timedelta(days=2))
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
    values, controller = settings(), settings()["controller"]
    created = now() - timedelta(seconds=controller["age"])
    metadata = {
        "name": controller["name"],
        "namespace": values["namespace"],
        "creationTimestamp": timestamp(created),
        "labels": {"app.kubernetes.io/component": "jenkins-controller"},
    }
    spec = {"nodeName": values["node"], "containers": [{"name": "jenkins", "image": controller["image"]}]}
    pod = with_running_status(_object("v1", "Pod", metadata, spec=spec), created)
    pod["status"]["podIP"] = controller["ip"]
    return pod


def _build() -> plugin_pod.Build:
    values = settings()
    label, template, pod = values["suffixes"]
    created = int((now() - timedelta(seconds=values["build_age"])).timestamp())
    return plugin_pod.Build(
        values["job"], values["number"], (label, template, pod), values["jenkins_url"], created * 1000
    )


def _build_pod() -> Object:
    values = settings()
    (pod,) = project.read(SNIPPETS / "quick-start").pods
    assert pod.manifest is not None
    created = now() - timedelta(seconds=values["build_age"])
    made = plugin_pod.make(pod.manifest.data, _build(), values["namespace"])
    metadata = made["metadata"] | {"creationTimestamp": timestamp(created)}
    spec = made["spec"] | {"nodeName": values["node"], "serviceAccountName": "default"}
    built = with_running_status(_object("v1", "Pod", metadata, spec=spec), created)
    built["status"] |= {"podIP": values["build_ip"], "podIPs": [{"ip": values["build_ip"]}], "qosClass": "Burstable"}
    return built


def _events(pod: Object) -> list[Object]:
    """The pod's events. Their times are relative to the real time, because kubectl itself computes their age."""
    name = pod["metadata"]["name"]
    seen = timestamp(datetime.now(UTC) - timedelta(seconds=settings()["build_age"]))
    found = [
        ("Scheduled", "default-scheduler", "", f"Successfully assigned {settings()['namespace']}/{name} to worker-1")
    ]
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
