"""What of a file is not understood is said, with line and reason, and never more than that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from pytest_check import check as checked

from kaniko_guide import cli
from kaniko_guide.analysis import coverage
from kaniko_guide.cli import exit_codes, options
from kaniko_guide.project import Settings, read_paths
from tests.kaniko_guide.command import check, not_understood, write
from tests.support import recipes

if TYPE_CHECKING:
    from pathlib import Path

FORK = "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"
POD = f"""\
apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  containers:
  - name: kaniko
    image: {FORK}
    command: [/busybox/cat]
    tty: true
"""
LONG = "# " + "x" * 33_000

NOTHING_UNDERSTOOD = [
    ("Jenkinsfile", "", "1 empty-file"),
    ("Jenkinsfile", " \n\t\n\n", "1 empty-file"),
    ("pod.yaml", "\n# a\n\n", "2 only-comments"),
    ("run.sh", "#!/bin/sh\n# nothing\n", "1 only-comments"),
    ("Jenkinsfile", "// a\n/* b\n * c\n */\n", "1 only-comments"),
    ("Jenkinsfile", "hello this is no pipeline\n", "1 no-pipeline"),
    ("Jenkinsfile", "<?xml version='1.1'?>\n<flow-definition/>\n", "1 markup"),
    ("job.groovy", "\n<project>\n</project>\n", "2 markup"),
    ("Jenkinsfile", "node { load 'ci/steps.groovy' }\n", "1 loaded-code"),
    ("Jenkinsfile", "node {\n  def s = load('a.groovy')\n}\n", "2 loaded-code"),
    ("Jenkinsfile", "node { evaluate(readFile('a.groovy')) }\n", "1 evaluated-code"),
    ("Jenkinsfile", "def text = readFile('x')\nnew GroovyShell().evaluate(text)\n", "2 evaluated-code"),
    ("Jenkinsfile", "Eval.me('1 + 1')\n", "1 evaluated-code"),
    ("Jenkinsfile", "@Library('ci') _\nbuildImage(name: 'app')\n", "1 shared-library, 2 unknown-call"),
    ("Jenkinsfile", "@Library(['ci@main', 'b']) _\n", "1 shared-library, 1 shared-library"),
    ("Jenkinsfile", "library 'ci'\nciPipeline { image = 'a' }\n", "1 shared-library, 2 unknown-call"),
    ("Jenkinsfile", "library(identifier: 'ci@main')\nci.build()\nci.build()\n", "1 shared-library, 2 unknown-call"),
    ("Jenkinsfile", "@Library('ci') import com.acme.Builder\nBuilder.run(this)\n", "1 shared-library, 1 library-class"),
    (
        "Jenkinsfile",
        "import static com.acme.Ci.run\nimport hudson.model.Result\nciBuild('a')\n",
        "1 library-class, 3 unknown-call",
    ),
    ("Jenkinsfile", "new com.acme.Builder(this).build('a')\n", "1 library-class"),
    ("Jenkinsfile", f"node {{\n  sh '''\n    {LONG}\n  '''\n}}\n", "3 long-script"),
    ("Jenkinsfile", "node { sh(script: libraryResource('build.sh')) }\n", "1 library-resource"),
    ("Jenkinsfile", "node {\n  def cmd = readFile('build.cmd')\n  sh cmd\n}\n", "3 run-time-script"),
    ("Jenkinsfile", 'node { sh "${params.CMD}" }\n', "1 run-time-script"),
    ("Jenkinsfile", 'node { sh "$params.A $env.B" }\n', "1 run-time-script"),
    ("Jenkinsfile", "node { sh script: commands.join(' '), returnStdout: true }\n", "1 run-time-script"),
    ("Jenkinsfile", "node { sh(a ? 'b' : 'c') }\n", "1 run-time-script"),
    ("Jenkinsfile", "node { sh '''#!/usr/bin/env -S python3 -u\nprint(1)\n''' }\n", "1 other-interpreter"),
    ("Jenkinsfile", "node { bat 'dir' }\n", "1 other-shell"),
    ("Jenkinsfile", "node { powershell script: 'ls' }\n", "1 other-shell"),
    ("build.sh", "#!/usr/bin/env python3\nimport os\n", "1 other-interpreter"),
    ("build.sh", "#!/usr/bin/perl\nprint 1\n", "1 other-interpreter"),
    ("build.sh", f"{LONG}\n", "1 long-script"),
    ("config.yaml", "a: b\n", "1 not-kubernetes"),
    ("list.yaml", "- a\n- b\n", "1 not-kubernetes"),
    ("task.yaml", "apiVersion: tekton.dev/v1\nkind: Task\nspec: {}\n", "2 other-kind"),
    ("application.yaml", "kind: Application\napiVersion: argoproj.io/v1alpha1\n", "1 other-kind"),
]

PARTS = [
    ({"pod.yaml": POD + "  nodeName: {{ .Values.node }}\n"}, "pod.yaml:10 template-values"),
    ({"pod.yaml": POD + '{{ include "a" . }}\n'}, "pod.yaml:10 template"),
    ({"pod.yaml": POD + "{% if a %}\n  nodeName: b\n{% endif %}\n"}, "pod.yaml:10 template"),
    (
        {"map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  build.sh: kaniko --x\n"},
        "map.yaml:4 configuration-data",
    ),
    (
        {"a.yaml": POD + "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: a}\n"},
        "a.yaml:12 other-kind",
    ),
    ({"a.yaml": POD + "---\na: b: c\n"}, "a.yaml:11 syntax-error"),
    ({"a.sh": "ls\necho 'a\n/kaniko/executor --contxt=.\n"}, "a.sh:2 shell-syntax-error"),
    ({"Jenkinsfile": "pipeline {\n  agent any\n  stages {\n"}, "Jenkinsfile:3 syntax-error"),
    (
        {"Jenkinsfile": "pipeline {\n  agent { kubernetes { yamlFile 'ci/pod.yaml' } }\n}\n"},
        "Jenkinsfile:2 missing-pod-file",
    ),
    (
        {"Jenkinsfile": 'pipeline {\n  agent { kubernetes { yamlFile "${env.POD}" } }\n}\n'},
        "Jenkinsfile:2 run-time-pod",
    ),
    (
        {
            "Jenkinsfile": "podTemplate(yaml: readTrusted('pod.yaml')) {\n  node(POD_LABEL) { echo 'a' }\n}\n",
            "pod.yaml": "a: b\n",
        },
        "Jenkinsfile:1 no-pod-in-file",
    ),
    (
        {"Jenkinsfile": "podTemplate(yaml: readTrusted('ci/pod.yaml')) {\n  echo 'a'\n}\n"},
        "Jenkinsfile:1 missing-pod-file",
    ),
    (
        {
            "Jenkinsfile": "def p = readYaml(file: 'p.yaml')\n"
            "podTemplate(yaml: writeYaml(data: p, returnText: true)) {\n  echo 'a'\n}\n"
        },
        "Jenkinsfile:2 run-time-pod",
    ),
    (
        {"Jenkinsfile": "def p = readYaml(file: 'p.yaml')\npodTemplate(yaml: \"${p}\") { echo 'a' }\n"},
        "Jenkinsfile:2 run-time-pod",
    ),
    ({"Jenkinsfile": "podTemplate(containers: templates()) { echo 'a' }\n"}, "Jenkinsfile:1 run-time-pod"),
    ({"Jenkinsfile": "podTemplate(inheritFrom: 'maven') { echo 'a' }\n"}, "Jenkinsfile:1 run-time-pod"),
    (
        {"Jenkinsfile": "pipeline { agent { kubernetes {\n  inheritFrom 'maven'\n  yaml '''\n" + POD + "'''\n} } }\n"},
        "Jenkinsfile:1 inherited-pod",
    ),
    ({"Jenkinsfile": "node('kaniko') {\n  container('kaniko') { echo 'a' }\n}\n"}, "Jenkinsfile:2 unknown-pod"),
    (
        {"Jenkinsfile": "pipeline { agent any; stages { stage('a') { steps {\n  buildImage()\n} } } }\n"},
        "Jenkinsfile:2 unknown-call",
    ),
    (
        {"Jenkinsfile": "node {\n  echo 'a'\n  timeout(5) { script { ci.build 'a' } }\n}\n"},
        "Jenkinsfile:3 unknown-call",
    ),
    ({"Jenkinsfile": "node {\n  buildImage()\n}\n"}, "Jenkinsfile:2 unknown-call"),
    ({"Jenkinsfile": "node {\n  def s = 'a'\n  \"$s\"()\n}\n"}, "Jenkinsfile:3 run-time-name"),
    ({"Jenkinsfile": "node {\n  sh 'ls | xargs /kaniko/executor -c'\n}\n"}, "Jenkinsfile:2 unread-executor"),
    ({"a.sh": "ls\nfor i in a; do b; done }{\nrm !(a)\n"}, "a.sh:2 shell-syntax-error"),
    ({"Jenkinsfile": 'node {\n  sh "${a} fi\\nfi"\n}\n'}, "Jenkinsfile:2 uncertain-shell"),
    (
        {"Jenkinsfile": "node {\n  writeFile file: 'a', text: libraryResource('b')\n}\n"},
        "Jenkinsfile:2 library-resource",
    ),
    ({"Jenkinsfile": "node {\n  echo readTrusted('a.txt')\n}\n"}, "Jenkinsfile:2 read-trusted"),
    ({"Jenkinsfile": "pipeline {\n  agent any\n  libraries { lib('ci@main') }\n}\n"}, "Jenkinsfile:3 shared-library"),
]

OTHER_SYSTEMS = [
    (
        ".gitlab-ci.yml",
        "build:\n  image: {name: '" + FORK + "', entrypoint: ['']}\n  script:\n  - /kaniko/executor --contxt .\n",
        ["4:22 unknown-flag"],
        ["4 only-flags"],
    ),
    (
        "ci/build.yml",
        "a:\n  before_script: [ls]\n  script: |\n    exec /kaniko/executor -context . \\\n      --cache=maybe $A\n",
        ["4:27 single-dash", "5:15 bad-flag-value"],
        ["4 only-flags"],
    ),
    (
        "task.yaml",
        "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  steps:\n  - name: image\n    image: "
        + FORK
        + "\n    args: [--contxt=., '--destination=$(params.IMAGE)']\n",
        ["7:12 unknown-flag"],
        ["2 other-kind", "7 only-flags"],
    ),
    (
        "pipeline.yaml",
        (
            "kind: Pipeline\napiVersion: tekton.dev/v1\nspec:\n  steps:\n  - image: a\n    script: |\n"
            "      #!/busybox/sh\n      /kaniko/executor --contxt=. --no-push\n"
        ),
        ["8:24 unknown-flag"],
        ["1 other-kind", "8 only-flags"],
    ),
    (
        ".drone.yml",
        "kind: pipeline\nsteps:\n- name: a\n  commands:\n  - cd app\n  - /kaniko/executor --contxt=. --no-push\n",
        ["6:22 unknown-flag"],
        ["6 only-flags"],
    ),
    (
        ".github/workflows/a.yml",
        "jobs:\n  a:\n    steps:\n    - run: /kaniko/executor --contxt=${{ github.sha }}\n",
        [],
        ["4 other-system"],
    ),
    (".drone.yml", "kind: pipeline\nsteps:\n- name: a\n  image: plugins/kaniko\n", [], ["4 other-system"]),
    ("skaffold.yaml", "build:\n  image: gcr.io/kaniko-project/executor:v1.24.0\n", [], ["2 other-system"]),
]

UNDERSTOOD = [
    {"Jenkinsfile": "node { load 'ci/steps.groovy' }\n", "ci/steps.groovy": "def kaniko() { sh 'ls' }\nreturn this\n"},
    {"Jenkinsfile": "node { buildImage() }\n", "vars/buildImage.groovy": "def call() { sh '/kaniko/executor' }\n"},
    {
        "Jenkinsfile": "def build(x) { sh 'ls' }\ndef other = { echo it }\n"
        "node { build(1); other('a'); [1].each { build(it) } }\n"
    },
    {
        "Jenkinsfile": "podTemplate(yaml: readTrusted('pod.yaml')) { container('kaniko') { sh 'ls' } }\n",
        "pod.yaml": POD,
    },
    {"Jenkinsfile": "node { sh \"mvn ${goals}\"; def out = sh(script: 'ls', returnStdout: true).trim() }\n"},
    {
        "Jenkinsfile": "properties([parameters([string(name: 'A')]), pipelineTriggers([cron('@daily')])])\n"
        "node { checkout scm }\n"
    },
    {
        "Jenkinsfile": "pipeline { agent any; options { anyOption(1) }; "
        "stages { stage('a') { when { anything() }; steps { echo 'a' } } } }\n"
    },
    {"Jenkinsfile": "import java.time.Instant\nnode { docker.build('a'); currentBuild.result = 'b'; Util.run() }\n"},
    {
        "Jenkinsfile": "podTemplate(containers: [containerTemplate(name: 'a', image: 'b:1')]) { "
        "container('a') { sh 'ls' } }\n"
    },
    {"Jenkinsfile": "podTemplate(yaml: '''\n" + POD + "''') { podTemplate(yaml: '''\n" + POD + "''') { echo 'a' } }\n"},
    {"pod.yaml": POD.replace("name: a", "name: $NAME").replace(FORK, "${IMAGE}")},
    {"a.sh": "#!/usr/bin/env bash\nls\n"},
    {
        "Jenkinsfile": "import com.acme.Kaniko\nnew Kaniko(this).build()\nnode { echo 'a' }\n",
        "src/com/acme/Kaniko.groovy": "class Kaniko { def script; def build() { script.sh 'kaniko' }}\n",
    },
    {"Dockerfile": "FROM a:1\n"},
]


def test_named_file_in_which_nothing_is_understood_is_a_warning(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content, expected in NOTHING_UNDERSTOOD:
        with checked(f"{name}, {content}"):
            write(working_directory, {name: content, "Dockerfile": "FROM a:1\n"})
            entries = [f"{name}:{entry}" for entry in expected.split(", ")]
            code, found, _ = check(capsys, name, "--select=nothing-understood")
            line = entries[0].split()[0]
            assert (code, found) == (exit_codes.FINDINGS, [f"{line} nothing-understood"])
            assert not_understood(capsys, name) == entries
            assert check(capsys, "--select=nothing-understood")[:2] == (exit_codes.CLEAN, [])


def test_part_that_is_not_understood_has_its_line_and_reason(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for files, expected in PARTS:
        with checked(f"{files}, {expected}"):
            write(working_directory, files)
            assert expected in not_understood(capsys, *files)
            assert len({entry for entry in not_understood(capsys, *files) if not entry.startswith("pod.yaml:1 ")}) == 1


@pytest.mark.parametrize("case", OTHER_SYSTEMS, ids=lambda case: case[0])
def test_executor_in_a_file_of_another_system(
    working_directory: Path, capsys: pytest.CaptureFixture[str], case: tuple[str, str, list[str], list[str]]
) -> None:
    name, content, findings, entries = case
    write(working_directory, {name: content, "Dockerfile": "FROM a:1\n"})
    for paths in ([], [name]):
        assert cli.main(["check", "--format=json", "--ignore=nothing-understood", *paths]) == bool(findings)
        found = json.loads(capsys.readouterr().out)["findings"]
        assert [f"{each['line']}:{each['column']} {each['rule']}" for each in found] == findings
        assert not_understood(capsys, *paths) == [f"{name}:{entry}" for entry in entries]


@pytest.mark.parametrize("case", OTHER_SYSTEMS, ids=[name for name, *_ in OTHER_SYSTEMS])
def test_a_file_of_another_system_is_no_manifest(
    working_directory: Path, capsys: pytest.CaptureFixture[str], case: tuple[str, str, list[str], list[str]]
) -> None:
    name, content, *_ = case
    write(working_directory, {name: content})
    cli.main(["check", "--format=json", "--ignore=nothing-understood", name])
    counts = json.loads(capsys.readouterr().out)["coverage"]["understood"]
    assert counts["manifests"] == ("apiVersion" in content)


def test_what_is_understood_is_not_reported(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for files in UNDERSTOOD:
        with checked(f"{files}"):
            write(working_directory, files)
            assert not_understood(capsys) == []
            assert not_understood(capsys, *files) == []
            assert check(capsys, *files, "--select=nothing-understood")[1] == []


def test_directory_with_a_template_only_is_no_wrong_usage(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(working_directory, {"pod.yaml": POD + "{% if a %}\n  nodeName: b\n{% endif %}\n"})
    assert cli.main(["check", "--lang=en"]) == exit_codes.CLEAN
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "Checked 0 files: nothing was understood."
    assert "  pod.yaml:10:1: A template (`{%`)" in out
    assert err == ""
    write(working_directory, {"pod.yaml": "a: b\n"})
    assert cli.main(["check", "--lang=en"]) == exit_codes.ERROR
    assert "  1 YAML file that is no Kubernetes manifest\n" in capsys.readouterr().out


def test_counts(working_directory: Path) -> None:
    pipeline = (
        "podTemplate(yaml: '''\n" + POD + "''') { node(POD_LABEL) { container('kaniko') {\n"
        "  sh '/kaniko/executor --context=. --destination=$NAME'\n  sh cmd\n  sh \"${cmd}\"\n  sh 'ls'\n} } }\n"
    )
    pod = POD.replace("command: [/busybox/cat]", 'args: ["--destination=$(A)", "--context=."]').replace(FORK, "$IMAGE")
    files = {
        "Jenkinsfile": pipeline,
        "a/pod.yaml": pod,
        "Dockerfile": "FROM a:1\n",
        "a.sh": "ls\n",
        "b.sh": "#!/bin/x\n",
    }
    write(working_directory, files)
    (reading,) = read_paths(["."], None, Settings())
    assert coverage.measure(reading.project, reading.sources).understood == {
        "jenkinsfiles": 1,
        "manifests": 1,
        "dockerfiles": 1,
        "scripts": 1,
        "pods": 2,
        "sh_steps": 2,
        "executor_calls": 2,
        "run_time_values": 4,
    }


def test_the_guides_own_recipes_are_understood() -> None:
    known = {"other-kind", "shared-library"}
    for directory in recipes():
        (reading,) = read_paths([str(directory)], None, Settings())
        found = coverage.measure(reading.project, reading.sources, reading.unread).unread
        assert {entry.reason.name for entry in found} <= known


def test_no_secret_is_repeated(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"Jenkinsfile": "node { sh(a ? 'docker login --password=Hunter2x' : b) }\n"})
    for form in options.FORMATS:
        cli.main(["check", f"--format={form}", "--ignore=nothing-understood"])
        out = capsys.readouterr().out
        assert "run-time-script" in out
        assert "Hunter2x" not in out


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    ["x = a" + ".b()" * 3000 + "\n", "node { sh cmd" + " + cmd" * 3000 + " }\n", "node {" + " f();" * 3000 + " }\n"],
)
def test_long_expressions_are_read(working_directory: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    write(working_directory, {"Jenkinsfile": content})
    assert len(not_understood(capsys, "Jenkinsfile")) == 1
