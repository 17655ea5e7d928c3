"""The complete output of a check; `REFRESH_OUTPUTS=1 pytest tests/kaniko_guide/report/test_report.py` rewrites it."""

from __future__ import annotations

import shutil
from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli, project
from kaniko_guide.cli import exit_codes
from tests.support import DATA, EXAMPLES, SNIPPETS, expect_output

if TYPE_CHECKING:
    from pathlib import Path


GOLDEN = DATA / "check"
FORMATS = ("text", "json", "github", "sarif")

BREAKS = {
    "Jenkinsfile": {
        "                          --destination=": "\t\t--destnation=",
        "--dockerfile=": "--single_snapshot --dockerfile=",
        "    - name: docker-config\n": "    - name: registry-config\n",
        "stage('Image') {": "stage('镜像') { /* 全角 */ sh 'kubectl logs <pod>'",
    },
    "Dockerfile": {
        "eclipse-temurin:21-jre": "openjdk:21-jdk-slim",
        "FROM": "# kaniko-guide: ignore[schema] not here\nFROM",
    },
}
"""Replacements in the quick start's files: typos (one has a fix), tabs, wide characters, a needless ignore comment."""

RULES = (
    *("declarative-structure", "mount-without-volume", "placeholder-left", "removed-image", "unknown-flag"),
    "unused-ignore",
)
"""The rules that these replacements violate; a new rule changes no output here."""


@pytest.fixture
def broken_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The quick start with errors and a link out of its directory; it becomes the current directory."""
    directory = tmp_path / "myapp"
    shutil.copytree(SNIPPETS / "quick-start", directory)
    (directory / "recipe.yml").unlink()
    (directory / "link.sh").symlink_to(SNIPPETS / "test-pod" / "run.sh")
    for name, replacements in BREAKS.items():
        text = (directory / name).read_text("utf-8")
        for old, new in replacements.items():
            assert old in text
            text = text.replace(old, new)
        (directory / name).write_text(text, "utf-8")
    monkeypatch.chdir(directory)
    return directory


@pytest.mark.usefixtures("broken_project")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", FORMATS)
def test_broken_quick_start(form: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["check", f"--format={form}", f"--lang={language}", f"--select={','.join(RULES)}"])
    out = capsys.readouterr().out.replace(f'"{metadata.version("kaniko-guide")}"', '"VERSION"')
    assert code == exit_codes.FINDINGS
    expect_output(GOLDEN / f"{language}.{form}", out)
    assert all(rule in out for rule in RULES)


@pytest.mark.parametrize(("language", "locale"), [("zh", "zh_CN.UTF-8"), ("en", "C.UTF-8")])
def test_the_guide_shows_what_the_command_prints(
    language: str, locale: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(EXAMPLES / "unknown-flag" / "bad")
    monkeypatch.setenv("LC_ALL", locale)
    (script,) = [each for each in project.read(SNIPPETS / "check").scripts if each.text.source.path == "run.sh"]
    ((program, *arguments),) = [[word.value for word in command.words] for command in script.commands]
    assert program == "kaniko-guide"
    assert cli.main(arguments) == exit_codes.FINDINGS
    expect_output(SNIPPETS / "check" / f"run.{language}.txt", capsys.readouterr().out)


def test_every_golden_output_is_compared() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{lang}.{form}" for lang in ("zh", "en") for form in FORMATS}
