from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("kubctl get pods", "1:1 Unknown program `kubctl`."),
        ("/kaniko/exector --no-push", "1:1 Unknown program `/kaniko/exector`."),
    ],
)
def test_found(tmp_path: Path, script: str, expected: str) -> None:
    (line,) = findings_in(tmp_path, {"a.sh": script}, "misspelt-program")
    assert line.startswith(f"a.sh:{expected}")


@pytest.mark.parametrize(
    "script",
    [
        "kubctl() { kubectl; }\nkubctl\n",
        "mvnw; gradlew; kubectx; ./kubctl; $X; executor",
    ],
)
def test_not_found(tmp_path: Path, script: str) -> None:
    assert findings_in(tmp_path, {"a.sh": script}, "misspelt-program") == []


def test_tag_after_the_path_of_the_executor(tmp_path: Path) -> None:
    expected = ["a.sh:1:1 Unknown program `/kaniko/executor:debug`."]
    assert findings_in(tmp_path, {"a.sh": "/kaniko/executor:debug --no-push\n"}, "misspelt-program") == expected


def test_capitals_and_addresses(tmp_path: Path) -> None:
    for script, found in {
        "sudo Docker ps": "1:6 Unknown program `Docker`.",
        "Kubectl get pods": "1:1 Unknown program `Kubectl`.",
        "https://example.com/a.git": "1:1 An address is run as a program here: `not found`.",
        "curl https://example.com": None,
        "maven clean package": "1:1 Unknown program `maven`.",
        "maven() { mvn; }; maven clean": None,
        "./maven clean": None,
        "org.example.a:sonar-maven-plugin:sonar -B": "1:1 `org.example.a:sonar-maven-plugin:sonar` is a goal of Maven, "
        "not a program.",
        "mvn org.example.a:sonar-maven-plugin:sonar": None,
        "example.com:8080": None,
        "mkdir a $$ chmod 777 a": "1:9 `$$` is the process ID of the shell, not `&&`: `chmod` is an argument of the "
        "command in front.",
        "mkdir a.$$ chmod; echo $$ chmod; mkdir $$ a; kill $$; mkdir '$$' chmod": None,
        "sudo -u Docker id": None,
        "./Docker": None,
    }.items():
        lines = findings_in(tmp_path, {"a.sh": f"{script}\n"}, "misspelt-program")
        assert lines == ([] if found is None else [f"a.sh:{found}"]), script


def test_sentences_and_subcommands(tmp_path: Path) -> None:
    for script, found in {
        "Hello from Jenkins!": "This is a sentence, not a command: the shell runs a program named `Hello`.",
        "Deploy to $TARGET...": "This is a sentence, not a command: the shell runs a program named `Deploy`.",
        "Build completed": "This is a sentence, not a command: the shell runs a program named `Build`.",
        "run -it --rm a": "`run` is a command of `docker`, not a program.",
        "clone https://example.com/a.git": "`clone` is a command of `git`, not a program.",
        "apply -f a.yaml": "`apply` is a command of `kubectl`, not a program.",
        "Rscript tests in the": None,
        "Hello -f a": None,
        "Hello world": None,
        "Hello() { id; }; Hello to a": None,
        "run tests": None,
        "run() { id; }; run --rm a": None,
        "./run --rm a": None,
        "echo Hello to the world!": None,
    }.items():
        lines = findings_in(tmp_path, {"Jenkinsfile": f"node {{ sh '{script}' }}"}, "misspelt-program")
        assert lines == ([] if found is None else [f"Jenkinsfile:1:12 {found}"]), script
