"""The table of public logs: its numbers are those of the data."""

from __future__ import annotations

from typing import get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site.extension import expand
from tests.kaniko_guide_site.directives.table_cells import cells
from tests.support import RECORDED, ROOT, read_yaml


@pytest.mark.parametrize("language", get_args(Language))
def test_counts_of_public_logs_are_those_of_the_data(language: Language) -> None:
    data = read_yaml(RECORDED / "public-logs.yml")
    rows = cells(expand("::: public-logs", ROOT, language).splitlines())
    assert [(int(first), int(now)) for _, first, now in rows] == [
        (data["counts"][outcome], data["counts_now"][outcome]) for outcome in data["counts"]
    ]
