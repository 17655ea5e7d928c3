"""The configuration file: what it changes, where it is found, and what is reported of an invalid one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from kaniko_guide.project.selection import CONFIGURATION_NAMES
from tests.kaniko_guide.command import SHELL, check, not_understood, write

if TYPE_CHECKING:
    from pathlib import Path

NAME = CONFIGURATION_NAMES[0]
DOCKERFILE = "FROM openjdk:21-jdk-slim\n"
FILES = {"a.sh": SHELL, "Dockerfile": DOCKERFILE, "old/b.sh": SHELL, "old/Dockerfile": DOCKERFILE}
FOUND = [
    "Dockerfile:1 removed-image",
    "a.sh:1 placeholder-left",
    "old/Dockerfile:1 removed-image",
    "old/b.sh:1 placeholder-left",
]


@pytest.fixture
def repository(working_directory: Path) -> Path:
    write(working_directory, FILES)
    return working_directory


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, dict[str, Any]]:
    cli.main(["check", "--format=json", *arguments])
    data: dict[str, dict[str, Any]] = json.loads(capsys.readouterr().out)
    return data


@pytest.mark.parametrize("name", CONFIGURATION_NAMES)
@pytest.mark.parametrize(
    ("text", "expected", "turned_off"),
    [
        ("", (1, FOUND, ""), 0),
        ('[rules]\nplaceholder-left = "off"\n', (1, FOUND[::2], ""), 2),
        ('[rules]\nplaceholder-left = "info"\nremoved-image = "info"\n', (0, [], ""), 0),
        ('severity = "info"\n[rules]\nplaceholder-left = "info"\nremoved-image = "info"\n', (0, FOUND, ""), 0),
        ('severity = "error"\n[rules]\nplaceholder-left = "warning"\n', (1, FOUND[::2], ""), 0),
        ('fail-on = "error"\n[rules]\nplaceholder-left = "warning"\nremoved-image = "warning"\n', (0, FOUND, ""), 0),
        ('[per-path-ignores]\n"old/" = ["placeholder-left"]\n', (1, FOUND[:3], ""), 1),
        ('[per-path-ignores]\n"*.sh" = ["placeholder-left", "removed-image"]\n', (1, FOUND[::2], ""), 2),
        ('exclude = ["old"]\n', (1, FOUND[:2], ""), 0),
    ],
)
def test_what_it_changes(  # noqa: PLR0913, PLR0917
    repository: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    text: str,
    expected: tuple[int, list[str], str],
    turned_off: int,
) -> None:
    write(repository, {name: text})
    assert check(capsys) == expected
    assert check(capsys, *FILES) == expected
    left_out = report(capsys)["left_out"]
    assert left_out["configurations"] == [name]
    assert left_out["findings"]["turned_off"] == turned_off


def test_a_rule_has_the_severity_of_the_configuration(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(repository, {NAME: '[rules]\nplaceholder-left = "warning"\n'})
    for output_format, words in (
        ("text", "a.sh:1:14: warning: "),
        ("json", '"severity": "warning"'),
        ("github", "::warning file=a.sh,"),
        ("sarif", '"level": "warning"'),
    ):
        assert cli.main(["check", f"--format={output_format}", "a.sh"]) == exit_codes.FINDINGS
        assert words in capsys.readouterr().out


def test_every_report_names_the_configuration_and_counts_what_it_turns_off(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(repository, {NAME: 'exclude = ["old/"]\n[rules]\nplaceholder-left = "off"\n'})
    cli.main(["check", "--lang=en"])
    assert capsys.readouterr().out.splitlines()[-4:] == [
        "Checked 2 files: 1 error, 1 turned off by the configuration.",
        "Configuration: kaniko-guide.toml.",
        "Not checked: 2 excluded files.",
        "Understood: 1 Dockerfile, 1 shell script.",
    ]
    cli.main(["check", "--lang=en", "--format=github"])
    assert "shell script. Configuration: kaniko-guide.toml. Not checked: 2 excluded files." in capsys.readouterr().out
    cli.main(["check", "--format=sarif"])
    (invocation,) = json.loads(capsys.readouterr().out)["runs"][0]["invocations"]
    assert invocation["properties"]["leftOut"]["configurations"] == [NAME]


def test_executor_and_kubernetes(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostUsers: false\n"
    pod += "  resources: {limits: {cpu: 1}}\n  containers: [{name: a, image: 'busybox:1'}]\n"
    call = "/kaniko/executor --context=dir:///w --destination=h.example.com/b/c:1 --annotation=a=b\n"
    write(working_directory, {"pod.yaml": pod, "a.sh": call, NAME: ""})
    found = check(capsys)[1]
    write(working_directory, {NAME: 'executor = "google-v1.24.0"\nkubernetes = ["1.37"]\n'})
    configured = check(capsys)[1]
    assert configured == check(capsys, "--isolated", "--executor=google-v1.24.0", "--kubernetes=1.37")[1]
    assert configured != found
    assert "a.sh:1 flag-not-in-build" in configured
    assert check(capsys, "--executor=osscontainertools-v1.28.3", "a.sh")[1] == []


def test_the_command_line_has_priority(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(repository, {NAME: 'severity = "error"\nfail-on = "info"\n[rules]\nplaceholder-left = "off"\n'})
    assert check(capsys, "--select=placeholder-left")[1] == FOUND[1::2]
    assert check(capsys, "--ignore=removed-image")[1] == []
    write(repository, {NAME: 'severity = "error"\nfail-on = "error"\n[rules]\nplaceholder-left = "warning"\n'})
    assert check(capsys, "--severity=info", "a.sh")[:2] == (exit_codes.CLEAN, FOUND[1:2])
    assert check(capsys, "--severity=info", "--fail-on=warning", "a.sh")[0] == exit_codes.FINDINGS


def test_it_is_the_one_in_the_root_of_the_repository(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    off = '[rules]\nplaceholder-left = "off"\n'
    write(repository, {".git/HEAD": "", NAME: off, "old/kaniko-guide.toml": '[rules]\nremoved-image = "off"\n'})
    assert check(capsys)[1] == FOUND[::2]
    assert not_understood(capsys) == ["old/kaniko-guide.toml:1 unused-configuration"]
    monkeypatch.chdir(repository / "old")
    for paths in ([], ["."], ["Dockerfile", "b.sh"], [str(repository / "old")]):
        assert [place.rpartition("/")[2] for place in check(capsys, *paths)[1]] == ["Dockerfile:1 removed-image"]
    assert report(capsys)["left_out"]["configurations"] == ["../kaniko-guide.toml"]


def test_each_repository_has_its_own(
    working_directory: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in (("one", '[rules]\nplaceholder-left = "off"\n'), ("two", 'exclude = ["Dockerfile"]\n')):
        write(working_directory / name, {".git/HEAD": "", NAME: text, "a.sh": SHELL, "Dockerfile": DOCKERFILE})
    found = ["one/Dockerfile:1 removed-image", "two/a.sh:1 placeholder-left"]
    assert check(capsys, "one", "two")[1] == found
    assert check(capsys, "one/a.sh", "two/Dockerfile", "two/a.sh", "one/Dockerfile")[1] == found
    monkeypatch.chdir(working_directory / "one")
    assert check(capsys, "../two", ".")[1] == ["../two/a.sh:1 placeholder-left", "Dockerfile:1 removed-image"]


def test_above_the_repository_it_is_not_read(
    working_directory: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        working_directory, {NAME: "not TOML", "repository/.git/HEAD": "", "repository/a.sh": SHELL, "copy/a.sh": SHELL}
    )
    monkeypatch.chdir(working_directory / "repository")
    assert check(capsys)[1] == ["a.sh:1 placeholder-left"]
    monkeypatch.chdir(working_directory / "copy")
    assert check(capsys)[1] == ["a.sh:1 placeholder-left"]


def test_another_one_or_none(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(repository, {NAME: "not TOML", "ci/strict.toml": 'exclude = ["/old"]\n'})
    assert check(capsys, "--isolated")[:2] == (exit_codes.FINDINGS, FOUND)
    assert check(capsys, "--config=ci/strict.toml")[1] == FOUND[:2]
    assert check(capsys, "--config", "ci/strict.toml", *FILES)[1] == FOUND[:2]
