"""The table of Kubernetes versions: each that pods are checked against, with its day and its reason."""

from __future__ import annotations

from typing import get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide.facts import kubernetes
from kaniko_guide_site.directives.kubernetes import WHYS
from kaniko_guide_site.extension import expand
from tests.support import ROOT


@pytest.mark.parametrize("language", get_args(Language))
def test_every_minor_has_its_row(language: Language) -> None:
    rows = [line for line in expand("::: kubernetes", ROOT, language).splitlines() if line.startswith("| ")][1:]
    assert len(rows) == len(kubernetes.minor_versions())
    for row, one in zip(rows, kubernetes.supported(), strict=True):
        assert row.startswith(f"| {one.version} | ")
        assert f">{one.end_of_life}</time>" in row
        for word, why in WHYS.items():
            assert (why[language] in row) is (word in one.why), word
