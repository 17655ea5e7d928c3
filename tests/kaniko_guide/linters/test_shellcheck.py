"""What ShellCheck says of a script: what is reported, and what is left out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide.linters import shell_text, shellcheck
from kaniko_guide.linters.programs import LinterError
from tests.kaniko_guide.linters.installed import program, script

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.linters.shellcheck import ScriptResult


def result(groovy: str, shell: str = "sh") -> ScriptResult:
    """What ShellCheck says of the only step of Groovy code."""
    found = shell_text.texts(script(groovy), shell)
    linter = program("shellcheck")
    return shellcheck.read([(text, shellcheck.run(linter, text.text, in_step=True)) for text in found])


def codes(groovy: str, shell: str = "sh") -> list[str]:
    """The codes that are reported."""
    return [message.code for message in result(groovy, shell).messages]


@pytest.mark.tool
def test_findings_are_those_of_how_jenkins_runs_the_script() -> None:
    for groovy, found in [
        ("sh 'ls $a'", ["SC2086"]),
        ("sh 'cd a'", []),
        ("sh '''#!/bin/sh\ncd a'''", ["SC2164"]),
        ("sh '''#!/bin/sh -e\ncd a'''", []),
        ('sh \'echo "$lower" "$OTHER"\'', []),
        ("sh '[[ a == $b ]]'", ["SC2053", "SC3010", "SC3014"]),
        ("sh '''#!/bin/bash\n[[ a == $b ]]'''", ["SC2053"]),
        ("sh '''\n# shellcheck disable=SC2086\nls $a\n'''", []),
        ("sh '''\nls $a\n# shellcheck disable=SC2086\nls $b\n'''", ["SC2086"]),
        ("sh '''\n# shellcheck shell=bash\n[[ a == \"$b\" ]]\n'''", []),
        ("sh 'if true; then ls'", ["SC1046", "SC1047", "SC1072", "SC1073"]),
    ]:
        with check(f"{groovy}, {found}"):
            assert sorted(codes(groovy)) == found


@pytest.mark.tool
def test_the_shell_of_the_image_counts() -> None:
    assert "SC3010" in codes("sh '[[ a = b* ]]'")
    assert "SC3010" not in codes("sh '[[ a = b* ]]'", "busybox")


@pytest.mark.tool
def test_what_depends_on_an_unknown_value_is_left_out_and_counted() -> None:
    for groovy, left_out in [
        ('sh "ls ${a}"', []),
        ('sh "cd ${a}/b && ls \\"${a}\\""', []),
        ('sh "[ \\"${a}\\" = b ] && echo"', ["SC2050"]),
        ('sh "for x in ${a}; do echo \\"\\$x\\"; done"', ["SC2043"]),
        ('sh "x=1; ${a}"', ["SC2034"]),
        ('sh "if ${a}; then ls"', ["SC1046", "SC1047", "SC1072", "SC1073"]),
        ('sh "[ ${a} -eq 1 ]"', ["SC2050", "SC2170"]),
        ('sh "${a}() { ls; }"', ["SC1036", "SC1088"]),
        ("sh \"[ '${a}' = b ] && echo\"", ["SC2050"]),
        ("sh \"case '${a}' in b) echo ;; esac\"", ["SC2194"]),
        ("sh \"printf 'a ${a}' b\"", ["SC2182"]),
    ]:
        with check(f"{groovy}, {left_out}"):
            found = result(groovy)
            assert found.messages == []
            assert found.of_values == left_out
            assert found.without_place == []


@pytest.mark.tool
def test_other_findings_of_a_script_with_unknown_values_are_reported() -> None:
    groovy = 'sh "ls ${abc} \\$x ${d}; [ ${e} = 1 ] && cat \\$y"'
    step = script(groovy)
    found = result(groovy)
    assert [(message.code, step.text.value[message.start : message.end]) for message in found.messages] == [
        ("SC2086", "$x"),
        ("SC2086", "$y"),
    ]
    assert found.of_values == ["SC2050"]
    assert codes('sh "ls \\$(cat ${a} b)"') == ["SC2046"]
    assert codes("sh \"echo 'a ${b}' \\$x \\$((${c} + 1))\"") == ["SC2086"]


@pytest.mark.tool
def test_files_that_the_script_runs_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "env.sh").write_text("ls $a\n", "utf-8")
    found = result("sh '. ./env.sh; . \"$x\"'")
    assert [message.code for message in found.not_followed] == ["SC1091", "SC1090"]
    assert found.messages == []
    directive = f"sh '''\n# shellcheck source={tmp_path}/env.sh\n. ./x.sh\n'''"
    assert [message.code for message in result(directive).not_followed] == ["SC1091"]
    assert result(directive).messages == []


@pytest.mark.tool
@pytest.mark.parametrize("first", ["#!/bin/zsh", "#!/usr/bin/env fish"])
def test_a_shell_that_it_does_not_know_is_said(first: str) -> None:
    assert result(f"sh '''{first}\nls $a'''").unknown_shell
    assert not result("sh '''#!/bin/bash\nls $a'''").unknown_shell


COMMENT = {"line": 2, "endLine": 2, "column": 1, "endColumn": 3, "level": "info", "code": 2086, "message": "a\n b"}


@pytest.mark.parametrize(
    ("changed", "reported", "without_place"),
    [
        ({}, 1, 0),
        ({"line": 1, "endLine": 1}, 0, 0),
        ({"line": 9, "endLine": 9}, 0, 1),
        ({"endColumn": 99}, 0, 1),
        ({"column": 0}, 0, 1),
        ({"column": 3}, 1, 0),
    ],
)
def test_a_position_outside_the_script_is_counted(changed: dict[str, int], reported: int, without_place: int) -> None:
    (text,) = shell_text.texts(script("sh 'ls'"), "sh")
    found = shellcheck.read([(text, json.dumps({"comments": [COMMENT | changed]}).encode())])
    assert [message.text for message in found.messages] == ["a b"] * reported
    assert found.without_place == ["SC2086"] * without_place


@pytest.mark.parametrize("output", [b"", b"{}", b"[]", b"\xff", b'{"comments": [{}]}', b'{"comments": [1]}'])
def test_output_that_is_not_shellchecks_is_an_error(output: bytes) -> None:
    with pytest.raises(LinterError, match="the output of ShellCheck can't be read"):
        shellcheck.read([(shell_text.texts(script("sh 'ls'"), "sh")[0], output)])
