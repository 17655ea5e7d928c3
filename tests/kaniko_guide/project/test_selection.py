"""Which files `--exclude` and repeated paths leave out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from tests.kaniko_guide.command import SHELL, check, write

if TYPE_CHECKING:
    from pathlib import Path

FOUND = ["a.sh:1 placeholder-left", "sub/b.sh:1 placeholder-left", "sub/vendor/c.sh:1 placeholder-left"]


@pytest.fixture
def scripts(working_directory: Path) -> Path:
    write(working_directory, {"a.sh": SHELL, "sub/b.sh": SHELL, "sub/vendor/c.sh": SHELL})
    return working_directory


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        (["vendor"], FOUND[:2]),
        (["/vendor"], FOUND),
        (["sub/"], FOUND[:1]),
        (["sub/**/c.sh", "a.sh"], FOUND[1:2]),
        (["[ab].sh"], FOUND[2:]),
        (["*.sh", "!a.sh"], FOUND[:1]),
        (["*.py"], FOUND),
    ],
)
def test_excluded_files(
    scripts: Path, capsys: pytest.CaptureFixture[str], patterns: list[str], left: list[str]
) -> None:
    options = [f"--exclude={pattern}" for pattern in patterns]
    code = exit_codes.FINDINGS if left else exit_codes.CLEAN
    assert check(capsys, *options) == (code, left, "")
    assert check(capsys, *options, "a.sh", "sub/b.sh", "sub/vendor/c.sh") == (code, left, "")
    assert check(capsys, *options, str(scripts))[1] == [f"{scripts}/{place}" for place in left]
    cli.main(["check", "--format=json", *options])
    assert json.loads(capsys.readouterr().out)["left_out"]["files"]["excluded"] == len(FOUND) - len(left)


def test_exclusion_outside_the_working_directory(
    scripts: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert check(capsys, "--exclude=/sub", str(scripts))[1] == [f"{scripts}/{FOUND[0]}"]
    assert check(capsys, "--exclude=b.sh", f"{scripts}/sub/b.sh")[1] == []


@pytest.mark.usefixtures("scripts")
def test_all_files_excluded_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--lang=en", "--exclude=*", "a.sh"]) == exit_codes.CLEAN
    assert capsys.readouterr().out == ("Checked 0 files: nothing was understood.\nNot checked: 1 excluded file.\n")


def test_a_pod_file_that_is_excluded_is_read_but_not_reported(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: kaniko\n    image: a:1\n    imagee: b\n"
    pipeline = "pipeline { agent { kubernetes { yamlFile 'ci/pod.yaml' } }\n stages { stage('a') { steps {\n"
    pipeline += "container('kanikoo') { sh 'ls' } } } } }\n"
    write(working_directory, {"Jenkinsfile": pipeline, "ci/pod.yaml": pod})
    assert "ci/pod.yaml:7 unknown-field" in check(capsys)[1]
    assert check(capsys, "--exclude=ci")[1] == ["Jenkinsfile:3 container-not-in-pod"]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("[a", "invalid pattern '[a', expected one as in .gitignore"),
        ("", "invalid pattern '', expected one as in .gitignore"),
        ("a//b", "invalid pattern 'a//b', expected one as in .gitignore"),
    ],
)
@pytest.mark.usefixtures("scripts")
def test_an_invalid_pattern(capsys: pytest.CaptureFixture[str], pattern: str, message: str) -> None:
    code, found, err = check(capsys, f"--exclude={pattern}")
    assert (code, found) == (exit_codes.ERROR, [])
    assert err.startswith(f"kaniko-guide: --exclude: {message}")


@pytest.mark.usefixtures("scripts")
def test_too_many_patterns(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = check(capsys, *(f"--exclude=*{number}" for number in range(1001)))
    assert code == exit_codes.ERROR
    assert "too many patterns" in err


def test_the_same_file_is_checked_once(scripts: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (scripts / "link.sh").symlink_to("a.sh")
    assert check(capsys, "a.sh", "./a.sh", str(scripts / "a.sh"), "sub/../a.sh", "link.sh")[1] == FOUND[:1]
    (scripts / "link.sh").unlink()
    for paths in (["sub", "."], [".", "sub"], ["sub/vendor", "sub", ".", "a.sh"], ["a.sh", str(scripts), "."]):
        assert [place.removeprefix(f"{scripts}/") for place in check(capsys, *paths)[1]] == FOUND


def test_a_directory_that_is_skipped_can_be_named(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": "ls\n", "target/b.sh": SHELL})
    assert check(capsys, "target", ".")[1] == ["target/b.sh:1 placeholder-left"]
