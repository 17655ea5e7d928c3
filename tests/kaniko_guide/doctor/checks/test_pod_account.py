"""The ServiceAccounts of pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.doctor.fake import POD, examine, forbidden, found, given, jenkinsfile, missing, pipeline

if TYPE_CHECKING:
    from kaniko_guide.doctor.kubectl import Answer

OWN = POD.replace("spec:\n", "spec:\n  serviceAccountName: builder\n")


@pytest.mark.parametrize(
    ("pod", "answers", "outcome"),
    [
        (POD, {}, "passed pod-account: The pod's ServiceAccount `default` exists."),
        (OWN, {}, "passed pod-account: The pod's ServiceAccount `builder` exists."),
        (
            OWN,
            {"get serviceaccounts builder": missing('serviceaccounts "builder"')},
            (
                "failed pod-account: The namespace `jenkins` has no ServiceAccount `builder`, which the pod "
                "uses: the pod is "
                "rejected."
            ),
        ),
        (
            OWN,
            {"get serviceaccounts builder": forbidden("serviceaccounts")},
            (
                "unknown pod-account: Whether the pod's ServiceAccount `builder` exists: not known, as you may not "
                "read it."
            ),
        ),
        (
            OWN.replace("builder", "--all"),
            {"get serviceaccounts --all": given({}, "ServiceAccount")},
            (
                "failed pod-account: `--all` is no valid name: there can be no ServiceAccount with it, and the pod "
                "can't start."
            ),
        ),
    ],
)
def test_account(pod: str, answers: dict[str, Answer], outcome: str) -> None:
    assert found(examine(pipeline(Jenkinsfile=jenkinsfile(pod)), answers), "pod-account") == [outcome]
