"""What is reported of an invalid configuration file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.cli import exit_codes
from kaniko_guide.cli.configuration_file import MAX_CHARACTERS
from kaniko_guide.project.selection import CONFIGURATION_NAMES
from tests.kaniko_guide.command import SHELL, check, write

if TYPE_CHECKING:
    from pathlib import Path

NAME = CONFIGURATION_NAMES[0]
DOCKERFILE = "FROM openjdk:21-jdk-slim\n"
FILES = {"a.sh": SHELL, "Dockerfile": DOCKERFILE}
FOUND = ["Dockerfile:1 removed-image", "a.sh:1 placeholder-left"]


@pytest.fixture
def repository(working_directory: Path) -> Path:
    write(working_directory, FILES)
    return working_directory


EXPECTED_EXCLUDE = 'expected a list of texts in quotes, such as ["vendor/"]'


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("x = 1", ["1: x: unknown key 'x'; expected one of executor, kubernetes, severity, fail-on, exclude"]),
        ('\nexclud = ["a"]', ["2: exclud: unknown key 'exclud'; did you mean exclude?"]),
        ('exclude = "a"', [f"1: exclude: found the text 'a', {EXPECTED_EXCLUDE}"]),
        ("exclude = [1]", [f"1: exclude: found the number 1, {EXPECTED_EXCLUDE}"]),
        ('exclude = [\n  "ok",\n  "[a",\n]', ["3: exclude: invalid pattern '[a', expected one as in .gitignore"]),
        (
            "kubernetes = [1.33]",
            ['1: kubernetes: found the number 1.33, expected a list of texts in quotes, such as ["1.33"'],
        ),
        ('kubernetes = ["1.33",\n"1.3"]', ["2: kubernetes: invalid value '1.3'; did you mean 1.3"]),
        ('executor = "v1.24.0"', ["1: executor: invalid value 'v1.24.0'; did you mean google-v1.24.0?"]),
        ("executor = true", ['1: executor: found true, expected text in quotes, such as "google-v1.24.0"']),
        ('severity = "high"', ["1: severity: invalid value 'high'; expected one of error, warning, info"]),
        ('fail-on = "never"', ["1: fail-on: invalid value 'never'; expected one of error, warning, info"]),
        ("fail-on = 2026-01-01", ['1: fail-on: found the time 2026-01-01, expected text in quotes, such as "error"']),
        ('rules = "a"', ["1: rules: found the text 'a', expected a table, such as [rules] archived-image"]),
        ('# x\n[rules]\n\nunknown-flg = "off"', ["4: rules: unknown rule 'unknown-flg'; did you mean unknown-flag?"]),
        ('[rules]\nzzz = "off"', ["2: rules: unknown rule 'zzz'; see `kaniko-guide rules` for all rules"]),
        ('[rules]\nschema = "of"', ["2: rules: invalid value 'of'; did you mean off?"]),
        ("[rules]\nschema = false", ['2: rules: found false, expected text in quotes, such as "off"']),
        ('rules.schema = "hide"', ["1: rules: invalid value 'hide'; expected one of off, error, warning, info"]),
        ('[per-path-ignores]\n"a" = "schema"', ["2: per-path-ignores: found the text 'schema', expected a list"]),
        ('[per-path-ignores]\n"a" = ["schema", "x"]', ["2: per-path-ignores: unknown rule 'x'; see"]),
        ('[per-path-ignores]\n"[" = ["schema"]', ["2: per-path-ignores: invalid pattern '[', expected"]),
        ("per-path-ignores = []", ["1: per-path-ignores: found a list, expected a table"]),
        ('baseline = "../b.json"', ["1: baseline: '../b.json' is outside the repository, expected a file in it"]),
        ('baseline = "/b.json"', ["1: baseline: '/b.json' is outside the repository"]),
        ('baseline = "link/b.json"', ["1: baseline: 'link/b.json' is outside the repository"]),
        ('baseline = "a\\u0000"', ["1: baseline: 'a\\x00' is outside the repository"]),
        ('output-file = "a"', ["1: output-file: a configuration names nothing to write; use `--output-file` on the"]),
        ('write-baseline = "a"', ["1: write-baseline: a configuration names nothing to write; use `--write-baseline`"]),
        ("a = [", ["1: invalid TOML: ", "check quotes, brackets and equals signs"]),
        ("ok = 1\na = x", ["2: invalid TOML: Invalid value; check quotes"]),
        ("a = 1\na = 2", ["2: invalid TOML: Cannot overwrite a value"]),
        ("a = " + "[" * 5000, [" invalid TOML: brackets are nested too deeply"]),
        ("#" * (MAX_CHARACTERS + 1), [" found more than 100000 characters, expected a configuration written by hand"]),
        ('x = 1\n[rules]\ny = "off"', ["1: x: unknown key", "3: rules: unknown rule 'y'"]),
    ],
)
def test_an_invalid_one(
    repository: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
    text: str,
    messages: list[str],
) -> None:
    (repository / "link").symlink_to(tmp_path_factory.mktemp("outside"))
    write(repository, {NAME: text})
    code, found, err = check(capsys)
    assert (code, found) == (exit_codes.ERROR, [])
    lines = err.splitlines()
    assert all(line.startswith(f"kaniko-guide: {NAME}:") for line in lines)
    for message in messages:
        assert message in err
    if all(message[:1].isdigit() for message in messages):
        assert [line.startswith(f"kaniko-guide: {NAME}:{each}") for line, each in zip(lines, messages, strict=True)]
    code, _, err = check(capsys, "--lang=zh")
    assert code == exit_codes.ERROR
    assert all(any("\u4e00" <= character <= "\u9fff" for character in line) for line in err.splitlines())


def test_files_that_are_no_configuration(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    write(outside, {"secret.toml": 'password = "hunter2"\n'})
    path = repository / NAME

    def error() -> str:
        code, found, err = check(capsys)
        assert (code, found) == (exit_codes.ERROR, [])
        return err

    path.write_bytes(b"\xff")
    assert error().startswith(f"kaniko-guide: {NAME}: line 1, column 1: found byte 0xff, expected UTF-8")
    path.unlink()
    path.symlink_to(outside / "secret.toml")
    assert error().startswith(f"kaniko-guide: {NAME}: not opened, as this link leads out of the repository")
    path.unlink()
    path.symlink_to(NAME)
    assert error().startswith(f"kaniko-guide: {NAME}: found a symbolic link that points back to itself")
    path.unlink()
    os.mkfifo(path)
    assert error().startswith(f"kaniko-guide: {NAME}: found a pipe, a socket or a device")
    path.unlink()
    path.mkdir()
    assert error().startswith(f"kaniko-guide: {NAME}: found a pipe, a socket or a device")
    path.rmdir()
    write(repository, dict.fromkeys(CONFIGURATION_NAMES, ""))
    assert error().startswith(f"kaniko-guide: {NAME}: .kaniko-guide.toml is in the same directory, expected one")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--config=none.toml"], "none.toml: no such file or directory; check the path"),
        (["--config=a.sh"], "a.sh:1: invalid TOML: "),
        (["--config="], ".: found a pipe, a socket or a device"),
        (["--config=x.toml", "--isolated"], "--config and --isolated: expected only one; remove one"),
    ],
)
@pytest.mark.usefixtures("repository")
def test_an_invalid_option(capsys: pytest.CaptureFixture[str], arguments: list[str], message: str) -> None:
    code, found, err = check(capsys, *arguments)
    assert (code, found) == (exit_codes.ERROR, [])
    assert err.startswith(f"kaniko-guide: {message}")


def test_windows_line_ends_and_a_mark(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(repository, {NAME: '\ufeff[rules]\r\nplaceholder-left = "off"\r\n'})
    assert check(capsys)[1] == FOUND[:1]
    write(repository, {NAME: '[rules]\r\n\r\nschemas = "off"\r\n'})
    assert f"{NAME}:3: rules: unknown rule 'schemas'" in check(capsys)[2]
