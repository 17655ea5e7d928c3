from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.pods import pod
from support import findings_in

from kaniko_guide.analysis import quantity

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("resources", "found"),
    [
        ("{limits: {cpu: 2, memory: 4Gi}, requests: {cpu: 500m, memory: 1.5Gi, ephemeral-storage: 1e9}}", []),
        ("{limits: {cpu: $CPU, memory: '{{ memory }}'}}", []),
        ("{limits: {memory: 4GB}}", ["limits.memory` is `4GB`: not a quantity."]),
        ("{limits: {memory: 4 Gi}}", ["limits.memory` is `4 Gi`: not a quantity."]),
        ("{limits: {memory: 4gi}}", ["limits.memory` is `4gi`: not a quantity."]),
        ("{limits: {memory: 4K}}", ["limits.memory` is `4K`: not a quantity."]),
        ("{limits: {cpu: 500 m}}", ["limits.cpu` is `500 m`: not a quantity."]),
        ("{requests: {cpu: -1}}", ["requests.cpu` is `-1`: it must not be negative."]),
        (
            "{limits: {memory: 512m}}",
            ["limits.memory` is `512m`: `m`, `u` and `n` are fractions, and memory comes in whole bytes."],
        ),
        (
            "{limits: {memory: 1G}, requests: {memory: 1Gi}}",
            ["requests.memory` is `1Gi`: more than the `1G` under `limits`."],
        ),
        ("{limits: {cpu: 1}, requests: {cpu: 1000m}}", []),
        (
            "{limits: {cpu: 1}, requests: {cpu: 1001m}}",
            ["requests.cpu` is `1001m`: more than the `1` under `limits`."],
        ),
        ("{limits: {cpu: bad}, requests: {cpu: 1}}", ["limits.cpu` is `bad`: not a quantity."]),
    ],
)
def test_amounts(tmp_path: Path, resources: str, found: list[str]) -> None:
    text = pod(f"  containers:\n  - name: a\n    resources: {resources}\n")
    lines = findings_in(tmp_path, {"pod.yaml": text}, "bad-quantity")
    assert [line.partition("resources.")[2] for line in lines] == found


def test_amounts_elsewhere_in_a_pod_have_their_place(tmp_path: Path) -> None:
    text = pod("  resources: {limits: {cpu: x}}\n  volumes:\n  - name: a\n    emptyDir: {sizeLimit: 1GB}\n")
    assert findings_in(tmp_path, {"pod.yaml": text}, "bad-quantity") == [
        "pod.yaml:5:29 `spec.resources.limits.cpu` is `x`: not a quantity.",
        "pod.yaml:8:27 `spec.volumes[0].emptyDir.sizeLimit` is `1GB`: not a quantity.",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", Fraction(1)),
        ("1.", Fraction(1)),
        (".5", Fraction(1, 2)),
        ("+1", Fraction(1)),
        ("100m", Fraction(1, 10)),
        ("1E", Fraction(10**18)),
        ("1E3", Fraction(1000)),
        ("1e-3", Fraction(1, 1000)),
        ("1Ki", Fraction(1024)),
        ("", None),
        (".", None),
        ("1KI", None),
        ("1 ", None),
        ("1e", None),
        ("1m1", None),
        ("０", None),
        ("9" * 5000, None),
    ],
)
def test_grammar(text: str, value: Fraction | None) -> None:
    assert quantity.parse(text) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3), st.sampled_from(sorted(quantity.SUFFIXES)))
def test_every_number_with_a_suffix_is_a_quantity(number: object, suffix: str) -> None:
    assert quantity.parse(f"{number:f}{suffix}") == Fraction(f"{number:f}") * quantity.SUFFIXES[suffix]


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert quantity.parse(text) is None or text.strip() == text
