"""The table of failures has every record, with its decisive text, its cause and what ran."""

from __future__ import annotations

from typing import get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site.directives.cluster_failures import LAYERS, OUTPUTS
from kaniko_guide_site.extension import expand
from lab.cluster import failures
from tests.kaniko_guide_site.directives.table_cells import cells
from tests.support import RECORDED, ROOT, read_yaml

RUNS = {file.parent.name: read_yaml(file) for file in (RECORDED / "cluster-runs" / "failures").glob("*/run.yml")}


@pytest.mark.parametrize("language", get_args(Language))
def test_every_record_has_a_row(language: Language) -> None:
    text = expand("::: cluster-failures", ROOT, language)
    rows = cells(text.splitlines())
    shown = {where.rpartition("`")[0].rpartition("`")[2]: (line, cause) for line, where, cause in rows}
    assert shown.keys() == RUNS.keys()
    for name, (line, cause) in shown.items():
        assert RUNS[name]["expected"]["line"] in line
        assert RUNS[name]["expected"]["cause"][language][:10].replace("`", "") in cause.replace("`", "")
    for run in RUNS.values():
        assert str(run["date"]) in text
        assert run["versions"]["server"] in text


def test_every_layer_and_every_output_has_words() -> None:
    assert tuple(LAYERS) == failures.LAYERS[1:2] + failures.LAYERS[:1] + failures.LAYERS[2:]
    assert tuple(OUTPUTS) == failures.OUTPUTS
