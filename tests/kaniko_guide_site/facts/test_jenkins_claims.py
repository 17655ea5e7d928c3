"""Claims about Jenkins: one outcome for each subject and condition, and the scripts try exactly those that say so."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from pytest_check import check

from kaniko_guide_site.facts import jenkins_claims
from tests.support import SNIPPETS

CLAIMS = jenkins_claims.claims()
SCRIPTS = {
    "console.groovy": re.compile(r"^    '([a-z0-9-]+)': \{", re.MULTILINE),
    "Jenkinsfile": re.compile(r"^ +claim ([a-z0-9-]+) ", re.MULTILINE),
}
"""How a script names the claims that it tries."""


def test_no_two_claims_share_a_subject_with_its_condition() -> None:
    keys = [(claim.subject, claim.condition.en) for claim in CLAIMS]
    assert [key for key, count in Counter(keys).items() if count > 1] == []


def test_every_claim_is_about_jenkins_and_read_in_one_plugin() -> None:
    assert all(claim.subject.jenkins and set(claim.outcome) == set(claim.proof.files) for claim in CLAIMS)


@pytest.mark.parametrize("script", SCRIPTS)
def test_script_tries_the_claims_that_name_it(script: str) -> None:
    text = (SNIPPETS / "jenkins-claims" / script).read_text("utf-8")
    assert SCRIPTS[script].findall(text)
    assert set(SCRIPTS[script].findall(text)) == {claim.id for claim in CLAIMS if claim.tried_by == script}


def test_every_claim_names_a_script_that_exists_or_none() -> None:
    assert {claim.tried_by for claim in CLAIMS} <= {*SCRIPTS, ""}


def test_every_plugin_that_was_read_proves_a_claim() -> None:
    assert {claim.plugin for claim in CLAIMS} == set(jenkins_claims.plugins())


def test_proof_names_files_of_a_release() -> None:
    for claim in CLAIMS:
        with check(f"{claim}"):
            plugin = jenkins_claims.plugins()[claim.plugin]
            assert claim.files
            for file in claim.files:
                assert plugin.address(file).endswith(f"/blob/{plugin.release}/{plugin.path}/{file}")
                assert file.endswith((".java", ".groovy"))
