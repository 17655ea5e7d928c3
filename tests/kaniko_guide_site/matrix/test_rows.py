"""The rows of the recorded matrix: each in one group, each verdict of a known kind."""

from __future__ import annotations

from kaniko_guide_site.matrix import rows as matrix
from kaniko_guide_site.matrix.table import KINDS
from tests.support import ROOT, read_yaml

SHOWN = read_yaml(ROOT / "src" / "kaniko_guide_site" / "matrix" / "groups.yml")


def test_a_group_has_each_row_once() -> None:
    grouped = [key for group in SHOWN["groups"] for key in group["rows"].split()]
    assert sorted(grouped) == sorted(matrix.rows(ROOT))


def test_every_verdict_is_of_a_kind_and_no_kind_is_idle() -> None:
    verdicts = {words for row in matrix.rows(ROOT).values() for words in row.verdicts.values()}
    assert {matrix.kind_of(words) for words in verdicts} == set(SHOWN["kinds"]) == set(KINDS)
    beginnings = [words for every in SHOWN["kinds"].values() for words in every]
    assert [words for words in beginnings if not any(one.startswith(words) for one in verdicts)] == []


def test_words_are_of_rows_and_verdicts_that_exist() -> None:
    rows = matrix.rows(ROOT)
    assert set(matrix.words().names) <= set(rows)
    verdicts = {verdict for row in rows.values() for verdict in row.verdicts.values()}
    kinds = {words for every in SHOWN["kinds"].values() for words in every}
    assert (
        set(matrix.words().verdicts)
        == {
            verdict
            for verdict in verdicts
            if verdict not in kinds and verdict.removesuffix(" (dangerous)") not in kinds
        }
        | {"no warning", "no (digest changes)", "accepted, not used"} & verdicts
    )


def test_a_row_without_a_chinese_name_is_shown_as_code() -> None:
    for row in matrix.rows(ROOT).values():
        name = matrix.name(row)
        assert name.en == row.feature
        assert name.zh == f"`{row.feature}`" or row.key in matrix.words().names
