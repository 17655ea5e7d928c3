from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide import project
from kaniko_guide.sources import shell
from kaniko_guide.sources.model import Step
from kaniko_guide.text import Position, Source, Text
from lab.paths import passing_files
from lab.tools import find
from tests.support import examples

if TYPE_CHECKING:
    from kaniko_guide.sources.model import Script


def text(script: str) -> Text:
    return Text.canonical(Source("a.sh", script))


def read_script(script: str, *, exact: bool = True) -> Script:
    where = text(script)
    return shell.read(where, Step("sh", None, None, exact))


def words(script: str, *, exact: bool = True) -> list[list[str]]:
    return [[word.value for word in command.words] for command in read_script(script, exact=exact).commands]


def test_commands() -> None:
    for script, expected in [
        ("a b\\\n  c", [["a", "b", "c"]]),
        ("A=1 B=2 env C=3 a", [["env", "C=3", "a"]]),
        ("a | b && c || d; e &", [["a"], ["b"], ["c"], ["d"], ["e"]]),
        ("(a; { b; })", [["a"], ["b"]]),
        ("for x in *.jar; do a $x; done", [["a", "$x"]]),
        ("while a; do b; done; until c; do d; done", [["a"], ["b"], ["c"], ["d"]]),
        ("if [ -f a ]; then b; elif c; then d; else e; fi", [["[", "-f", "a", "]"], ["b"], ["c"], ["d"], ["e"]]),
        ("[[ $x == *.jar && -f y ]]", [["[[", "$x", "==", "*.jar", "&&", "-f", "y", "]]"]]),
        ("case $x in a|b) c;; *) d;; esac", [["c"], ["d"]]),
        ("x=$(a b) c=`d e`", [["a", "b"], ["d", "e"]]),
        ('a "$(b c)" --d=$(e)', [["a", "$(b c)", "--d=$(e)"], ["b", "c"], ["e"]]),
        ("f() { a; }", [["a"]]),
        ("! a", [["a"]]),
        ("export A=1 B", [["export", "A=1", "B"]]),
        ("a <<EOF b\nnot a word\nEOF\nc", [["a", "b"], ["c"]]),
        ("cat <<EOF | a -f -\n$(b)\nEOF\n", [["cat"], ["a", "-f", "-"], ["b"]]),
        ("a > out b 2>&1 c", [["a", "b", "c"]]),
        ("$ kubectl get pods", [["$", "kubectl", "get", "pods"]]),
        ("$KUBECTL get pods", [["$KUBECTL", "get", "pods"]]),
        ("# a\nb # c", [["b"]]),
        ("", []),
    ]:
        with check(f"{script}, {expected}"):
            assert words(script) == expected


def test_word() -> None:
    for word, value, literal in [
        ("a", "a", True),
        ("'a $b *'", "a $b *", True),
        ('"a\\"b\\$c\\d"', 'a"b$c\\d', True),
        ("a\\ b", "a b", True),
        ("a'b'\"c\"d", "abcd", True),
        ("a'b'\\ c'd'", "ab cd", True),
        ("'a'\\''b'", "a'b", True),
        ('"$A"', "$A", False),
        ("$A/$B/c", "$A/$B/c", False),
        ("-d=$A/$B:${C}", "-d=$A/$B:${C}", False),
        ("--x=${A:-b}/c", "--x=${A:-b}/c", False),
        ("*.jar", "*.jar", False),
        ('"*.jar"', "*.jar", True),
        ("你好“”", "你好“”", True),
    ]:
        with check(f"{word}, {value}"):
            (command,) = read_script(f"a {word} z").commands
            _, found, last = command.words
            assert (found.text.value, found.value, found.literal) == (word, value, literal)
            assert last.value == "z"


def test_positions_count_characters() -> None:
    (_, command) = read_script("echo 你好\n  /kaniko/executor \\\n    --destination='镜像' x").commands
    assert [word.text.position() for word in command.words] == [Position(2, 3), Position(3, 5), Position(3, 24)]


def test_groovy_expressions_are_kept_as_written() -> None:
    script = 'a --x=${env.TAG ?: "it\'s"} "${params[\'a b\']}" ${x.collect { it }} z'
    assert words(script, exact=False) == [
        ["a", '--x=${env.TAG ?: "it\'s"}', "${params['a b']}", "${x.collect { it }}", "z"]
    ]
    assert read_script(script, exact=False).problems == ()


@pytest.mark.parametrize("first", ["#!/usr/bin/env python3", "#!/usr/bin/python -u", "  #! /usr/bin/perl"])
def test_other_languages_have_no_commands(first: str) -> None:
    assert read_script(f"{first}\nprint('a')\n").commands == ()


@pytest.mark.parametrize("first", ["#!/bin/sh", "#!/usr/bin/env bash", "#!/bin/bash -e", "#!/busybox/sh -xe"])
def test_scripts_of_all_shells_are_parsed(first: str) -> None:
    assert words(f"{first}\na b\n") == [["a", "b"]]


def test_redirections() -> None:
    (command,) = read_script('a <in >>out b 2> "$err" 2>&1').commands
    redirections = [(found.operator, found.target.value, found.target.literal) for found in command.redirections]
    assert redirections == [("<", "in", True), (">>", "out", True), (">", "$err", False), (">&", "1", True)]


@pytest.mark.parametrize(
    "script",
    [
        "if a; then b",
        "for x in a; do b",
        "(a; b",
        "a 'b",
        'a "b\nc\n',
    ],
)
def test_invalid_scripts_have_problems(script: str) -> None:
    assert bash_rejects(script)
    assert read_script(script).problems


@pytest.mark.parametrize(
    "script",
    [
        "for i do a; done",
        "a=`(b) 2>/dev/null` || c",
        "ls | grep -v ^a$",
        "a \"it's\" 'say \"b\"' # don't",
        "cat <<'EOF'\nit's\nEOF\n",
    ],
)
def test_valid_scripts_have_no_problems(script: str) -> None:
    assert not bash_rejects(script)
    assert read_script(script).problems == ()


@pytest.mark.slow
def test_bash_accepts_every_valid_script() -> None:
    for path in [*passing_files("shell"), *passing_files("jenkinsfile")]:
        with check(f"{path}"):
            scripts = [script for script in project.read(path.parent).scripts if script.text.source.path == path.name]
            assert scripts or not re.search(r"\bsh\b", path.read_text("utf-8"))
            for script in scripts:
                assert script.problems == ()
                assert not bash_rejects(script.text.value)


def test_bash_rejects_the_bad_example() -> None:
    (bad,) = (directory for directory in examples("bad") if directory.parent.name == "shell-syntax")
    (script,) = project.read(bad).scripts
    assert bash_rejects(script.text.value)


def bash_rejects(script: str) -> bool:
    bash = find("bash")
    done = subprocess.run([bash, "-n"], input=script, text=True, capture_output=True, check=False)
    return done.returncode != 0 or "warning" in done.stderr


@given(st.text())
def test_reads_anything(script: str) -> None:
    read_script(script)


@given(
    st.lists(st.sampled_from([*"'\"`$(){}[]<>|&;\\ \n#=*", "if ", "fi", "<<a", "${", "$((", "a", "你"])).map("".join)
)
def test_reads_anything_that_looks_like_shell(script: str) -> None:
    for exact in (True, False):
        for command in read_script(script, exact=exact).commands:
            assert command.words
            assert all(word.text.value in script for word in command.words)


@pytest.mark.parametrize("character", ["你", "\U00015bf7", "\U000e8591", "\U0010ffff", "\ud800"])
def test_any_character_may_follow_a_brace(character: str) -> None:
    (command,) = read_script(f"echo {{{character},b}} c").commands
    assert [word.text.value for word in command.words] == ["echo", f"{{{character},b}}", "c"]


def test_script_longer_than_the_limit_has_no_commands() -> None:
    assert read_script("a\n" * shell.MAX_SCRIPT_LENGTH).commands == ()


def test_deep_nesting_is_read() -> None:
    assert read_script("[[ a" + " && a" * 3000 + " ]]").commands
    read_script("$(" * 5000 + "a" + ")" * 5000)


def unconditional_and_assigned(script: str) -> tuple[list[str], list[str]]:
    """The unconditional commands, and the assigned names."""
    found = shell.read(Text.canonical(Source("a.sh", script)))
    unconditional = [command.words[0].value for command in found.commands if not command.conditional]
    return unconditional, [name.value for name in found.assigned]


def test_unconditional_commands() -> None:
    for script, unconditional in [
        ("a && b; c | d; (e; f); { g; }", ["a", "b", "c", "d", "e", "f", "g"]),
        ("a || b; c", ["c"]),
        ("a && b || c; d", ["d"]),
        ("test -f x && a && b; [ x ] && c; [[ x ]] && d; command -v x && e; f", ["f"]),
        ("if a; then b; elif c; then d; else e; fi; f", ["f"]),
        ("for i in 1 2; do a; done; while b; do c; done; until d; do e; done; f", ["f"]),
        ("case $x in a) b;; esac; c", ["c"]),
        ("f() { a; }; function g { b; }; c", ["c"]),
        ("! a; b $(c)", ["b", "c"]),
        ("x=$(a) && b", ["a", "b"]),
    ]:
        with check(f"{script}, {unconditional}"):
            assert unconditional_and_assigned(script)[0] == unconditional


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ("a=1; export b=2; local c; readonly d=$(e)", ["a", "b", "d"]),
        ("for f in x y; do :; done", ["f"]),
        ("g=1 command; echo h=2", ["g"]),
    ],
)
def test_assigned_names(script: str, names: list[str]) -> None:
    assert unconditional_and_assigned(script)[1] == names
