"""PersistentVolumeClaims."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.doctor.fake import POD, examine, forbidden, found, given, jenkinsfile, missing, pipeline

if TYPE_CHECKING:
    from kaniko_guide.doctor.kubectl import Answer

WITH = f"{POD}  - {{name: cache, persistentVolumeClaim: {{claimName: own}}}}\n"
PENDING = given({"spec": {"storageClassName": "fast"}, "status": {"phase": "Pending"}}, "PersistentVolumeClaim")
ENDING = given({"metadata": {"deletionTimestamp": "x"}, "status": {"phase": "Bound"}}, "PersistentVolumeClaim")
UNKNOWN = "unknown claim: Whether the PersistentVolumeClaim `own` exists"
CLAIM, CLASS = "get persistentvolumeclaims", "get storageclasses"
NOT_BOUND = (
    "failed claim: The PersistentVolumeClaim `own` has no volume, its phase is `{}`: the pod waits until it has one."
)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({}, "passed claim: The phase of the PersistentVolumeClaim `own` is `Bound`."),
        (
            {CLAIM: missing('persistentvolumeclaims "own"')},
            "failed claim: The namespace `jenkins` has no PersistentVolumeClaim `own`.",
        ),
        ({CLAIM: ENDING}, "failed claim: The PersistentVolumeClaim `own` is being deleted: no new pod can use it."),
        (
            {CLAIM: given({"status": {}}, "Status")},
            f"{UNKNOWN}: not known, as the answer was not understood.",
        ),
        ({CLAIM: given({"status": {"phase": "Lost"}}, "PersistentVolumeClaim")}, NOT_BOUND.format("Lost")),
        ({CLAIM: given({"status": {"phase": "Pending"}}, "PersistentVolumeClaim")}, NOT_BOUND.format("Pending")),
        ({CLAIM: PENDING, CLASS: missing('storageclasses "fast"')}, NOT_BOUND.format("Pending")),
        (
            {CLAIM: PENDING, CLASS: given({"volumeBindingMode": "Immediate"}, "StorageClass")},
            NOT_BOUND.format("Pending"),
        ),
        (
            {CLAIM: PENDING, CLASS: given({"volumeBindingMode": "WaitForFirstConsumer"}, "StorageClass")},
            "passed claim: The PersistentVolumeClaim `own` is bound when the first pod uses it.",
        ),
        (
            {CLAIM: PENDING, CLASS: forbidden("storageclasses")},
            (
                "unknown claim: The PersistentVolumeClaim `own` has no volume yet; whether its StorageClass "
                "waits for a pod is "
                "not known."
            ),
        ),
        (
            {CLAIM: forbidden("persistentvolumeclaims")},
            "unknown claim: Whether the PersistentVolumeClaim `own` exists: not known, as you may not read it.",
        ),
    ],
)
def test_claim(answers: dict[str, Answer], outcome: str) -> None:
    assert found(examine(pipeline(Jenkinsfile=jenkinsfile(WITH)), answers), "claim") == [outcome]


def test_a_name_that_only_the_run_knows_is_not_checked() -> None:
    outcomes = examine(pipeline(Jenkinsfile=jenkinsfile(WITH.replace("claimName: own", "claimName: $A"))))
    assert found(outcomes, "claim") == [
        "unknown claim: The name of the PersistentVolumeClaim, `$A`, is only known at run time; it was not checked."
    ]
