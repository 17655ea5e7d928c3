"""All checks together: what comes first, and what is not repeated."""

from __future__ import annotations

from kaniko_guide.doctor.model import Status
from tests.kaniko_guide.doctor.fake import examine, forbidden, found, jenkinsfile, missing, pipeline, row

QUICK = pipeline(Jenkinsfile=jenkinsfile())


def test_a_prepared_namespace_passes_every_check() -> None:
    outcomes = examine(QUICK)
    assert found(outcomes) == []
    assert [outcome.check.name for outcome in outcomes] == [
        "pipeline",
        "versions",
        "namespace",
        "jenkins-account",
        "rights",
        "pod-account",
        "secret",
        "admission",
        "nodes",
    ]
    assert not any(outcome.fails for outcome in outcomes)


def test_failures_come_first_then_what_is_not_known() -> None:
    outcomes = examine(QUICK, {"get secrets": missing('secrets "registry"'), "get nodes": forbidden("nodes")})
    assert [outcome.status for outcome in outcomes[:2]] == [Status.FAILED, Status.UNKNOWN]
    assert {outcome.status for outcome in outcomes[2:]} == {Status.PASSED}
    assert [outcome.fails for outcome in outcomes[:2]] == [True, False]


def test_what_only_repeats_a_failure_is_not_judged() -> None:
    outcomes = examine(QUICK, {"get namespaces": missing('namespaces "jenkins"'), "get secrets": row("Opaque")})
    assert found(outcomes) == [
        "failed namespace: There is no namespace `jenkins`.",
        "unknown rights: Jenkins' rights: not known until the failure above is fixed.",
        "unknown pod-account: ServiceAccount of the pods: not known until the failure above is fixed.",
        "unknown secret: Secrets: not known until the failure above is fixed.",
        "unknown admission: Whether the API server accepts the pods: not known until the failure above is fixed.",
        "unknown nodes: Nodes: not known until the failure above is fixed.",
    ]


def test_a_reader_with_few_rights_gets_not_known_and_never_fine() -> None:
    may_nothing = {command: forbidden() for command in ("get", "create", "Review")}
    outcomes = examine(QUICK, may_nothing)
    passed = {outcome.check.name for outcome in outcomes if outcome.status is Status.PASSED}
    assert passed == {"pipeline", "versions"}
    assert {outcome.status for outcome in outcomes} == {Status.PASSED, Status.UNKNOWN}
    assert any(outcome.fails for outcome in outcomes)
