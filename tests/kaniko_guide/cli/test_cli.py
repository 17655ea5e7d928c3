"""The command as a reader uses it: which files it finds, what it says, how it ends."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaniko_guide import cli, rules
from kaniko_guide.analysis import ignores
from kaniko_guide.cli import exit_codes, options
from kaniko_guide.project import Settings, read_paths
from kaniko_guide.project.files import LIMIT
from kaniko_guide.report.guide import address
from kaniko_guide.sources.shell import LONGEST
from tests.support import EXAMPLES, ROOT, SNIPPETS, examples, missing, recipes

if TYPE_CHECKING:
    from collections.abc import Mapping

SHELL = "kubectl logs <pod>\n"
"""One finding: a placeholder that is left."""

KNOWN_FLAG = "/kaniko/executor --context=dir:///w --destination=a.example.com/b/c:1 --annotation=a=b"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    """The exit code, each finding as `path:line rule`, and what stands on standard error."""
    code = cli.main(["check", "--format=json", *arguments])
    out, err = capsys.readouterr()
    found = json.loads(out)["findings"] if out else []
    return code, [f"{each['path']}:{each['line']} {each['rule']}" for each in found], err


def files(capsys: pytest.CaptureFixture[str], *arguments: str) -> int:
    cli.main(["check", "--format=json", *arguments])
    count: int = json.loads(capsys.readouterr().out)["files"]
    return count


def test_the_installed_command_runs(here: Path) -> None:
    write(here, {"a.sh": SHELL})
    done = subprocess.run(
        [sys.executable, "-m", "kaniko_guide", "check", "a.sh"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8"},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("a.sh:1:14: error: ")
    assert "检查了 1 个文件：1 个错误。" in done.stdout


def test_machines_get_utf_8_whatever_the_locale(here: Path) -> None:
    write(here, {"é.sh": "kubectl logs '<名😀é>'\n"})
    for form in ("json", "sarif"):
        done = subprocess.run(
            [sys.executable, "-m", "kaniko_guide", "check", "--severity=info", f"--format={form}", "--lang=zh", "."],
            capture_output=True,
            env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, b"")
        assert "占位符" in json.dumps(json.loads(done.stdout.decode()), ensure_ascii=False)


@pytest.mark.parametrize("folder", [*recipes(), *examples("good")], ids=str)
def test_what_the_guide_offers_is_clean(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (reading,) = read_paths([str(folder)], io.BytesIO(), Settings())
    if reading.sources:
        assert check(capsys, str(folder))[:2] == (exit_codes.CLEAN, [])


def test_findings_of_a_folder_name_its_files_as_the_reader_does(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"ci/a.sh": SHELL, "b.sh": SHELL})
    expected = ["b.sh:1 placeholder-left", "ci/a.sh:1 placeholder-left"]
    assert check(capsys) == (exit_codes.FINDINGS, expected, "")
    assert check(capsys, ".") == (exit_codes.FINDINGS, expected, "")
    assert check(capsys, "./ci/", "b.sh", "b.sh", "ci/a.sh") == (
        exit_codes.FINDINGS,
        expected,
        "",
    )


@pytest.mark.parametrize(
    ("name", "content", "count"),
    [
        ("Jenkinsfile", "pipeline { }\n", 1),
        ("build", "#!/bin/sh\nls\n", 1),
        ("build", "#!/usr/bin/env bash\nls\n", 1),
        ("build", "#!/usr/bin/env groovy\nnode { }\n", 1),
        ("build", "#!/usr/bin/env python3\nprint()\n", 0),
        ("jenkins.pipeline", "// comment\npipeline {\n}\n", 1),
        ("docker.base", "# comment\nFROM eclipse-temurin:21-jre\n", 1),
        ("pod", "apiVersion: v1\nkind: Pod\n", 1),
        ("pod.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", 1),
        ("compose.yaml", "services:\n  a:\n    image: b:1\n", 0),
        ("chart.yaml", "{{- if .Values.a }}\nkind: Pod\n{{- end }}\n", 0),
        ("vars/build.groovy", "def call() {\n  podTemplate {\n  }\n}\n", 1),
        ("src/App.groovy", "class App { }\n", 0),
        ("picture", b"FROM \0\1\2", 0),
        ("picture", b"FROM \xff\xfe", 0),
        ("README.md", "pipeline { }\n", 0),
        ("customjenkins.md", "pipeline { }\n", 0),
        ("jenkins.yaml.tpl", "kind: Pod\n", 0),
        ("Dockerfile-template", "LABEL a=b\n", 0),
        ("plan", "FROM a:1\n  UNPACK /kaniko/stages/0\nRUN touch b\n", 0),
    ],
)
def test_files_are_found_by_name_and_content(
    here: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | bytes, count: int
) -> None:
    write(here, {name: content, "run.sh": "ls\n"})
    assert files(capsys) == count + 1


def test_a_file_of_a_folder_that_is_called_like_the_standard_input(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(here, {"-": "#!/bin/sh\nls\n"})
    assert check(capsys) == (exit_codes.CLEAN, [], "")


def test_folders_that_programs_fill_are_left_out(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {f"{name}/a.sh": SHELL for name in (".git", "node_modules", ".venv", "target")} | {"b.sh": "ls\n"})
    assert check(capsys) == (exit_codes.CLEAN, [], "")


def test_links_that_lead_out_are_not_read(
    here: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    write(outside, {"a.sh": SHELL, "pod.txt": "kind: Pod\nspec: 3\n"})
    pipeline = "pipeline {\n  agent { kubernetes { yamlFile 'pod.txt' } }\n}\n"
    write(here, {"inside.sh": SHELL, "Jenkinsfile": pipeline})
    (here / "link.sh").symlink_to(outside / "a.sh")
    (here / "pod.txt").symlink_to(outside / "pod.txt")
    (here / "folder").symlink_to(outside)
    (here / "again.sh").symlink_to("inside.sh")
    code, found, err = check(capsys, "--select=placeholder-left,schema")
    assert (code, found) == (exit_codes.FINDINGS, ["again.sh:1 placeholder-left"])
    assert err == "kaniko-guide: link.sh: a link that leads out of the given folder, not checked\n"


def test_the_pod_file_of_a_jenkinsfile_is_read(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline = "pipeline {\n  agent { kubernetes { yamlFile 'pod.txt' } }\n}\n"
    write(here, {"Jenkinsfile": pipeline, "pod.txt": "kind: Pod\nspec:\n  containers: 3\n"})
    assert check(capsys, "--select=schema")[:2] == (exit_codes.FINDINGS, ["pod.txt:3 schema"])
    write(here, {"pod.txt": b"\xff"})
    code, found, err = check(capsys, "--select=schema")
    assert (code, found) == (exit_codes.UNUSABLE, [])
    assert err == ("kaniko-guide: pod.txt: line 1, column 1: found the byte 0xff, expected UTF-8; save it as UTF-8\n")


def test_a_file_alone_is_not_blamed_for_what_was_not_given(capsys: pytest.CaptureFixture[str]) -> None:
    bad = EXAMPLES / "copy-source-missing" / "bad"
    assert check(capsys, str(bad / "Dockerfile"), str(bad / "Jenkinsfile"))[:2] == (exit_codes.CLEAN, [])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("pipeline {\n", "<stdin>:1 groovy-syntax"),
        ("#!/bin/sh\nkubectl logs <pod>\n", "<stdin>:2 placeholder-left"),
        ("FROM openjdk:21-jdk-slim\n", "<stdin>:1 removed-image"),
        ('pipeline {\n  agent { kubernetes { yaml """\nkind: Pod\n""" } }\n', "<stdin>:1 groovy-syntax"),
    ],
)
def test_standard_input(
    content: str, expected: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert check(capsys, "-")[1] == [expected]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "none"], "none: there is no such file or folder; check how the path is spelled"),
        (
            ["check", "empty"],
            "empty: found no file to check, expected a Jenkinsfile, pod YAML, a Dockerfile or a shell",
        ),
        (["check", "a.txt"], "a.txt: can't tell what this is, expected a Jenkinsfile"),
        (["check", "gbk.sh"], "gbk.sh: line 2, column 3: found the byte 0xd6, expected UTF-8; save it as UTF-8"),
        (["check", "large.sh"], "large.sh: found more than 1 MB, expected a file that a person wrote"),
        (["check", "--select=unknown-flg"], "--select: there is no 'unknown-flg'; did you mean unknown-flag?"),
        (["check", "--ignore=x,"], "--ignore: there is no 'x'; `kaniko-guide rules` lists all rules"),
        (["check", "--kubernetes=1.32"], "--kubernetes: there is no '1.32'; did you mean 1.3"),
        (["check", "--executor=v1.24.0"], "--executor: there is no 'v1.24.0'; did you mean google-v1.24.0?"),
        (["check", "--format=xml"], "--format: there is no 'xml'; expected one of text, json, github, sarif"),
        (["check", "--lang=de"], "--lang: there is no 'de'; expected one of zh, en"),
        (
            ["check", "--form=json"],
            "check: there is no option or argument --form=json; `kaniko-guide check --help`",
        ),
        (["show", "empty"], "empty: found a folder, expected a file; name the Jenkinsfile in it"),
        (["show", "none"], "none: there is no such file or folder; check"),
        (["show"], "show: found no file, expected one; name it, as in"),
        (["rules", "schemas"], "rules: there is no 'schemas'; did you mean schema?"),
        (["rules", "schema", "x"], "rules: there is no option or argument x;"),
        (["checks"], "command: there is no 'checks'; did you mean check?"),
        (["check", "--select"], "--select: found no value, expected one; `kaniko-guide check --help` says which"),
        (["check", "--help=x"], "-h/--help: found a value, expected none; delete it"),
        (["--lang"], "--lang: found no value, expected one; `kaniko-guide --help` says which"),
        (["--format=json", "check"], "found no command, expected one of check, show, diagnose, rules; "),
        ([], "found no command, expected one of check, show, diagnose, rules; `kaniko-guide --help` explains them"),
    ],
)
def test_wrong_usage_is_one_clear_line(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    write(here, {"a.txt": "hello\n", "gbk.sh": "ls\n# 中".encode("gbk"), "large.sh": b"#" * (LIMIT + 1)})
    (here / "empty").mkdir()
    assert cli.main(arguments) == exit_codes.UNUSABLE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"kaniko-guide: {words}")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "none"], "none: 没有这个文件或目录；检查路径有没有写错"),
        (["check", ""], "'': 路径是空的，应该是文件或目录；检查变量是不是没有值"),
        (["check", "a.txt"], "a.txt: 看不出这是什么，应该是 Jenkinsfile、Pod 的 YAML、"),
        (["check", "gbk.sh"], "gbk.sh: 第 2 行第 3 列：遇到字节 0xd6，应该是 UTF-8；把它另存为 UTF-8"),
        (["check", "large.sh"], "large.sh: 超过 1 MB，应该是人写的文件；"),
        (["check", "a.txt/b"], "a.txt/b: 路径中间有一段是文件，应该是目录；"),
        (["check", "loop.sh"], "loop.sh: 符号链接绕回了自己，"),
        (["check", "x" * 300], f"{'x' * 300}: 读不了（File name too long）；换一个"),
        (["check", "pipe"], "pipe: 这是管道、套接字或设备，应该是文件；"),
        (["check", "/dev/null"], "/dev/null: 这是管道、套接字或设备，应该是文件；"),
        (["check", "empty"], "empty：没有找到可以检查的文件，应该有 Jenkinsfile、"),
        (["show", "empty"], "empty: 这是目录，应该是文件；写出里面的 Jenkinsfile"),
        (["show"], "show：没有写文件；写出一个，"),
        (["check", "--select=unknown-flg"], "--select：没有 'unknown-flg'；是不是想写 unknown-flag？"),
        (["check", "--executor=x"], "--executor：没有 'x'；应该是 google-v1.24.0、osscontainertools-v1.28.3 之一"),
        (["check", "--format=xml"], "--format：没有 'xml'；应该是 text、json、github、sarif 之一"),
        (["check", "--select"], "--select：后面没有值；`kaniko-guide check --help` 说明应该写什么"),
        (["check", "--form=json"], "check：没有 --form=json 这样的选项或参数；"),
        (["checks"], "命令：没有 'checks'；是不是想写 check？"),
        ([], "没有写命令，应该是 check、show、diagnose、rules 之一；"),
    ],
)
@pytest.mark.parametrize("place", [0, -1], ids=["first", "last"])
def test_the_chosen_language_holds_for_every_complaint(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str, place: int
) -> None:
    write(here, {"a.txt": "hello\n", "gbk.sh": "ls\n# 中".encode("gbk"), "large.sh": b"#" * (LIMIT + 1)})
    (here / "empty").mkdir()
    (here / "loop.sh").symlink_to("loop.sh")
    os.mkfifo(here / "pipe")
    given = ["--lang=zh", *arguments] if place == 0 else [*arguments, "--lang", "zh"]
    value_missing = arguments[-1:] == ["--select"]
    assert cli.main(given) == exit_codes.UNUSABLE
    out, err = capsys.readouterr()
    assert err.startswith(f"kaniko-guide: {words}") or value_missing
    assert err.count("\n") == 1
    assert "Checked" not in out


@pytest.mark.parametrize("command", [[], ["check"], ["show"], ["diagnose"], ["rules"]])
def test_help_is_wholly_in_one_language(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
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
        assert any("\u4e00" <= sign <= "\u9fff" for sign in out) == (language == "zh")
        words = set(re.findall(r"(?<![-\w{,])[a-z]{3,}", out))
        names = {"kaniko", *options.WANTED, "text", "warning", "executor", "shell"}
        assert language == "en" or words <= names


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_fits_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    with pytest.raises(SystemExit):
        cli.main(["check", "--help", f"--lang={language}"])
    for line in capsys.readouterr().out.splitlines():
        assert sum(1 + (unicodedata.east_asian_width(sign) in {"W", "F"}) for sign in line) <= 60


def test_options_and_paths_stand_in_any_order(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a.sh": SHELL, "b.sh": SHELL, "-c.sh": SHELL})
    found = [f"{name}:1 placeholder-left" for name in ("-c.sh", "a.sh", "b.sh")]
    assert check(capsys, "a.sh", "--severity=info", "b.sh", "--", "-c.sh")[1] == found
    assert check(capsys, "--", "-c.sh", "--lang")[2].startswith("kaniko-guide: --lang: there is no such file")


def run(*arguments: str, **streams: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401
    """The installed command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kaniko_guide", *arguments],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        encoding="utf-8",
        timeout=60,
        check=False,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams,
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["rules"], exit_codes.CLEAN),
        (["rules", "schema"], exit_codes.CLEAN),
        (["check", "--help"], exit_codes.CLEAN),
        (["check", "bad.sh"], exit_codes.FINDINGS),
        (["check", "bad.sh", "--format=sarif"], exit_codes.FINDINGS),
        (["check", "good.sh"], exit_codes.CLEAN),
        (["show", "good.sh", "--format=json"], exit_codes.CLEAN),
    ],
)
def test_a_closed_pipe_ends_quietly_with_the_own_verdict(here: Path, arguments: list[str], code: int) -> None:
    write(here, {"bad.sh": SHELL * 1000, "good.sh": "ls\n"})
    reader, writer = os.pipe()
    os.close(reader)
    done = run(*arguments, stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (code, "")


def test_head_takes_what_it_wants(here: Path) -> None:
    write(here, {"bad.sh": SHELL * 1000})
    command = f"'{sys.executable}' -m kaniko_guide check bad.sh | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        timeout=60,
        check=False,
    )
    first, code = done.stdout.splitlines()
    assert first.startswith("bad.sh:1:14: error: ")
    assert (code, done.stderr) == ("1", "")


def test_a_complaint_that_nobody_reads_changes_no_exit_code() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    assert run("checks", stderr=writer).returncode == exit_codes.UNUSABLE
    os.close(writer)


def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = run("rules", stdout=full)
    assert done.returncode == exit_codes.UNUSABLE
    assert done.stderr == (
        "kaniko-guide: the output can't be written (No space left on device); make room, or write it elsewhere\n"
    )


def test_streams_that_are_closed(here: Path) -> None:
    write(here, {"bad.sh": SHELL})
    shell = f"'{sys.executable}' -m kaniko_guide"
    for command, code, words in (
        (f"{shell} check bad.sh <&-", exit_codes.FINDINGS, ""),
        (f"{shell} check bad.sh >&-", exit_codes.FINDINGS, ""),
        (f"{shell} checks 2>&-", exit_codes.UNUSABLE, ""),
        (
            f"{shell} check - <&-",
            exit_codes.UNUSABLE,
            "kaniko-guide: <stdin>: it is closed, expected a file's",
        ),
    ):
        done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", timeout=60, check=False)
        assert done.returncode == code
        assert done.stderr.startswith(words)
        assert done.stderr.count("\n") == bool(words)


def test_an_interrupt_ends_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Interrupted(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            raise KeyboardInterrupt

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Interrupted()))
    assert cli.main(["check", "-"]) == exit_codes.INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_a_folder_of_odd_things(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [b"bad\xff.sh", b"esc\x1b[31m.sh", b"new\nline.sh"]
    for name in names:
        Path(os.fsdecode(name)).write_text(SHELL, "utf-8")
    write(here, {"empty.sh": "", "nul.sh": b"ls\0\n", "nul": b"\0\0", os.fsdecode(b"inv\xfe.yaml"): b"\xff"})
    os.mkfifo(here / "Jenkinsfile")
    (here / "loop.sh").symlink_to("loop.sh")
    (here / "Dockerfile").symlink_to("nowhere")
    (here / "deep").mkdir()
    (here / "deep" / "up").symlink_to("..")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.sh")
        assert cli.main(["check"]) == exit_codes.UNUSABLE
        out, err = capsys.readouterr()
        places = [line.split(" ")[0] for line in out.splitlines() if ": error: " in line]
        assert places == ["bad<U+DCFF>.sh:1:14:", "esc<U+001B>[31m.sh:1:14:", "new<U+000A>line.sh:1:14:", "nul.sh:1:3:"]
        assert "Checked 5 files: 4 errors, 1 could not be read.\n" in out
        assert err.splitlines() == [
            "kaniko-guide: inv<U+DCFE>.yaml: line 1, column 1: found the byte 0xff, expected UTF-8; save it as UTF-8"
        ]
        for form in ("json", "sarif"):
            assert cli.main(["check", f"--format={form}"]) == exit_codes.UNUSABLE
            out = capsys.readouterr().out
            assert json.loads(out)
            assert "\\ud" not in out
            out.encode("utf-8")


def test_what_can_not_be_read_is_told_in_every_format(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a.sh": b"\xff", "b.sh": SHELL})
    reason = "第 1 行第 1 列：遇到字节 0xff，应该是 UTF-8；把它另存为 UTF-8"
    for form in options.FORMATS:
        assert cli.main(["check", f"--format={form}", "--lang=zh"]) == exit_codes.UNUSABLE
        out, err = capsys.readouterr()
        assert err == f"kaniko-guide: a.sh: {reason}\n"
        assert "b.sh" in out
        if form == "json":
            assert json.loads(out)["errors"] == [{"path": "a.sh", "message": reason}]
        elif form == "github":
            assert f"::error file=a.sh,title=kaniko-guide::{reason}\n" in out
        elif form == "sarif":
            (invocation,) = json.loads(out)["runs"][0]["invocations"]
            (told,) = invocation["toolExecutionNotifications"]
            assert not invocation["executionSuccessful"]
            assert (told["level"], told["message"]["text"]) == ("error", f"a.sh: {reason}")
        else:
            assert "检查了 1 个文件：1 个错误，1 个读不了。" in out


def test_large_yaml_of_a_folder_is_no_pod(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"crds.yaml": b"kind: List\n" + b"#" * LIMIT, "b.sh": SHELL, "c": b"#" * (LIMIT + 1)})
    code, found, err = check(capsys)
    assert (code, found) == (exit_codes.FINDINGS, ["b.sh:1 placeholder-left"])
    assert err == "kaniko-guide: crds.yaml: larger than 1 MB, which is no pod, not checked\n"


def test_a_script_too_long_to_read_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a.sh": SHELL * 2000, "b/c.sh": SHELL * 2000, "d.sh": SHELL})
    words = f"a script of more than {LONGEST} characters, its commands are not checked"
    code, found, err = check(capsys, "b", "a.sh", "d.sh")
    assert (code, found) == (exit_codes.FINDINGS, ["d.sh:1 placeholder-left"])
    assert err == f"kaniko-guide: b/c.sh: {words}\nkaniko-guide: a.sh: {words}\n"


def test_what_the_user_may_not_read(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if os.geteuid() != 0:
        missing("root")
    write(here, {"ok.sh": SHELL, "no.sh": SHELL, "unknown": SHELL, "locked/a.sh": SHELL, "listed/b.sh": SHELL})
    for name, mode in (("no.sh", 0), ("unknown", 0), ("locked", 0), ("listed", 0o744), (".", 0o755)):
        (here / name).chmod(mode)
    for parent in (here, *here.parents[:2]):
        parent.chmod(0o755)
    check(capsys)
    os.seteuid(65534)
    try:
        code, found, err = check(capsys, ".", "locked/a.sh")
    finally:
        os.seteuid(0)
    assert (code, found) == (exit_codes.UNUSABLE, ["ok.sh:1 placeholder-left"])
    refused = "there is no permission to read it; let the user who runs the command read it"
    assert err.splitlines() == [
        f"kaniko-guide: {path}: {refused}" for path in ("no.sh", "unknown", "listed/b.sh", "locked", "locked/a.sh")
    ]


def test_an_unreadable_file_does_not_hide_the_others(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a.sh": b"\xff", "b.sh": SHELL, "c.sh": b"#" * (LIMIT + 1)})
    code, found, err = check(capsys)
    assert (code, found) == (exit_codes.UNUSABLE, ["b.sh:1 placeholder-left"])
    assert [line.partition(":")[2].split(",")[0] for line in err.splitlines()] == [
        " a.sh: line 1",
        " c.sh: found more than 1 MB",
    ]


def test_rules_are_chosen_by_name(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a.sh": SHELL, "Dockerfile": "FROM openjdk:21-jdk-slim\n"})
    both = ["Dockerfile:1 removed-image", "a.sh:1 placeholder-left"]
    assert check(capsys)[:2] == (exit_codes.FINDINGS, both)
    assert check(capsys, "--select=removed-image")[1] == both[:1]
    assert check(capsys, "--select=removed-image, placeholder-left", "--select=schema")[1] == both
    assert check(capsys, "--ignore=removed-image")[1] == both[1:]
    assert check(capsys, "--ignore=removed-image", "--ignore=placeholder-left")[:2] == (exit_codes.CLEAN, [])


def test_advice_is_shown_when_asked_for_and_is_no_failure(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pod = (SNIPPETS / "quick-start" / "Jenkinsfile").read_text("utf-8")
    write(here, {"Jenkinsfile": pod})
    assert check(capsys)[:2] == (exit_codes.CLEAN, [])
    code, found, _ = check(capsys, "--severity=info")
    assert code == exit_codes.CLEAN
    assert found
    write(here, {"a.sh": SHELL})
    assert check(capsys, "--severity=error")[:2] == (exit_codes.FINDINGS, ["a.sh:1 placeholder-left"])


def test_kubernetes_minors_are_chosen(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostnameOverride: a\n  containers:\n"
    write(here, {"pod.yaml": pod + "  - {name: a, image: 'busybox:1.37'}\n"})
    assert check(capsys, "--select=schema")[1] == ["pod.yaml:5 schema"]
    assert check(capsys, "--select=schema", "--kubernetes=1.33")[1] == ["pod.yaml:5 schema"]
    assert check(capsys, "--select=schema", "--kubernetes=1.36,1.37")[1] == []


def test_the_executor_is_chosen(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a.sh": f"{KNOWN_FLAG}\n"})
    select = "--select=flag-not-in-build"
    assert check(capsys, select)[0] == exit_codes.CLEAN
    assert check(capsys, select, "--executor=google-v1.24.0")[1] == ["a.sh:1 flag-not-in-build"]
    assert check(capsys, select, "--executor=osscontainertools-v1.28.3")[0] == exit_codes.CLEAN


IGNORE = "kaniko-guide: ignore[placeholder-left]"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"kubectl logs <pod> # {IGNORE} shown to people\n", []),
        (f"# {IGNORE} shown to people\nkubectl logs <pod>\n", []),
        (f"# {IGNORE} shown to people\r\nkubectl logs <pod>\r\n", []),
        (f"# {IGNORE} shown to people\nkubectl logs \\\n  --namespace=jenkins \\\n  <pod>\n", []),
        (f"# {IGNORE} 给人看的\n# kaniko-guide: ignore[schema] no\nkubectl logs <pod>\n", ["a.sh:2 unused-ignore"]),
        ("# kaniko-guide: ignore[placeholder-left, schema] no\nkubectl logs <pod>\n", ["a.sh:1 unused-ignore"]),
        (f"kubectl logs <pod>\n# {IGNORE} too late\n", ["a.sh:1 placeholder-left", "a.sh:2 unused-ignore"]),
        (f"# {IGNORE} too early\n\nkubectl logs <pod>\n", ["a.sh:1 unused-ignore", "a.sh:3 placeholder-left"]),
        (f"ls # {IGNORE} behind code\nkubectl logs <pod>\n", ["a.sh:1 unused-ignore", "a.sh:2 placeholder-left"]),
        (f"kubectl logs <pod> # {IGNORE}\n", ["a.sh:1 bad-ignore", "a.sh:1 placeholder-left"]),
        ("kubectl logs <pod> # kaniko-guide: ignore\n", ["a.sh:1 bad-ignore", "a.sh:1 placeholder-left"]),
        ("kubectl logs <pod> # kaniko-guide: ignore[] x\n", ["a.sh:1 bad-ignore", "a.sh:1 placeholder-left"]),
        ("kubectl logs <pod> # kaniko-guide: ignore[place] x\n", ["a.sh:1 bad-ignore", "a.sh:1 placeholder-left"]),
        ("ls # see kaniko-guide: ignore nothing\n", []),
    ],
)
def test_comments_silence_a_rule(
    here: Path, capsys: pytest.CaptureFixture[str], content: str, expected: list[str]
) -> None:
    write(here, {"a.sh": content})
    found = check(capsys)[1]
    assert sorted(found) == sorted(expected)


def test_comments_inside_groovy_strings_and_other_languages(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline = f"node {{\n  sh '''\n    # {IGNORE} shown\n    kubectl logs <pod>\n  '''\n"
    write(
        here,
        {
            "Jenkinsfile": f"{pipeline}  // {IGNORE} shown\n  sh 'kubectl logs <pod>'\n}}\n",
            "Dockerfile": "# kaniko-guide: ignore[removed-image] a copy is kept\nFROM openjdk:21-jdk-slim\n",
        },
    )
    assert check(capsys)[:2] == (exit_codes.CLEAN, [])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_is_listed_and_explained(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules", f"--lang={language}"]) == exit_codes.CLEAN
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names == sorted([*rules.load(), "bad-ignore", "unused-ignore"])
    every = {name: module.RULE for name, module in rules.load().items()} | ignores.OWN
    for name, rule in every.items():
        assert cli.main(["rules", name, f"--lang={language}"]) == exit_codes.CLEAN
        out = capsys.readouterr().out
        assert out.startswith(f"{name} ({rule.severity}): ")
        assert rule.source in out
        assert address(rule.page) in out
        assert (rule.why.zh if language == "zh" else rule.why.en) in out


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


NAMES = ["Jenkinsfile", "vars/a.groovy", "Dockerfile", "pod.yaml", "run.sh", "unknown", ".dockerignore", "recipe.yml"]
FRAGMENTS = [
    *("pipeline {", "}", "agent { kubernetes { yamlFile 'x' } }", "podTemplate(yaml: '''", "'''", '"""', "sh '", "'\n"),
    *("kind: Pod\n", "spec:\n", "  containers:\n", "  - name: a\n", "&a [*a, *a]", "FROM a AS b\n", "COPY a b\n", "\t"),
    *("/kaniko/executor --", "-d a/b:c ", "kubectl ", "<<EOF\n", "$(", "`", "\\\n", "\r", "中", "\u200b", "# "),
    *("kaniko-guide: ignore[", "schema", "] why\n", "\n", " ", "{{ a }}", "${", "\x1b[31m", "\u2028", "\ud7ff"),
]


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    content=st.one_of(
        st.binary(max_size=200), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map(lambda w: "".join(w).encode())
    ),
    form=st.sampled_from(["text", "json", "github", "sarif"]),
    alone=st.booleans(),
)
def test_any_bytes_give_findings_or_a_clear_error(name: str, content: bytes, form: str, *, alone: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {name: content})
        path = Path(folder, name) if alone else folder
        assert cli.main(["check", str(path), f"--format={form}", "--severity=info"]) in {0, 1, 2}
        assert cli.main(["show", str(path)]) in {0, 2}


def test_the_command_is_declared() -> None:
    assert 'kaniko-guide = "kaniko_guide.cli:main"' in (ROOT / "pyproject.toml").read_text("utf-8")
