"""Every reader of the command, with some of the inputs of `benchmarks.fuzz`."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from benchmarks import fuzz
from kaniko_guide.sources import dockerfile
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BLOCKS = 8
PER_BLOCK = 50
RUN_ERROR = "an error in a reader"


@pytest.mark.slow
def test_no_input_fails(tmp_path: Path) -> None:
    for number, block in enumerate(range(BLOCKS)):
        with check(f"{block}"):
            directory = tmp_path / str(number)
            directory.mkdir()
            numbers = range(block * PER_BLOCK, (block + 1) * PER_BLOCK)
            failures = [failure for _, failure in fuzz.run_numbers(numbers, directory) if failure is not None]
            assert [failure for failure in failures if failure.kind != fuzz.OVER_BUDGET] == []


def test_every_reader_gets_inputs() -> None:
    assert {fuzz.make_input(number).reader for number in range(BLOCKS * PER_BLOCK)} == set(fuzz.READERS)


def test_patterns_of_seeds_find_files() -> None:
    for reader in fuzz.READERS.values():
        for pattern in reader.seeds:
            assert next(ROOT.glob(pattern), None) is not None, pattern


def test_input_follows_from_its_number() -> None:
    assert fuzz.make_input(7) == fuzz.make_input(7) != fuzz.make_input(8)


def test_contained_error_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError(RUN_ERROR)

    monkeypatch.setattr(dockerfile, "read", fail)
    number = next(number for number in range(1000) if fuzz.make_input(number).reader == "dockerfile")
    ((_, failure),) = fuzz.run_numbers([number], tmp_path)
    assert failure is not None
    assert failure.kind.startswith("ValueError, test_fuzz.py:")


def test_slow_input_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "MOST_SECONDS", 0.0)
    ((_, failure),) = fuzz.run_numbers([3], tmp_path)
    assert failure is not None
    assert failure.kind == fuzz.OVER_BUDGET


def test_run_continues_where_the_last_one_ended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    fuzz.fuzz(tmp_path, 3)
    fuzz.fuzz(tmp_path, 5)
    assert [line.partition(",")[0] for line in capsys.readouterr().out.splitlines()] == ["3 inputs", "5 inputs"]
