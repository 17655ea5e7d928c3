from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.sources import executor, manifest, shell
from kaniko_guide.text import Position, Source, Text

if TYPE_CHECKING:
    from kaniko_guide.sources.model import ExecutorCall


EXECUTOR = "/kaniko/executor"


def text(content: str) -> Text:
    return Text.canonical(Source("a", content))


def calls(script: str) -> tuple[ExecutorCall, ...]:
    return executor.calls_in_script(shell.read(text(script)))


def flags(words: str) -> list[tuple[str, str | None]]:
    (call,) = calls(f"{EXECUTOR} {words}")
    return [(flag.name, flag.value) for flag in call.flags]


def test_flags() -> None:
    for words, expected in [
        ("--context=a --dockerfile=b=c", [("--context", "a"), ("--dockerfile", "b=c")]),
        ("--context a --dockerfile b", [("--context", "a"), ("--dockerfile", "b")]),
        ("--cache --no-push", [("--cache", None), ("--no-push", None)]),
        ("--cache true", [("--cache", None)]),
        ("--cache=false", [("--cache", "false")]),
        ("-d a -fb -c=d", [("-d", "a"), ("-f", "b"), ("-c", "d")]),
        ("--destination", [("--destination", None)]),
        ("--destination=", [("--destination", "")]),
        ("--destination '' --cache", [("--destination", ""), ("--cache", None)]),
        ("--destnation a", [("--destnation", None)]),
        ("--cache -- --no-push", [("--cache", None)]),
        ('"--destination=a b"', [("--destination", "a b")]),
        ("--bucket a --whitelist-var-run b", [("--bucket", "a"), ("--whitelist-var-run", None)]),
    ]:
        with check(f"{words}, {expected}"):
            assert flags(words) == expected


def test_positions() -> None:
    (call,) = calls(f"{EXECUTOR} \\\n  --destination=a/b \\\n  -d c/d")
    first, second = call.flags
    assert (first.text.position(), first.value_text and first.value_text.position()) == (
        Position(2, 3),
        Position(2, 17),
    )
    assert (second.text.position(), second.value_text and second.value_text.position()) == (
        Position(3, 3),
        Position(3, 6),
    )
    assert call.where.value == EXECUTOR


def test_executor_call_is_found_in_every_command() -> None:
    for script in [
        f"{EXECUTOR} --no-push",
        f"exec {EXECUTOR} --no-push",
        f"A=b time env C=d {EXECUTOR} --no-push",
        f"cd x && {EXECUTOR} --no-push",
        f"sh -c '{EXECUTOR} --no-push'",
        f'/busybox/sh -ec "cd x; {EXECUTOR} --no-push"',
        f"if {EXECUTOR} --no-push; then :; fi",
        f"{EXECUTOR} --no-push 2>&1 | tee log",
        "executor --no-push",
    ]:
        with check(f"{script}"):
            (call,) = calls(script)
            assert [flag.name for flag in call.flags] == ["--no-push"]
            assert call.flags[0].text.source.text[call.flags[0].text.origin(0) :].startswith("--no-push")


@pytest.mark.parametrize(
    "script",
    ["echo /kaniko/executor --no-push", "executor --threads=4", "# /kaniko/executor", "sh -c", "sh -c $X", "env A=b"],
)
def test_other_commands_are_no_executor_call(script: str) -> None:
    assert calls(script) == ()


def test_subcommands_and_positionals() -> None:
    (build, login) = calls(f"{EXECUTOR} --no-push extra; {EXECUTOR} login -u a --password-stdin registry")
    assert (build.subcommand, [word.value for word in build.positionals]) == (None, ["extra"])
    assert (login.subcommand, [word.value for word in login.positionals]) == ("login", ["registry"])
    assert [(flag.name, flag.value) for flag in login.flags] == [("-u", "a"), ("--password-stdin", None)]


POD = """
apiVersion: v1
kind: Pod
metadata:
  name: build
spec:
  containers:
  - name: a
    image: {image}
{lines}
"""


def in_pod(lines: str, image: str = "gcr.io/kaniko-project/executor:v1.24.0") -> list[ExecutorCall]:
    content = POD.format(image=image, lines="".join(f"    {line}\n" for line in lines.splitlines()))
    documents = manifest.read(text(content))
    return [call for document in documents for pod in manifest.pods(document) for call in executor.calls_in_pod(pod)]


@pytest.mark.parametrize(
    "lines",
    [
        'args: ["--context=a", "--destination", "b/$(TAG)"]',
        "args:\n- --context=a\n- --destination\n- b/$(TAG)",
        'command: ["/kaniko/executor"]\nargs: ["--context=a", "--destination", "b/$(TAG)"]',
        'command: ["/kaniko/executor", "--context=a"]\nargs: ["--destination", "b/$(TAG)"]',
        'command: ["sh", "-c"]\nargs: ["/kaniko/executor --context=a --destination b/$(TAG)"]',
    ],
)
def test_executor_call_in_a_pod(lines: str) -> None:
    (call,) = in_pod(lines)
    assert [(flag.name, flag.value) for flag in call.flags] == [("--context", "a"), ("--destination", "b/$(TAG)")]
    assert [str(container.name) for container in call.containers] == [call.container_name] == ["a"]
    assert "--context" in call.flags[0].text.source.text[call.flags[0].text.origin(0) :][:12]


@pytest.mark.parametrize(
    ("lines", "image"),
    [
        ('command: ["/busybox/cat"]', "gcr.io/kaniko-project/executor:debug"),
        ('command: ["sleep"]\nargs: ["99d"]', "gcr.io/kaniko-project/executor:debug"),
        ('args: ["--context=a"]', "maven:3.9-eclipse-temurin-21"),
        ('args: ["--image=a"]', "ghcr.io/osscontainertools/kaniko:v1.28.3-warmer"),
        ('args: ["--image=a", "--cache-dir=/b"]', "registry.example.com/kaniko-warmer:1"),
        ('args: ["--port=80"]', "example.com/kaniko-dashboard:1.2"),
        ("tty: true", "gcr.io/kaniko-project/executor:debug"),
    ],
)
def test_containers_that_run_no_executor(lines: str, image: str) -> None:
    assert in_pod(lines, image) == []


@given(
    st.lists(st.sampled_from(["-", "--", "=", "a", "-d", "--cache", "''", "$X", '"', "login", " ", "—"])).map("".join)
)
def test_reads_anything(words: str) -> None:
    for call in calls(f"{EXECUTOR} {words}"):
        assert all(flag.name.startswith("-") for flag in call.flags)
