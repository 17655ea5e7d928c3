"""What was measured of flags: each note is of a flag, and rests on records that are kept."""

from __future__ import annotations

import csv
from itertools import chain

from pytest_check import check

from kaniko_guide.facts import executors
from kaniko_guide_site.facts import content, flag_notes
from tests.support import RECORDED

RUNS = RECORDED / "kaniko-runs"
NOTES = content("flag_notes")["notes"]


def test_note_is_of_a_flag_and_its_records_are_kept() -> None:
    for name in NOTES:
        with check(f"{name}"):
            note = NOTES[name]
            assert any(name in executors.flags(build) for build in executors.releases())
            assert {flag for claim in note["claims"] for flag in claim["subject"].values()} == {name}
            assert all(
                any((RUNS / build / f"{run}.txt").is_file() for build in executors.releases())
                for run in note.get("runs", ())
            )
            with (RUNS / "features" / "MATRIX.tsv").open(encoding="utf-8", newline="") as file:
                features = {row[0] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
            assert set(note.get("rows", ())) <= features


def test_every_flag_has_a_note_and_is_in_one_group() -> None:
    known = {flag.name for release in executors.releases() for flag in executors.flags(release).values()}
    grouped = list(chain.from_iterable(flag_notes.groups().values()))
    assert sorted(grouped) == sorted(known) == sorted(NOTES)
