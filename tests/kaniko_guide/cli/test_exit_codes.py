"""An internal error: reported for its file in every format, with exit code 2, while the rest is still checked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest

from kaniko_guide import cli
from kaniko_guide.analysis import ignores
from kaniko_guide.cli import exit_codes, options
from kaniko_guide.diagnosis import causes
from kaniko_guide.project import kinds
from kaniko_guide.report import show, text
from kaniko_guide.rules import invisible_character, placeholder_left
from kaniko_guide.sources import dockerfile, shell
from tests.kaniko_guide.command import SHELL

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path, PurePosixPath

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.text import Source, Text


FAILING = "# here our code fails\nkubectl logs <pod>\n"
SECRET = "a secret"  # noqa: S105 (a placeholder)


@pytest.fixture(autouse=True)
def directory_with_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name, content in (("a.sh", SHELL), ("b.sh", FAILING), ("c.sh", SHELL)):
        (tmp_path / name).write_text(content, "utf-8")
    return tmp_path


def failing_reader(reader: Callable[..., Any]) -> Callable[..., Any]:
    """A reader that fails on one file."""

    def read(text: Text, *arguments: object) -> Any:  # noqa: ANN401
        if "our code fails" in text.value:
            raise KeyError(SECRET)
        return reader(text, *arguments)

    return read


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "read", failing_reader(shell.read))


@pytest.fixture
def rule(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = placeholder_left.check

    def fail(project: Project) -> Iterator[Finding]:
        yield from rule(project)
        if any("our code fails" in script.text.value for script in project.scripts):
            raise KeyError(SECRET)

    monkeypatch.setattr(placeholder_left, "check", fail)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[dict[str, Any], str]:
    """What `check` prints as JSON, and what is on the standard error."""
    assert cli.main(["check", "--format=json", *arguments]) == exit_codes.ERROR
    out, err = capsys.readouterr()
    return json.loads(out), err


WORDS = "not checked because of an internal error of kaniko-guide ("


@pytest.mark.parametrize("paths", [["."], ["a.sh", "b.sh", "c.sh"]], ids=["directory", "files"])
@pytest.mark.parametrize(("fails", "what"), [("reader", "KeyError, "), ("rule", "placeholder-left: KeyError, ")])
def test_the_other_files_are_checked(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], fails: str, what: str, paths: list[str]
) -> None:
    request.getfixturevalue(fails)
    answered, err = answer(capsys, *paths)
    assert [finding["path"] for finding in answered["findings"]] == ["a.sh", "c.sh"]
    (error,) = answered["errors"]
    assert error["path"] == "b.sh"
    assert error["message"].startswith(f"{WORDS}{what}test_exit_codes.py:")
    assert error["message"].endswith("); please report it")
    assert err == f"kaniko-guide: b.sh: {error['message']}\n"


SAID = {
    "en": (WORDS, "Checked {n} files: 2 errors, 1 could not be checked.\n"),
    "zh": ("kaniko-guide 内部错误，没能检查这个文件（", "检查了 {n} 个文件：2 个错误，1 个没能检查。\n"),
}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize(("fails", "count"), [("reader", 2), ("rule", 3)])
def test_every_format_reports_it_and_repeats_no_content(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], fails: str, count: int, language: str
) -> None:
    words, summary = SAID[language]
    request.getfixturevalue(fails)
    for form in options.FORMATS:
        assert cli.main(["check", f"--format={form}", f"--lang={language}"]) == exit_codes.ERROR
        out, err = capsys.readouterr()
        assert SECRET not in out + err
        assert "Traceback" not in err
        assert err.startswith(f"kaniko-guide: b.sh: {words}")
        if form == "text":
            assert summary.format(n=count) in out
        else:
            assert words in out
        if form == "sarif":
            (invocation,) = json.loads(out)["runs"][0]["invocations"]
            assert invocation["executionSuccessful"] is False


@pytest.mark.usefixtures("rule")
def test_the_other_rules_check_the_file(directory_with_files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (directory_with_files / "b.sh").write_text(f"{FAILING}sleep 1 # \u200b\n", "utf-8")
    answered, _ = answer(capsys, "b.sh")
    assert [finding["rule"] for finding in answered["findings"]] == ["invisible-character"]


@pytest.mark.usefixtures("rule")
def test_a_comment_for_a_rule_that_failed_is_not_called_unused(
    directory_with_files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ignored = "# kaniko-guide: ignore[placeholder-left] shown to people\n"
    (directory_with_files / "b.sh").write_text(ignored + FAILING, "utf-8")
    (directory_with_files / "c.sh").write_text(f"{ignored}ls\n", "utf-8")
    answered, _ = answer(capsys, "b.sh", "c.sh")
    assert [(finding["path"], finding["rule"]) for finding in answered["findings"]] == [("c.sh", "unused-ignore")]


@pytest.mark.usefixtures("rule")
def test_a_rule_that_is_not_asked_for_hides_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--ignore=placeholder-left"]) == exit_codes.CLEAN
    assert cli.main(["check", "--select=shell-syntax"]) == exit_codes.CLEAN
    assert capsys.readouterr().err == ""


def test_a_rule_that_fails_on_files_together_leaves_none_as_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(project: Project) -> Iterator[Finding]:
        if len(project.scripts) > 1:
            raise RecursionError
        yield from ()

    monkeypatch.setattr(placeholder_left, "check", fail)
    answered, _ = answer(capsys)
    assert [error["path"] for error in answered["errors"]] == ["a.sh", "b.sh", "c.sh"]


@pytest.mark.parametrize("name", ["image", "Dockerfile"])
def test_a_reader_that_fails_while_a_file_is_found(
    directory_with_files: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (directory_with_files / name).write_text("FROM a:1\n# here our code fails\n", "utf-8")
    monkeypatch.setattr(dockerfile, "read", failing_reader(dockerfile.read))
    answered, _ = answer(capsys)
    assert [error["path"] for error in answered["errors"]] == [name]
    assert [finding["path"] for finding in answered["findings"]] == ["a.sh", "b.sh", "c.sh"]


def test_an_error_while_it_is_decided_what_a_named_file_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def kind_of_named_file(path: PurePosixPath, _: Text) -> str:
        return {"a.sh": "shell", "c.sh": "shell"}[path.name]

    monkeypatch.setattr(kinds, "kind_of_named_file", kind_of_named_file)
    answered, _ = answer(capsys, "a.sh", "b.sh", "c.sh")
    assert [error["path"] for error in answered["errors"]] == ["b.sh"]
    assert [finding["path"] for finding in answered["findings"]] == ["a.sh", "c.sh"]


def test_a_dockerfile_that_its_content_shows_is_read_once(
    directory_with_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (directory_with_files / "image").write_text("FROM openjdk:21-jdk-slim\n", "utf-8")
    read = Mock(side_effect=dockerfile.read)
    monkeypatch.setattr(dockerfile, "read", read)
    assert cli.main(["check"]) == exit_codes.FINDINGS
    assert read.call_count == 1


@pytest.mark.usefixtures("reader")
def test_show_reports_a_reader_that_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "b.sh"]) == exit_codes.ERROR
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"kaniko-guide: b.sh: {WORDS}KeyError, test_exit_codes.py:")


def test_show_and_diagnose_report_their_own_errors(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise IndexError(SECRET)

    monkeypatch.setattr(show, "read", fail)
    monkeypatch.setattr(causes, "diagnose", fail)
    for command in ("show", "diagnose"):
        assert cli.main([command, "a.sh"]) == exit_codes.ERROR
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(f"kaniko-guide: a.sh: {WORDS}IndexError, test_exit_codes.py:")
        assert err.count("\n") == 1


def test_any_other_error_of_ours_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise IndexError(SECRET)

    monkeypatch.setattr(text, "render", fail)
    assert cli.main(["check", "a.sh"]) == exit_codes.ERROR
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("kaniko-guide: internal error (IndexError, test_exit_codes.py:")
    assert SECRET not in err


def test_a_rule_that_fails_on_everything_hides_no_other_rule(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Project) -> Iterator[Finding]:
        raise KeyError(SECRET)

    before, _ = (cli.main(["check", "--format=json"]), json.loads(capsys.readouterr().out))
    assert before == exit_codes.FINDINGS
    monkeypatch.setattr(invisible_character, "check", fail)
    answered, _ = answer(capsys)
    assert {finding["rule"] for finding in answered["findings"]} == {"placeholder-left"}
    assert sorted(error["path"] for error in answered["errors"]) == ["a.sh", "b.sh", "c.sh"]
    assert all(error["message"].startswith(f"{WORDS}invisible-character: KeyError, ") for error in answered["errors"])


def test_a_file_whose_comments_can_not_be_read_hides_no_other_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    apply = ignores.apply_ignores

    def fail(findings: list[Finding], sources: list[Source], known: Collection[str]) -> tuple[list[Finding], int]:
        if any(source.path == "b.sh" for source in sources):
            raise KeyError(SECRET)
        return apply(findings, sources, known)

    monkeypatch.setattr(ignores, "apply_ignores", fail)
    answered, _ = answer(capsys)
    assert {finding["path"] for finding in answered["findings"]} == {"a.sh", "c.sh"}
    assert [error["path"] for error in answered["errors"]] == ["b.sh"]
