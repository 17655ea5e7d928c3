"""What is known of pins: which versions are of the same form, and which is the newest."""

from __future__ import annotations

import re

import pytest

from kaniko_guide.facts import image_references
from kaniko_guide_site import pins
from kaniko_guide_site.facts import pins as facts
from tests.support import ROOT

AGENT = r"(\d+)\.v[0-9a-f_]+-(\d+)-jdk21"


@pytest.mark.parametrize("kind", ["image", "action", "artifact"])
def test_form_of_newer_ones_is_that_of_the_pinned(kind: str) -> None:
    for pin in pins.collect(ROOT):
        if pin.kind == kind and pin.facts is not None and pin.facts.newer is not None:
            assert re.fullmatch(pin.facts.newer, pin.version), pin.reference
            assert image_references.parse(pin.name) is not None


@pytest.mark.parametrize(
    ("version", "others", "form", "expected"),
    [
        ("v1.28.3-debug", ["v1.28.10-debug", "v1.28.4", "v1.28.9-debug", "v1.29.0-rc1-debug"], None, "v1.28.10-debug"),
        ("v1.28.3-debug", ["v1.28.3-debug", "v1.28.2-debug", "latest"], None, None),
        ("3.13-slim", ["3.14-slim", "3.15-rc-slim", "3.13.1-slim"], None, "3.14-slim"),
        ("21-jre", ["25-jre"], "21-jre", None),
        ("3355.v3_b-3-jdk21", ["3356.va_1-1-jdk25", "3355.v3_b-10-jdk21"], AGENT, "3355.v3_b-10-jdk21"),
        ("a82d78a", ["4547.v52"], r"(\d+)\.v[0-9a-f_]+", None),
    ],
)
def test_newest_is_of_the_same_form(version: str, others: list[str], form: str | None, expected: str | None) -> None:
    assert facts.newest(version, others, form) == expected
