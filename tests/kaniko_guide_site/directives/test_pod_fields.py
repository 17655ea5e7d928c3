"""The tables of a pod's fields: every field of a group with its rules."""

from __future__ import annotations

from typing import get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site.directives import DirectiveError
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import pod_fields
from tests.support import ROOT


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("group", pod_fields.groups())
def test_every_field_is_in_its_table_with_its_rules(group: str, language: Language) -> None:
    fields = pod_fields.groups()[group]
    rows = [line for line in expand(f"::: pod-fields {group}", ROOT, language).splitlines() if line.startswith("| ")][
        1:
    ]
    assert len(rows) == len(fields)
    for row, field in zip(rows, fields, strict=True):
        assert f"`{field.name}`" in row
        assert field.meaning[language] in row
        assert all(f"](rules/{rule}.md)" in row for rule in field.rules)


def test_no_other_group_is_made() -> None:
    with pytest.raises(DirectiveError):
        expand("::: pod-fields all", ROOT, "zh")
