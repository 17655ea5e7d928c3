"""One pass over a log: its matches, how the build ended, and the line that names the error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide.diagnosis.error_lines import Strength
from kaniko_guide.diagnosis.scan import scan
from kaniko_guide.facts.diagnosis import signatures
from kaniko_guide.facts.diagnosis.layers import Part
from kaniko_guide.sources import log

if TYPE_CHECKING:
    from kaniko_guide.diagnosis.scan import Scan

SIGNATURES = signatures.by_id()
FLAG = "Error: unknown flag: --frob"
PUSHED = "INFO[0001] Pushed a.b/c@sha256:0"
CAP = "Total container cap of 2 reached"
CREATED = "Created Pod: jenkins/build-1"
CONNECTION = "curl: (7) Failed to connect to a.b port 443"
NOTHING_COPIED = "No files to copy"
COPIED_IN_SILENCE = (
    "INFO[0001] COPY *.jar /",
    "INFO[0001] Resolving srcs [*.jar]...",
    "INFO[0001] Pushing image to a.b/c",
)


def scan_of(*lines: str) -> Scan:
    return scan(log.numbered(lines))


def matched(*lines: str) -> dict[str, int]:
    """The line of the match of each signature."""
    return {name: match.line for name, match in scan_of(*lines).matches.items()}


def test_an_empty_log() -> None:
    found = scan_of()
    assert (found.matches, found.clues, found.choice.chosen, found.current) == ({}, {}, None, None)
    assert (found.lines, found.last) == (0, (0, ""))
    assert not found.reports_success
    assert not found.succeeded


def test_the_last_line_is_the_last_one_with_text() -> None:
    found = scan_of("", "a", "b", "", "")
    assert (found.lines, found.last) == (5, (3, "b"))


def test_a_match_has_its_line_its_end_and_its_part() -> None:
    (match,) = scan_of("+ build", f"08:00:00  {FLAG}").matches.values()
    assert (match.line, match.text, match.end) == (2, f"08:00:00  {FLAG}", len("08:00:00  Error: unknown flag: "))
    assert (match.part, match.family, match.warning) == (Part("executor", "arguments"), "syntax", False)


def test_the_first_of_several_equal_errors_counts() -> None:
    assert matched(FLAG, "x", FLAG) == {"unknown-flag": 1}


@pytest.mark.parametrize("warning", [f"WARN[0001] {FLAG}", f"WARNING: {FLAG}"])
def test_an_error_replaces_an_equal_warning(warning: str) -> None:
    assert scan_of(warning).matches["unknown-flag"].warning
    assert scan_of(warning).choice.chosen is None
    found = scan_of(warning, FLAG)
    assert (found.matches["unknown-flag"].line, found.matches["unknown-flag"].warning) == (2, False)
    assert matched(FLAG, warning) == {"unknown-flag": 1}


@pytest.mark.parametrize("level", ["INFO[0001] ", "DEBU[0001] ", "[08:00:00] TRAC[0001] "])
def test_a_message_below_a_warning_is_no_error(level: str) -> None:
    found = scan_of(f"{level}{FLAG}")
    assert (found.matches, found.choice.chosen) == ({}, None)


@pytest.mark.parametrize("level", ["INFO", "WARN", "ERRO"])
def test_a_line_that_shows_the_failure_is_an_error_whatever_its_level(level: str) -> None:
    found = scan_of(f"{level}[0001] error building image: frob")
    assert [match.warning for match in found.matches.values()] == [False]
    assert found.choice.chosen is not None
    assert found.choice.chosen.strength is Strength.ERROR


def test_a_silent_signature_counts_in_a_message_and_the_first_line_counts() -> None:
    assert matched("a", f"INFO[0001] {NOTHING_COPIED}", f"INFO[0002] {NOTHING_COPIED}") == {"copied-nothing": 2}


def test_a_pattern_of_several_lines_needs_them_without_a_gap() -> None:
    assert matched(*COPIED_IN_SILENCE) == {"copied-nothing-silently": 3}
    copy, sources, pushing = COPIED_IN_SILENCE
    assert matched(copy, sources, "INFO[0001] x", pushing) == {}
    assert matched(sources, copy, pushing) == {}


def test_empty_lines_are_no_gap() -> None:
    copy, sources, pushing = COPIED_IN_SILENCE
    assert matched(copy, "", sources, "", pushing) == {"copied-nothing-silently": 5}


def test_a_clue_above_excludes_a_signature() -> None:
    assert matched("+ executor --single-snapshot", *COPIED_IN_SILENCE) == {}
    assert matched(*COPIED_IN_SILENCE, "+ executor --single-snapshot") == {"copied-nothing-silently": 3}


def test_a_signature_may_need_a_clue_above() -> None:
    refused = "java.net.ConnectException: Connection refused"
    assert matched("INFO: hudson.remoting.jnlp.Main", refused) == {"agent-refused": 2}
    assert matched(refused, "INFO: hudson.remoting.jnlp.Main") == {}


def test_a_cause_counts_rather_than_a_symptom_of_an_earlier_file() -> None:
    assert matched("ERROR: Job failed: frob") == {"gitlab-job-failed": 1}
    assert matched("ERROR: Job failed: x509: certificate signed by unknown authority") == {"ca-bundle": 1}


def test_a_signature_of_the_executor_does_not_count_where_another_program_wraps_the_error() -> None:
    error = "mkdir /kaniko/cache: permission denied"
    assert matched(error) == {"kaniko-directory-denied": 1}
    assert "kaniko-directory-denied" not in matched(f"Job failed (system failure): {error}")


def test_an_answer_counts_only_for_a_signature_of_its_layer() -> None:
    answer = "unexpected status code 530: frob"
    assert matched(answer) == {"proxy-bad-gateway": 1}
    assert matched("Pushing image to a", answer) == {"proxy-bad-gateway": 2}
    assert matched("[Pipeline] checkout", f"error pushing image: {answer}") == {"proxy-bad-gateway": 2}
    assert matched("[Pipeline] checkout", answer) == {}


@pytest.mark.parametrize(
    ("lines", "part"),
    [
        (("{}",), None),
        (("[Pipeline] checkout", "{}"), Part("scm")),
        (("[Pipeline] checkout", "error pushing image: {}"), Part("executor", "push")),
    ],
)
def test_where_a_signature_names_no_layer_the_line_or_the_progress_does(
    lines: tuple[str, ...], part: Part | None
) -> None:
    (match,) = scan_of(
        *(line.format("tls: failed to verify certificate: x509: frob") for line in lines)
    ).matches.values()
    assert match.part == part


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (("Error: a", "\tat x.y(Z.java:1)", "Error: b"), 1),
        (("Error: a", "x", "Error: b"), 3),
    ],
)
def test_the_lines_of_a_stack_trace_continue_the_block_of_an_error(lines: tuple[str, ...], line: int) -> None:
    chosen = scan_of(*lines).choice.chosen
    assert chosen is not None
    assert chosen.line == line


def test_the_header_of_a_log_entry_shows_the_part_of_the_next_line() -> None:
    found = scan_of("Nov 29, 2026 2:31:44 PM hudson.remoting.jnlp.Main createEngine", "frob not found")
    assert found.choice.chosen is not None
    assert (found.choice.chosen.line, found.choice.chosen.part) == (2, Part("agent"))


def test_of_the_same_clue_the_last_line_counts() -> None:
    assert scan_of(CREATED, "x", CREATED).clues["pod-created"] == 3


def test_the_result_of_a_build() -> None:
    for lines, reports_success, succeeded in [
        ((PUSHED,), True, True),
        (("Finished: SUCCESS",), True, True),
        ((PUSHED, "x"), True, True),
        (("Error: frob", PUSHED), True, True),
        ((PUSHED, "Error: frob"), True, False),
        ((PUSHED, "an error of a kind"), True, True),
        ((PUSHED, "ERROR: script returned exit code 1"), False, False),
        (("Finished: FAILURE", PUSHED), False, False),
        (("ERROR: script returned exit code 1", PUSHED, "Finished: SUCCESS"), True, True),
        (("ERROR: script returned exit code 1", "Job succeeded"), True, True),
        (("Finished: SUCCESS", "ERROR: script returned exit code 1"), False, False),
        (("x",), False, False),
    ]:
        with check(f"{lines}, {reports_success}"):
            found = scan_of(*lines)
            assert (found.reports_success, found.succeeded) == (reports_success, succeeded)


@pytest.mark.parametrize(
    ("lines", "went_on"),
    [
        ((CAP,), False),
        ((CAP, CREATED), True),
        ((CREATED, CAP), False),
        ((CAP, PUSHED), False),
        ((f"WARNING: {CAP}",), True),
    ],
)
def test_a_resolved_problem_is_one_after_which_the_build_went_on(lines: tuple[str, ...], *, went_on: bool) -> None:
    found = scan_of(*lines)
    assert found.went_on(SIGNATURES["container-cap"], found.matches["container-cap"]) is went_on


def test_an_unresolved_error_replaces_a_resolved_one() -> None:
    assert matched(CAP, CREATED, CAP) == {"container-cap": 3}
    assert matched(CAP, CREATED, "x") == {"container-cap": 1}
    assert matched(CAP, CREATED, f"WARN[0001] {CAP}") == {"container-cap": 1}


def test_an_image_that_is_there_in_the_end_failed_only_once() -> None:
    failed = 'Failed to pull image "a:1": failed to pull and unpack image "a:1": read: connection reset by peer'
    pulled, present = 'Successfully pulled image "{}" in 3s', 'Container image "{}" already present on machine'
    for lines, went_on in [
        ((failed,), False),
        ((failed, pulled.format("a:1")), True),
        ((failed, present.format("a:1")), True),
        ((failed, pulled.format("a:2")), False),
        ((pulled.format("a:1"), failed), False),
    ]:
        with check(f"{lines}"):
            found = scan_of(*lines)
            known = SIGNATURES["node-pull-interrupted"]
            assert found.went_on(known, found.matches["node-pull-interrupted"]) is went_on


def test_a_transient_problem_is_resolved_by_a_success() -> None:
    transient = SIGNATURES["tool-connection"]
    assert scan_of(CONNECTION, PUSHED).resolved(transient, 1, CONNECTION)
    assert not scan_of(PUSHED, CONNECTION).resolved(transient, 2, CONNECTION)
    assert not scan_of(CONNECTION, CREATED).resolved(transient, 1, CONNECTION)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("x",), None),
        (("[Pipeline] checkout",), Part("scm")),
        (("INFO[0001] x",), Part("executor")),
        (("INFO[0001] Pushing image to a",), Part("executor", "push")),
        (("Pushing image to a", "INFO[0001] x"), Part("executor", "push")),
        (("Pushing image to a", "[Pipeline] checkout"), Part("scm")),
    ],
)
def test_the_last_mark_of_progress_is_the_current_part(lines: tuple[str, ...], expected: Part | None) -> None:
    assert scan_of(*lines).current == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("frob not found",), None),
        (("[Pipeline] checkout", "frob not found"), Part("scm")),
        (("[Pipeline] checkout", "error pushing image: frob"), Part("executor", "push")),
        (("SEVERE: frob failed",), Part("agent")),
        (("[Pipeline] checkout", "SEVERE: frob failed"), Part("scm")),
        (("PUT https://a.b/v2/c/manifests/1: unexpected status code 418",), Part("executor", "push")),
        (("unexpected status code 418: frob",), Part("executor")),
    ],
)
def test_the_part_of_an_error_is_that_of_its_text_then_of_the_progress_then_of_its_shape(
    lines: tuple[str, ...], expected: Part | None
) -> None:
    chosen = scan_of(*lines).choice.chosen
    assert chosen is not None
    assert (chosen.line, chosen.part) == (len(lines), expected)


def test_an_error_names_its_family_its_signature_and_whether_it_is_a_leaf() -> None:
    chosen = scan_of(FLAG).choice.chosen
    assert chosen is not None
    assert chosen.signature is not None
    assert (chosen.signature.id, chosen.family, chosen.leaf) == ("unknown-flag", "syntax", False)
    chosen = scan_of("open /frob: input/output error").choice.chosen
    assert chosen is not None
    assert (chosen.signature, chosen.family, chosen.leaf) == (None, "errno", True)


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (("frob", "Usage:", "  tool [flags]"), 1),
        (("Error: frob", "Usage:"), 1),
        (("Error: frob", "x", "y", "Usage:"), 3),
    ],
)
def test_the_line_above_the_help_of_a_program_is_its_error(lines: tuple[str, ...], line: int) -> None:
    chosen = scan_of(*lines).choice.chosen
    assert chosen is not None
    assert (chosen.line, chosen.text, chosen.strength) == (line, lines[line - 1], Strength.ERROR)


def test_help_at_the_beginning_of_a_log_has_no_error_above_it() -> None:
    assert scan_of("Usage:", "  tool [flags]").choice.chosen is None


def test_a_match_in_joined_lines_is_at_the_physical_line_where_its_text_ends() -> None:
    joined = scan([log.LogLine(4, ("Error: unkn", "own flag: --fr", "ob"))])
    (match,) = joined.matches.values()
    assert (match.line, match.text) == (5, "own flag: --fr")
    assert joined.choice.chosen is not None
    assert (joined.choice.chosen.line, joined.choice.chosen.quote) == (5, "own flag: --fr")
    assert (joined.lines, joined.last) == (4, (4, "Error: unkn"))


def test_a_line_with_several_reasons_matches_each_and_another_only_its_first() -> None:
    event = "Warning  FailedScheduling  2s  default-scheduler  0/3 nodes are available: "
    reasons = scan_of(f"{event}1 Insufficient cpu, 2 Insufficient memory.").matches
    assert reasons.keys() == {"unschedulable-memory", "unschedulable-cpu"}
    assert matched(f"error building image: {FLAG}") == {"unknown-flag": 1}
