"""Values as the API server reads them."""

from __future__ import annotations

from typing import Any

from pytest_check import check

from kaniko_guide.analysis import pod_values
from kaniko_guide.analysis.pod_values import HIDDEN, UNKNOWN
from kaniko_guide.facts import kubernetes

DEFINITIONS = kubernetes.definitions(kubernetes.minor_versions()[-1])


def read(value: Any, name: str = "Container", *, by_plugin: bool = False) -> Any:  # noqa: ANN401
    return pod_values.read(value, DEFINITIONS[name], DEFINITIONS, by_plugin=by_plugin)


def test_value_as_the_server_reads_it() -> None:
    for value, expected in [
        ({"name": "a", "image": None}, {"name": "a"}),
        ({"name": "a", "imag": "x"}, {"name": "a"}),
        ({"name": "${NAME}"}, {"name": UNKNOWN}),
        ({"$KEY": "a"}, {HIDDEN: UNKNOWN}),
        ({"tty": "yes"}, {"tty": UNKNOWN}),
        ({"ports": {"a": 1}, "command": "sh"}, {"ports": UNKNOWN, "command": UNKNOWN}),
        ({"ports": [None, {"containerPort": 80}]}, {"ports": [{}, {"containerPort": 80}]}),
        ({"command": [None, "a"]}, {"command": [None, "a"]}),
        (
            {"resources": {"limits": {"memory": "1Gi", "cpu": 2}}},
            {"resources": {"limits": {"memory": "1Gi", "cpu": 2}}},
        ),
    ]:
        with check(f"{value}, {expected}"):
            assert read(value) == expected


def test_plugin_converts_scalars() -> None:
    assert read({"tty": "TRUE", "workingDir": 7}, by_plugin=True) == {"tty": True, "workingDir": "7"}
    assert read({"containerPort": "80", "name": True}, "ContainerPort", by_plugin=True) == {
        "containerPort": 80,
        "name": "true",
    }
    assert read({"containerPort": "80"}, "ContainerPort") == {"containerPort": UNKNOWN}


def test_accessors_give_nothing_for_what_is_not_known() -> None:
    values = {"a": UNKNOWN, "b": "", "c": 0, "d": [], "e": False}
    assert [pod_values.is_unset(values, name) for name in (*values, "f")] == [False, True, True, True, False, True]
    assert not pod_values.is_unset({HIDDEN: UNKNOWN}, "a")
    assert (pod_values.text(values, "a"), pod_values.number(values, "a"), pod_values.number(values, "e")) == (
        "",
        None,
        None,
    )
    assert (pod_values.mapping(values, "a"), pod_values.entries(values, "a")) == ({}, [])
    assert pod_values.objects({"a": [{"b": 1}, "c", UNKNOWN]}, "a") == [(0, {"b": 1})]
