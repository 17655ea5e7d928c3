from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

STEPS = "steps { sh 'id' }"


def findings(directory: Path, section: str, *, in_stage: bool = False) -> list[str]:
    of_pipeline, of_stage = ("", section) if in_stage else (section, "")
    text = f"pipeline {{ agent any\n{of_pipeline}\nstages {{ stage('a') {{\n{of_stage}\n{STEPS} }} }} }}\n"
    return findings_in(directory, {"Jenkinsfile": text}, "invalid-directive")


@pytest.mark.parametrize(
    "section",
    [
        "options { timestamps(); timeout(time: 1, unit: 'HOURS'); buildDiscarder(logRotator(numToKeepStr: '5')) }",
        "options { anOptionOfAPlugin() }",
        "triggers { cron('@daily'); GenericTrigger(token: 'a') }",
        "parameters { string(name: 'A'); string(name: 'B'); gitParameter(name: 'C'); stringParam(name: 'D') }",
        "parameters { choice(name: 'A', choices: ['b']) ; extendedChoice(name: 'C'); hidden(name: 'E') }",
        "tools { maven 'a'; jdk \"${b}\" }",
        "libraries { lib('a@b') }",
    ],
)
def test_valid(tmp_path: Path, section: str) -> None:
    assert findings(tmp_path, section) == []


@pytest.mark.parametrize(
    "section",
    [
        "when { branch 'main' }",
        "when { beforeAgent true; anyOf { branch 'a'; not { branch 'b' } } }",
        "when { expression { params.A == 'b' } }",
        "when { conditionOfAPlugin 'a' }",
        "input { message 'a'; ok 'b'; parameters { string(name: 'C') } }",
        "options { skipDefaultCheckout(); timeout(5) }",
        "environment { A = 'b' }",
        "agent { label 'a' }",
        "agent none",
    ],
)
def test_valid_in_a_stage(tmp_path: Path, section: str) -> None:
    assert findings(tmp_path, section, in_stage=True) == []


@pytest.mark.parametrize(
    ("section", "place", "message"),
    [
        ("options { timestamps }", "2:11", "`timestamps` is not a complete entry of `options`."),
        ("options { timeStamps() }", "2:11", "`timeStamps` is not allowed in `options`."),
        ("options { disableConcurrentBuild() }", "2:11", "`disableConcurrentBuild` is not allowed in `options`."),
        ("options { echo 'a' }", "2:11", "`echo` is not allowed in `options`."),
        ("options { timeout(5) { sh 'a' } }", "2:11", "`timeout` cannot have a `{ … }` block in `options`."),
        ("options { timeout(5); timeout(6) }", "2:23", "`timeout` is duplicated in `options`."),
        ("options { }", "2:1", "`options` is empty."),
        ("triggers { cronn('@daily') }", "2:12", "`cronn` is not allowed in `triggers`."),
        ("triggers { string(name: 'a') }", "2:12", "`string` is not allowed in `triggers`."),
        ("parameters { bool(name: 'a') }", "2:14", "`bool` is not allowed in `parameters`."),
        ("tools { maven }", "2:9", "`maven` is not a complete entry of `tools`."),
        ("libraries { library('a') }", "2:13", "`library` is not allowed in `libraries`."),
    ],
)
def test_invalid(tmp_path: Path, section: str, place: str, message: str) -> None:
    assert findings(tmp_path, section) == [f"Jenkinsfile:{place} {message}"]


@pytest.mark.parametrize(
    ("section", "place", "message"),
    [
        ("when { params.A == 'b' }", "4:8", "`params.A == 'b'` is not a complete entry of `when`."),
        ("when { }", "4:1", "`when` is empty."),
        ("when { not { branch 'a'; branch 'b' } }", "4:8", "`not` has the wrong number of conditions."),
        ("when { anyOf { } }", "4:8", "`anyOf` has the wrong number of conditions."),
        ("when { script { true } }", "4:8", "`script` is not allowed in `when`."),
        ("input { ok 'a' }", "4:1", "`input` lacks the required `message`."),
        ("input { message 'a'; timeout 'b' }", "4:22", "`timeout` is not allowed in `input`."),
        ("options { buildDiscarder(a()) }", "4:11", "`buildDiscarder` applies to the whole pipeline and is not"),
        ("agent 'my agent'", "4:8", "Only `any` and `none` may directly follow `agent`, not `my agent`."),
        ("agent kubernetes", "4:7", "Only `any` and `none` may directly follow `agent`, not `kubernetes`."),
    ],
)
def test_invalid_in_a_stage(tmp_path: Path, section: str, place: str, message: str) -> None:
    (line,) = findings(tmp_path, section, in_stage=True)
    assert line.startswith(f"Jenkinsfile:{place} {message}")


def test_axes(tmp_path: Path) -> None:
    matrix = (
        "matrix { axes { axis { values 'a' }\naxis { name 'b' }\naxis { name 'c'; values 'd'; title 'e' } }\n"
        f"stages {{ stage('f') {{ {STEPS} }} }} }}"
    )
    text = f"pipeline {{ agent any\nstages {{ stage('a') {{\n{matrix} }} }} }}\n"
    assert findings_in(tmp_path, {"Jenkinsfile": text}, "invalid-directive") == [
        "Jenkinsfile:3:17 `axis` lacks the required `name`.",
        "Jenkinsfile:4:1 `axis` lacks the required `values`.",
        "Jenkinsfile:5:30 `title` is not allowed in `axis`.",
    ]


def test_scripted_code_is_not_checked(tmp_path: Path) -> None:
    assert findings_in(tmp_path, {"Jenkinsfile": "node { options { timestamps } }"}, "invalid-directive") == []


@pytest.mark.parametrize(("agent", "found"), [("kubernetes {\nyaml 'a'\n}", 1), ("{\nkubernetes { yaml 'a' }\n}", 0)])
def test_agent_that_is_no_block(tmp_path: Path, agent: str, found: int) -> None:
    text = f"pipeline {{\nagent {agent}\nstages {{ stage('a') {{ steps {{ sh 'b' }} }} }}\n}}\n"
    assert len(findings_in(tmp_path, {"Jenkinsfile": text}, "invalid-directive")) == found


def test_tools(tmp_path: Path) -> None:
    section = "tools { java 'a'\nmaven 'b',\njdk 'c'\n}"
    text = f"pipeline {{ agent any\n{section}\nstages {{ stage('a') {{ {STEPS} }} }} }}\n"
    assert findings_in(tmp_path, {"Jenkinsfile": text}, "invalid-directive") == [
        "Jenkinsfile:2:9 `tools` has no type `java`.",
        "Jenkinsfile:3:1 A comma makes the next entry an argument of `maven`.",
    ]


def test_conditions_in_a_pipeline_of_a_method(tmp_path: Path) -> None:
    stages = "stages { stage('a') {\nwhen { CONDITION }\nsteps { sh 'b' } } }"
    text = f"def call() {{\npipeline {{ agent any; {stages} }}\n}}\ncall()\n"
    cases = {
        "allof { branch 'a' }": ["Jenkinsfile:3:8 `allof` is not allowed in `when`."],
        "not { anyof { branch 'a' } }": ["Jenkinsfile:3:14 `anyof` is not allowed in `when`."],
        "allOf { branch 'a'; not { tag 'b' }; expression { return a() } }": [],
        "anyOf { conditionOfAPlugin 'a' }": [],
    }
    for at, (condition, expected) in enumerate(cases.items()):
        files = {"Jenkinsfile": text.replace("CONDITION", condition)}
        assert findings_in(tmp_path / str(at), files, "invalid-directive") == expected
