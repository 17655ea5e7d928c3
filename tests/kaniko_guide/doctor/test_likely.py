"""How surely a cause is said."""

from __future__ import annotations

import io

import pytest

from kaniko_guide.diagnosis import causes
from kaniko_guide.doctor import likely


@pytest.mark.parametrize(
    ("line", "is_certain"),
    [
        ('pods is forbidden: User "x" cannot create resource "pods" in API group "" in the namespace "y"', True),
        ("0/3 nodes are available: 3 Insufficient cpu.", False),
    ],
)
def test_only_a_certain_cause_is_said_as_a_fact(line: str, is_certain: bool) -> None:  # noqa: FBT001
    (first, *_) = causes.diagnose(io.BytesIO(line.encode())).causes
    text = likely.stated(first)
    assert (text == first.cause.cause, text.en.startswith("probably: ")) == (is_certain, not is_certain)
