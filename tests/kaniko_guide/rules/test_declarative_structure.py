from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide import project
from kaniko_guide.findings import Severity
from kaniko_guide.rules import declarative_structure
from tests.kaniko_guide.rules.shared import PIPELINE, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def messages(directory: Path, pipeline: str) -> list[tuple[int, int, str]]:
    (directory / "Jenkinsfile").write_text(pipeline, encoding="utf-8")
    found = declarative_structure.check(project.read(directory))
    return sorted((finding.line, finding.column, finding.message.en) for finding in found)


def stage(body: str) -> str:
    return "pipeline {\nagent any\nstages {\nstage('a') {\n" + body + "\n}\n}\n}\n"


@pytest.mark.parametrize(
    ("pipeline", "expected"),
    [
        (
            "pipeline {\nstages { stage('a') { steps { sh 'id' } } }\n}\n",
            [(1, 1, "`pipeline` lacks the required `agent`.")],
        ),
        ("pipeline {\nagent any\n}\n", [(1, 1, "`pipeline` lacks the required `stages`.")]),
        ("pipeline {\nagent any\nstages { }\n}\n", [(3, 1, "`stages` is empty.")]),
        (
            "pipeline {\nagent any\nstages\n}\n",
            [(1, 1, "`pipeline` lacks the required `stages`."), (3, 1, "`…` is not a valid section of `pipeline`.")],
        ),
        (
            "pipeline {\nagent any\nsteps { sh 'id' }\nstages { stage('a') { steps { sh 'id' } } }\n}\n",
            [(3, 1, "`steps` is not a valid section of `pipeline`.")],
        ),
        (
            "pipeline {\nagent any\nstages {\nsteps { sh 'id' }\n}\n}\n",
            [(4, 1, "`steps` is not allowed in `stages`, which only contains stages.")],
        ),
        (
            "pipeline {\nagent any\nagent none\nstages { stage('a') { steps { sh 'id' } } }\n}\n",
            [(3, 1, "`agent` is duplicated in `pipeline`.")],
        ),
        (
            "pipeline {\nagent { label 'a'; docker 'b' }\nstages { stage('a') { steps { sh 'id' } } }\n}\n",
            [(2, 1, "`agent` has 2 types, but must have exactly one.")],
        ),
        (
            stage("container('x') { sh 'id' }"),
            [(4, 1, "This `stage` has no body."), (5, 1, "`container` is not a valid section of `stage`.")],
        ),
        (stage("steps { }"), [(5, 1, "`steps` has no steps.")]),
        (stage("steps {\ndef x = 1\n}"), [(6, 1, "`def x = …` is not a step and is not allowed here.")]),
        (stage("steps {\n'ls -l'\n}"), [(6, 1, "This is only a string, not a step.")]),
        (stage('steps {\ncontainer("a") {\n"""ls\n"""\n}\n}'), [(7, 1, "This is only a string, not a step.")]),
        (stage("steps {\nscript {\n'a'\n}\necho 'a' +\n'b'\n}"), []),
        (stage("steps {\nx = 1\n}"), [(6, 1, "`x = …` is not a step and is not allowed here.")]),
        (
            stage("steps {\ncontainer('x') {\nif (a) { sh 'id' }\n}\n}"),
            [(7, 1, "`if` is not a step and is not allowed here.")],
        ),
        (stage("steps {\ndocker.build('x')\n}"), [(6, 1, "`docker.build` is not a step and is not allowed here.")]),
        (stage("steps {\nstage('b') { sh 'id' }\n}"), [(6, 1, "`stage` is not allowed in `steps`.")]),
        (
            stage("steps { sh 'id' }\nstages { stage('b') { steps { sh 'id' } } }"),
            [(6, 1, "This `stage` has both `steps` and `stages`.")],
        ),
        (
            stage("agent any\nparallel { stage('b') { steps { sh 'id' } } }"),
            [(5, 1, "A `stage` with `parallel` or `matrix` cannot have `agent`.")],
        ),
        (
            stage("matrix { stages { stage('b') { steps { sh 'id' } } } }"),
            [(5, 1, "`matrix` lacks the required `axes`.")],
        ),
        (stage("steps { sh 'id' }\npost { sh 'id' }"), [(6, 8, "`sh` is not a valid condition of `post`.")]),
        (
            stage("steps { sh 'id' }\npost { failed { sh 'id' } }"),
            [(6, 8, "`failed` is not a valid condition of `post`.")],
        ),
        (
            stage("steps { sh 'id' }\npost { always { sh 'a' }\nalways { sh 'b' } }"),
            [(7, 1, "`always` is duplicated in `post`.")],
        ),
        ("pipeline {\nagent any\nstages {\nstage { steps { sh 'id' } }\n}\n}\n", [(4, 1, "This `stage` has no name.")]),
        ("pipeline {\nagent any\nstages {\nstage('a')\n}\n}\n", [(4, 1, "This `stage` has no `{ … }` block.")]),
        ("node {\npipeline {\nagent any\n}\n}\n", [(2, 1, "`pipeline` is not allowed inside `node`.")]),
    ],
)
def test_errors_and_their_positions(tmp_path: Path, pipeline: str, expected: list[tuple[int, int, str]]) -> None:
    assert messages(tmp_path, pipeline) == expected


@pytest.mark.parametrize(
    "pipeline",
    [
        stage("when { branch 'main' }\nenvironment { A = 'b' }\nsteps { script { def x = 1; if (x) { sh 'id' } } }"),
        stage("failFast true\nparallel { stage('b') { agent any; steps { sh 'id' } } }"),
        stage("matrix { axes { axis { name 'A'; values 'b' } }\nstages { stage('b') { steps { sh 'id' } } } }"),
        stage("steps { parallel a: { sh 'id' }, b: { sh 'id' } }"),
        stage("steps { ownStep { anything 'goes' } }"),
        "node { stage('a') { def x = 1; sh 'id' } }\n",
        "def call() { pipeline { agent any\nstages { stage('a') { steps { sh 'id' } } } } }\n",
        "library.pipeline { echo 'own' }\n",
    ],
)
def test_what_jenkins_accepts_is_silent(tmp_path: Path, pipeline: str) -> None:
    assert messages(tmp_path, pipeline) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kubernetes {", "kubernets {", (3, 9, "`kubernets` is not a valid section of `agent`.")),
        ("yaml '''", "yml '''", (4, 13, "`yml` is not a valid section of `kubernetes`.")),
    ],
)
def test_a_misspelt_section_of_an_agent(tmp_path: Path, old: str, new: str, expected: tuple[int, int, str]) -> None:
    assert messages(tmp_path, replace_first(PIPELINE, old, new)) == [expected]


def test_agents_and_their_options(tmp_path: Path) -> None:
    for agent, expected in {
        "{ any }": "`any` is not allowed in `agent { … }`.",
        "{ 'linux' }": "`'linux'` is not allowed in `agent { … }`.",
        "{ kubernetes { newOption 'a'\nyamlFile 'b' } }": "`kubernetes` has no option `newOption`.",
        "{ kubernetes { yamlFile(['a.yaml', 'b.yaml']) } }": "`yamlFile` takes a single path.",
        "{ docker { iamge 'a' } }": "`iamge` is not a valid section of `docker`.",
        "{ node { label 'a'\nvolumes 'b' } }": "`node` has no option `volumes`.",
        "{ label 'a' }": "",
        "{ dockerfile true }": "",
        "{ docker { image 'a'\nargs '-v b:c'\nreuseNode true } }": "",
        '{ kubernetes { yamlFile "${a}.yaml" } }': "",
    }.items():
        with check(agent):
            text = f"pipeline {{ agent {agent}\nstages {{ stage('a') {{ steps {{ echo 'b' }} }} }} }}"
            assert [found for _, _, found in messages(tmp_path, text)] == [expected] * bool(expected)


def test_stages_of_the_same_name(tmp_path: Path) -> None:
    body = "steps { sh 'id' }"
    pipeline = f"pipeline {{\nagent any\nstages {{\nstage('a') {{ {body} }}\nstage('a') {{ {body} }}\n}}\n}}\n"
    assert messages(tmp_path, pipeline) == [(5, 8, "There is already a stage named `a` on line 4.")]
    assert messages(tmp_path, pipeline.replace("stage('a')", 'stage("${x}")')) == []
    nested = f"stages {{\nstage('a') {{ {body} }}\n}}"
    assert messages(tmp_path, stage(nested)) == []


def test_parallel_stages_inside_parallel_stages(tmp_path: Path) -> None:
    inner = "stage('b') {\nparallel { stage('c') { steps { sh 'id' } } }\n}"
    found = [(7, 1, "`parallel` is not allowed inside another `parallel` or `matrix`.")]
    assert messages(tmp_path, stage(f"parallel {{\n{inner}\n}}")) == found
    deeper = stage(f"parallel {{\nstage('d') {{ stages {{ {inner} }} }}\n}}")
    assert [message for _, _, message in messages(tmp_path, deeper)] == [found[0][2]]
    assert messages(tmp_path, stage(f"stages {{\n{inner}\n}}")) == []


@pytest.mark.parametrize(
    ("pipeline", "expected"),
    [
        ("pipeline { agent any stages { stage('a') { steps { sh 'id' } } }\n}", (1, 22, "stages", "agent")),
        (
            "pipeline {\nagent any\nstages { stage('a') { steps { sh 1 } } stage('b') { steps { sh 1 } } }\n}",
            (3, 40, "stage", "stage"),
        ),
        ("pipeline {\nagent { label '}' } stages { stage('a') { steps { sh 'id' } } }\n}", (2, 21, "stages", "agent")),
        (stage("steps { sh 'id' } post { always { sh 'a' } }"), (5, 19, "post", "steps")),
        (
            stage("steps { sh 'id' }\npost { always { sh 'a' } success { sh 'b' } }"),
            (6, 26, "success", "always"),
        ),
    ],
)
def test_sections_on_one_line(tmp_path: Path, pipeline: str, expected: tuple[int, int, str, str]) -> None:
    line, column, name, first = expected
    message = f"`{name}` follows `{first}` on the same line, so Groovy reads both as one statement."
    assert messages(tmp_path, pipeline) == [(line, column, message)]


def test_a_section_that_goes_on_with_another_is_not_read_further(tmp_path: Path) -> None:
    stages = "stages { stage('a') { agent any when { branch 'b' } steps { sh 'id' } } }"
    for pipeline, found in (
        (f"pipeline {{ agent any {stages} post {{ always {{ sh 'id' }} }} }}", ["stages", "post"]),
        (f"pipeline {{\nagent any\n{stages}\n}}", ["when", "steps"]),
        (
            f"pipeline {{\nagent any tools {{ jdk 'a' }}\n{stages.replace('agent any when', 'when')}\n}}",
            ["tools", "steps"],
        ),
    ):
        assert [message.split("`")[1] for *_, message in messages(tmp_path, pipeline)] == found, pipeline
    two = "pipeline {\nagent {\nany\nlabel 'a'\n}\nstages {\nstage('a') { steps { sh 'id' } }\n}\n}"
    assert any("has 2 types" in message for *_, message in messages(tmp_path, two))


@pytest.mark.parametrize("option", ["idleMinutes: 10", "idleMinutes = 10"])
def test_an_option_that_is_no_call(tmp_path: Path, option: str) -> None:
    pipeline = (
        f"pipeline {{ agent {{ kubernetes {{\n{option}\n}} }}\nstages {{ stage('a') {{ steps {{ echo 'b' }} }} }} }}\n"
    )
    message = "Only a space may separate the option `idleMinutes` of `kubernetes` from its value."
    assert messages(tmp_path, pipeline) == [(2, 1, message)]


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ("container('a')", 1),
        ("container('a') { sh 'b' }", 0),
        ("container(body)", 0),
        ("agent { label 'a' }", 1),
        ("ls", 1),
        ("cd /tmp", 1),
        ("cleanWs()", 0),
        ("checkout scm", 0),
        ("input 'Deploy?'", 0),
    ],
)
def test_what_is_no_step(tmp_path: Path, step: str, found: int) -> None:
    text = f"pipeline {{\n  agent any\n  stages {{ stage('a') {{ steps {{\n{step}\n}} }} }}\n}}\n"
    assert len(findings_in(tmp_path, {"Jenkinsfile": text}, "declarative-structure")) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("node { environment { A = 'b' } }\n", 1),
        ("def environment(body) { body() }\nnode { environment { A = 'b' } }\n", 0),
        ("@Library('a') _\nnode { environment { A = 'b' } }\n", 0),
    ],
)
def test_environment_of_a_scripted_pipeline(tmp_path: Path, text: str, found: int) -> None:
    (tmp_path / "Jenkinsfile").write_text(text, "utf-8")
    entries = list(declarative_structure.check(project.read(tmp_path)))
    assert [entry.severity for entry in entries] == [Severity.WARNING] * found


def test_sections_in_scripted_code(tmp_path: Path) -> None:
    for text, expected in {
        "node { stage('a') {\nsteps { sh 'b' } } }": [(2, 1, "`steps` is a section of a declarative pipeline")],
        "node {\npost { always { sh 'b' } } }": [(2, 1, "`post` is a section of a declarative pipeline")],
        "node {\nstage { sh 'b' } }": [(2, 1, "This `stage` has no name.")],
        stage("steps { script {\nagent { label 'a' } } }"): [(6, 1, "`agent` is a section of a declarative pipeline")],
        stage("steps {\nparallel { stage('b') { steps { sh 'c' } } } }"): [(6, 1, "In `steps`, `parallel` is a step")],
        "node { stage('a') { sh 'b' } }": [],
        "@Library('a') _\nnode { steps { sh 'b' } }": [],
        "def steps(body) { body() }\nnode { sh 'a' }": [],
        "podTemplate { node(POD_LABEL) { stage('a') { parallel b: { sh 'c' } } } }": [],
    }.items():
        with check(text):
            found = messages(tmp_path, text)
            assert [entry[:2] for entry in found] == [entry[:2] for entry in expected]
            assert all(one[2].startswith(two[2]) for one, two in zip(found, expected, strict=True))


def test_agents_without_braces(tmp_path: Path) -> None:
    for kind in ("any", "none"):
        agent = f"agent {{\n{kind} {{ yamlFile 'a.yaml' }} }}"
        text = f"pipeline {{ {agent}\nstages {{ stage('a') {{ steps {{ id() }} }} }} }}"
        with check(kind):
            assert (2, 1, f"`{kind}` is not allowed in `agent {{ … }}`.") in messages(tmp_path, text)


def test_an_agent_with_a_colon(tmp_path: Path) -> None:
    text = "pipeline { agent {\nlabel: 'a' }\nstages { stage('b') { steps { id() } } } }"
    assert messages(tmp_path, text) == [
        (2, 1, "Only a space may separate the option `label` of `agent` from its value."),
    ]


def test_sections_in_an_agent(tmp_path: Path) -> None:
    stages = "\nstages { stage('b') { steps { id() } } } }"
    for agent, expected in {
        "agent {\nagent { label 'a' } }": [(2, 1, "The section `agent` is not allowed in `agent { … }`.")],
        "agent { kubernetes {\nagent any\nyamlFile 'a.yaml' } }": [
            (2, 1, "The section `agent` is not allowed in `kubernetes { … }`.")
        ],
        "agent { label 'a'\nenvironment { A = 'b' } }": [
            (2, 1, "The section `environment` is not allowed in `agent { … }`.")
        ],
        "agent { kubernetes { agentContainer 'a' } }": [],
        "agent { otherCloud { agent 'a' } }": [],
    }.items():
        with check(agent):
            assert messages(tmp_path, f"pipeline {{ {agent}{stages}") == expected


def test_steps_without_braces(tmp_path: Path) -> None:
    bindings = "[string(credentialsId: 'a', variable: 'B')]"
    for text, name in {
        stage(f"steps {{\nwithCredentials({bindings})\nsh 'c' }}"): "withCredentials",
        stage("steps { container('a') {\nwithEnv(['B=c'])\nsh 'c' } }"): "withEnv",
        stage("steps { script { if (a) {\nnode('b')\n} } }"): "node",
        stage("post { always {\nretry(3)\nsh 'c' } }\nsteps { sh 'a' }"): "retry",
        "node { try {\n\n\n\n\ntimeout(time: 1, unit: 'HOURS')\nsh 'b' } finally { sh 'c' } }": "timeout",
        "@Library('a') _\n\n\n\n\ndir('b')\nsh 'c'": "dir",
    }.items():
        with check(text):
            assert messages(tmp_path, text) == [(6, 1, f"This `{name}` has no `{{ … }}` block.")]


def test_what_needs_no_braces(tmp_path: Path) -> None:
    for text in [
        "@Library('a') _\nnode { timeout(5) }",
        "def dir(path) { echo path }\ndir('a')",
        "def node = { name -> echo name }\nnode('a')",
        "def body = { sh 'a' }\nnode('b', body)",
        "node('a', { sh 'b' })",
        "node('a') {\n  stage 'b'\n  stage('c')\n}",
        "other { dir('a') }",
        "properties([parameters([]), retry(3)])",
        stage("options { timeout(5); retry(2); lock('a') }\nsteps { sh 'b' }"),
        stage("when { expression { node('a') } }\nsteps { sh 'b' }"),
        stage("steps { withCredentials(bindings) { sh 'a' }\nwaitUntil { fileExists('a') } }"),
        stage("steps { timestamps() }"),
    ]:
        with check(text):
            assert messages(tmp_path, text) == []


def test_two_pipelines(tmp_path: Path) -> None:
    one = stage("steps { sh 'a' }")
    assert messages(tmp_path, f"{one}{one}") == [
        (9, 1, "There is already a `pipeline` on line 1; a build runs only one, and fails at this one."),
    ]
    for text in (
        f"if (env.BRANCH_NAME == 'main') {{\n{one}}} else {{\n{one}}}",
        f"def a() {{\n{one}}}\ndef b() {{\n{one}}}",
        f"{one}if (currentBuild.result == 'SUCCESS') {{\nreturn\n}}\n{one}",
    ):
        with check(text):
            assert not any("already" in message for _, _, message in messages(tmp_path, text))
