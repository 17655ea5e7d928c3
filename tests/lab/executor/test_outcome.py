"""Outcomes: their text, their comparison with an expectation and with an earlier outcome."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_check import check

from kaniko_guide.facts import as_type
from lab.executor.outcome import CommandRun, Expectation, File, Outcome, PushedImage, changes, parse, unmet

JAR = File("file", "0:0", "0644", "a jar\n")
APP = PushedImage({"Cmd": ["sh"]}, {"/app": File("directory", "0:0", "0755"), "/app/app.jar": JAR})
PUSHED = Outcome(
    (CommandRun("true", 0, ""), CommandRun("build", 0, "INFO[0000] Pushed\nWARN[0001] slow\n")), {"r.test/app:1": APP}
)
FAILED = Outcome((CommandRun("build", 1, "error: x509\n"),), {})


@pytest.mark.parametrize("outcome", [PUSHED, FAILED])
def test_the_text_of_an_outcome_is_read_again(outcome: Outcome) -> None:
    assert parse(outcome.as_text()) == outcome


def test_the_text_of_an_outcome() -> None:
    assert PUSHED.as_text() == (
        "$ true\n# exit code: 0\n$ build\nINFO[0000] Pushed\nWARN[0001] slow\n# exit code: 0\n# pushed images\n"
        'r.test/app:1:\n  config: {"Cmd": ["sh"]}\n  files:\n'
        '    /app: {"kind": "directory", "owner": "0:0", "mode": "0755"}\n'
        '    /app/app.jar: {"kind": "file", "owner": "0:0", "mode": "0644", "content": "a jar\\n"}\n'
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("$ true\n# exit code: 0\n", "no line '# pushed images'"),
        ("true\n# exit code: 0\n# pushed images\n", "expected a command, found 'true'"),
        ("$ true\n# pushed images\n", "no exit code of the last command"),
        ("# pushed images\n", "no exit code of the last command"),
    ],
)
def test_another_text_is_rejected(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(text)


MET: list[dict[str, Any]] = [
    {},
    {"exit": 0},
    {"log": {"has": ["Pushed", "slow"], "has_not": ["error"]}},
    {"pushed": True},
    {"image": "r.test/app:1", "files": {"/app/app.jar": {"mode": "0644", "content": "a jar\n"}}},
    {"files": {"/app": {"kind": "directory"}, "/other": "absent"}, "config": {"Cmd": ["sh"]}},
]
PLAIN_JAR = {"kind": "file", "owner": "0:0", "mode": "0644", "content": "a jar\n"}
UNMET: list[tuple[dict[str, Any], str]] = [
    ({"exit": 1}, "exit code: expected 1, found 0"),
    ({"log": {"has": ["error"]}}, "the log lacks 'error'"),
    ({"log": {"has_not": ["slow"]}}, "the log has 'slow'"),
    ({"pushed": False}, "expected no image, found r.test/app:1"),
    ({"image": "r.test/b:1", "config": {"Cmd": ["sh"]}}, "expected r.test/b:1, found r.test/app:1"),
    ({"files": {"/app/app.jar": "absent"}}, f"/app/app.jar: expected absent, found {PLAIN_JAR}"),
    ({"files": {"/b": {"mode": "0644"}}}, "/b: expected {'mode': '0644'}, found absent"),
    ({"config": {"User": "app"}}, "User: expected 'app', found None"),
]  # fmt: skip


def expectation(data: dict[str, Any]) -> Expectation:
    return as_type(data, Expectation)


@pytest.mark.parametrize("data", MET)
def test_an_expectation_is_met(data: dict[str, Any]) -> None:
    assert unmet(expectation(data), PUSHED) == []


def test_an_unmet_expectation_is_reported() -> None:
    for data, problem in UNMET:
        with check(f"{data}, {problem}"):
            assert unmet(expectation(data), PUSHED) == [problem]


def test_files_need_an_image_that_is_named_if_there_are_several() -> None:
    stated = expectation({"files": {"/app": {"kind": "directory"}}})
    assert unmet(stated, FAILED) == ["expected one image, found none"]
    two = Outcome(PUSHED.steps, {"r.test/app:1": APP, "r.test/app:2": APP})
    assert unmet(stated, two) == ["expected one image, found r.test/app:1, r.test/app:2"]
    assert unmet(expectation({"pushed": True}), FAILED) == ["expected an image, found none"]


def test_only_an_expectation_that_states_something_is_not_empty() -> None:
    assert [expectation(data).is_empty for data in ({}, {"image": "r.test/app:1"}, {"exit": 0})] == [True, True, False]


def test_times_digests_ports_and_the_order_of_lines_do_not_count() -> None:
    first = f"INFO[0000] Pushed r.test/a@sha256:{'a' * 64}\nread 127.0.0.1:34609->127.0.0.1:53 in 1.5s, 30 MiB\n"
    second = f"read 127.0.0.1:45111->127.0.0.1:53 in 12ms, 31 MiB\nINFO[0012] Pushed r.test/a@sha256:{'b' * 64}\n"
    assert changes(first, second) == []
    assert changes(first, second.replace("r.test", "s.test")) == [
        "- INFO[0000] Pushed r.test/a@sha256:…",
        "+ INFO[0000] Pushed s.test/a@sha256:…",
    ]
    assert changes("open /a/config.json35: read-only\n", "open /a/config.json1915: read-only\n") == []
    assert changes("a\n", "a\na\n") == ["+ a"]
    assert changes("a\nb\n", "b\n") == ["- a"]
