"""Versions that fit, and those that do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.doctor.checks import versions
from tests.kaniko_guide.doctor.fake import GARBAGE, LATE, examine, found, given, jenkinsfile, pipeline

if TYPE_CHECKING:
    from kaniko_guide.doctor.kubectl import Answer

QUICK = pipeline(Jenkinsfile=jenkinsfile())


def answer(client: str, server: str) -> Answer:
    return given({"clientVersion": {"gitVersion": client}, "serverVersion": {"gitVersion": server}})


@pytest.mark.parametrize(
    ("version", "outcome"),
    [
        (answer("v1.37.1", "v1.37.2"), "passed versions: API server v1.37.2, kubectl v1.37.1."),
        (answer("v1.36.0", "v1.37.2+rke2r1"), "passed versions: API server v1.37.2+rke2r1, kubectl v1.36.0."),
        (
            answer("v1.35.0", "v1.37.2"),
            (
                "warning versions: kubectl is v1.35.0 and the API server v1.37.2: Kubernetes supports a "
                "difference of one "
                "minor version."
            ),
        ),
        (
            answer("v1.37.0", "v1.20.4"),
            "unknown versions: The API server is v1.20.4, older than 1.25: whether it accepts the pod can't be asked.",
        ),
        (answer("v1.37.0", "next"), "unknown versions: The version of the API server or of kubectl is not known."),
        (GARBAGE, "unknown versions: The version of the API server or of kubectl is not known."),
        (LATE, "unknown versions: The version of the API server or of kubectl is not known."),
    ],
)
def test_versions(version: Answer, outcome: str) -> None:
    assert found(examine(QUICK, {"version": version}), "versions") == [outcome]


def test_an_old_server_is_not_asked_about_pods() -> None:
    outcomes = found(examine(QUICK, {"version": answer("v1.37.0", "v1.20.4")}), "admission")
    assert outcomes == [
        "unknown admission: Whether the API server would accept this pod: not known, as it is too old to be asked."
    ]


def test_a_version_is_read_from_its_beginning() -> None:
    assert versions.minor("v1.37.2-eks-1") == (1, 37)
    assert versions.minor("") is None
