"""The completion scripts, in real shells."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes, options
from lab.kubectl.terminal import terminal
from lab.tools import find

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = set(options.ARGUMENTS)
CASES = [
    ("kaniko-guide ", COMMANDS),
    ("kaniko-guide ch", {"check"}),
    ("kaniko-guide check --fail", {"--fail-on"}),
    ("kaniko-guide check --format ", {"text", "json", "github", "sarif"}),
    ("kaniko-guide check --select unknown-f", {"unknown-field", "unknown-flag"}),
    ("kaniko-guide check --executor g", {"google-v1.24.0"}),
    ("kaniko-guide rules archived", {"archived-image"}),
    ("kaniko-guide diagnose --format ", {"text", "json"}),
    ("kaniko-guide completion ", {"bash", "zsh", "fish"}),
    ("kaniko-guide check Jenk", {"Jenkinsfile"}),
]

BASH = r"""
source ./script
words=($1); case $1 in *' ') words+=('') ;; esac
COMP_WORDS=("${words[@]}"); COMP_CWORD=$((${#words[@]} - 1)); COMP_LINE=$1; COMP_POINT=${#1}
entry=$(complete -p kaniko-guide); entry=${entry##*-F }
"${entry%% *}" kaniko-guide "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\n' "${COMPREPLY[@]}"
"""
FISH = 'source ./script; complete --do-complete "$argv[1]"'


@pytest.fixture
def script(working_directory: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Path:
    """The script for the shell that is the fixture's parameter, in the working directory."""
    (working_directory / "Jenkinsfile").touch()
    assert cli.main(["completion", request.param, "--lang=en"]) == exit_codes.CLEAN
    path = working_directory / ("script" if request.param != "zsh" else "functions/_kaniko-guide")
    path.parent.mkdir(exist_ok=True)
    path.write_text(capsys.readouterr().out, "utf-8")
    return path


def completed(program: str, *arguments: str) -> set[str]:
    done = subprocess.run([program, *arguments], capture_output=True, encoding="utf-8", timeout=60, check=True)
    assert done.stderr == ""
    return {line.split("\t")[0].rstrip() for line in done.stdout.splitlines() if line}


@pytest.mark.tool
@pytest.mark.parametrize(("line", "expected"), CASES)
@pytest.mark.parametrize("script", ["bash"], indirect=True)
@pytest.mark.usefixtures("script")
def test_bash(line: str, expected: set[str]) -> None:
    assert completed(find("bash"), "--norc", "-c", BASH, "bash", line) - {"-V", "-h"} >= expected


@pytest.mark.tool
@pytest.mark.parametrize(("line", "expected"), CASES)
@pytest.mark.parametrize("script", ["fish"], indirect=True)
@pytest.mark.usefixtures("script")
def test_fish(line: str, expected: set[str]) -> None:
    assert completed(find("fish"), "--no-config", "-c", FISH, line) >= expected


@pytest.mark.tool
@pytest.mark.slow
@pytest.mark.parametrize("script", ["zsh"], indirect=True)
def test_zsh(script: Path) -> None:
    with terminal([find("zsh"), "-f", "-i"], {"HOME": str(script.parent)}) as screen:
        screen.type("fpath=($PWD/functions $fpath); autoload -Uz compinit && compinit -u -D; echo read''y\n")
        screen.wait_for("ready")
        for line, expected in CASES:
            start = len(screen.screen)
            screen.type(f"{line}\t\t")
            for word in expected:
                if word not in screen.screen[start:]:
                    screen.wait_for(word)
            screen.type("\x15")
