"""The schemas of Kubernetes: complete, and without what the rules do not read."""

from __future__ import annotations

import json
import re

import pytest

from kaniko_guide.facts import content, kubernetes
from lab.schemas import extract


@pytest.mark.parametrize("minor", kubernetes.minor_versions())
def test_all_that_a_kind_refers_to_is_taken(minor: str) -> None:
    taken = extract.extract_minor(minor)
    referred = set(re.findall(r'"\$ref": "#/\$defs/(\w+)"', json.dumps(taken)))
    assert "Container" in referred
    assert referred - taken.keys() == set()
    assert {kind.rpartition("/")[2] for kind in content("kubernetes")["schemas"]["kinds"]} <= taken.keys()


def test_what_rules_do_not_read_is_left_out() -> None:
    text = extract.extract()
    assert '"description":"' not in text
    assert "x-kubernetes-" not in text


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        extract.Extraction(kubernetes.minor_versions()[0]).take_kind("v1/NoSuchKind")
