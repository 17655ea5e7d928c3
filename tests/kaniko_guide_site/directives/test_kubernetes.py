"""The table of Kubernetes versions: each that pods are checked against, with its end of life and RKE2's release."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide.facts import kubernetes
from kaniko_guide_site.directives.kubernetes import ENDED
from kaniko_guide_site.extension import expand
from tests.support import ROOT, set_today


@pytest.mark.parametrize("language", get_args(Language))
def test_every_minor_has_its_row(language: Language) -> None:
    rows = [line for line in expand("::: kubernetes", ROOT, language).splitlines() if line.startswith("| ")][1:]
    assert len(rows) == len(kubernetes.minor_versions())
    for row, one in zip(rows, kubernetes.supported_versions(), strict=True):
        assert row.startswith(f"| {one.version} | ")
        assert f">{one.end_of_life}</time>" in row
        assert f"`{one.rke2.release}`" in row
        assert f">{one.rke2.seen}</time>" in row


@pytest.mark.parametrize("language", get_args(Language))
def test_end_of_upstream_support_is_marked_after_its_day(language: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    newest = kubernetes.supported_versions()[-1]
    ended = ENDED.format(day="")[language]
    for day, count in ((newest.end_of_life, -1), (newest.end_of_life + dt.timedelta(days=1), 0)):
        set_today(monkeypatch, day)
        page = expand("::: kubernetes", ROOT, language)
        assert page.count(ended) == len(kubernetes.supported_versions()) + count
