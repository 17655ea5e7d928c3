"""The pod that exists in the fake API server: the one that the snippets name."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]

NAMESPACE = "jenkins"
CONTAINERS = ("maven", "kaniko", "jnlp")
CREATED = "2026-11-22T08:00:00Z"
"""When each object was created; nothing depends on it."""


def build_pod() -> Object:
    """The pod of a build, under the name that the snippets give it."""
    labels = {"jenkins": "slave", "jenkins/label": "myapp_42-x7k2p"}
    metadata = {"name": "myapp-42-x7k2p-9wq4t-h5d3z", "namespace": NAMESPACE, "labels": labels}
    spec = {"containers": [{"name": name, "image": name} for name in CONTAINERS]}
    return with_running_status({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})


def with_running_status(pod: Object) -> Object:
    """The pod with the status in which all its containers run.

    Args:
        pod: gets the status.
    """
    state = {"ready": True, "started": True, "state": {"running": {"startedAt": CREATED}}}
    statuses = [{"name": container["name"]} | state for container in pod["spec"]["containers"]]
    ready = {"type": "Ready", "status": "True"}
    pod["status"] = {"phase": "Running", "conditions": [ready], "containerStatuses": statuses}
    return pod
