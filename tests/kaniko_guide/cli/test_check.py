"""`check` from the command line: which findings it shows, and its exit codes."""

from __future__ import annotations

import io
import json
import os
import socket
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_check import check as checked

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes, options
from kaniko_guide.facts import images
from kaniko_guide.project import Settings, read_paths
from tests.kaniko_guide.command import SHELL, check, write
from tests.kaniko_guide.rules.shared import executor_pod
from tests.support import EXAMPLES, SNIPPETS, examples, recipes

KNOWN_FLAG = "/kaniko/executor --context=dir:///w --destination=a.example.com/b/c:1 --annotation=a=b"


@pytest.mark.slow
def test_the_guides_own_files_have_no_findings(capsys: pytest.CaptureFixture[str]) -> None:
    for directory in [*recipes(), *examples("good")]:
        with checked(f"{directory}"):
            (reading,) = read_paths([str(directory)], io.BytesIO(), Settings())
            if reading.sources:
                assert check(capsys, str(directory))[:2] == (exit_codes.CLEAN, [])


def test_findings_in_a_directory_show_paths_as_given(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(working_directory, {"ci/a.sh": SHELL, "b.sh": SHELL})
    expected = ["b.sh:1 placeholder-left", "ci/a.sh:1 placeholder-left"]
    assert check(capsys) == (exit_codes.FINDINGS, expected, "")
    assert check(capsys, ".") == (exit_codes.FINDINGS, expected, "")
    assert check(capsys, "./ci/", "b.sh", "b.sh", "ci/a.sh") == (
        exit_codes.FINDINGS,
        expected,
        "",
    )


def test_a_single_file_is_not_checked_for_files_that_were_not_given(capsys: pytest.CaptureFixture[str]) -> None:
    bad = EXAMPLES / "copy-source-missing" / "bad"
    assert check(capsys, str(bad / "Dockerfile"), str(bad / "Jenkinsfile"))[:2] == (exit_codes.CLEAN, [])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("pipeline {\n", "<stdin>:1 groovy-syntax"),
        ("#!/bin/sh\nkubectl logs <pod>\n", "<stdin>:2 placeholder-left"),
        ("FROM openjdk:21-jdk-slim\n", "<stdin>:1 removed-image"),
        ('pipeline {\n  agent { kubernetes { yaml """\nkind: Pod\n""" } }\n', "<stdin>:1 groovy-syntax"),
    ],
)
def test_standard_input(
    content: str, expected: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert check(capsys, "-")[1] == [expected]


def test_unusual_files_in_a_directory(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [b"bad\xff.sh", b"esc\x1b[31m.sh", b"new\nline.sh"]
    for name in names:
        Path(os.fsdecode(name)).write_text(SHELL, "utf-8")
    write(
        working_directory, {"empty.sh": "", "nul.sh": b"ls\0\n", "nul": b"\0\0", os.fsdecode(b"inv\xfe.yaml"): b"\xff"}
    )
    os.mkfifo(working_directory / "Jenkinsfile")
    (working_directory / "loop.sh").symlink_to("loop.sh")
    (working_directory / "Dockerfile").symlink_to("nowhere")
    (working_directory / "deep").mkdir()
    (working_directory / "deep" / "up").symlink_to("..")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.sh")
        assert cli.main(["check"]) == exit_codes.ERROR
        out, err = capsys.readouterr()
        places = [line.split(" ")[0] for line in out.splitlines() if ": error: " in line]
        assert places == ["bad<U+DCFF>.sh:1:14:", "esc<U+001B>[31m.sh:1:14:", "new<U+000A>line.sh:1:14:", "nul.sh:1:3:"]
        assert "Checked 5 files: 4 errors, 1 could not be read.\n" in out
        assert err.splitlines() == [
            "kaniko-guide: inv<U+DCFE>.yaml: line 1, column 1: found byte 0xff, expected UTF-8; save the file as UTF-8"
        ]
        for form in ("json", "sarif"):
            assert cli.main(["check", f"--format={form}"]) == exit_codes.ERROR
            out = capsys.readouterr().out
            assert json.loads(out)
            assert "\\ud" not in out
            out.encode("utf-8")


def test_unreadable_files_are_reported_in_every_format(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(working_directory, {"a.sh": b"\xff", "b.sh": SHELL})
    reason = "第 1 行第 1 列：遇到字节 0xff，应该是 UTF-8；请把文件另存为 UTF-8"
    for form in options.FORMATS:
        assert cli.main(["check", f"--format={form}", "--lang=zh"]) == exit_codes.ERROR
        out, err = capsys.readouterr()
        assert err == f"kaniko-guide: a.sh: {reason}\n"
        assert "b.sh" in out
        if form == "json":
            assert json.loads(out)["errors"] == [{"path": "a.sh", "message": reason}]
        elif form == "github":
            assert f"::error file=a.sh,title=kaniko-guide::{reason}\n" in out
        elif form == "sarif":
            (invocation,) = json.loads(out)["runs"][0]["invocations"]
            (notification,) = invocation["toolExecutionNotifications"]
            assert not invocation["executionSuccessful"]
            assert (notification["level"], notification["message"]["text"]) == ("error", f"a.sh: {reason}")
        else:
            assert "检查了 1 个文件：1 个错误，1 个无法读取。" in out


def test_rules_are_chosen_by_name(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": SHELL, "Dockerfile": "FROM openjdk:21-jdk-slim\n"})
    both = ["Dockerfile:1 removed-image", "a.sh:1 placeholder-left"]
    assert check(capsys)[:2] == (exit_codes.FINDINGS, both)
    assert check(capsys, "--select=removed-image")[1] == both[:1]
    assert check(capsys, "--select=removed-image, placeholder-left", "--select=schema")[1] == both
    assert check(capsys, "--ignore=removed-image")[1] == both[1:]
    assert check(capsys, "--ignore=removed-image", "--ignore=placeholder-left")[:2] == (exit_codes.CLEAN, [])


def test_suggestions_are_shown_on_request_and_do_not_fail(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pod = (SNIPPETS / "quick-start" / "Jenkinsfile").read_text("utf-8")
    write(working_directory, {"Jenkinsfile": pod})
    assert check(capsys)[:2] == (exit_codes.CLEAN, [])
    code, found, _ = check(capsys, "--severity=info")
    assert code == exit_codes.CLEAN
    assert found
    write(working_directory, {"a.sh": SHELL})
    assert check(capsys, "--severity=error")[:2] == (exit_codes.FINDINGS, ["a.sh:1 placeholder-left"])


def test_kubernetes_versions_are_chosen(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostnameOverride: a\n  containers:\n"
    write(working_directory, {"pod.yaml": pod + "  - {name: a, image: 'busybox:1.37'}\n"})
    assert check(capsys, "--select=unknown-field")[1] == ["pod.yaml:5 unknown-field"]
    assert check(capsys, "--select=unknown-field", "--kubernetes=1.33")[1] == ["pod.yaml:5 unknown-field"]
    assert check(capsys, "--select=unknown-field", "--kubernetes=1.36,1.37")[1] == []


def test_the_executor_is_chosen(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": f"{KNOWN_FLAG}\n"})
    select = "--select=flag-not-in-build"
    assert check(capsys, select)[0] == exit_codes.CLEAN
    assert check(capsys, select, "--executor=google-v1.24.0")[1] == ["a.sh:1 flag-not-in-build"]
    assert check(capsys, select, "--executor=osscontainertools-v1.28.3")[0] == exit_codes.CLEAN


def test_newer_executor_is_reported_as_unknown_not_as_wrong(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pod = executor_pod(
        "ghcr.io/osscontainertools/kaniko:v1.28.5-debug", '"--destination=a/b:$BUILD", "--annotation=a=b"'
    )
    write(working_directory, {"pod.yaml": pod})
    select = "--select=unknown-flag,flag-not-in-build,feature-not-in-build,archived-image,floating-tag"
    assert cli.main(["check", "--lang=en", "--severity=info", select]) == exit_codes.CLEAN
    newest = images.newer_releases()[0]
    assert capsys.readouterr().err == (
        "kaniko-guide: The executor v1.28.5-debug is newer than v1.28.3, the release that the guide ran: rules that "
        f"depend on the release treat it as unknown. The newest release seen is {newest.version} ({newest.seen}).\n"
    )
    write(working_directory, {"pod.yaml": pod.replace("v1.28.5", "v1.28.3")})
    assert cli.main(["check", "--lang=en", select]) == exit_codes.CLEAN
    assert capsys.readouterr().err == ""


NAMES = ["Jenkinsfile", "vars/a.groovy", "Dockerfile", "pod.yaml", "run.sh", "unknown", ".dockerignore", "recipe.yml"]
FRAGMENTS = [
    *("pipeline {", "}", "agent { kubernetes { yamlFile 'x' } }", "podTemplate(yaml: '''", "'''", '"""', "sh '", "'\n"),
    *("kind: Pod\n", "spec:\n", "  containers:\n", "  - name: a\n", "&a [*a, *a]", "FROM a AS b\n", "COPY a b\n", "\t"),
    *("/kaniko/executor --", "-d a/b:c ", "kubectl ", "<<EOF\n", "$(", "`", "\\\n", "\r", "中", "\u200b", "# "),
    *("kaniko-guide: ignore[", "schema", "] why\n", "\n", " ", "{{ a }}", "${", "\x1b[31m", "\u2028", "\ud7ff"),
]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    content=st.one_of(
        st.binary(max_size=200), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map(lambda w: "".join(w).encode())
    ),
    form=st.sampled_from(["text", "json", "github", "sarif"]),
    single_file=st.booleans(),
)
def test_any_bytes_give_findings_or_a_clear_error(name: str, content: bytes, form: str, *, single_file: bool) -> None:
    with tempfile.TemporaryDirectory() as directory:
        write(Path(directory), {name: content})
        path = Path(directory, name) if single_file else directory
        assert cli.main(["check", str(path), f"--format={form}", "--severity=info"]) in {0, 1, 2}
        assert cli.main(["show", str(path)]) in {0, 2}
