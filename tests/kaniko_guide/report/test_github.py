"""GitHub workflow commands."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from kaniko_guide import cli
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.project import UncheckedFile
from kaniko_guide.report import github
from kaniko_guide.report.check_report import CheckReport
from kaniko_guide.rules import placeholder_left
from kaniko_guide.text import Source, Text, UnreadableError
from tests.support import SNIPPETS

if TYPE_CHECKING:
    import pytest


def test_github_commands_can_not_be_forged(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    words = "kubectl logs '<pod%0A>' --x=<a,b:c>\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(words.encode())))
    monkeypatch.setenv("LC_ALL", "C")
    cli.main(["check", "--format=github", "--severity=info", str(SNIPPETS / "test-pod" / "run.sh"), "-"])
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("::") for line in lines)


def test_a_command_has_its_location_and_escapes_special_characters() -> None:
    source = Source("a,b:c%.sh", "one\ntwo\n")
    finding = placeholder_left.RULE.finding(Text.canonical(source).cut(4, 7), text="100%\n")
    problem = UncheckedFile.unreadable(UnreadableError("d.sh", Bilingual(zh="一\n二", en="one\r\ntwo: 100%")))
    report = CheckReport("en", {source.path: source}, [finding], hidden=0, suppressed=0, errors=[problem])
    command, error, covered = github.render(report)
    place = "file=a%2Cb%3Ac%25.sh,line=2,col=1,endColumn=4,title=kaniko-guide%3A placeholder-left"
    assert command.startswith(f"::{finding.severity} {place}::")
    assert "`100%25<U+000A>`" in command
    assert "\n" not in command
    assert error == "::error file=d.sh,title=kaniko-guide::one<U+000D><U+000A>two: 100%25"
    assert covered == "::notice title=kaniko-guide::Understood: nothing."
