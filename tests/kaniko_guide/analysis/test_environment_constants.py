from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.analysis.environment_constants import constant_variables, shell_constants, with_constants
from kaniko_guide.sources import shell
from kaniko_guide.text import Source, Text
from tests.support import read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("environment", "more", "expected"),
    [
        ("A = 'b'", "", {"A": "b"}),
        ("A = 'b'\nC = \"${A}/c:$N\"", "", {"A": "b", "C": "b/c:$N"}),
        ("A = 'b'\nC = \"${A}\" + '/c'", "", {"A": "b", "C": "b/c"}),
        ("A = 'b'", "sh 'A=c; id'", {}),
        ("A = credentials('b')", "", {}),
    ],
)
def test_constants(tmp_path: Path, environment: str, more: str, expected: dict[str, str]) -> None:
    stages = f"stages {{ stage('a') {{ steps {{ id(); {more} }} }} }}"
    text = f"pipeline {{\nagent any\nenvironment {{\n{environment}\n}}\n{stages}\n}}\n"
    (tmp_path / "Jenkinsfile").write_text(text, "utf-8")
    (pipeline,) = read(tmp_path).jenkinsfiles
    assert constant_variables(pipeline) == expected


def test_other_variables_are_kept() -> None:
    assert with_constants("$A/${env.B}:${C}", {"A": "a", "B": "b"}) == "a/b:${C}"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("A=b\nexport C='d e'; E=\"f\"\nid", {"A": "b", "C": "d e", "E": "f"}),
        ("A=b && id", {"A": "b"}),
        ("if id; then A=b; fi", {}),
        ("case $X in y) A=b;; esac", {}),
        ("test -f x && A=b", {}),
        ("id || A=b", {}),
        ("(A=b)\nC=d id\nE=f | id\nG=$(H=i)", {}),
        ("A=b\nA=c", {}),
        ("A=$(b)\nC=*.x\nD+=e\nF=(g)\nH=$PWD/a\nI=${J:-k}", {}),
        ('A=b.example/c\nD="$A:${N}"\nE=$D', {"A": "b.example/c", "D": "b.example/c:${N}", "E": "b.example/c:${N}"}),
        ("A=b\nA=c\nD=$A", {"D": "$A"}),
        ("A=b\nread A", {}),
        ("A=b\n. ./env.sh", {}),
        ("cat >x <<EOT\nA=b\nEOT", {}),
    ],
)
def test_constants_of_a_script(script: str, expected: dict[str, str]) -> None:
    assert shell_constants(shell.read(Text.canonical(Source("a.sh", script)))) == expected
