"""The configuration and the baseline that the page on `check` shows, as a reader uses them."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from tests.kaniko_guide.command import SHELL, check, write
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

FILE = SNIPPETS / "check" / "kaniko-guide.toml"


def test_the_configuration_is_valid_and_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    archived = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: kaniko\n"
    archived += "    image: gcr.io/kaniko-project/executor:latest\n    args: [--no-push, '--context=git://github.com/a/b.git']\n"
    files = {"a.yaml": archived, "legacy/a.yaml": archived, "third_party/a.sh": SHELL, "b.tmpl.yaml": archived}
    write(tmp_path, files)
    before = check(capsys, "--severity=info")[1]
    write(tmp_path, {FILE.name: FILE.read_text("utf-8")})
    code, found, _ = check(capsys)
    assert code == exit_codes.CLEAN
    assert {"a.yaml:7 archived-image", "legacy/a.yaml:7 floating-tag", "third_party/a.sh:1 placeholder-left"} <= {
        *before
    }
    assert found == ["a.yaml:6 no-memory-limit", "a.yaml:7 floating-tag", "legacy/a.yaml:6 no-memory-limit"]


def test_the_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"a.sh": SHELL})
    write_it, use_it = (SNIPPETS / "check" / "baseline.sh").read_text("utf-8").splitlines()
    for line in (write_it, use_it):
        program, *arguments = shlex.split(line)
        assert program == "kaniko-guide"
        assert cli.main(arguments) == exit_codes.CLEAN
    write(tmp_path, {"b.sh": SHELL})
    assert cli.main(shlex.split(use_it)[1:]) == exit_codes.FINDINGS
    capsys.readouterr()
