"""Pods that the files do not show."""

from __future__ import annotations

import pytest

from tests.kaniko_guide.doctor.fake import POD, examine, found, jenkinsfile, pipeline

UNKNOWN = "unknown pipeline: This pod was not checked as a whole: it has values that only the run knows: "


@pytest.mark.parametrize(
    ("files", "outcomes"),
    [
        ({"Jenkinsfile": jenkinsfile()}, ["passed pipeline: Pods understood: 1."]),
        ({}, ["unknown pipeline: No pod was found that Jenkins would create."]),
        (
            {"Jenkinsfile": jenkinsfile(POD.replace("kaniko:v1", "${NAME}:v1"))},
            [f"{UNKNOWN}`spec.containers[0].image`."],
        ),
        (
            {"Jenkinsfile": jenkinsfile(settings="namespace 'builds'")},
            ["unknown pipeline: This pod names the namespace `builds`; only `jenkins` was checked."],
        ),
    ],
)
def test_what_is_not_known_of_the_pods(files: dict[str, str], outcomes: list[str]) -> None:
    assert found(examine(pipeline(**files)), "pipeline") == outcomes


def test_a_pod_of_another_namespace_is_not_asked_about() -> None:
    outcomes = examine(pipeline(Jenkinsfile=jenkinsfile(settings="namespace 'builds'")))
    assert {outcome.check.name for outcome in outcomes} == {
        "pipeline",
        "versions",
        "namespace",
        "jenkins-account",
        "rights",
    }
