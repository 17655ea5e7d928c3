"""The command line: accepted arguments, errors for wrong ones, and the help."""

from __future__ import annotations

import os
import re
import unicodedata
from importlib import metadata
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes, options
from kaniko_guide.project.files import MAX_BYTES
from tests.kaniko_guide.command import SHELL, check, write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "none"], "none: no such file or directory; check the path"),
        (
            ["check", "empty"],
            "empty: no file to check; expected a Jenkinsfile, pod YAML, a Dockerfile or a shell",
        ),
        (["check", "a.txt"], "a.txt: unknown kind of file, expected a Jenkinsfile"),
        (["check", "gbk.sh"], "gbk.sh: line 2, column 3: found byte 0xd6, expected UTF-8; save the file as UTF-8"),
        (["check", "large.sh"], "large.sh: found more than 1 MB, expected a file written by hand"),
        (["check", "--select=unknown-flg"], "--select: invalid value 'unknown-flg'; did you mean unknown-flag?"),
        (["check", "--ignore=x,"], "--ignore: invalid value 'x'; see `kaniko-guide rules` for all rules"),
        (["check", "--kubernetes=1.32"], "--kubernetes: invalid value '1.32'; did you mean 1.3"),
        (["check", "--executor=v1.24.0"], "--executor: invalid value 'v1.24.0'; did you mean google-v1.24.0?"),
        (["check", "--format=xml"], "--format: invalid value 'xml'; expected one of text, json, github, sarif"),
        (["check", "--lang=de"], "--lang: invalid value 'de'; expected one of zh, en"),
        (
            ["check", "--form=json"],
            "check: unrecognized option or argument --form=json; see `kaniko-guide check --help`",
        ),
        (["show", "empty"], "empty: is a directory, expected a file, such as the Jenkinsfile in it"),
        (["show", "none"], "none: no such file or directory; check the path"),
        (["show"], "show: missing file; for example"),
        (["rules", "schemas"], "unknown rule 'schemas'; did you mean schema?"),
        (["rules", "schema", "x"], "rules: unrecognized option or argument x;"),
        (["completion"], "completion: missing shell; for example `kaniko-guide completion bash`"),
        (["completion", "tcsh"], "unknown shell 'tcsh'; expected one of bash, zsh, fish"),
        (["checks"], "unknown command 'checks'; did you mean check?"),
        (["check", "--select"], "--select: missing value; see `kaniko-guide check --help`"),
        (["check", "--help=x"], "-h/--help: takes no value; remove it"),
        (["--lang"], "--lang: missing value; see `kaniko-guide --help`"),
        (
            ["--format=json", "check"],
            "missing command; expected one of check, show, diagnose, doctor, rules, completion; ",
        ),
        (
            [],
            "missing command; expected one of check, show, diagnose, doctor, rules, completion; see `kaniko-guide",
        ),
    ],
)
def test_wrong_usage_is_one_clear_line(
    working_directory: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    write(
        working_directory, {"a.txt": "hello\n", "gbk.sh": "ls\n# 中".encode("gbk"), "large.sh": b"#" * (MAX_BYTES + 1)}
    )
    (working_directory / "empty").mkdir()
    assert cli.main(arguments) == exit_codes.ERROR
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"kaniko-guide: {words}")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "none"], "none: 没有这个文件或目录；检查路径有没有写错"),
        (["check", ""], "'': 路径为空，应该是文件或目录；检查变量是否没有赋值"),
        (["check", "a.txt"], "a.txt: 无法识别文件类型，应该是 Jenkinsfile、Pod 的 YAML、"),
        (["check", "gbk.sh"], "gbk.sh: 第 2 行第 3 列：遇到字节 0xd6，应该是 UTF-8；请把文件另存为 UTF-8"),
        (["check", "large.sh"], "large.sh: 文件超过 1 MB，应该是手写的文件；"),
        (["check", "a.txt/b"], "a.txt/b: 路径中间有一段是文件，应该是目录；"),
        (["check", "loop.sh"], "loop.sh: 符号链接循环指向自己，"),
        (["check", "x" * 300], f"{'x' * 300}: 无法读取（File name too long）；换一个"),
        (["check", "pipe"], "pipe: 这是管道、套接字或设备，应该是普通文件；"),
        (["check", "/dev/null"], "/dev/null: 这是管道、套接字或设备，应该是普通文件；"),
        (["check", "empty"], "empty：没有可以检查的文件；应该有 Jenkinsfile、"),
        (["show", "empty"], "empty: 这是目录，应该是文件；写出里面的 Jenkinsfile"),
        (["show"], "show：缺少文件；写法如"),
        (["check", "--select=unknown-flg"], "--select：无效的值 'unknown-flg'；是不是想写 unknown-flag？"),
        (["check", "--executor=x"], "--executor：无效的值 'x'；应该是 google-v1.24.0、osscontainertools-v1.28.3 之一"),
        (["check", "--format=xml"], "--format：无效的值 'xml'；应该是 text、json、github、sarif 之一"),
        (["check", "--select"], "--select：缺少值；用法见 `kaniko-guide check --help`"),
        (["check", "--form=json"], "check：无法识别的选项或参数 --form=json；"),
        (["checks"], "未知的命令 'checks'；是不是想写 check？"),
        ([], "缺少命令；应该是 check、show、diagnose、doctor、rules、completion 之一；"),
    ],
)
@pytest.mark.parametrize("place", [0, -1], ids=["first", "last"])
def test_every_error_is_in_the_chosen_language(
    working_directory: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str, place: int
) -> None:
    write(
        working_directory, {"a.txt": "hello\n", "gbk.sh": "ls\n# 中".encode("gbk"), "large.sh": b"#" * (MAX_BYTES + 1)}
    )
    (working_directory / "empty").mkdir()
    (working_directory / "loop.sh").symlink_to("loop.sh")
    os.mkfifo(working_directory / "pipe")
    given = ["--lang=zh", *arguments] if place == 0 else [*arguments, "--lang", "zh"]
    value_missing = arguments[-1:] == ["--select"]
    assert cli.main(given) == exit_codes.ERROR
    out, err = capsys.readouterr()
    assert err.startswith(f"kaniko-guide: {words}") or value_missing
    assert err.count("\n") == 1
    assert "Checked" not in out


@pytest.mark.parametrize("command", [[], ["check"], ["show"], ["diagnose"], ["rules"], ["completion"]])
def test_help_is_in_one_language(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    for language, usage, options_heading in (
        ("zh", "用法：kaniko-guide", "\n选项:\n"),
        ("en", "usage: kaniko-guide", "\noptions:\n"),
    ):
        with pytest.raises(SystemExit) as ended:
            cli.main([*command, "--help", f"--lang={language}"])
        out = capsys.readouterr().out
        assert ended.value.code == 0
        assert out.startswith(usage)
        assert options_heading in out
        assert any("\u4e00" <= character <= "\u9fff" for character in out) == (language == "zh")
        words = set(re.findall(r"(?<![-\w{,])[a-z]{3,}", out))
        names = {
            "kaniko",
            *options.ARGUMENTS,
            "text",
            "warning",
            "executor",
            "toml",
            "ignore",
            "error",
            "gitignore",
            "shell",
            "kubectl",
            "hadolint",
            "linters",
        }
        names |= {*options.SHELLS, "local", "share", "completions", "completion", "config", "fpath"}
        assert language == "en" or words <= names


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_fits_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    with pytest.raises(SystemExit):
        cli.main(["check", "--help", f"--lang={language}"])
    for line in capsys.readouterr().out.splitlines():
        assert sum(1 + (unicodedata.east_asian_width(character) in {"W", "F"}) for character in line) <= 60


def test_options_and_paths_in_any_order(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": SHELL, "b.sh": SHELL, "-c.sh": SHELL})
    found = [f"{name}:1 placeholder-left" for name in ("-c.sh", "a.sh", "b.sh")]
    assert check(capsys, "a.sh", "--severity=info", "b.sh", "--", "-c.sh")[1] == found
    assert check(capsys, "--", "-c.sh", "--lang")[2].startswith("kaniko-guide: --lang: no such file")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_language_is_that_of_the_locale(environment: dict[str, str], language: str) -> None:
    assert options.locale_language(environment) == language


@pytest.mark.parametrize("arguments", [["--version"], ["-V"], ["--lang=zh", "--version"]])
def test_the_version(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"kaniko-guide {metadata.version('kaniko-guide')}\n"
