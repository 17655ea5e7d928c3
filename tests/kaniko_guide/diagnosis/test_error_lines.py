"""The line that names an error is shown also where no signature knows it."""

from __future__ import annotations

from pytest_check import check

from kaniko_guide.diagnosis.causes import Confidence
from tests.kaniko_guide.diagnosis.test_causes import diagnosis_of, part_of

STARTED = "+ ./build.sh\n"


def test_the_decisive_line() -> None:
    for log, decisive in [
        ("zzz.Problem: x happened\n\tat a.B.c(D.java:1)\n\tat e.F.g(H.java:2)\n", "zzz.Problem: x happened"),
        (
            "a.b.CException: outer\n\tat x.Y.z(Y.java:1)\nCaused by: a.b.DException: inner\n\t... 3 more\n",
            "Caused by: a.b.DException: inner",
        ),
        ("Error: frobnication failed\nUsage:\n  executor [flags]\n", "Error: frobnication failed"),
        ("some words about nothing\nUsage:\n  tool [flags]\n", "some words about nothing"),
        (
            "Error: one failed\nok\nERROR: script returned exit code 1\nFinished: FAILURE\nError: cleanup failed\n",
            "Error: one failed",
        ),
        ("ERROR: script returned exit code 1\n", "ERROR: script returned exit code 1"),
        ("frob ERR! first\nok\nfatal: second\nfatal: third\n", "fatal: second"),
        ("an error was seen\nError: real\nan error again\n", "Error: real"),
        (
            "ERRO[0001] it failed\nERRO[0001] unsupported status code 499; body: x\n",
            "ERRO[0001] unsupported status code 499; body: x",
        ),
        ("Nov 29, 2026 2:31:44 PM a.b.C error\nSEVERE: it failed\n", "SEVERE: it failed"),
        ("WARNING: an error\nall went on\nError: gone\n", "Error: gone"),
        ("INFO[0001] an error is no error\nunknown thing happened\nnothing more\n", "unknown thing happened"),
        ("nothing\nlast\n", "last"),
    ]:
        with check(f"{log}, {decisive}"):
            found = diagnosis_of(log)
            assert found.decisive[1] == decisive
            assert log.splitlines()[found.decisive[0] - 1] == decisive


def test_the_output_of_a_run_is_that_of_a_tool() -> None:
    log = "INFO[0001] Running: [/bin/sh -c frob]\nfrob: error: it failed\n"
    failed = "error building image: error building stage: failed to execute command: "
    failed += "waiting for process to exit: exit status 1"
    found = diagnosis_of(f"{log}{failed}\n")
    assert (part_of(f"{log}{failed}\n"), found.decisive[1], found.causes) == ("tool", "frob: error: it failed", ())
    assert found.own_error
    assert [hint.signature.id for hint in found.hints] == ["run-failed"]
    assert part_of(f"{failed}\n") == "executor-run"


def test_what_a_run_printed_is_its_error_only_if_it_looks_like_one() -> None:
    run = "INFO[0001] Running: [/bin/sh -c frob]\n"
    failed = "error building image: error building stage: failed to execute command: "
    failed += "waiting for process to exit: exit status 1\n"
    found = diagnosis_of(f"{run}preparing\n{failed}")
    assert (found.decisive, found.own_error) == ((3, failed.strip()), False)
    assert part_of(f"{run}preparing\n{failed}") == "executor-run"
    assert diagnosis_of(f"{run}an error: gone\n{run}preparing\n{failed}").decisive[1] == failed.strip()
    assert diagnosis_of(f"{run}it failed\npreparing\n{failed}").decisive[1] == "it failed"


def test_a_symptom_above_the_end_is_decisive() -> None:
    lost = "wrapper script does not seem to be touching the log file in /frob"
    for symptom, code in ((lost, -1), ("Terminated", 143)):
        log = f"[Pipeline] sh\n+ frob\n{symptom}\n[Pipeline] }}\nERROR: script returned exit code {code}\n"
        assert diagnosis_of(log).decisive == (3, symptom)
        assert diagnosis_of(f"{log}Error: frob\n").causes == ()


def test_an_error_after_a_success_is_no_success() -> None:
    pushed = "INFO[0001] Pushed a.b/c@sha256:0\n"
    assert diagnosis_of(pushed).succeeded
    found = diagnosis_of(f"{pushed}Error: it failed\n")
    assert (found.succeeded, found.causes, found.decisive) == (False, (), (2, "Error: it failed"))
    found = diagnosis_of(f"{pushed}Error: unknown flag: --frob\n")
    assert [cause.signature.id for cause in found.causes[:1]] == ["unknown-flag"]
    found = diagnosis_of(f"{pushed}ERROR: failed to find one or more images after execution of build steps: a\n")
    assert [cause.signature.id for cause in found.causes[:1]] == ["cloud-build-images"]


def test_the_family_of_an_unknown_error() -> None:
    for text, family in [
        ("Error: x509: frob", "tls"),
        ("Error: dial tcp 192.0.2.1:443: frob", "network"),
        ("Error: chmod /a: operation not permitted", "errno"),
        ("Error: open /a: no such file or directory", "not-found"),
        ("Error: a quota of frobs", "limit"),
        ("Error: parse error in frob", "syntax"),
        ("Error: frob not found", "not-found"),
        ("Error: PUT https://a.b/v2/c/manifests/1: unexpected status code 418", "registry-answer"),
        ("Error: frob", None),
    ]:
        with check(f"{text}, {family}"):
            assert diagnosis_of(f"{text}\n").family == family


def test_a_quotation_has_no_secret_and_is_one_line() -> None:
    log = "Error: frob https://bob:hunter2@a.b/ failed\nError: next\n"
    assert diagnosis_of(log).decisive == (1, "Error: frob https://***@a.b/ failed")


def test_the_end_of_a_long_line_is_quoted() -> None:
    start = "error checking push permissions: " + "x" * 600
    text = f"{start}: parsing config file (/kaniko/.docker/config.json): unexpected EOF" + "y" * 300
    (cause,) = diagnosis_of(text).causes
    assert cause.quote.startswith(start[:160] + " … x")
    assert cause.quote.endswith("unexpected EOF" + "y" * 160)
    assert len(cause.quote) == 600
    assert cause.confidence is Confidence.CERTAIN


def test_a_line_may_have_several_reasons() -> None:
    event = "Warning  FailedScheduling  2s  default-scheduler  0/3 nodes are available: "
    found = diagnosis_of(f"{event}1 Insufficient cpu, 2 Insufficient memory.\n").causes
    assert {cause.signature.id for cause in found} == {"unschedulable-memory", "unschedulable-cpu"}
    assert Confidence.CERTAIN not in {cause.confidence for cause in found}
    (only,) = {cause.signature.id for cause in diagnosis_of(f"{event}3 Insufficient cpu.\n").causes}
    assert only == "unschedulable-cpu"


def test_a_reason_of_some_nodes_is_not_certain() -> None:
    event = "0/3 nodes are available: "
    taint = "node(s) had taint {node.kubernetes.io/disk-pressure: }, that the pod didn't tolerate"
    ports = "node(s) didn't have free ports for the requested pod ports"
    likely, certain = Confidence.LIKELY, Confidence.CERTAIN
    for text, expected in [
        (f"{event}1 {taint}, 2 {ports}.", {"node-disk-pressure": likely, "unschedulable-ports": likely}),
        (f"{event}1 {taint}, 2 node(s) frob.", {"node-disk-pressure": likely}),
        (f"{event}3 {taint}.", {"node-disk-pressure": certain}),
        (f"0/13 nodes are available: 3 {ports}, 10 node(s) frob.", {"unschedulable-ports": likely}),
    ]:
        causes = diagnosis_of(f"Warning  FailedScheduling  2s  default-scheduler  {text}\n").causes
        assert {cause.signature.id: cause.confidence for cause in causes} == expected


def test_the_shape_of_an_unknown_message_shows_the_layer() -> None:
    for text, part in [
        ("ERROR: frob of the pipeline failed", "jenkins"),
        ("[2026-11-22T08:00:00.000Z] ERROR: frob of the pipeline failed", "jenkins"),
        ("frob.Tool: ERROR: it failed", None),
        ("java.lang.FrobException: it failed", "jenkins"),
        ("SEVERE: frob failed", "agent"),
        ("error: frob failed", "tool"),
        ("E: frob failed", "tool"),
        ("unexpected status code 418: frob", "executor"),
        ("[INFO] Scanning for projects...\nERROR: frob failed", "tool"),
    ]:
        with check(f"{text}, {part}"):
            assert part_of(f"{text}\n") == part


UNKNOWN_END = "error building image: something that no signature knows\n"


def test_a_later_error_of_the_executor_is_what_a_build_failed_with() -> None:
    earlier = "npm ERR! code ERESOLVE\n"
    assert diagnosis_of(earlier).causes
    found = diagnosis_of(f"{earlier}went on\n{UNKNOWN_END}")
    assert (found.causes, found.decisive) == ((), (3, UNKNOWN_END.rstrip()))
    assert {hint.confidence for hint in found.hints} == {Confidence.POSSIBLE}


def test_a_cause_of_the_executor_is_not_certain_before_an_unknown_error_of_another_layer() -> None:
    certain = 'Error: invalid value "yes" for KANIKO_NO_PUSH environment variable\n'
    (cause,) = diagnosis_of(certain).causes
    assert cause.confidence is Confidence.CERTAIN
    (cause,) = diagnosis_of(f"{certain}went on\nError: it failed\n").causes
    assert cause.confidence is Confidence.CERTAIN
    (cause,) = diagnosis_of(f"{certain}went on\nhudson.AbortException: frob\n").causes
    assert cause.confidence is Confidence.LIKELY
