"""The kinds of mutations."""

from __future__ import annotations

from typing import Any

from kaniko_guide.facts import pod_security
from lab.cluster.mutations import kinds

POD: dict[str, Any] = {"spec": {"tty": True, "containers": [{"name": "a"}]}}


def test_kinds_of_the_file_have_different_names_and_cases() -> None:
    found = kinds.from_file()
    assert len({kind.name for kind in found}) == len(found) > 40
    assert all(len(kind.cases) >= 5 for kind in found)


def test_schema_gives_kinds_for_each_field() -> None:
    found = {kind.name: [dict(case.fields) for case in kind.cases] for kind in kinds.from_schema({"pod": POD})}
    assert {"spec.containers.0.name": None} in found["null"]
    assert {"spec.containers": []} in found["empty value"]
    assert {"spec.tty": 7} in found["value of another type"]
    assert {"spec.tty": {"delete": True}} in found["missing field"]
    assert all(case.start == "pod" for kind in kinds.from_schema({"pod": POD}) for case in kind.cases)


def test_cases_of_a_file_fit_any_pod() -> None:
    assert {case.start for kind in kinds.from_file() for case in kind.cases} == {""}


def test_order_depends_on_the_name_only() -> None:
    kind = kinds.from_file()[0]
    assert kinds.shuffled(kind) == kinds.shuffled(kind)
    assert sorted(map(str, kinds.shuffled(kind))) == sorted(map(str, kind.cases))


def test_each_control_of_pod_security_has_a_field_in_some_kind() -> None:
    text = kinds.FILE.read_text("utf-8")
    controls = [entry for level in pod_security.Standard for entry in pod_security.controls(level)]
    fields = [
        steps[-1] if steps[-1] != "*" else steps[-2] for entry in controls for steps in entry.containers + entry.pod
    ]
    assert {field for field in fields if f"{field}:" not in text} == set()
