from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import jenkinsfile
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

SPEC = (
    "  containers:\n  - {name: a, image: 'ghcr.io/osscontainertools/kaniko:v1.28.3-debug'}\n"
    "  - {name: b, image: 'ghcr.io/osscontainertools/kaniko:v1.28.3-debug'}\n"
)
BUILD = "/kaniko/executor --destination=ccr.ccs.tencentyun.com/nms4cloud/myapp:1.0.0"
STEP = f"container('a') {{ sh '{BUILD}' }}"
OTHER = STEP.replace("('a')", "('b')")


def lines(directory: Path, stages: str) -> list[str]:
    """Where the findings are, in lines below the pod."""
    found = findings_in(directory, {"Jenkinsfile": jenkinsfile(SPEC, stages=stages)}, "second-build-in-container")
    return [line.partition("Jenkinsfile:")[2].partition(" ")[0] for line in found]


def stages(*bodies: str) -> str:
    return "stages {\n" + "".join(f"stage('{n}') {{ {body} }}\n" for n, body in enumerate(bodies)) + "}\n"


def single_step(script: str) -> str:
    return stages(f"steps {{ container('a') {{ sh '''\n{script}\n''' }} }}")


def test_two_in_a_script(tmp_path: Path) -> None:
    text = jenkinsfile(SPEC, stages=single_step(f"{BUILD}\n{BUILD} --tar-path=a.tar"))
    assert findings_in(tmp_path, {"Jenkinsfile": text}, "second-build-in-container") == [
        (
            "Jenkinsfile:15:1 The build on line 14 used this container without `--cleanup`; files "
            "it left may end up in this image."
        )
    ]


@pytest.mark.parametrize(
    "script",
    [
        f"{BUILD} --cleanup\n{BUILD}",
        f"{BUILD} --cleanup=true\n{BUILD}",
        f"{BUILD} --cleanup=$CLEAN\n{BUILD}",
        f"{BUILD} $MORE\n{BUILD}",
        f"{BUILD}\n{BUILD} --pre-cleanup",
        f"{BUILD} --dryrun\n{BUILD}",
        f"/kaniko/executor version\n{BUILD}",
        f"/kaniko/executor --help\n{BUILD}",
        f'if test "$A" = b; then\n{BUILD}\nelse\n{BUILD}\nfi',
        f"{BUILD} || {BUILD}",
        f'test "$A" = b && {BUILD}\ntest "$A" = c && {BUILD}',
        f"build() {{ {BUILD}; }}\n{BUILD}",
    ],
)
def test_script_without_finding(tmp_path: Path, script: str) -> None:
    assert lines(tmp_path, single_step(script)) == []


@pytest.mark.parametrize(
    "script", [f"{BUILD} --cleanup=false\n{BUILD}", f"{BUILD} && {BUILD}", f"sh -c '{BUILD}; {BUILD}'"]
)
def test_script_with_finding(tmp_path: Path, script: str) -> None:
    assert len(lines(tmp_path, single_step(script).replace("sh '''", 'sh """').replace("''' }", '""" }'))) == 1


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        (f"steps {{ {STEP} }}", f"steps {{ {STEP} }}", 1),
        (f"steps {{ script {{ dir('x') {{ {STEP} }} }} }}", f"steps {{ {STEP} }}", 1),
        (f"steps {{ {STEP} }}", f"parallel {{ stage('p') {{ steps {{ {STEP} }} }} }}", 1),
        (
            f"steps {{ {STEP} }}",
            f"steps {{ {OTHER} }}",
            0,
        ),
        (f"steps {{ {STEP} }}", f"when {{ branch 'main' }}\nsteps {{ {STEP} }}", 0),
        (f"steps {{ {STEP} }}", f"agent {{ label 'x' }}\nsteps {{ {STEP} }}", 0),
        (f"steps {{ {STEP} }}", f"steps {{ script {{ if (params.A) {{ {STEP} }} }} }}", 0),
        (f"steps {{ {STEP} }}", f"steps {{ script {{ try {{ echo 'a' }} catch (e) {{ {STEP} }} }} }}", 0),
        (f"steps {{ {STEP} }}", f"steps {{ inOtherPod {{ {STEP} }} }}", 0),
    ],
)
def test_two_stages(tmp_path: Path, first: str, second: str, count: int) -> None:
    assert len(lines(tmp_path, stages(first, second))) == count


def test_each_node_is_a_pod_of_its_own(tmp_path: Path) -> None:
    node = f"node(POD_LABEL) {{ {STEP} }}\n"
    text = f"podTemplate(yaml: '''\nspec:\n{SPEC}''') {{\n{node}{node}}}\n"
    assert findings_in(tmp_path, {"Jenkinsfile": text}, "second-build-in-container") == []
    text = text.replace(STEP, f"{STEP}\n{STEP}", 1)
    assert len(findings_in(tmp_path, {"Jenkinsfile": text}, "second-build-in-container")) == 1


def loop(body: str) -> str:
    return stages(f"steps {{ script {{ {body} }} }}")


@pytest.mark.parametrize(
    "body",
    [
        f"container('a') {{ ['x', 'y'].each {{ s -> sh '{BUILD}' }} }}",
        f"['x', 'y'].each {{ container('a') {{ sh '{BUILD}' }} }}",
        f"container('a') {{ for (s in services) {{ sh '{BUILD}' }} }}",
        f"container('a') {{ for (int i = 0; i < 3; i++) {{ sh '{BUILD}' }} }}",
        f"container('a') {{ services.each {{ s -> dir(s) {{ sh \"{BUILD}\" }} }} }}",
        f"container('a') {{ [x: 1, y: 2].each {{ k, v -> sh '{BUILD}' }} }}",
        f"container('a') {{ while (f()) {{ sh '{BUILD}' }} }}",
        f"container('a') {{ sh 'for s in x y; do {BUILD}; done' }}",
        f"container('a') {{ sh '''while read s; do\n{BUILD}\ndone < list''' }}",
    ],
)
def test_in_a_loop(tmp_path: Path, body: str) -> None:
    text = jenkinsfile(SPEC, stages=loop(body))
    (line,) = findings_in(tmp_path, {"Jenkinsfile": text}, "second-build-in-container")
    assert "Each build of this loop uses the same container" in line


@pytest.mark.parametrize(
    "body",
    [
        f"container('a') {{ ['x', 'y'].each {{ sh '{BUILD} --cleanup' }} }}",
        f"container('a') {{ ['x'].each {{ sh '{BUILD}' }} }}",
        f"['x', 'y'].each {{ podTemplate(yaml: f(it)) {{ node(POD_LABEL) {{ container('a') {{ sh '{BUILD}' }} }} }} }}",
        f"['x', 'y'].each {{ node(it) {{ container('a') {{ sh '{BUILD}' }} }} }}",
        f"container('a') {{ ['x', 'y'].each {{ echo it }}; sh '{BUILD}' }}",
        f"container('a') {{ sh 'for s in x y; do echo $s; done; {BUILD}' }}",
        f"container('a') {{ sh 'for s in x y; do {BUILD} --cleanup; done' }}",
    ],
)
def test_not_in_a_loop(tmp_path: Path, body: str) -> None:
    assert lines(tmp_path, loop(body)) == []


def test_methods(tmp_path: Path) -> None:
    method = f'def image(ctx) {{ CALL sh "{BUILD}" }}\n'
    inner, plain = method.replace("CALL sh", "container('a') { sh").replace('" }', '" } }'), method.replace("CALL ", "")
    calls = "container('a') {\nimage('x')\nimage('y')\n}"
    cases = {
        (plain, calls): "line 8",
        (inner, "image('x')\nimage('y')"): "line 7",
        (inner, "image('x')\ncontainer('b') { image('y') }"): "line 7",
        (inner, "['x', 'y'].each { image(it) }"): "this loop",
        (plain, "container('a') { for (c in list) { image(c) } }"): "this loop",
        (plain, "container('a') { image('x') }\ncontainer('b') { image('y') }"): "",
        (inner, "image('x')"): "",
        (inner, "image('x')\nif (a) { image('y') }"): "",
        (inner, "if (a) { image('x') } else { image('y') }"): "",
        (inner.replace("1.0.0", "1.0.0 --cleanup"), "image('x')\nimage('y')"): "",
        (inner + "def image(a, b) { }\n", "image('x')\nimage('y')"): "",
        (plain, "image('x')\nimage('y')"): "",
        (inner.replace("{ container", "{ if (a) { container").rstrip() + " }\n", "image('x')\nimage('y')"): "",
        (inner, "['x'].each { image(it) }"): "",
    }
    for number, ((code, body), expected) in enumerate(cases.items()):
        start = f"podTemplate(yaml: '''\nspec:\n{SPEC}''') {{ node(POD_LABEL) {{\n"
        text = f"{start}{body}\n}} }}\n{code}"
        found = findings_in(tmp_path / str(number), {"Jenkinsfile": text}, "second-build-in-container")
        assert [expected in line for line in found] == [True] * bool(expected), (code, body, found)


def test_nodes_of_method_calls(tmp_path: Path) -> None:
    method = f"def image(ctx) {{ container('a') {{ sh \"{BUILD}\" }} }}\n"
    node = "node(POD_LABEL) { image('x') }\n"
    text = f"podTemplate(yaml: '''\nspec:\n{SPEC}''') {{\n{node}{node}}}\n{method}"
    assert findings_in(tmp_path, {"Jenkinsfile": text}, "second-build-in-container") == []


def test_script_files(tmp_path: Path) -> None:
    cases = {
        f"for d in a b; do\n{BUILD}\ndone\n": ["build.sh:2:1"],
        f"{BUILD}\n{BUILD}\n": ["build.sh:2:1"],
        f"{BUILD} --cleanup\n{BUILD}\n": [],
        f"if a; then\n{BUILD}\nelse\n{BUILD}\nfi\n": [],
    }
    for number, (text, expected) in enumerate(cases.items()):
        found = findings_in(tmp_path / str(number), {"build.sh": text}, "second-build-in-container")
        assert [line.partition(" ")[0] for line in found] == expected, text
