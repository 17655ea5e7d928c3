"""The namespace of builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.doctor.fake import (
    GARBAGE,
    LATE,
    examine,
    forbidden,
    found,
    given,
    jenkinsfile,
    missing,
    pipeline,
)

if TYPE_CHECKING:
    from kaniko_guide.doctor.kubectl import Answer

WHETHER = "unknown namespace: Whether there is a namespace `jenkins`: not known, as "


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (given({"metadata": {"name": "jenkins"}}, "Namespace"), "passed namespace: The namespace `jenkins` exists."),
        (missing('namespaces "jenkins"'), "failed namespace: There is no namespace `jenkins`."),
        (
            given({"metadata": {"deletionTimestamp": "2026-11-30T00:00:00Z"}}, "Namespace"),
            "failed namespace: The namespace `jenkins` is being deleted: it accepts no pods.",
        ),
        (forbidden("namespaces"), f"{WHETHER}you may not read it."),
        (LATE, f"{WHETHER}there was no answer in time."),
        (GARBAGE, f"{WHETHER}the answer was not understood."),
    ],
)
def test_namespace(answer: Answer, outcome: str) -> None:
    outcomes = examine(pipeline(Jenkinsfile=jenkinsfile()), {"get namespaces": answer})
    assert found(outcomes, "namespace") == [outcome]
