from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide import rules
from kaniko_guide.facts import executors
from kaniko_guide.findings import Severity
from tests.support import findings_in, read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("script", "place", "message"),
    [
        ("if a; then\n  b\n", "3:1", "Shell syntax error: `fi` is missing here."),
        ("for x in a; do\n  b\n", "3:1", "Shell syntax error: `done` is missing here."),
        ("ls\necho 'it's'\n", "2:11", "Shell syntax error: a quote is not closed."),
    ],
)
def test_found(tmp_path: Path, script: str, place: str, message: str) -> None:
    assert findings_in(tmp_path, {"a.sh": script}, "shell-syntax") == [f"a.sh:{place} {message}"]


def test_quotes_in_a_heredoc_are_ignored(tmp_path: Path) -> None:
    heredoc = "cat <<'EOF'\nit's \"so\nEOF\nfor i do echo; done\n"
    assert findings_in(tmp_path, {"a.sh": heredoc}, "shell-syntax") == []
    assert len(findings_in(tmp_path, {"a.sh": heredoc + "echo 'it's'\n"}, "shell-syntax")) == 1


def test_found_in_a_step(tmp_path: Path) -> None:
    pipeline = "node {\n  sh '''\n    if a; then\n      b\n  '''\n}\n"
    (found,) = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "shell-syntax")
    assert found == "Jenkinsfile:5:1 Shell syntax error: `fi` is missing here."


@pytest.mark.parametrize("step", ['sh "if a; then ${rest}"', "sh command", "sh '''#!/usr/bin/env python3\nx = 'a\n'''"])
def test_strings_known_only_at_run_time_are_skipped(tmp_path: Path, step: str) -> None:
    assert findings_in(tmp_path, {"Jenkinsfile": f"node {{\n  {step}\n}}\n"}, "shell-syntax") == []


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("ls &&\n\n", 1),
        ("ls | \n", 1),
        ("ls && # comment &&\n  id\n", 0),
        ("ls # &&\n", 0),
        ("echo 'a &&'\n", 0),
        ("cat <<EOF\na &&\nEOF\n", 0),
        ("code = 1\n", 1),
        ("code=1\n", 0),
        ("test = a\n", 0),
        ("[ a = b ]\n", 0),
    ],
)
def test_missing_command_and_spaces_of_an_assignment(tmp_path: Path, script: str, found: int) -> None:
    assert len(findings_in(tmp_path, {"a.sh": script}, "shell-syntax")) == found


def test_message_of_an_assignment(tmp_path: Path) -> None:
    expected = "a.sh:1:1 `code = …` is no assignment: the shell runs a program named `code`."
    assert findings_in(tmp_path, {"a.sh": "code = 1\n"}, "shell-syntax") == [expected]


def test_quotes_around_values_of_the_run(tmp_path: Path) -> None:
    for script, found in {
        "set image a=${A}:${B}'": "open",
        "git commit -m 'a ${A}' || echo 'b'\"": "open",
        "echo \"${f('x')} it's\"": None,
        "echo '${A}' \"${B}\" `pwd` # it's ${A}": None,
        "cat <<EOF\nit's ${A}\nEOF": None,
        "awk '{print \\$1}' ${A}": None,
    }.items():
        with check(script):
            lines = findings_in(tmp_path, {"Jenkinsfile": f'node {{ sh """\n{script}\n""" }}\n'}, "shell-syntax")
            assert len(lines) == (found is not None)
            assert all("unless a value that only the run knows" in line for line in lines)


def test_backtick(tmp_path: Path) -> None:
    for script, found in {
        "A=`pwd`/b` c": "1:10",
        "A=`pwd`/b c": None,
        "echo '`' \"`id`\"": None,
        "echo \\`": None,
    }.items():
        with check(script):
            lines = findings_in(tmp_path, {"a.sh": f"{script}\n"}, "shell-syntax")
            expected = f"a.sh:{found} Shell syntax error: a backtick is not closed."
            assert lines == ([] if found is None else [expected])


ERRORS = {
    "for i in a b do\necho $i\ndone": "1:14 Shell syntax error: `;` or a line break is missing in front of `do`",
    "while true do\na\ndone": "1:12 Shell syntax error: `;` or a line break is missing in front of `do`",
    "if a then\nb\nfi": "1:6 Shell syntax error: `;` or a line break is missing in front of `then`",
    "f() { echo a }": "1:14 Shell syntax error: `;` or a line break is missing in front of `}`",
    "case $a in\na) b ;;": "1:1 Shell syntax error: this `case` is not closed; `esac` is missing.",
    "case $a\na) b ;;\nesac": "2:1 Shell syntax error: expected `in`, found `a`.",
    "f() {\necho a": "1:5 Shell syntax error: this `{` is not closed; `}` is missing.",
    "if a; b; fi": "1:10 Shell syntax error: expected `then`, found `fi`.",
    "echo a)": "1:7 Shell syntax error: nothing is open here that `)` could end or continue.",
    "a\nfi": "2:1 Shell syntax error: nothing is open here that `fi` could end or continue.",
    "a; }": "1:4 Shell syntax error: nothing is open here that `}` could end or continue.",
    "a || b\n&& c": "2:1 Shell syntax error: a command is missing in front of `&&`.",
    "a & ; b": "1:5 Shell syntax error: a command is missing in front of `;`.",
    "if a; then fi": "1:12 Shell syntax error: a command is missing in front of `fi`.",
    "echo a(b)": "1:7 Shell syntax error: `(` is not allowed here.",
    "echo a >": "1:8 Shell syntax error: no file name follows `>`.",
    "echo ${a": "1:6 Shell syntax error: this `${` is not closed; `}` is missing.",
    "a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x": "2:1 A conflict marker of git: a merge conflict was not resolved.",
    "cat <<E\nb\n  E\nc": "1:5 The end `E` of this here-document has spaces around it and so ends nothing",
    "cat <<-E\nb\n  E\nc": "1:5 The end `E` of this here-document has spaces around it and so ends nothing",
    "if [-f a ]; then b; fi": "1:4 A space is missing in `[-f`: `[` is a program, and `]` its last argument.",
    "if [ -f a]; then b; fi": "1:9 A space is missing in `a]`: `[` is a program, and `]` its last argument.",
}
VALID = (
    "for i\ndo a; done; for i do a; done; for i in; do a; done",
    "echo do then fi done }; echo } | cat",
    "case x in (a) b ;; c | d) ;; *) e; esac; case x in esac",
    "f() { ( a ) }\ng() ( a )\nif (a) then { { b; } } fi",
    "cat <<E\n)fi\nE\ncat <<-\tE && b\n\t\tx\n\tE\nc",
    "cat <<E\n  cat <<E\n  E\nE\ncat <<A <<B\na\nA\nb\nB",
    "cat <<E\nto the end",
    'a $(case x in x) b ;; esac) "$(c "d)")" ${e:-)} $((1 + (2))) `f )`',
    "[[ $a =~ ^(b|c)$ && ( d < e ) ]]; ((a++)); f=(1 2); select x in a; do b; done",
    "a &&\n\nb |\n# comment (\nc # it's )\n! d; { e; } 2>&1 >f & g",
    "echo $'its' a#b \\) '(' ?(x) \\\n  x",
    "[ a = ']' ]; [abc]; [ a = [a-c] ]; [ -n \"$(a [b])\" ]",
    "f() {\n  a() { cat <<E\n{\nE\n  }\n  echo ${b:-{}}\n}",
    "kubectl logs <pod>\na -t <registry>/<your app>:<tag> -b\nsort <a >b",
    "shopt -s extglob\nrm !(a|b)",
    "diff <(a) <(b); function f { a; }; time a | b; ! a",
)


def test_errors_that_every_shell_finds(tmp_path: Path) -> None:
    for script, expected in ERRORS.items():
        with check(script):
            (found,) = findings_in(tmp_path, {"a.sh": f"{script}\n"}, "shell-syntax")
            assert found.startswith(f"a.sh:{expected}")
    for script in VALID:
        with check(script):
            assert findings_in(tmp_path, {"a.sh": f"{script}\n"}, "shell-syntax") == []


def test_shells_agree() -> None:
    for program in ("dash", "bash"):
        if shutil.which(program) is None:
            continue
        for script, expected in ERRORS.items():
            if "Shell syntax" in expected or "conflict" in expected:
                with check(f"{program}: {script}"):
                    run = subprocess.run([program, "-n"], input=script, text=True, capture_output=True, check=False)
                    assert run.returncode != 0


def test_commands_in_a_heredoc_without_an_end_are_not_read(tmp_path: Path) -> None:
    script = "cat <<E\n  E\n/kaniko/executor --unknown -c . --no-push\n"
    assert len(findings_in(tmp_path, {"a.sh": script}, "shell-syntax")) == 1
    assert findings_in(tmp_path, {"a.sh": script}, "unknown-flag") == []


def test_scripts_of_containers_and_dockerfiles(tmp_path: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n"
    pod += "  - name: a\n    command: [sh, -c]\n    args:\n    - |\n      {}\n"
    for script, found in {'echo "a': 1, "if a; then b": 1, "echo a": 0, "echo $(A) )": 0}.items():
        with check(script):
            assert len(findings_in(tmp_path, {"pod.yaml": pod.format(script)}, "shell-syntax")) == found
    for instruction, found in {
        'RUN echo "a': 1,
        "RUN if a; then b": 1,
        "RUN a &&": 1,
        "RUN a \\\n  # it's\n  b": 0,
        'RUN ["a)"]': 0,
        "RUN <<E\na)\nE": 1,
        "RUN <<E\nfor i in a b; do\n  c\ndone\nE": 0,
        "RUN <<E\n#!/usr/bin/env python3\na)\nE": 0,
        "RUN cat <<E\na)\nE": 0,
        "RUN python3 <<E\na)\nE": 0,
        'SHELL ["powershell"]\nRUN a (b)': 0,
        "RUN powershell if ((a).b) { c }": 0,
        "RUN \\\n  if a; then b; fi": 0,
        "RUN \\\n  if a; then b": 1,
    }.items():
        with check(instruction):
            assert len(findings_in(tmp_path, {"Dockerfile": f"FROM a:1\n{instruction}\n"}, "shell-syntax")) == found


def test_assignments_redirections_and_brackets(tmp_path: Path) -> None:
    for script, found in {
        "export A = b": "1:8 `export A = …` is no assignment: `=` can't be the name of a variable.",
        "export A=b": None,
        "echo $A <= b": "1:10 The shell reads from a file named `=`, as the `<` is not quoted.",
        "echo '$A <= b'; [ 1 -lt 2 ]; cat < =a.txt; wc <a": "1:36 The shell reads from a file named `=a.txt`, as the "
        "`<` is not quoted.",
        "if [-f a]; then b; fi": "1:4 A space is missing in `[-f`: `[` is a program, and `]` its last argument.",
        "if [ -f a ]; then b; fi": None,
    }.items():
        lines = findings_in(tmp_path, {"a.sh": f"{script}\n"}, "shell-syntax")
        assert lines == ([] if found is None else [f"a.sh:{found}"]), script


def test_commands_with_an_open_quote_are_not_read(tmp_path: Path) -> None:
    flags = sorted({flag for release in executors.releases() for flag in executors.flags(release)})
    assert "--destination" in flags
    for flag in flags:
        for after in (" --cache=true\necho done\n", ' --tarPath a\necho "done"\n/kaniko/executor --contxt="b"\n'):
            for start in (f'{flag}="', f'{flag} "', f'--cache=true {flag}="'):
                script = f"ls\n/kaniko/executor {start}a.example.com/a/b:$BUILD_NUMBER{after}"
                with check(f"{start}{after}"):
                    assert _rules_of(tmp_path, {"build.sh": script}) == ["shell-syntax"]
    step = """node {
  sh '''
    /kaniko/executor --destination="a.example.com/a/b:$BUILD_NUMBER --cache=true
    echo done
  '''
}
"""
    assert _rules_of(tmp_path, {"Jenkinsfile": step}) == ["shell-syntax"]


def test_commands_in_front_of_an_open_quote_are_read(tmp_path: Path) -> None:
    bad = "/kaniko/executor --contxt=. --no-push\n"
    assert _rules_of(tmp_path, {"build.sh": f'{bad}echo "done\n'}) == ["shell-syntax", "unknown-flag"]
    closed = '/kaniko/executor --destination="a.example.com/a/b:1 --cache=true"\n'
    assert "bad-destination" in _rules_of(tmp_path, {"build.sh": closed})


def _rules_of(directory: Path, files: dict[str, str]) -> list[str]:
    """The names of the rules that find an error."""
    for name, text in files.items():
        (directory / name).write_text(text, "utf-8")
    found = rules.check(read(directory))
    return sorted({finding.rule.name for finding in found if finding.severity is Severity.ERROR})
