"""The API server judges each mutated pod, as it is recorded; what `check` says of it, differs only where explained.

`REFRESH_OUTPUTS=1 nox --session cluster -- tests/lab/cluster/test_verdict_record.py` records the verdicts.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import yaml

from kaniko_guide_site import clock
from lab.cluster import verdict_record
from lab.cluster.verdict_record import LEVELS, OPEN, Line
from lab.cluster.verdicts import Claim, Verdict
from tests.support import expect_output

if TYPE_CHECKING:
    from lab.cluster.client import Cluster
    from tests.lab.cluster.conftest import NamespaceFactory

LINE = Line(
    kind="ports",
    number=3,
    digest="0123456789ab",
    code=422,
    verdict=Verdict(
        refused=True,
        claims=(Claim(("spec.a", "spec"), ("invalid", "required")), Claim((), ("type",))),
        complete=True,
        dropped=frozenset({"spec.b", "spec.c"}),
    ),
    controls={},
    message="",
)
ACCEPTED = Line(
    kind="ports",
    number=4,
    digest="abcdef012345",
    code=201,
    verdict=Verdict(refused=False, claims=(), complete=False, dropped=frozenset()),
    controls={"baseline": frozenset(), "restricted": frozenset({"runAsNonRoot"})},
    message="",
)


def test_lines_are_read_as_they_were_written() -> None:
    text = verdict_record.to_tsv([LINE, ACCEPTED])
    assert verdict_record.from_tsv(text) == [LINE, ACCEPTED]


def test_explanation_is_of_an_outcome_and_of_words_of_both() -> None:
    found = verdict_record.Explanation("other reason", r"spec\.a", "invalid", "why")
    assert found.explains(LINE, LINE.verdict, "other reason")
    assert not found.explains(LINE, LINE.verdict, "check only")
    assert not found.explains(LINE, ACCEPTED.verdict, "other reason")
    assert not found.explains(ACCEPTED, LINE.verdict, "other reason")


@pytest.mark.tool
def test_server_judges_as_recorded(cluster: Cluster, new_namespace: NamespaceFactory) -> None:
    namespaces = {level: new_namespace(level=level).namespace for level in (OPEN, *LEVELS)}
    lines = verdict_record.ask(cluster, namespaces)
    expect_output(verdict_record.TSV, verdict_record.to_tsv(lines))
    if os.environ.get("REFRESH_OUTPUTS"):
        record = {"date": clock.today(), "versions": str(cluster.versions)}
        record |= verdict_record.table(verdict_record.compare(lines))
        verdict_record.TABLE.write_text(yaml.safe_dump(record, sort_keys=False, width=120), "utf-8")
