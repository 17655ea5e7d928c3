"""The ServiceAccount of Jenkins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.doctor.fake import JENKINS, examine, forbidden, found, given, jenkinsfile, missing, pipeline

if TYPE_CHECKING:
    from kaniko_guide.doctor.kubectl import Answer
    from kaniko_guide.doctor.target import Account

QUICK = pipeline(Jenkinsfile=jenkinsfile())
COMMAND = "get serviceaccounts jenkins"


@pytest.mark.parametrize(
    ("account", "answer", "outcome"),
    [
        (
            JENKINS,
            given({"metadata": {}}, "ServiceAccount"),
            "passed jenkins-account: Jenkins' ServiceAccount `jenkins:jenkins` exists.",
        ),
        (
            JENKINS,
            missing('serviceaccounts "jenkins"'),
            "failed jenkins-account: The namespace `jenkins` has no ServiceAccount `jenkins`, which Jenkins uses.",
        ),
        (
            JENKINS,
            forbidden("serviceaccounts"),
            (
                "unknown jenkins-account: Whether Jenkins' ServiceAccount `jenkins:jenkins` exists: not known, "
                "as you may "
                "not read it."
            ),
        ),
        (
            None,
            given({}, "ServiceAccount"),
            (
                "unknown jenkins-account: The ServiceAccount that Jenkins uses is not known, so its rights were not "
                "checked."
            ),
        ),
    ],
)
def test_account(account: Account | None, answer: Answer, outcome: str) -> None:
    outcomes = examine(QUICK, {COMMAND: answer}, account=account)
    assert found(outcomes, "jenkins-account") == [outcome]
    assert any(entry.fails for entry in outcomes) is not outcome.startswith("passed")


def test_rights_are_not_judged_without_the_account() -> None:
    outcomes = examine(QUICK, {COMMAND: missing('serviceaccounts "jenkins"')})
    assert found(outcomes, "rights") == ["unknown rights: Jenkins' rights: not known until the failure above is fixed."]
    assert found(examine(QUICK, account=None), "rights") == []
