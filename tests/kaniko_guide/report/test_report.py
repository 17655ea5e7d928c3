"""What a check prints, whole: `REFRESH_OUTPUTS=1 pytest tests/kaniko_guide/report/test_report.py` writes it anew."""

from __future__ import annotations

import io
import os
import shutil
import sys
from importlib import metadata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as SarifLog

from kaniko_guide import cli, project
from kaniko_guide.cli import exit_codes
from kaniko_guide.report.text import excerpt, visible, wrap
from tests.support import DATA, EXAMPLES, SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path

GOLDEN = DATA / "check"
FORMATS = ("text", "json", "github", "sarif")

BREAKS = {
    "Jenkinsfile": {
        "                          --destination=": "\t\t--destnation=",
        "    - name: docker-config\n": "    - name: registry-config\n",
        "stage('Image') {": "stage('镜像') { /* 全角 */ sh 'kubectl logs <pod>'",
    },
    "Dockerfile": {
        "eclipse-temurin:21-jre": "openjdk:21-jdk-slim",
        "FROM": "# kaniko-guide: ignore[schema] not here\nFROM",
    },
}
"""What is replaced in the quick start's files: slips, tabs, wide characters, a comment that ignores nothing."""


RULES = (
    *("declarative-structure", "mount-without-volume", "placeholder-left", "removed-image", "unknown-flag"),
    "unused-ignore",
)
"""What these breaks raise; a rule that is yet to come changes no output here."""


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The quick start, broken, with a link that leads out of its folder; the current folder."""
    folder = tmp_path / "myapp"
    shutil.copytree(SNIPPETS / "quick-start", folder)
    (folder / "recipe.yml").unlink()
    (folder / "link.sh").symlink_to(SNIPPETS / "test-pod" / "run.sh")
    for name, replacements in BREAKS.items():
        text = (folder / name).read_text("utf-8")
        for old, new in replacements.items():
            assert old in text
            text = text.replace(old, new)
        (folder / name).write_text(text, "utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", FORMATS)
def test_broken_quick_start(form: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["check", f"--format={form}", f"--lang={language}", f"--select={','.join(RULES)}"])
    out = capsys.readouterr().out.replace(f'"{metadata.version("kaniko-guide")}"', '"VERSION"')
    path = GOLDEN / f"{language}.{form}"
    if os.environ.get("REFRESH_OUTPUTS"):
        path.write_text(out, "utf-8")
    assert (code, out) == (exit_codes.FINDINGS, path.read_text("utf-8"))
    assert all(rule in out for rule in RULES)


def test_the_guide_shows_what_the_command_prints(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(EXAMPLES / "unknown-flag" / "bad")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    (script,) = [each for each in project.read(SNIPPETS / "check").scripts if each.text.source.path == "run.sh"]
    ((program, *arguments),) = [[word.value for word in command.words] for command in script.commands]
    assert program == "kaniko-guide"
    assert cli.main(arguments) == exit_codes.FINDINGS
    out = capsys.readouterr().out
    path = SNIPPETS / "check" / "run.zh.txt"
    if os.environ.get("REFRESH_OUTPUTS"):
        path.write_text(out, "utf-8")
    assert path.read_text("utf-8") == out


def test_every_golden_output_is_compared() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{lang}.{form}" for lang in ("zh", "en") for form in FORMATS}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sarif_is_valid(language: str) -> None:
    log = SarifLog.model_validate_json((GOLDEN / f"{language}.sarif").read_text("utf-8"))
    (run,) = log.runs
    assert run.results


def test_sarif_of_errors_and_of_nothing_is_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "中 文.sh").write_bytes(b"\xff")
    assert cli.main(["check", "--format=sarif", str(tmp_path)]) == exit_codes.UNUSABLE
    (run,) = SarifLog.model_validate_json(capsys.readouterr().out).runs
    (invocation,) = run.invocations
    (notification,) = invocation.toolExecutionNotifications
    assert invocation.executionSuccessful is False
    assert notification.message.text.endswith("expected UTF-8; save it as UTF-8")
    assert run.results == []


def test_github_commands_can_not_be_forged(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    words = "kubectl logs '<pod%0A>' --x=<a,b:c>\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(words.encode())))
    monkeypatch.setenv("LC_ALL", "C")
    cli.main(["check", "--format=github", "--severity=info", str(SNIPPETS / "test-pod" / "run.sh"), "-"])
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("::") for line in lines)


@pytest.mark.parametrize(
    ("line", "column", "end_column", "shown"),
    [
        ("abc", 2, 3, ("abc", " ^")),
        ("abc", 4, 4, ("abc", "   ^")),
        ("", 1, 1, ("", "^")),
        ("\t\tx", 3, 4, ("        x", "        ^")),
        ("a\tx", 2, 4, ("a    x", " ^^^^^")),
        ("镜像 = x", 6, 7, ("镜像 = x", "       ^")),
        ("x 镜像", 3, 5, ("x 镜像", "  ^^^^")),
        ("（x）", 2, 3, ("（x）", "  ^")),
        ("e\u0301x", 3, 4, ("e\u0301x", " ^")),
        ("a\u200bb", 2, 3, ("a<U+200B>b", " ^^^^^^^^")),
        ("\x1b[31mx", 6, 7, ("<U+001B>[31mx", "            ^")),
        ("a" * 300, 151, 153, ("…" + "a" * 182 + "…", " " * 81 + "^^")),
        ("a" * 300, 1, 300, ("a" * 200 + "…", "^" * 100)),
    ],
)
def test_carets_stand_under_what_is_at_fault(line: str, column: int, end_column: int, shown: tuple[str, str]) -> None:
    assert excerpt(line, column, end_column) == shown


@given(line=st.text(), column=st.integers(1, 50), length=st.integers(0, 50))
def test_any_line_is_shown_without_steering_the_terminal(line: str, column: int, length: int) -> None:
    shown, carets = excerpt(line, column, column + length)
    assert carets.strip(" ").strip("^") == ""
    assert shown == visible(shown)
    assert "\x1b" not in shown


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 5, [""]),
        ("one two  three", 8, ["one two", "three"]),
        ("longer than that", 4, ["longer", "than", "that"]),
        ("检查文件", 5, ["检查", "文件"]),
        ("检查，文件", 4, ["检", "查，", "文件"]),
        ("看（文件）里", 4, ["看", "（文", "件）", "里"]),
        ("用 Kaniko 构建", 10, ["用 Kaniko", "构建"]),
    ],
)
def test_help_is_folded_by_the_columns_of_a_terminal(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(text=st.text(), width=st.integers(1, 20))
def test_folding_loses_nothing_but_blanks(text: str, width: int) -> None:
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())
