"""The rights of Jenkins' account, right by right."""

from __future__ import annotations

import json

import pytest
import yaml

from kaniko_guide.doctor.checks import rights
from kaniko_guide.doctor.kubectl import Answer
from kaniko_guide.doctor.target import Account
from tests.kaniko_guide.doctor.fake import (
    GARBAGE,
    JENKINS,
    LATE,
    USER,
    examine,
    forbidden,
    found,
    jenkinsfile,
    pipeline,
    reviewed,
)
from tests.support import SNIPPETS

QUICK = pipeline(Jenkinsfile=jenkinsfile())
REVIEW = "LocalSubjectAccessReview"
ALL = (
    "passed rights: Jenkins' account `jenkins:jenkins` has all 10 rights (authorization allows them; no "
    "request was made)."
)
ABOUT = rights.about_account(JENKINS, "jenkins").content


def test_the_rights_are_those_of_the_guide_s_role() -> None:
    documents = yaml.safe_load_all((SNIPPETS / "prerequisites/service-account.yaml").read_text("utf-8"))
    (role,) = (document for document in documents if document["kind"] == "Role")
    granted = {f"{verb} {name}" for rule in role["rules"] for name in rule["resources"] for verb in rule["verbs"]}
    assert granted == {str(right) for right in rights.RIGHTS}


@pytest.mark.parametrize("right", rights.RIGHTS, ids=str)
def test_each_missing_right_is_named_alone(right: rights.PluginRight) -> None:
    (outcome,) = (entry for entry in examine(QUICK, denied=[str(right)]) if entry.status != "passed")
    assert outcome.check.name == "rights"
    assert outcome.text.en.endswith(f": `{right}`.")
    assert (outcome.status == "failed") is right.is_essential
    assert outcome.command == "kubectl apply --filename=service-account.yaml"


def test_several_missing_rights_are_one_failure_and_one_warning() -> None:
    outcomes = found(examine(QUICK, denied=map(str, rights.RIGHTS)), "rights")
    assert [entry.partition(" ")[0] for entry in outcomes] == ["failed", "warning"]
    assert "`create pods`, `get pods`, `list pods`" in outcomes[0]


def test_an_account_of_another_namespace_needs_the_other_binding() -> None:
    outcomes = examine(QUICK, denied=["get pods"], account=Account("ci", "jenkins"))
    assert outcomes[0].command == "kubectl apply --filename=role-binding.yaml"


def test_groups_and_namespace_are_part_of_the_question() -> None:
    items = json.loads(ABOUT)["items"]
    assert len(items) == len(rights.RIGHTS)
    assert all(entry["metadata"] == {"namespace": "jenkins"} for entry in items)
    assert all(entry["spec"]["groups"] == list(JENKINS.groups) for entry in items)


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({}, ALL),
        ({USER: reviewed(ABOUT), REVIEW: forbidden("localsubjectaccessreviews")}, ALL),
        (
            {USER: reviewed(ABOUT, ["get pods"]), REVIEW: forbidden("localsubjectaccessreviews")},
            "failed rights: Jenkins' account `jenkins:jenkins` lacks rights in `jenkins`: `get pods`.",
        ),
        (
            {USER: forbidden("serviceaccounts"), REVIEW: forbidden("localsubjectaccessreviews")},
            (
                "unknown rights: The rights of Jenkins' account `jenkins:jenkins`: not known, as you may not "
                "ask about other "
                "accounts."
            ),
        ),
        (
            {REVIEW: reviewed(ABOUT, ["get pods"], "webhook failed")},
            (
                "unknown rights: Whether Jenkins' account `jenkins:jenkins` has these rights could not be "
                "evaluated by the "
                "API server: `get pods`."
            ),
        ),
        (
            {REVIEW: LATE},
            (
                "unknown rights: The rights of Jenkins' account `jenkins:jenkins`: not known, as there was no "
                "answer in time."
            ),
        ),
        (
            {REVIEW: GARBAGE},
            (
                "unknown rights: The rights of Jenkins' account `jenkins:jenkins`: not known, as the answer was not "
                "understood."
            ),
        ),
        (
            {REVIEW: Answer(0, '{"spec": {"resourceAttributes": {"verb": "get", "resource": "pods"}}, "status": {}}')},
            (
                "unknown rights: The rights of Jenkins' account `jenkins:jenkins`: not known, as the answer was not "
                "understood."
            ),
        ),
    ],
)
def test_where_the_answer_is_from(answers: dict[str, Answer], outcome: str) -> None:
    assert found(examine(QUICK, answers), "rights") == [outcome]


def test_the_command_for_an_administrator_names_the_account() -> None:
    answers = {USER: forbidden("serviceaccounts"), REVIEW: forbidden("localsubjectaccessreviews")}
    (outcome,) = (entry for entry in examine(QUICK, answers) if entry.check.name == "rights")
    assert outcome.command == f"kubectl auth can-i --list --namespace=jenkins {USER}"
