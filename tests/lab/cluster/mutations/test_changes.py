"""Changes of a pod, and the YAML that they give."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from lab.cluster.mutations import changes
from lab.cluster.mutations.changes import DELETED, NotSuitedError, changed, to_yaml

POD: dict[str, Any] = {"spec": {"containers": [{"name": "a", "image": "x"}, {"name": "b"}]}}


def test_value_is_replaced_in_the_chosen_entry() -> None:
    assert changed(POD, {"spec.containers.*.name": "c"}, 1)["spec"]["containers"][1]["name"] == "c"
    assert POD["spec"]["containers"][1]["name"] == "b"


def test_missing_mappings_and_lists_are_made() -> None:
    assert changed(POD, {"metadata.labels": {"a": "b"}})["metadata"] == {"labels": {"a": "b"}}
    assert changed(POD, {"spec.volumes.+": {"name": "v"}})["spec"]["volumes"] == [{"name": "v"}]


def test_field_is_deleted() -> None:
    assert changed(POD, {"spec.containers.0.image": DELETED})["spec"]["containers"][0] == {"name": "a"}


@pytest.mark.parametrize(
    "path", ["spec.containers.2.name", "spec.containers.name", "spec.0", "spec.containers.0.name.x"]
)
def test_path_that_the_pod_does_not_have_is_not_suited(path: str) -> None:
    with pytest.raises(NotSuitedError):
        changed(POD, {path: "x"})


def test_entries_of_the_list_before_the_star() -> None:
    assert changes.entries(POD, "spec.containers.*.name") == 2
    assert changes.entries(POD, "spec.initContainers.*.name") == 0
    assert changes.entries(POD, "metadata.name") == 1


def test_duplicate_key_and_plain_scalar_are_written_as_such() -> None:
    pod = changed(POD, {f"spec.containers.0.{changes.duplicate('image')}": changes.plain("yes")})
    text = to_yaml(pod)
    assert text.count("image:") == 2
    assert "image: yes\n" in text
    assert yaml.safe_load(text)["spec"]["containers"][0]["image"] is True


def test_long_texts_are_written_out() -> None:
    assert changes.expand({"a": [{"repeat": "xy", "times": 2}]}) == {"a": ["xyxy"]}
