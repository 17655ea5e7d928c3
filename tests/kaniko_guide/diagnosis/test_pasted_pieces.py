"""The answer for a piece of a log, or for a wrapped one, is that for the whole log or none: never another cause."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import pytest
from pytest_check import check

from tests.kaniko_guide.diagnosis.test_causes import diagnosis_of
from tests.support import RECORDED, expect_none

if TYPE_CHECKING:
    from collections.abc import Callable

    from kaniko_guide.diagnosis.causes import Diagnosis

Lines: TypeAlias = list[str]

SEED = 18
LESS_PRECISE = {"push-unauthorized", "pod-deleted"}
"""What remains of some causes without the lines above: a missing credential, and a pod that something stopped."""


def _wrapped(width: int) -> Callable[[Lines], Lines]:
    return lambda lines: [line[at : at + width] for line in lines for at in range(0, max(len(line), 1), width)]


def _doubled(lines: Lines) -> Lines:
    return [copy for line in lines for copy in (line, line)]


def _spaced(lines: Lines) -> Lines:
    return [copy for line in lines for copy in (line, "")]


def _fenced(lines: Lines) -> Lines:
    return ["It fails:", "", "```console", *lines, "```"]


WHOLE: dict[str, Callable[[Lines], Lines]] = {
    "wrapped at 80": _wrapped(80),
    "doubled": _doubled,
    "with empty lines": _spaced,
    "in a block of code": _fenced,
}
PIECES: dict[str, Callable[[Lines], Lines]] = {
    "the last 3 lines": lambda lines: lines[-3:],
    "the last 10 lines": lambda lines: lines[-10:],
    "the last 30 lines": lambda lines: lines[-30:],
}


def _first(found: Diagnosis) -> str | None:
    return found.causes[0].signature.id if found.causes else None


@cache
def _logs() -> list[tuple[str, Lines, Diagnosis]]:
    """Recorded runs that failed, chosen by a fixed seed, each with the answer for the whole log."""
    records = sorted(RECORDED.glob("kaniko-runs/*/*.txt")) + sorted(RECORDED.glob("cluster-runs/failures/*/*.txt"))
    chosen = random.Random(SEED).sample(records, 160)  # noqa: S311
    logs = [(f"{path.parent.name}/{path.stem}", path.read_text("utf-8").splitlines()) for path in chosen]
    answers = [(name, lines, diagnosis_of("\n".join(lines))) for name, lines in logs]
    return [answer for answer in answers if answer[-1].causes and not answer[-1].causes[0].signature.silent]


@pytest.mark.slow
def test_another_layout_has_the_same_cause_and_a_piece_no_other_one() -> None:
    logs = _logs()
    assert len(logs) > 60
    for layout, change in (WHOLE | PIECES).items():
        wrong = []
        for name, lines, whole in logs:
            found = diagnosis_of("\n".join(change(lines)))
            allowed = {_first(whole), None, *(LESS_PRECISE if layout in PIECES else ())}
            if _first(found) not in allowed:
                wrong.append(f"{name}: {_first(found)} instead of {_first(whole)}")
        with check(layout):
            expect_none(wrong)


def test_the_decisive_line_alone_shows_layer_and_phase() -> None:
    wrong = []
    for name, lines, whole in _logs():
        number, _ = whole.decisive
        found = diagnosis_of(lines[number - 1])
        if found.part not in {whole.part, None}:
            wrong.append(f"{name}: {found.part} instead of {whole.part}: {lines[number - 1]}")
    expect_none(wrong)


def test_a_line_that_yaml_folds_below_its_key_is_read_as_one() -> None:
    found = diagnosis_of(
        '    message: \'pods "a-1" is forbidden: violates\n'
        '      PodSecurity "restricted:latest": allowPrivilegeEscalation\'\n'
    )
    assert _first(found) == "pod-security"
    found = diagnosis_of("  message: '0/1 nodes are available: 1 node(s) didn''t match pod affinity rules.'\n")
    assert _first(found) == "unschedulable-pod-affinity"


def test_a_last_line_that_a_terminal_wrapped_does_not_hide_the_cause_above() -> None:
    chain = "error building image: error building stage: failed to execute command: waiting for process to"
    found = diagnosis_of(f"npm ERR! code EAI_AGAIN\n{chain}\nexit: exit status 1\n")
    assert _first(found) == "npm-network"


def test_warnings_alone_are_possible_causes() -> None:
    warning = "W: GPG error: https://a.b/c InRelease: the public key is not available: NO_PUBKEY 0123456789ABCDEF"
    found = diagnosis_of(f"{warning}\n")
    assert [(cause.signature.id, cause.confidence.value, cause.went_on) for cause in found.causes[:1]] == [
        ("apt-signature", "possible", False)
    ]
    assert _first(diagnosis_of(f"{warning}\nTaking snapshot of full filesystem...\n")) is None
    assert _first(diagnosis_of(f"{warning}\nFinished: SUCCESS\n")) is None
    cache = (
        "WARN[0091] Error uploading layer to cache: failed to push: unexpected status code 413 Request Entity Too Large"
    )
    assert _first(diagnosis_of(f"INFO[0090] Taking snapshot of files...\n{cache}\n")) == "body-limit"
    assert _first(diagnosis_of(f"{cache}\nINFO[0092] Taking snapshot of files...\n")) is None
