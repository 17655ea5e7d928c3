from __future__ import annotations

from pytest_check import check

from kaniko_guide.sources import jenkinsfile
from kaniko_guide.text import Source, Text
from tests.kaniko_guide.sources.pipelines import read, steps


def test_step_is_found_in_every_syntax() -> None:
    for call in [
        "sh 'id'",
        "sh('id')",
        'sh "id"',
        "sh script: 'id', returnStdout: true",
        "sh(returnStatus: true, script: 'id')",
        "sh([script: 'id'])",
        "steps.sh 'id'",
        "def x = sh(script: 'id', returnStdout: true).trim()",
        "def x = sh script: 'id', returnStdout: true",
        "if (sh(script: 'id', returnStatus: true) == 0) { }",
        "if (x) sh 'id'",
        "else_ = x ? sh('id') : null",
        "try { } finally { sh 'id' }",
        "parallel a: { sh 'id' }",
        "retry(3) { dir('a') { withEnv(['A=b']) { sh 'id' } } }",
        "['a'].each { name -> sh 'id' }",
        "echo \"${sh(script: 'id', returnStdout: true)}\"",
        "return sh('id')",
        "switch (x) { case 'a': sh 'id'; break; default: echo 'b' }",
        "branches['a'] = { sh 'id' }",
        "sh 'i' + 'd'",
        "def c = 'id'\nsh c",
        "def c = 'd'\nsh \"i${c}\"",
        "sh ' id\\n'.trim()",
    ]:
        with check(f"{call}"):
            assert steps("node {\ncontainer('kaniko') {\n" + call + "\n}\n}\n") == [("id", "kaniko", None, True)]


def test_environment_values_are_used_in_the_whole_block() -> None:
    found = steps(
        """pipeline {
          agent any
          stages { stage('a') { steps { sh "$IMAGE ${env.IMAGE} ${TOKEN} ${LATER}" } } }
          environment { NAME = 'app'; IMAGE = "host/${NAME}"; TOKEN = credentials('x') }
        }"""
    )
    assert found == [("host/app host/app ${TOKEN} ${LATER}", None, "a", False)]


def test_declarative_pods_and_containers() -> None:
    found = read(
        """pipeline {
          agent { kubernetes { yaml '''a: 1'''; defaultContainer 'maven' } }
          stages {
            stage('top') { steps { sh '1'; container('kaniko') { sh '2' } } }
            stage('own') { agent { kubernetes { yamlFile 'ci/pod.yaml'; inheritFrom 'base' } }; steps { sh '3' } }
            stage('none') { agent none; steps { sh '4' } }
            stage('template') {
              agent { kubernetes { containerTemplate { name 'a'; image 'b'; command 'cat' } } }
              steps { sh '5' }
            }
          }
          post { always { sh '6' } }
        }"""
    )
    first, second, third = found.pods
    assert [(str(pod.yaml), str(pod.path), len(pod.pods), pod.inherits) for pod in found.pods] == [
        ("a: 1", "None", 0, False),
        ("None", "ci/pod.yaml", 0, True),
        ("None", "None", 1, False),
    ]
    assert [(step.script.text.value, step.pod, str(step.container)) for step in found.steps] == [
        ("1", first, "maven"),
        ("2", first, "kaniko"),
        ("3", second, "None"),
        ("4", None, "None"),
        ("5", third, "a"),
        ("6", first, "maven"),
    ]
    assert [(str(use.name), use.pod) for use in found.containers] == [("maven", first), ("kaniko", first)]


def test_nested_pod_template_inherits() -> None:
    found = read("podTemplate(yaml: 'a') { podTemplate(yaml: 'b') { node(POD_LABEL) { sh 'id' } } }")
    assert [pod.inherits for pod in found.pods] == [False, True]
    assert [step.pod for step in found.steps] == [found.pods[1]]


def test_method_is_read_without_its_caller() -> None:
    found = read("def build(name) {\n  sh \"echo ${name}\"\n}\nnode { container('a') { build('x') } }\n")
    assert [(step.script.text.value, step.container, step.pod) for step in found.steps] == [
        ("echo ${name}", None, None)
    ]


def test_blocks_are_a_tree_of_statements() -> None:
    found = read(
        "pipeline {\n  agent any\n  stages {\n    stage('a') {\n      steps {\n        def x = 'y'\n"
        "        if (x) { echo 'z' }\n        docker.build('i')\n      }\n    }\n  }\n}\n"
    )
    (pipeline,) = found.blocks
    assert pipeline.children is not None
    agent, stages = pipeline.children
    assert (agent.name, [(a.value.value, a.is_string) for a in agent.arguments]) == ("agent", [("any", False)])
    (stage,) = stages.children or ()
    assert [(a.value.value, a.is_string, a.exact) for a in stage.arguments] == [("a", True, True)]
    (steps_block,) = stage.children or ()
    assert [(child.name, child.children is not None) for child in steps_block.children or ()] == [
        ("def", False),
        ("if", True),
        ("docker.build", False),
    ]


def test_the_first_syntax_errors_are_reported() -> None:
    text = "sh '" + r"\q" * 1000 + "'\n"
    found = jenkinsfile.read(Text(text, Source("Jenkinsfile", text)))
    assert len(found.problems) == jenkinsfile.MOST_PROBLEMS
