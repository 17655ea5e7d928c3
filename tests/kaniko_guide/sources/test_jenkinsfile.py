from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.sources import jenkinsfile
from kaniko_guide.text import Source, Text

if TYPE_CHECKING:
    from kaniko_guide.sources.model import Jenkinsfile


def shown(text: Text | None) -> str | None:
    return None if text is None else text.value


def read(value: str) -> Jenkinsfile:
    found = jenkinsfile.read(Text(value, Source("Jenkinsfile", value)))
    assert found.problems == ()
    return found


def steps(value: str) -> list[tuple[str, str | None, str | None, bool]]:
    return [
        (step.script.text.value, shown(step.container), shown(step.stage), step.exact) for step in read(value).steps
    ]


@pytest.mark.parametrize(
    "call",
    [
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
    ],
)
def test_a_step_is_found_wherever_it_stands(call: str) -> None:
    assert steps("node {\ncontainer('kaniko') {\n" + call + "\n}\n}\n") == [("id", "kaniko", None, True)]


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ('"echo ${env.TAG}"', "echo ${env.TAG}"),
        ('"echo $TAG.name end"', "echo $TAG.name end"),
        ("command", "${command}"),
        ("'echo ' + command()", "echo ${command()}"),
        ("readFile('run.sh').trim()", "${readFile('run.sh').trim()}"),
        ("x ? 'a' : 'b'", "${x ? 'a' : 'b'}"),
    ],
)
def test_what_only_the_run_knows_stays_as_written(script: str, text: str) -> None:
    assert steps(f"node {{ sh {script} }}") == [(text, None, None, False)]


@pytest.mark.parametrize(
    "before",
    [
        "def c = 'a'\nc = 'b'",
        "def c\nif (x) { c = 'a' }",
        "def c = 'a'\nc += 'b'",
        "for (c in ['a']) { }",
        "def f(c) { }\nc = 'a'",
        "withEnv(['c=b']) { }\nc = 'a'",
        "{ c -> c }\nc = 'a'",
    ],
)
def test_a_name_with_more_than_one_value_is_unknown(before: str) -> None:
    assert steps(f'{before}\nnode {{ sh "${{c}}" }}')[-1] == ("${c}", None, None, False)


def test_environment_values_are_known_to_the_block_around() -> None:
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


def test_a_pod_made_of_templates() -> None:
    found = read(
        """podTemplate(label: 'x', namespace: 'ci', containers: [
          containerTemplate(name: 'kaniko', image: 'k:1', command: '/bin/sh -c "sleep 9"', args: '', ttyEnabled: true,
            envVars: [envVar(key: 'A', value: 'b')]),
        ], volumes: [secretVolume(secretName: 's', mountPath: '/kaniko/.docker'), emptyDirVolume(mountPath: '/t')]) {
          node('x') { container(name: 'kaniko', shell: '/busybox/sh') { sh 'id' } }
          node('y') { sh 'elsewhere' }
        }"""
    )
    (source,) = found.pods
    (pod,) = source.pods
    assert pod.in_jenkinsfile
    assert str(pod.namespace) == "ci"
    (container,) = pod.containers
    assert (str(container.name), str(container.image)) == ("kaniko", "k:1")
    assert [str(word) for word in container.command or ()] == ["/bin/sh", "-c", "sleep 9"]
    assert container.args is None
    assert [(str(v.name), str(v.value)) for v in container.env or ()] == [("A", "b")]
    assert [str(mount.path) for mount in container.mounts] == ["/kaniko/.docker", "/t"]
    assert [(volume.kind, shown(volume.secret_name)) for volume in pod.volumes] == [
        ("secret", "s"),
        ("emptyDir", None),
    ]
    assert [(step.script.text.value, step.pod) for step in found.steps] == [("id", source), ("elsewhere", None)]


@pytest.mark.parametrize(
    ("pod", "expected"),
    [
        ("yaml: '''a'''", ("a", None, True, False)),
        ('yaml: """a ${env.B}"""', ("a ${env.B}", None, False, False)),
        ("yaml: readTrusted('pod.yaml')", (None, "pod.yaml", True, False)),
        ("yaml: libraryResource('pod.yaml')", (None, None, False, False)),
        ("yaml: '''a''', inheritFrom: 'base'", ("a", None, True, True)),
        ("yaml: '''a''', inheritFrom: ''", ("a", None, True, False)),
        ("yaml: '''a''', containers: [containerTemplate(name: 'b', image: 'c')]", ("a", None, True, True)),
        ("settings", (None, None, False, False)),
    ],
)
def test_where_a_pod_comes_from(pod: str, expected: tuple[str | None, str | None, bool, bool]) -> None:
    (found,) = read(f"podTemplate({pod}) {{ node(POD_LABEL) {{ sh 'id' }} }}").pods
    assert (shown(found.yaml), shown(found.path), found.exact, found.inherits) == expected


def test_a_nested_pod_template_inherits() -> None:
    found = read("podTemplate(yaml: 'a') { podTemplate(yaml: 'b') { node(POD_LABEL) { sh 'id' } } }")
    assert [pod.inherits for pod in found.pods] == [False, True]
    assert [step.pod for step in found.steps] == [found.pods[1]]


def test_a_method_knows_nothing_of_its_caller() -> None:
    found = read("def build(name) {\n  sh \"echo ${name}\"\n}\nnode { container('a') { build('x') } }\n")
    assert [(step.script.text.value, step.container, step.pod) for step in found.steps] == [
        ("echo ${name}", None, None)
    ]


def test_text_in_a_string_keeps_its_place() -> None:
    value = 'node {\n    sh """\n        echo \\"hi\\" \\\\\n          there\n    """.stripIndent()\n}\n'
    (step,) = read(value).steps
    script = step.script.text
    place = script.value.index("there")
    assert (script.position(place).line, script.position(place).column) == (4, 11)


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
