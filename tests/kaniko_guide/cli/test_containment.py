"""What must not take a whole run down: bugs of our own, odd characters, a removed directory, an interruption."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import __main__, cli
from kaniko_guide.cli import exit_codes, options
from tests.kaniko_guide.command import SHELL, check, write

if TYPE_CHECKING:
    from pathlib import Path

ESCAPED_IN_YAML = 'apiVersion: v1\nkind: Pod\n"\\uD800": 1\nmetadata: {name: "\\uDC00"}\n'
IN_GROOVY = (
    "podTemplate(yaml: '''\nkind: Pod\nspec:\n  containers:\n  - name: a\n    image: \"b:1SURROGATE\"\n''') {}\n"
)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("pod.yaml", ESCAPED_IN_YAML, 3),
        ("pod.yaml", 'kind: Pod\napiVersion: v1\nspec: {"a": "x\\U0000DFFFy"}\n', 3),
        ("Jenkinsfile", IN_GROOVY.replace("SURROGATE", "\\uD800"), 6),
        ("Jenkinsfile", IN_GROOVY.replace("SURROGATE", "\\\\uDFFF"), 6),
        ("Jenkinsfile", IN_GROOVY.replace("SURROGATE", "\\uuDC00\\uD800"), 6),
    ],
)
def test_surrogate_without_a_partner_is_an_error_in_yaml(
    working_directory: Path, capsys: pytest.CaptureFixture[str], name: str, content: str, line: int
) -> None:
    write(working_directory, {name: content, "b.sh": SHELL})
    code, found, err = check(capsys, "--select=yaml-syntax,placeholder-left,schema,unknown-field")
    assert (code, err) == (exit_codes.FINDINGS, "")
    assert found == sorted([f"{name}:{line} yaml-syntax", "b.sh:1 placeholder-left"])
    for form in options.FORMATS:
        assert cli.main(["check", f"--format={form}", "--severity=info"]) == exit_codes.FINDINGS
        capsys.readouterr().out.encode()
    assert cli.main(["show", name]) == exit_codes.CLEAN


@pytest.mark.parametrize("pair", ["\\uD83D\\uDE00", "\\\\uD83D\\\\uDE00", "\\uuD83D\\uuDE00", "\U0001f600"])
def test_pair_of_surrogates_is_one_character(
    working_directory: Path, capsys: pytest.CaptureFixture[str], pair: str
) -> None:
    write(working_directory, {"Jenkinsfile": IN_GROOVY.replace("    image", f'    "{pair}": 1\n    image')})
    assert check(capsys, "--select=yaml-syntax")[:2] == (exit_codes.CLEAN, [])
    assert cli.main(["show", "--format=json", "Jenkinsfile"]) == exit_codes.CLEAN
    if "\\\\" not in pair:
        assert "\U0001f600" in json.loads(capsys.readouterr().out)["pods"][0]["yaml"]


@pytest.mark.parametrize("script", ["echo \\uD800 <pod>", "kubectl logs \\uDC00 '"])
def test_surrogates_in_a_script_are_shown(
    working_directory: Path, capsys: pytest.CaptureFixture[str], script: str
) -> None:
    write(working_directory, {"Jenkinsfile": f'node {{ sh """{script}""" }}\n'})
    assert cli.main(["check", "--severity=info"]) in {exit_codes.CLEAN, exit_codes.FINDINGS}
    assert cli.main(["show", "Jenkinsfile"]) == exit_codes.CLEAN
    out, err = capsys.readouterr()
    out.encode()
    assert err == ""


@pytest.mark.slow
@pytest.mark.parametrize("path", [".", "..", ""])
def test_removed_working_directory(tmp_path: Path, path: str) -> None:
    gone = tmp_path / "gone"
    (tmp_path / "a.sh").write_text(SHELL, "utf-8")
    command = f'cd "$1" && rmdir "$1" && exec "$2" -m kaniko_guide check --lang=en {path} "$3"'
    gone.mkdir()
    done = subprocess.run(
        ["sh", "-c", command, "sh", gone, sys.executable, tmp_path / "a.sh"],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    expected = f"kaniko-guide: {path}: no such file or directory; check the path\n" if path else ""
    assert done.stderr == expected
    assert done.returncode == (exit_codes.ERROR if path else exit_codes.FINDINGS)
    assert "a.sh:1:14: error:" in done.stdout


@pytest.mark.parametrize("module", ["msgspec", "yaml", "kaniko_guide.cli.options", "kaniko_guide.facts"])
def test_interruption_of_an_import_prints_no_traceback(tmp_path: Path, module: str) -> None:
    code = (
        "import builtins, os, runpy, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "real = builtins.__import__\n"
        "def interrupt(name, *rest):\n"
        f"    if name == {module!r}:\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    return real(name, *rest)\n"
        "builtins.__import__ = interrupt\n"
        "sys.argv = ['kaniko-guide', 'check']\n"
        "from kaniko_guide import __main__\n"
        "sys.exit(__main__.main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", cwd=tmp_path, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (exit_codes.INTERRUPTED, "", "")


def test_interruption_is_handled_as_before_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", interrupted)
    before = signal.getsignal(signal.SIGINT)
    assert __main__.main() == exit_codes.INTERRUPTED == __main__.INTERRUPTED
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize(
    "function",
    [
        "kaniko_guide.rules.placeholder_left._placeholders_in",
        "kaniko_guide.sources.shell._commands",
        "kaniko_guide.project.kinds.classify_found_file",
        "kaniko_guide.analysis.coverage._kinds",
        "kaniko_guide.analysis.ignores._ignore_comments",
        "kaniko_guide.sources.executor.calls_in_script",
    ],
)
@pytest.mark.parametrize("error", [ValueError, RecursionError, MemoryError, UnicodeEncodeError])
def test_bug_in_one_file_does_not_hide_the_others(
    working_directory: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    error: type[Exception],
) -> None:
    write(
        working_directory, {"bad.sh": SHELL + "# BUG\n", "good.sh": SHELL, "Dockerfile": "FROM openjdk:21-jdk-slim\n"}
    )
    module, _, name = function.rpartition(".")
    real = getattr(sys.modules[module], name)

    def fail(*arguments: object, **named: object) -> object:
        if "BUG" in texts_of(arguments):
            raise error("utf-8", "", 0, 1, "a") if error is UnicodeEncodeError else error
        return real(*arguments, **named)

    monkeypatch.setattr(f"{module}.{name}", fail)
    code, found, err = check(capsys, "--select=placeholder-left,removed-image", "--lang=en")
    assert code == exit_codes.ERROR
    assert {"good.sh:1 placeholder-left", "Dockerfile:1 removed-image"} <= set(found)
    assert err.startswith("kaniko-guide: bad.sh: not checked because of an internal error of kaniko-guide (")
    assert err.count("\n") == 1


def texts_of(arguments: tuple[object, ...]) -> str:
    """The sources of the texts in some arguments of a function."""
    found = []
    for argument in arguments:
        text = getattr(argument, "text", argument)
        source = getattr(text, "source", text)
        found += [str(getattr(source, "text", "")), str(text)]
        found += [script.text.source.text for script in getattr(argument, "scripts", ())]
    return "".join(found)
