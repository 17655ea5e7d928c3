from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def found(directory: Path, statement: str, start: str = "") -> list[str]:
    pipeline = f"{start}node {{\n{statement}\n}}\n"
    return [line.partition(" ")[2] for line in findings_in(directory, {"Jenkinsfile": pipeline}, "unquoted-text")]


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("sh 'login -p '${PASSWORD}' a'", "${PASSWORD}'"),
        ("sh 'login -p '$PASSWORD' a'", "$PASSWORD'"),
        ("sh 'a 'b' c'", "b'"),
        ('sh "echo "a""', 'a""'),
        ("label 'app-'name", "name"),
    ],
)
def test_a_string_that_ends_too_early(tmp_path: Path, statement: str, word: str) -> None:
    assert found(tmp_path, statement)[0] == f"The string ends before `{word}`, so Groovy reads the rest as code."


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("if (${A} == 'b') { c() }", "${A}"),
        ("a(b: ${env.C})", "${env.C}"),
        ("echo $A", "$A"),
        ("a([b: $C])", "$C"),
    ],
)
def test_a_dollar_outside_strings(tmp_path: Path, statement: str, text: str) -> None:
    message = f"`{text}` is not in a string; Groovy reads `$` as part of a name, which does not exist."
    assert found(tmp_path, statement) == [message]


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("docker build a", "docker build"),
        ("helm repo add a https://a.com", "helm repo"),
        ("ls -l", "ls -l"),
        ("ls --all", "ls --all"),
        ("chmod +x a", "chmod +x"),
        ("git clone a", "git clone"),
        ("npm install", "npm install"),
        ("export A=1", "export A"),
        ("x(); kubectl get pods", "kubectl get"),
    ],
)
def test_a_command_of_the_shell(tmp_path: Path, statement: str, text: str) -> None:
    assert found(tmp_path, statement) == [f"`{text}` is a shell command, but this is Groovy code."]


@pytest.mark.parametrize("statement", ["sshagent([my-ssh-key]) { a() }", "git credentialsId: my-ssh-key, url: 'a'"])
def test_hyphens(tmp_path: Path, statement: str) -> None:
    message = "`my-ssh-key` has no quotes, so Groovy calculates with variables that are not defined."
    assert found(tmp_path, statement) == [message]


def test_label_of_a_node(tmp_path: Path) -> None:
    message = "`jenkins/jenkins-agent` has no quotes, so Groovy calculates with variables that are not defined."
    cases = {
        "node(jenkins/jenkins-agent) { a() }": [message],
        "node(params.A/b) { a() }": [],
        "node('jenkins/jenkins-agent') { a() }": [],
        "def jenkins = 6\ndef agent = 2\nnode(jenkins/jenkins-agent) { a() }": [],
        "x(jenkins/agent)": [],
    }
    for at, (statement, expected) in enumerate(cases.items()):
        assert found(tmp_path / str(at), statement) == expected, statement


@pytest.mark.parametrize("statement", ["stage(build) { a() }", "label build", "git credentialsId: build, url: 'a'"])
def test_a_name(tmp_path: Path, statement: str) -> None:
    assert found(tmp_path, statement) == ["`build` has no quotes, and the file defines no such variable."]


@pytest.mark.parametrize(
    "statement",
    [
        "sh 'a' + b",
        "sh 'a' // b",
        "sh('a'\n)",
        "x = /a/\nb()",
        "checkout([$class: 'GitSCM', url: 'a'])",
        "def $a = 1\necho $a",
        'sh "${a - b} $c ${d}"',
        "git url: 'a'",
        "git url",
        "git 'a'",
        "docker.build('a')",
        "docker.image('a').inside { b() }",
        "helm version: 'a'",
        "def npm(a) { sh a }\nnpm install",
        "def total = a\ndef other = b\nx(total-other)",
        "x(i-1)",
        "x(a-b, a)",
        "x(-a)",
        "stage(STAGE) { a() }",
        "def name = 'a'\nstage(name) { a() }",
        "['a', 'b'].each { stage(it) { c() } }",
        "for (x in y) { stage(x) { c() } }",
        "stage(names.first()) { c() }",
        "label 'a'",
        "echo message",
    ],
)
def test_not_found(tmp_path: Path, statement: str) -> None:
    assert found(tmp_path, statement) == []


def test_names_that_a_library_may_define(tmp_path: Path) -> None:
    assert found(tmp_path, "stage(build) { a() }", "@Library('a') _\n") == []


def test_the_entries_of_an_environment_have_a_rule_of_their_own(tmp_path: Path) -> None:
    pipeline = "pipeline { agent any; environment {\nA = ${B}\n}\nstages { stage('a') { steps { echo 'b' } } } }\n"
    assert findings_in(tmp_path, {"Jenkinsfile": pipeline}, "unquoted-text") == []


@pytest.mark.parametrize(
    ("statement", "found"), [("curl https://a.example.com/b", 1), ("curl url: 'a'", 0), ("def curl = 1\ncurl.b()", 0)]
)
def test_address_after_a_program(tmp_path: Path, statement: str, found: int) -> None:
    assert len(findings_in(tmp_path, {"Jenkinsfile": f"node {{\n{statement}\n}}\n"}, "unquoted-text")) == found


def test_scripts_without_quotes(tmp_path: Path) -> None:
    for step, found in {
        "sh git init": "`git` is a shell command",
        'sh echo "a"': "`echo` is a shell command",
        "sh command": None,
        "sh a - b": None,
        "sh a as String": None,
        "sh(command.trim())": None,
        "sh script: command": None,
    }.items():
        lines = findings_in(tmp_path, {"Jenkinsfile": f"node {{ def a = 'b'\n{step}\n}}\n"}, "unquoted-text")
        assert [str(found) in line for line in lines] == [True] * (found is not None), step


def test_a_name_after_the_text_of_a_step(tmp_path: Path) -> None:
    for statement, word in {
        "sh 'docker build -t ' env.TAG": "env.TAG",
        'echo "a" b': "b",
        "sh 'a'\nb()": None,
        "sh 'a'; b()": None,
        "sh 'a' + b": None,
        "stage 'a' b": None,
        "def c = 'a' as String": None,
        "sh script: 'a', label: 'b'": None,
    }.items():
        expected = [] if word is None else [f"The string ends before `{word}`, so Groovy reads the rest as code."]
        assert found(tmp_path, statement) == expected, statement


def test_sentences_files_and_bindings(tmp_path: Path) -> None:
    for statement, message in {
        "This builds the image": "`This builds the image` is a sentence, not code: Groovy takes each word for a name.",
        "a()\nNow push it to production\nb()": "`Now push it to production` is a sentence, not code: Groovy takes each "
        "word for a name.",
        "archiveArtifacts artifacts: build.log": "`build.log` has no quotes, and the file defines no such variable.",
        "checkout([$class: GitSCM, branches: []])": "`GitSCM` has no quotes, and the file defines no such variable.",
        "withSonarQubeEnv(sonar) { a() }": "`sonar` has no quotes, and the file defines no such variable.",
        "withCredentials([docker-hub(credentialsId: 'a')]) { b() }": "`docker-hub` is a subtraction, not a name: names "
        "of Groovy have no `-`.",
        "final Map<String, String> a = b": None,
        "private static final String a": None,
        "builds the image": None,
        "def build = a()\narchiveArtifacts artifacts: build.log": None,
        "archiveArtifacts artifacts: 'build.log'": None,
        "archiveArtifacts artifacts: a.artifacts": None,
        "archiveArtifacts artifacts: build.": None,
        "def a = 1, b = 2\nx([a-b(1)])": None,
        "@Library('x') _\nThis builds the image": None,
    }.items():
        assert found(tmp_path, statement) == ([] if message is None else [message]), statement


def test_file_names_of_scripts(tmp_path: Path) -> None:
    for statement, file, name in [
        ("sh login.sh", "login.sh", "login"),
        ("sh login.sh + ' a'", "login.sh", "login"),
        ("sh scripts/run-all.sh", "scripts/run-all.sh", "scripts"),
        ("sh(script: build.py, returnStatus: true)", "build.py", "build"),
    ]:
        with check(statement):
            message = f"`{file}` has no quotes: Groovy reads a property of `{name}`, a variable that the file does not"
            assert found(tmp_path, statement) == [f"{message} define."]
    for statement in [
        "sh 'sh login.sh'",
        "sh './login.sh'",
        "def login = [sh: 'a']\nsh login.sh",
        "sh params.sh",
        "sh env.sh",
        "sh Login.sh",
        "sh login.sh()",
        "sh a.login.shell",
        "[login].each { login -> sh login.sh }",
    ]:
        with check(statement):
            assert found(tmp_path, statement) == []
    assert found(tmp_path, "sh login.sh", "@Library('a') _\n") == []


def test_paths_of_scripts(tmp_path: Path) -> None:
    for statement, path in {
        "sh ./ci/build.sh": "./ci/build.sh",
        "sh ./a/b.sh c": "./a/b.sh",
    }.items():
        with check(statement):
            assert found(tmp_path, statement) == [f"`{path}` is a shell command, but this is Groovy code."]
    for statement in ["sh './ci/build.sh'", "sh /ls/", 'sh """\nsh ./ci/build.sh\n"""', "// sh ./ci/build.sh\nid()"]:
        with check(statement):
            assert found(tmp_path, statement) == []
