"""The columns that the fake server computes for `kubectl get`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lab.kubectl.tables import table

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def created_ago(seconds: int) -> dict[str, Any]:
    return {"name": "a", "creationTimestamp": (NOW - timedelta(seconds=seconds)).isoformat()}


@pytest.mark.parametrize(
    ("seconds", "age"),
    [
        (0, "0s"),
        (119, "119s"),
        (120, "2m0s"),
        (599, "9m59s"),
        (600, "10m"),
        (3 * 3600 - 1, "179m"),
        (3 * 3600, "3h"),
        (2 * 86400 - 1, "47h"),
        (2 * 86400, "2d"),
    ],
)
def test_age_is_written_as_kubernetes_writes_it(seconds: int, age: str) -> None:
    (row,) = table("ConfigMap", [{"metadata": created_ago(seconds)}], NOW)["rows"]
    assert row["cells"] == ["a", age]


def test_pod_shows_how_many_containers_are_ready() -> None:
    pod = {
        "metadata": created_ago(5),
        "spec": {"containers": [{}, {}], "nodeName": "n"},
        "status": {
            "phase": "Running",
            "podIP": "10.0.0.1",
            "containerStatuses": [{"ready": True, "restartCount": 2}, {"ready": False, "restartCount": 1}],
        },
    }
    made = table("Pod", [pod], NOW)
    cells = dict(zip((column["name"] for column in made["columnDefinitions"]), made["rows"][0]["cells"], strict=True))
    assert cells == {
        "Name": "a",
        "Ready": "1/2",
        "Status": "Running",
        "Restarts": 3,
        "Age": "5s",
        "IP": "10.0.0.1",
        "Node": "n",
        "Nominated Node": "<none>",
        "Readiness Gates": "<none>",
    }
    assert [column["name"] for column in made["columnDefinitions"] if not column["priority"]] == [*cells][:5]


def test_secret_shows_its_type_and_counts_its_keys() -> None:
    secret = {"metadata": created_ago(1), "type": "Opaque", "data": {"a": "", "b": ""}}
    assert table("Secret", [secret], NOW)["rows"][0]["cells"] == ["a", "Opaque", 2, "1s"]
