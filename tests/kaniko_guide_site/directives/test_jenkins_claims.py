"""The table of claims about Jenkins."""

from __future__ import annotations

from typing import get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site.directives import jenkins_claims as directive
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import jenkins_claims
from tests.support import ROOT


@pytest.mark.parametrize("language", get_args(Language))
def test_every_claim_is_in_the_table_with_its_files(language: Language) -> None:
    rows = [line for line in expand("::: jenkins-claims", ROOT, language).splitlines() if line.startswith("| ")][1:]
    claims = jenkins_claims.claims()
    assert len(rows) == len(claims)
    for row, claim in zip(rows, claims, strict=True):
        plugin = jenkins_claims.plugins()[claim.plugin]
        assert claim.outcome[claim.plugin][language] in row
        assert all(plugin.address(file) in row for file in claim.files)
        assert directive.READ[language] in row
        assert (directive.INFERRED[language] in row) is bool(claim.proof.inferred)
        assert (f"`{claim.tried_by}`" in row) is bool(claim.tried_by)
