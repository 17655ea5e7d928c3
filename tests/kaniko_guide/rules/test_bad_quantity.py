from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project, rules
from kaniko_guide.findings import Severity
from tests.kaniko_guide.rules.shared import image_pod, pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("resources", "found"),
    [
        ("{limits: {cpu: 2, memory: 4Gi}, requests: {cpu: 500m, memory: 1.5Gi, ephemeral-storage: 1e9}}", []),
        ("{limits: {cpu: $CPU, memory: '{{ memory }}'}}", []),
        ("{limits: {memory: 4GB}}", ["limits.memory` is `4GB`, which is not a Kubernetes quantity."]),
        ("{limits: {memory: 4 Gi}}", ["limits.memory` is `4 Gi`, which is not a Kubernetes quantity."]),
        ("{limits: {memory: 4gi}}", ["limits.memory` is `4gi`, which is not a Kubernetes quantity."]),
        ("{limits: {memory: 4K}}", ["limits.memory` is `4K`, which is not a Kubernetes quantity."]),
        ("{limits: {cpu: 500 m}}", ["limits.cpu` is `500 m`, which is not a Kubernetes quantity."]),
        ("{requests: {cpu: -1}}", ["requests.cpu` is `-1`, but must not be negative."]),
        (
            "{limits: {memory: 512m}}",
            [
                (
                    "limits.memory` is `512m`, not a whole number of bytes: "
                    "the suffixes `m`, `u` and `n` are thousandths or less."
                )
            ],
        ),
        (
            "{limits: {memory: 1G}, requests: {memory: 1Gi}}",
            ["requests.memory` is `1Gi`, which exceeds the limit `1G`."],
        ),
        ("{limits: {cpu: 1}, requests: {cpu: 1000m}}", []),
        (
            "{limits: {cpu: 1}, requests: {cpu: 1001m}}",
            ["requests.cpu` is `1001m`, which exceeds the limit `1`."],
        ),
        ("{limits: {cpu: bad}, requests: {cpu: 1}}", ["limits.cpu` is `bad`, which is not a Kubernetes quantity."]),
    ],
)
def test_quantities(tmp_path: Path, resources: str, found: list[str]) -> None:
    text = pod(f"  containers:\n  - name: a\n    resources: {resources}\n")
    lines = findings_in(tmp_path, {"pod.yaml": text}, "bad-quantity")
    assert [line.partition("resources.")[2] for line in lines] == found


NUMBERS_OF_YAML = ["0x1000000", "100_000_000", "0b11", "0o17", "1_0.5", "1e1000"]


def test_a_number_in_any_notation_of_yaml_is_a_quantity(tmp_path: Path) -> None:
    for number in NUMBERS_OF_YAML:
        text = pod(f"  containers:\n  - name: a\n    resources: {{limits: {{memory: {number}}}}}\n")
        assert findings_in(tmp_path, {"pod.yaml": text}, "bad-quantity") == []
        quoted = text.replace(number, f"'{number}'")
        expected = number == "1e1000"
        assert (findings_in(tmp_path, {"pod.yaml": quoted}, "bad-quantity") == []) is expected


def test_quantities_elsewhere_in_a_pod(tmp_path: Path) -> None:
    text = pod("  resources: {limits: {cpu: x}}\n  volumes:\n  - name: a\n    emptyDir: {sizeLimit: 1GB}\n")
    assert findings_in(tmp_path, {"pod.yaml": text}, "bad-quantity") == [
        "pod.yaml:5:29 `spec.resources.limits.cpu` is `x`, which is not a Kubernetes quantity.",
        ("pod.yaml:8:27 `spec.volumes[0].emptyDir.sizeLimit` is `1GB`, which is not a Kubernetes quantity."),
    ]


@pytest.mark.parametrize(("part", "severity"), [("requests", Severity.WARNING), ("limits", Severity.ERROR)])
def test_fraction_of_a_byte_only_stops_the_pod_as_a_limit(tmp_path: Path, part: str, severity: Severity) -> None:
    text = image_pod("a:1") + f"    resources: {{{part}: {{memory: 512m}}}}\n"
    (tmp_path / "pod.yaml").write_text(text, "utf-8")
    found = [finding for finding in rules.check(project.read(tmp_path)) if finding.rule.name == "bad-quantity"]
    assert [finding.severity for finding in found] == [severity]
