"""The Secrets of imagePullSecrets, also those that the server adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.doctor.fake import POD, examine, forbidden, found, given, jenkinsfile, missing, pipeline, row

if TYPE_CHECKING:
    from kaniko_guide.doctor.kubectl import Answer

OWN = POD.replace("spec:\n", "spec:\n  imagePullSecrets: [{name: pull}]\n")
STORED = given({"spec": {"containers": [], "imagePullSecrets": [{"name": "pull"}]}}, "Pod")
SECRET, DRY_RUN = "get secrets pull", "--dry-run=server"
THERE = "passed pull-secret: The Secret `pull` of `imagePullSecrets` exists."


@pytest.mark.parametrize(
    ("pod", "answers", "outcomes"),
    [
        (POD, {}, []),
        (OWN, {}, [THERE]),
        (POD, {DRY_RUN: STORED}, [THERE]),
        (
            OWN,
            {SECRET: missing('secrets "pull"')},
            [
                (
                    "warning pull-secret: The namespace `jenkins` has no Secret `pull` of `imagePullSecrets`: "
                    "nodes can't pull "
                    "private images."
                )
            ],
        ),
        (
            OWN,
            {SECRET: row("Opaque")},
            [
                (
                    "warning pull-secret: The Secret `pull` of `imagePullSecrets` is a `Opaque`: nodes only use "
                    "`kubernetes.io/dockerconfigjson`."
                )
            ],
        ),
        (
            OWN,
            {SECRET: forbidden()},
            [
                (
                    "unknown pull-secret: Whether the Secret `pull` of `imagePullSecrets` exists: not known, as "
                    "you may not "
                    "read it."
                )
            ],
        ),
    ],
)
def test_pull_secret(pod: str, answers: dict[str, Answer], outcomes: list[str]) -> None:
    found_outcomes = examine(pipeline(Jenkinsfile=jenkinsfile(pod)), answers)
    assert found(found_outcomes, "pull-secret") == outcomes
    assert not any(outcome.fails for outcome in found_outcomes)
