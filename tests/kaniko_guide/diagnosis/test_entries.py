"""What a program wrote in a line: without prefixes, and without the quoting of structured output."""

from __future__ import annotations

import pytest
from pytest_check import check

from kaniko_guide.diagnosis.entries import message, without_prefixes


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("error building image: x", "error building image: x"),
        (r'time="2026-11-29T10:00:00Z" level=error msg="a \"b\" c\td"', 'a "b" c d'),
        ("time=x level=fatal msg=gone", "gone"),
        (r'{"level":"error","msg":"Get \"https://a.b/\": \u003chtml\u003e","time":"x"}', 'Get "https://a.b/": <html>'),
        (r'  {"log":"one\ntwo\n","stream":"stderr"}', "one two"),
        ('{"level":"error"}', '{"level":"error"}'),
        ("level=error without a message", "level=error without a message"),
    ],
)
def test_the_message_of_structured_output(line: str, expected: str) -> None:
    assert message(line) == expected


def test_what_is_in_front_of_a_message_is_removed() -> None:
    for prefix in [
        "",
        "  ",
        "[2026-11-22T08:00:00.000Z] ",
        "2026-11-22 08:00:00,123 ",
        "2026-11-22T08:00:00.1234567Z ",
        "08:00:00  ",
        "[08:00:00] ",
        "ERRO[0012] ",
        "FATA[2026-11-22T08:00:00Z] ",
        "[Pipeline] ",
        "[pod/build-1/kaniko] ",
        "[step-build] ",
        "kaniko_1  | ",
        "#12 3.456 ",
        "[build : build-and-push] ",
        "[build-image] ",
        "[build:12] ",
        'Step #1 - "Build": ',
        "Step #0: ",
        "##[error]",
        "2026-11-22T08:00:00Z stderr F ",
        "2026-11-22T08:00:00.000000Z 01O ",
        "2026-11-22T08:00:00.000000Z 01E+",
        "> ",
        "- ",
        "  12  ",
        "12: ",
        "build\tRun kaniko\t2026-11-22T08:00:00.1234567Z ",
        "info  kanikoExecute - ",
        "error\t22-Nov-2026 08:00:00\t",
        "kaniko-pod kaniko › ",
        "[Warning][jenkins/build-1][Failed] ",
        "  Warning  Failed     2s (x3 over 5s)  kubelet            ",
        "  Warning  FailedScheduling  <unknown>  default-scheduler  ",
        "3m2s (x4 over 5m)  Warning  Failed  pod/build-1  ",
        "[2026-11-22T08:00:00.000Z] ERRO[0012] ",
    ]:
        with check(f"{prefix}"):
            assert without_prefixes(f"{prefix}Error: x") == "Error: x"


@pytest.mark.parametrize("text", ["Error: x", "Warning: x", "12 errors", "a | b", "[ERROR] x", "[error] x", "[warn] x"])
def test_a_message_is_not_taken_for_a_prefix(text: str) -> None:
    assert without_prefixes(text) == (text if "|" not in text else "b")
