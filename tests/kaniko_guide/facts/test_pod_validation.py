"""The checks of the API server, as data."""

from __future__ import annotations

from kaniko_guide.analysis import pod_formats
from kaniko_guide.facts import kubernetes, pod_validation

DEFINITIONS = kubernetes.definitions(kubernetes.minor_versions()[-1])


def test_every_object_and_field_is_in_the_schema() -> None:
    fields = [(name, field) for name in pod_validation.object_names() for field in pod_validation.checks(name)]
    fields += [
        (name, field)
        for name in pod_validation.object_names()
        for entry in pod_validation.alternatives(name)
        for field in (*entry.fields, *entry.excluded)
        if field != "*"
    ]
    assert [entry for entry in fields if entry[1] not in DEFINITIONS[entry[0]]["properties"]] == []


def test_every_format_is_known() -> None:
    checks = [check for name in pod_validation.object_names() for check in pod_validation.checks(name).values()]
    names = {name for check in checks for name in (check.format, check.values) if name}
    assert names <= pod_formats.CHECKS.keys()


def test_optional_fields_are_required_by_the_schema() -> None:
    found = [(name, field) for name in DEFINITIONS for field in pod_validation.optional(name)]
    assert found
    assert [entry for entry in found if entry[1] not in DEFINITIONS[entry[0]]["required"]] == []
