"""The columns of `kubectl get`, which an API server computes and kubectl prints."""

from __future__ import annotations

from datetime import datetime
from typing import Any

Row = list[Any]
Column = tuple[str, int]
"""A heading, and its priority: 0 is always shown, 1 with `--output=wide`."""

PODS: tuple[Column, ...] = (
    ("Name", 0),
    ("Ready", 0),
    ("Status", 0),
    ("Restarts", 0),
    ("Age", 0),
    ("IP", 1),
    ("Node", 1),
    ("Nominated Node", 1),
    ("Readiness Gates", 1),
)
SECRETS: tuple[Column, ...] = (("Name", 0), ("Type", 0), ("Data", 0), ("Age", 0))
OTHERS: tuple[Column, ...] = (("Name", 0), ("Age", 0))


def table(kind: str, objects: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    """A `meta.k8s.io/v1` Table of objects of one kind, with their age at a time."""
    columns = {"Pod": PODS, "Secret": SECRETS}.get(kind, OTHERS)
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": {"resourceVersion": "1"},
        "columnDefinitions": [
            {"name": name, "type": "string", "format": "name" if name == "Name" else "", "priority": priority}
            for name, priority in columns
        ],
        "rows": [
            {
                "cells": _cells(kind, found, now),
                "object": {
                    "kind": "PartialObjectMetadata",
                    "apiVersion": "meta.k8s.io/v1",
                    "metadata": found["metadata"],
                },
            }
            for found in objects
        ],
    }


def _cells(kind: str, found: dict[str, Any], now: datetime) -> Row:
    name, age = found["metadata"]["name"], _age(found, now)
    if kind == "Secret":
        return [name, found["type"], len(found.get("data", {})), age]
    if kind != "Pod":
        return [name, age]
    status = found["status"]
    containers = status.get("containerStatuses", [])
    ready = sum(1 for container in containers if container["ready"])
    restarts = sum(container["restartCount"] for container in containers)
    network = [status.get("podIP", "<none>"), found["spec"].get("nodeName", "<none>"), "<none>", "<none>"]
    return [name, f"{ready}/{len(found['spec']['containers'])}", status["phase"], restarts, age, *network]


def _age(found: dict[str, Any], now: datetime) -> str:
    """The age as `duration.HumanDuration` of k8s.io/apimachinery formats it, cut to its largest unit."""
    seconds = int((now - datetime.fromisoformat(found["metadata"]["creationTimestamp"])).total_seconds())
    for unit, length, least in (("d", 86400, 2), ("h", 3600, 3), ("m", 60, 10)):
        if seconds >= least * length:
            return f"{seconds // length}{unit}"
    return f"{seconds // 60}m{seconds % 60}s" if seconds >= 120 else f"{seconds}s"
