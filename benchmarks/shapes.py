"""Measures how time and memory of `kaniko-guide check` grow with files of unusual shapes: `python -m benchmarks.shapes`.

Each shape repeats or nests one construct. It prints, for each, the CPU seconds and the memory for a file of 100 kB, and
the exponent of the growth of time from 25 kB to 100 kB. It asserts nothing, as times depend on the machine; tests count
what is visited. Names of shapes as arguments restrict it to those.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide import cli

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (25_000, 50_000, 100_000)
"""Sizes of the files in bytes."""

MOST_SECONDS = 1.0
MOST_MEGABYTES = 300
HIGHEST_EXPONENT = 1.2
"""What is marked in the table: more than this for a file of 100 kB."""

NOISE_SECONDS = 0.1
"""Below this, a time for 100 kB says nothing about growth."""

CPU_LIMIT = 60
MEMORY_LIMIT = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of file: its name, and a function from a size in bytes to its text."""

    file: str
    text: Callable[[int], str]


def repeated(file: str, unit: str, head: str = "", foot: str = "", between: str = "") -> Shape:
    """A file with `unit` as often as fits; `@` in it is replaced by its number, `~` by the one before."""

    def text(size: int) -> str:
        pieces: list[str] = []
        length = len(head) + len(foot)
        while length < size:
            number = len(pieces)
            piece = unit.replace("@", str(number)).replace("~", str(max(number - 1, 0)))
            pieces.append(piece)
            length += len(piece) + len(between)
        return head + between.join(pieces) + foot

    return Shape(file, text)


def nested(file: str, before: str, after: str, head: str = "", inside: str = "", foot: str = "") -> Shape:  # noqa: PLR0913, PLR0917
    """A file with `inside` between as many `before` and `after` as fit."""

    def text(size: int) -> str:
        depth = max(size - len(head) - len(inside) - len(foot), 0) // len(before + after)
        return head + before * depth + inside + after * depth + foot

    return Shape(file, text)


POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n"
CONTAINER = "  containers:\n  - name: kaniko\n    image: gcr.io/kaniko-project/executor:debug\n"
PIPELINE = "pipeline { agent any\nstages { stage('a') { steps {\n"
PIPELINE_END = "}}}}\n"
AGENT = "pipeline { agent { kubernetes { yaml '''\n"
AGENT_END = "''' } }\nstages { stage('a') { steps { container('kaniko') { sh '/kaniko/executor --no-push' } } } } }\n"
DOUBLING = "a: &a0 [x, x]\n"
ALIAS_BOMB = "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"

SHAPES: dict[str, Shape] = {
    # YAML
    "yaml: nested keys": nested("a.yaml", "? ", ""),
    "yaml: nested keys of 24": repeated("a.yaml", "---\n" + "? " * 24 + "a\n"),
    "yaml: nested keys of 90": repeated("a.yaml", "---\n" + "? " * 90 + "a\n"),
    "yaml: nested flow keys of 40": repeated("a.yaml", "- " + "{? [" * 40 + "]: x}" * 40 + "\n"),
    "yaml: nested sequences of 90": repeated(
        "a.yaml", "- " + "[" * 90 + "]" * 90 + "\n", "kind: Pod\napiVersion: v1\nspec:\n"
    ),
    "yaml: nested mappings of 90": repeated(
        "a.yaml", "- " + "{a: " * 90 + "}" * 90 + "\n", "kind: Pod\napiVersion: v1\nspec:\n"
    ),
    "yaml: nested keys with values": nested("a.yaml", "? {a: ", "", "", "x"),
    "yaml: nested flow keys": nested("a.yaml", "{? [", "]: x}"),
    "yaml: keys that are lists": repeated("a.yaml", "? [a@, b, c]\n: x\n", "apiVersion: v1\nkind: Pod\n"),
    "yaml: unknown fields": repeated("a.yaml", "    x@: 1\n", POD + CONTAINER),
    "yaml: unknown fields of the pod": repeated("a.yaml", "  x@: 1\n", POD + CONTAINER),
    "yaml: one duplicate key": repeated("a.yaml", "    x: 1\n", POD + CONTAINER),
    "yaml: alias bombs": repeated("a.yaml", ALIAS_BOMB),
    "yaml: one growing alias bomb": repeated("a.yaml", "b@: &b@ [*b~, *b~]\n", "b0: &b0 [x, x]\n"),
    "yaml: aliases of aliases in pods": repeated(
        "a.yaml",
        "---\nkind: Pod\napiVersion: v1\nspec:\n  containers:\n  - &c {name: a, env: [&e {name: x}, *e, *e, *e, *e, *e]}\n  - *c\n  - *c\n  - *c\n  - *c\n",
    ),
    "yaml: chains of merges": repeated("a.yaml", "m@: &m@\n  <<: [*m~, *m~]\n", "m: &m0 {a: 1}\n"),
    "yaml: chains of merges in a pod": repeated(
        "a.yaml", "- &m@\n  <<: [*m~, *m~]\n", "kind: Pod\napiVersion: v1\nx: &m0 {a: 1}\nspec:\n  containers:\n"
    ),
    "yaml: merges of one mapping": repeated("a.yaml", "*m, ", "m: &m {a: 1, b: 2, c: 3}\nx:\n  <<: [", "*m]\n"),
    "yaml: merge chain, growing": repeated("a.yaml", "m@: &m@\n  <<: *m~\n  k@: 1\n", "m: &m0 {a: 1}\n"),
    "yaml: one container by alias": repeated(
        "a.yaml", "*c, ", POD + "  x: &c {name: a, image: b}\n  containers: [", "*c]\n"
    ),
    "yaml: one filled container by alias": repeated(
        "a.yaml",
        "*c, ",
        POD
        + "  x: &c {name: a, image: 'gcr.io/kaniko-project/executor:debug', args: [a, b], env: [{name: a, value: b}], volumeMounts: [{name: v, mountPath: /a}]}\n  containers: [",
        "*c]\n",
    ),
    "yaml: containers": repeated("a.yaml", "  - name: c@\n    image: b@\n", POD + "  containers:\n"),
    "yaml: containers of one name": repeated("a.yaml", "  - name: c\n    image: b\n", POD + "  containers:\n"),
    "yaml: containers with ports": repeated(
        "a.yaml", "  - {name: c@, image: b, ports: [{containerPort: @, hostPort: 80}]}\n", POD + "  containers:\n"
    ),
    "yaml: kaniko containers": repeated(
        "a.yaml",
        "  - name: c@\n    image: gcr.io/kaniko-project/executor:debug\n    args: [--destination=a/b]\n",
        POD + "  containers:\n",
    ),
    "yaml: init containers": repeated(
        "a.yaml", "  - name: c@\n    image: b@\n", POD + CONTAINER + "  initContainers:\n"
    ),
    "yaml: volumes": repeated("a.yaml", "  - name: v@\n    emptyDir: {}\n", POD + CONTAINER + "  volumes:\n"),
    "yaml: volumes of one name": repeated(
        "a.yaml", "  - name: v\n    emptyDir: {}\n", POD + CONTAINER + "  volumes:\n"
    ),
    "yaml: mounts": repeated("a.yaml", "    - {name: v@, mountPath: /a@}\n", POD + CONTAINER + "    volumeMounts:\n"),
    "yaml: mounts below each other": repeated(
        "a.yaml", "    - {name: v, mountPath: /a/@/b}\n", POD + CONTAINER + "    volumeMounts:\n"
    ),
    "yaml: mounts of one path": repeated(
        "a.yaml", "    - {name: v@, mountPath: /a}\n", POD + CONTAINER + "    volumeMounts:\n"
    ),
    "yaml: mounts and volumes": Shape(
        "a.yaml",
        lambda size: (
            repeated("", "    - {name: v@, mountPath: /a@}\n", POD + CONTAINER + "    volumeMounts:\n").text(size // 2)
            + repeated(
                "", "  - {name: v@, secret: {secretName: s@, items: [{key: a, path: b}]}}\n", "  volumes:\n"
            ).text(size // 2)
        ),
    ),
    "yaml: environment": repeated("a.yaml", "    - {name: v@, value: a}\n", POD + CONTAINER + "    env:\n"),
    "yaml: environment of references": repeated(
        "a.yaml", "    - {name: v@, value: $(v~)}\n", POD + CONTAINER + "    env:\n"
    ),
    "yaml: environment of one name": repeated("a.yaml", "    - {name: v, value: a}\n", POD + CONTAINER + "    env:\n"),
    "yaml: executor arguments": repeated("a.yaml", "    - --build-arg=a@=b\n", POD + CONTAINER + "    args:\n"),
    "yaml: executor destinations": repeated(
        "a.yaml", "    - --destination=registry.example.com/a@:b\n", POD + CONTAINER + "    args:\n"
    ),
    "yaml: unknown executor flags": repeated("a.yaml", "    - --destinatio@=b\n", POD + CONTAINER + "    args:\n"),
    "yaml: pods": repeated(
        "a.yaml",
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a@}\nspec:\n  containers:\n  - {name: a, image: b}\n",
    ),
    "yaml: kaniko pods": repeated(
        "a.yaml",
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a@}\nspec:\n  containers:\n  - {name: a, image: 'gcr.io/kaniko-project/executor:debug', args: [--destination=a/b]}\n",
    ),
    "yaml: empty documents": repeated("a.yaml", "---\na: 1\n"),
    "yaml: secrets": repeated(
        "a.yaml",
        "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s@}\ntype: kubernetes.io/dockerconfigjson\nstringData: {a: b}\n",
    ),
    "yaml: items of a list": repeated(
        "a.yaml",
        "- {apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: b}]}}\n",
        "apiVersion: v1\nkind: List\nitems:\n",
    ),
    "yaml: nested lists": nested(
        "a.yaml", "{kind: List, items: [", "]}", "apiVersion: v1\nkind: List\nitems: [", "", "]\n"
    ),
    "yaml: nested sequences": nested("a.yaml", "[", "]", "apiVersion: v1\nkind: Pod\nspec: "),
    "yaml: open sequences": nested("a.yaml", "[", "", "apiVersion: v1\nkind: Pod\nspec: "),
    "yaml: open mappings": nested("a.yaml", "{a: ", "", "apiVersion: v1\nkind: Pod\nspec: "),
    "yaml: nested block sequences": nested("a.yaml", "- ", "", "", "x"),
    "yaml: variables": repeated("a.yaml", "x@: ${A@}\n", "apiVersion: v1\nkind: Pod\n"),
    "yaml: variables in braces": repeated("a.yaml", "{{x: ${A@}}, ", "apiVersion: v1\nkind: Pod\nx: [", "]\n"),
    "yaml: open variables": repeated("a.yaml", "x@: ${A\n", "apiVersion: v1\nkind: Pod\nx: [\n"),
    "yaml: variables on their lines": repeated("a.yaml", "${A@}\n", "apiVersion: v1\nkind: Pod\nx: [\n"),
    "yaml: templates": repeated("a.yaml", "x@: {{ .Values.a }}\n", "apiVersion: v1\nkind: Pod\n"),
    "yaml: tabs": repeated("a.yaml", "x@:\t1\n", "apiVersion: v1\nkind: Pod\n"),
    "yaml: one long scalar": repeated("a.yaml", "a ", POD + "  x: "),
    "yaml: long folded scalar": repeated("a.yaml", "    a\n\n", POD + "  x: >\n"),
    "yaml: long literal of a script": repeated(
        "a.yaml", "      echo a\n", POD + CONTAINER + "    command: [sh, -c]\n    args:\n    - |\n"
    ),
    "yaml: escapes": repeated("a.yaml", "\\u4e2d", POD + '  x: "', '"\n'),
    "yaml: labels": repeated(
        "a.yaml",
        "    l@: v\n",
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels:\n",
        "spec:\n  containers: [{name: a, image: b}]\n",
    ),
    "yaml: tolerations": repeated("a.yaml", "  - {key: a@, operator: Exists}\n", POD + CONTAINER + "  tolerations:\n"),
    "yaml: comments": repeated("a.yaml", "# kaniko-ignore: unknown-field\n", POD + CONTAINER),
    "yaml: digits": repeated("a.yaml", "9", POD + "  x: "),
    "yaml: underscores": repeated("a.yaml", "x@: 1_1_1_1_1\n", POD),
    "yaml: anchors": repeated("a.yaml", "x@: &a@ 1\n", "apiVersion: v1\nkind: Pod\n"),
    "yaml: commands of containers": repeated(
        "a.yaml", "  - {name: c@, image: busybox, command: [sh, -c, 'echo a && echo b']}\n", POD + "  containers:\n"
    ),
    # Groovy
    "groovy: doubling strings": repeated("Jenkinsfile", 'x@="$x~$x~"\n', "x0='aaaaaaaa'\n"),
    "groovy: doubling sums": repeated("Jenkinsfile", "def y@ = y~ + y~\n", "def y0 = 'aaaaaaaa'\n"),
    "groovy: growing strings": repeated("Jenkinsfile", 'x@="$x~ a"\n', "x0='a'\n"),
    "groovy: uses of a long string": Shape(
        "Jenkinsfile", lambda size: f"x='{'a' * (size // 2)}'\n" + 'sh "echo $x"\n' * (size // 26)
    ),
    "groovy: a long string in many pieces": Shape(
        "Jenkinsfile",
        lambda size: f"x='''{chr(92)}n{'a' * 20}'''\n" + 'y = "' + "$x" * (size // 2) + '"\nsh "echo $y"\n',
    ),
    "groovy: line ends before a dot": repeated("Jenkinsfile", "\n", "x = a", ".b()\n"),
    "groovy: line ends before else": repeated("Jenkinsfile", "\n", "if (a) { b() }", "else { c() }\n"),
    "groovy: line ends": repeated("Jenkinsfile", "x\n\n\n\n", PIPELINE, PIPELINE_END),
    "groovy: chain of calls": repeated("Jenkinsfile", ".b()", "x = a", "\n"),
    "groovy: chain of properties": repeated("Jenkinsfile", ".b", "x = a", "\n"),
    "groovy: chain of trim()": repeated("Jenkinsfile", ".trim()", "sh ('a'", ")\n"),
    "groovy: chain of stripIndent()": repeated("Jenkinsfile", ".stripIndent()", "sh ('a'", ")\n"),
    "groovy: chain over lines": repeated("Jenkinsfile", "\n.b()", "x = a", "\n"),
    "groovy: exponents": repeated("Jenkinsfile", "1e+", "x = ", "1\n"),
    "groovy: a long number": repeated("Jenkinsfile", "1", "x = 1.", "\n"),
    "groovy: sum of strings": repeated("Jenkinsfile", " + 'a'", "x = 'a'", "\nsh x\n"),
    "groovy: sum of unknown": repeated("Jenkinsfile", " + b", "x = 'a'", "\nsh x\n"),
    "groovy: indices": repeated("Jenkinsfile", "[0]", "x = a", "\n"),
    "groovy: increments": repeated("Jenkinsfile", "++", "x = a", "\n"),
    "groovy: calls of a call": repeated("Jenkinsfile", "(b)", "x = a", "\n"),
    "groovy: closures of a call": repeated("Jenkinsfile", "{ b }", "a", "\n"),
    "groovy: nested closures": nested("Jenkinsfile", "{", "}"),
    "groovy: nested calls": nested("Jenkinsfile", "a(", ")"),
    "groovy: nested blocks of 40": repeated("Jenkinsfile", "a{" * 40 + "sh 'a'\n" + "}" * 40 + "\n"),
    "groovy: nested interpolations of 20": repeated("Jenkinsfile", "x = " + '"${' * 20 + "a" + '}"' * 20 + "\n"),
    "groovy: nested if of 40": repeated("Jenkinsfile", "if(a){" * 40 + "sh 'a'\n" + "}" * 40 + "\n"),
    "groovy: nested stages of 12": repeated(
        "Jenkinsfile", "stage('a') {" * 12 + "sh 'a'\n" + "}" * 12 + "\n", "node {\n", "}\n"
    ),
    "groovy: nested pods of 12": repeated(
        "Jenkinsfile",
        "podTemplate(containers: [containerTemplate(name: 'a', image: 'b')]) {" * 12 + "sh 'a'\n" + "}" * 12 + "\n",
    ),
    "groovy: many steps": repeated("Jenkinsfile", "sh 'echo a@'\n", PIPELINE, PIPELINE_END),
    "groovy: many executor calls": repeated(
        "Jenkinsfile", "container('kaniko') { sh '/kaniko/executor --no-push' }\n", PIPELINE, PIPELINE_END
    ),
    "groovy: many executor calls in one step": repeated(
        "Jenkinsfile",
        "/kaniko/executor --no-push\n",
        PIPELINE + "container('kaniko') { sh '''",
        "''' }\n" + PIPELINE_END,
    ),
    "groovy: many stages": repeated(
        "Jenkinsfile", "stage('a@') { steps { sh 'a' } }\n", "pipeline { agent any\nstages {\n", "}}\n"
    ),
    "groovy: many environments": repeated(
        "Jenkinsfile",
        "A@ = 'b'\n",
        "pipeline { agent any\nenvironment {\n",
        "}\n stages { stage('a') { steps { sh 'echo $A1' } } } }\n",
    ),
    "groovy: many variables": repeated("Jenkinsfile", "def a@ = 'b'\n", "", "sh 'echo $a1'\n"),
    "groovy: variables in shell": repeated("Jenkinsfile", "def a@ = 'b'\nsh 'echo $a@'\n", "node {\n", "}\n"),
    "groovy: variables in strings": repeated("Jenkinsfile", 'def a@ = b()\nsh "echo $a@"\n', "node {\n", "}\n"),
    "groovy: methods": repeated("Jenkinsfile", "def m@(a) { sh 'a' }\n"),
    "groovy: methods that call": repeated("Jenkinsfile", "def m@(a) { m~(a) }\n"),
    "groovy: parameters": repeated(
        "Jenkinsfile",
        "string(name: 'A@')\n",
        "pipeline { agent any\nparameters {\n",
        "}\n stages { stage('a') { steps { sh 'a' } } } }\n",
    ),
    "groovy: parallel branches": repeated(
        "Jenkinsfile", "a@: { sh 'a' },\n", "node { parallel(\n", "b: { sh 'b' }) }\n"
    ),
    "groovy: else if": repeated("Jenkinsfile", " else if (a) { b() }", "if (a) { b() }", "\n"),
    "groovy: else if without braces": repeated("Jenkinsfile", " else if (a) b()", "if (a) b()", "\n"),
    "groovy: cases": repeated("Jenkinsfile", "case @: a(); break\n", "switch (x) {\n", "}\n"),
    "groovy: colonless cases": repeated("Jenkinsfile", "case ", "if (x) ", "\n"),
    "groovy: annotations": Shape("Jenkinsfile", lambda size: "@A " * (size // 3) + "def x = 1\n"),
    "groovy: arrows": repeated("Jenkinsfile", "a -> ", "x = {", "b }\n"),
    "groovy: commas": repeated("Jenkinsfile", "a,", "x(", "b)\n"),
    "groovy: elements": repeated("Jenkinsfile", "'a@', ", "x = [", "'b']\n"),
    "groovy: map entries": repeated("Jenkinsfile", "a@: 'b', ", "x = [", "c: 'd']\n"),
    "groovy: declarations": repeated("Jenkinsfile", "a@ = 1, ", "def ", "b = 2\n"),
    "groovy: escapes": repeated("Jenkinsfile", "\\n", "sh '", "'\n"),
    "groovy: unicode escapes": repeated("Jenkinsfile", "\\u0061", "sh '", "'\n"),
    "groovy: u": repeated("Jenkinsfile", "u", "sh '\\", "0061'\n"),
    "groovy: bad unicode escapes": repeated("Jenkinsfile", "\\u", "sh '", "'\n"),
    "groovy: bad escapes": repeated("Jenkinsfile", "\\q", "sh '", "'\n"),
    "groovy: dollars": repeated("Jenkinsfile", "$", 'sh "', '"\n'),
    "groovy: dollar paths": repeated("Jenkinsfile", "$a.b", 'sh "', '"\n'),
    "groovy: interpolations": repeated("Jenkinsfile", "${a} ", 'sh "', '"\n'),
    "groovy: escaped dollars": repeated("Jenkinsfile", "\\$a ", 'sh "', '"\n'),
    "groovy: open comment": repeated("Jenkinsfile", "/", "x = 1\n/*", ""),
    "groovy: comments": repeated("Jenkinsfile", "/* */", "", "x()\n"),
    "groovy: carriage returns": repeated("Jenkinsfile", "x()\r\n"),
    "groovy: indented string": repeated("Jenkinsfile", "      echo a\n", "sh '''\n", "'''.stripIndent()\n"),
    "groovy: margins": repeated("Jenkinsfile", "      |echo a\n", "sh '''\n", "'''.stripMargin()\n"),
    "groovy: withEnv": repeated("Jenkinsfile", "withEnv(['A@=b']) { sh 'echo $A@' }\n", "node {\n", "}\n"),
    "groovy: withCredentials": repeated(
        "Jenkinsfile",
        "withCredentials([string(credentialsId: 'a', variable: 'A@')]) { sh 'echo $A@' }\n",
        "node {\n",
        "}\n",
    ),
    "groovy: libraries": repeated("Jenkinsfile", "library 'a@'\n"),
    "groovy: unknown calls": repeated("Jenkinsfile", "call@()\n"),
    "groovy: containers used": repeated("Jenkinsfile", "container('c@') { sh 'a' }\n", "node {\n", "}\n"),
    "groovy: container templates": repeated(
        "Jenkinsfile",
        "containerTemplate(name: 'c@', image: 'b'),\n",
        "podTemplate(containers: [\n",
        "]) { node(POD_LABEL) { sh 'a' } }\n",
    ),
    "groovy: pod templates": repeated(
        "Jenkinsfile",
        "podTemplate(containers: [containerTemplate(name: 'c@', image: 'b')]) { node(POD_LABEL) { container('c@') { sh 'a' } } }\n",
    ),
    "groovy: agents": repeated(
        "Jenkinsfile",
        "stage('a@') { agent { kubernetes { yaml '''\nspec:\n  containers:\n  - {name: a, image: b}\n''' } }\nsteps { container('a') { sh 'a' } } }\n",
        "pipeline { agent none\nstages {\n",
        "}}\n",
    ),
    # pod YAML in a Jenkinsfile
    "jenkinsfile: nested keys": nested("Jenkinsfile", "? ", "", AGENT, "", AGENT_END),
    "jenkinsfile: nested keys of 40": repeated("Jenkinsfile", "podTemplate(yaml: '''" + "? " * 40 + "a''') { }\n"),
    "jenkinsfile: unknown fields": repeated("Jenkinsfile", "    x@: 1\n", AGENT + "spec:\n" + CONTAINER, AGENT_END),
    "jenkinsfile: containers": repeated(
        "Jenkinsfile", "  - name: c@\n    image: b\n", AGENT + "spec:\n  containers:\n", AGENT_END
    ),
    "jenkinsfile: containers by alias": repeated(
        "Jenkinsfile", "*c, ", AGENT + "x: &c {name: a, image: b}\nspec:\n  containers: [", "*c]\n" + AGENT_END
    ),
    "jenkinsfile: alias bombs": repeated("Jenkinsfile", "podTemplate(yaml: '''" + ALIAS_BOMB + "''') { }\n"),
    "jenkinsfile: documents of alias bombs": repeated("Jenkinsfile", ALIAS_BOMB, "podTemplate(yaml: '''", "''') { }\n"),
    "jenkinsfile: one pod in many variables": repeated(
        "Jenkinsfile",
        "podTemplate(yaml: p) { node(POD_LABEL) { sh 'a' } }\n",
        "p = '''\nspec:\n  containers:\n" + "  - {name: a, image: b}\n" * 40 + "'''\n",
    ),
    "jenkinsfile: merges": repeated("Jenkinsfile", "m@: &m@\n  <<: [*m~, *m~]\n", AGENT + "m: &m0 {a: 1}\n", AGENT_END),
    "jenkinsfile: interpolations in the pod": repeated(
        "Jenkinsfile",
        "    - ${a@}\n",
        AGENT.replace("'''", '"""') + "spec:\n" + CONTAINER + "    args:\n",
        AGENT_END.replace("'''", '"""'),
    ),
    "jenkinsfile: executor steps and pods": repeated(
        "Jenkinsfile",
        "podTemplate(yaml: '''\nspec:\n  containers:\n  - {name: kaniko, image: 'gcr.io/kaniko-project/executor:debug'}\n''') { node(POD_LABEL) { container('kaniko') { sh '/kaniko/executor --destination=a/b' } } }\n",
    ),
    # Dockerfile
    "dockerfile: stages": repeated("Dockerfile", "FROM a\n"),
    "dockerfile: stages, ARG, RUN": repeated("Dockerfile", "FROM a\nARG A@=x\nRUN echo $A@\n"),
    "dockerfile: stages, ARG of the one before": repeated("Dockerfile", "FROM a\nARG A@=x\nRUN echo $A~\n"),
    "dockerfile: copies from a stage": repeated("Dockerfile", "COPY --from=s a b\n", "FROM x AS s\n"),
    "dockerfile: stages and copies": repeated("Dockerfile", "FROM x AS s@\nCOPY --from=s~ a b\n"),
    "dockerfile: stages of one name": repeated("Dockerfile", "FROM x AS s\nCOPY --from=s a b\n"),
    "dockerfile: stages on stages": repeated("Dockerfile", "FROM s~ AS s@\nRUN a\n", "FROM a AS s0\n"),
    "dockerfile: stages on stages with ARG": repeated(
        "Dockerfile", "FROM s~ AS s@\nARG A@=b\nRUN echo $A@\n", "FROM a AS s0\n"
    ),
    "dockerfile: stages, setcap": repeated(
        "Dockerfile", "FROM s~ AS s@\nRUN setcap a=b /b@\nCOPY --from=s~ /b~ /b\n", "FROM a AS s0\n"
    ),
    "dockerfile: setcap and copies": Shape(
        "Dockerfile",
        lambda size: (
            "FROM a AS s\n"
            + repeated("", "RUN setcap a=b /b@\n").text(size // 2)
            + "FROM b\n"
            + repeated("", "COPY --from=s /b@ /\n").text(size // 2)
        ),
    ),
    "dockerfile: FROM of numbers": repeated("Dockerfile", "FROM @\n"),
    "dockerfile: ARG": repeated("Dockerfile", "ARG A@\n", "FROM a\n"),
    "dockerfile: ARG before FROM": repeated("Dockerfile", "ARG A@=b\n", "", "FROM $A1\n"),
    "dockerfile: ARG of platforms": repeated("Dockerfile", "ARG TARGETARCH\nRUN echo\n", "FROM a\n"),
    "dockerfile: ARG, RUN": repeated("Dockerfile", "ARG A@\nRUN echo $A@\n", "FROM a\n"),
    "dockerfile: ENV": repeated("Dockerfile", "ENV A@=$A~\n", "FROM a\n"),
    "dockerfile: ENV in one line": repeated("Dockerfile", " A@=b", "FROM a\nENV"),
    "dockerfile: RUN": repeated("Dockerfile", "RUN echo a\n", "FROM a\n"),
    "dockerfile: one long RUN": repeated("Dockerfile", " && \\\n  echo a", "FROM a\nRUN echo b", "\n"),
    "dockerfile: RUN with dollars": repeated("Dockerfile", "$", "FROM a\nARG A=b\nRUN echo ", "\n"),
    "dockerfile: continuation lines": repeated("Dockerfile", "\\\n", "FROM a\nRUN echo "),
    "dockerfile: comments in continuation": repeated("Dockerfile", "# a\n", "FROM a\nRUN echo \\\n", "a\n"),
    "dockerfile: heredocs": repeated("Dockerfile", "RUN <<E\necho a\nE\n", "FROM a\n"),
    "dockerfile: open heredocs": repeated("Dockerfile", "RUN <<E\n", "FROM a\n"),
    "dockerfile: heredocs of one line": repeated("Dockerfile", "<<E ", "FROM a\nRUN ", "\n"),
    "dockerfile: COPY sources": repeated("Dockerfile", "a@ ", "FROM a\nCOPY ", " /\n"),
    "dockerfile: COPYs": repeated("Dockerfile", "COPY a@ b\n", "FROM a\n"),
    "dockerfile: COPY flags": repeated("Dockerfile", "--chown=a ", "FROM a\nCOPY ", " a b\n"),
    "dockerfile: JSON words": repeated("Dockerfile", '"a", ', "FROM a\nRUN [", '"b"]\n'),
    "dockerfile: nested JSON": nested("Dockerfile", "[", "]", "FROM a\nRUN ", "", "\n"),
    "dockerfile: volumes and writes": repeated("Dockerfile", "VOLUME /v@\nRUN touch /v~/a\n", "FROM a\n"),
    "dockerfile: users": repeated("Dockerfile", "USER a:b\nRUN a\nCOPY a b\n", "FROM a\n"),
    "dockerfile: unknown instructions": repeated("Dockerfile", "RUNS@ a\n", "FROM a\n"),
    "dockerfile: long keyword": repeated("Dockerfile", "R", "FROM a\n", " a\n"),
    "dockerfile: quotes": repeated("Dockerfile", "'", "FROM a\nENV A="),
    "dockerfile: escapes": repeated("Dockerfile", "\\a", "FROM a\nENV A="),
    "dockerfile: workdirs": repeated("Dockerfile", "WORKDIR a@\n", "FROM a\n"),
    "dockerfile: CMD": repeated("Dockerfile", "CMD a\n", "FROM a\n"),
    "dockerfile: ONBUILD": repeated("Dockerfile", "ONBUILD RUN a\n", "FROM a\n"),
    "dockerfile: carriage returns": repeated("Dockerfile", "RUN a\r\n", "FROM a\r\n"),
    # shell
    "shell: a&&": repeated("a.sh", "a&&", "", "a\n"),
    "shell: a&& in 30 kB": Shape("a.sh", lambda size: "a&&" * (size // 10) + "a\n"),
    "shell: a&& open": Shape("a.sh", lambda size: "a&&" * (size // 10)),
    "shell: a||": Shape("a.sh", lambda size: "a||" * (size // 10) + "a\n"),
    "shell: a|": Shape("a.sh", lambda size: "a|" * (size // 7) + "a\n"),
    "shell: pipes only": Shape("a.sh", lambda size: "|" * (size // 4)),
    "shell: a;": Shape("a.sh", lambda size: "a;" * (size // 7) + "a\n"),
    "shell: ;": Shape("a.sh", lambda size: ";" * (size // 4)),
    "shell: test &&": Shape("a.sh", lambda size: "[ a ]&&" * (size // 24) + "a\n"),
    "shell: negations": Shape("a.sh", lambda size: "! " * (size // 7) + "a\n"),
    "shell: nested substitutions": Shape("a.sh", lambda size: "a $(" * (size // 18) + "a" + ")" * (size // 18) + "\n"),
    "shell: open substitutions": Shape("a.sh", lambda size: "a $(" * (size // 14) + "\n"),
    "shell: nested backticks": Shape("a.sh", lambda size: "`" * (size // 4) + "\n"),
    "shell: nested parentheses": Shape("a.sh", lambda size: "(" * (size // 7) + "a" + ")" * (size // 7) + "\n"),
    "shell: open parentheses": Shape("a.sh", lambda size: "(" * (size // 4) + "\n"),
    "shell: nested braces": Shape("a.sh", lambda size: "{ " * (size // 14) + "a;" + "}" * (size // 14) + "\n"),
    "shell: nested expansions": Shape(
        "a.sh", lambda size: "echo " + "${a:-" * (size // 20) + "}" * (size // 20) + "\n"
    ),
    "shell: open expansions": Shape("a.sh", lambda size: "echo " + "${" * (size // 8) + "\n"),
    "shell: expansions": Shape("a.sh", lambda size: "echo " + "$a" * (size // 8) + "\n"),
    "shell: nested quotes": Shape("a.sh", lambda size: "echo " + '"$(a ' * (size // 24) + ')"' * (size // 24) + "\n"),
    "shell: quotes": Shape("a.sh", lambda size: "echo " + "'a'" * (size // 12) + "\n"),
    "shell: open quotes": Shape("a.sh", lambda size: "echo '\n" * (size // 28)),
    "shell: nested if": Shape("a.sh", lambda size: "if a; then " * (size // 60) + "b\n" + "fi;" * (size // 60) + "\n"),
    "shell: open if": Shape("a.sh", lambda size: "if a; then " * (size // 44)),
    "shell: elif": Shape("a.sh", lambda size: "if a; then b\n" + "elif a; then b\n" * (size // 60) + "fi\n"),
    "shell: cases": Shape("a.sh", lambda size: "case a in\n" + "a) b;;\n" * (size // 32) + "esac\n"),
    "shell: nested loops": Shape(
        "a.sh", lambda size: "for a in b; do " * (size // 90) + "c\n" + "done;" * (size // 90) + "\n"
    ),
    "shell: functions": Shape("a.sh", lambda size: "a() { b; }\n" * (size // 44)),
    "shell: nested functions": Shape("a.sh", lambda size: "a() { " * (size // 40) + "b;" + "}" * (size // 40)),
    "shell: heredocs": Shape("a.sh", lambda size: "cat <<E\na\nE\n" * (size // 48)),
    "shell: open heredocs": Shape("a.sh", lambda size: "cat <<E\n" * (size // 32)),
    "shell: heredocs of one line": Shape("a.sh", lambda size: "cat " + "<<E " * (size // 16) + "\n"),
    "shell: redirections": Shape("a.sh", lambda size: "a " + ">b " * (size // 12) + "\n"),
    "shell: assignments": Shape("a.sh", lambda size: "a=b " * (size // 16) + "c\n"),
    "shell: words": Shape("a.sh", lambda size: "a " * (size // 8) + "\n"),
    "shell: words of executor": Shape(
        "a.sh", lambda size: "/kaniko/executor " + "--build-arg a=b " * (size // 64) + "\n"
    ),
    "shell: executors": Shape("a.sh", lambda size: "/kaniko/executor --no-push\n" * (size // 108)),
    "shell: continuation lines": Shape("a.sh", lambda size: "a " + "\\\n" * (size // 8) + "\n"),
    "shell: escapes": Shape("a.sh", lambda size: "echo " + "\\ " * (size // 8) + "\n"),
    "shell: wide characters": Shape("a.sh", lambda size: "echo " + "中，" * (size // 12) + "\n"),
    "shell: wide words": Shape("a.sh", lambda size: "echo ，\n" * (size // 32)),
    "shell: comments": Shape("a.sh", lambda size: "# a\n" * (size // 16) + "a\n"),
    "shell: globs": Shape("a.sh", lambda size: "echo " + "*" * (size // 4) + "\n"),
    "shell: braces": Shape("a.sh", lambda size: "echo " + "{a," * (size // 12) + "\n"),
    "shell: arithmetic": Shape("a.sh", lambda size: "echo $((" + "1+" * (size // 8) + "1))\n"),
    "shell: nested arithmetic": Shape(
        "a.sh", lambda size: "echo $((" + "(" * (size // 8) + "1" + ")" * (size // 8) + "))\n"
    ),
    "shell: lines of scripts": Shape("a.sh", lambda size: "kubectl get pods\n" * (size // 68)),
    "shell: secrets": Shape(
        "a.sh", lambda size: "kubectl create secret docker-registry a --docker-password=b\n" * (size // 240)
    ),
    "shell: exports": Shape("a.sh", lambda size: "export A=b\n" * (size // 44)),
    "shell: cd": Shape("a.sh", lambda size: "cd a\nmkdir b\n" * (size // 52)),
    "shell: steps at the limit": Shape(
        "Jenkinsfile", lambda size: PIPELINE + ("sh '''" + "a&&" * 2_600 + "a'''\n") * (size // 7_812) + PIPELINE_END
    ),
    "shell: steps of pipes": Shape(
        "Jenkinsfile", lambda size: PIPELINE + ("sh '''" + "|" * 1_000 + "'''\n") * (size // 1_010) + PIPELINE_END
    ),
    "shell: RUNs of pipes": Shape(
        "Dockerfile", lambda size: "FROM a\n" + ("RUN " + "|" * 1_000 + "\n") * (size // 1_005)
    ),
    "shell: RUNs in volumes": Shape(
        "Dockerfile", lambda size: "FROM a\nVOLUME /a\n" + ("RUN " + "a && " * 1_000 + "b\n") * (size // 5_005)
    ),
    # JSON in shell
    "json: long configuration": Shape(
        "a.sh",
        lambda size: (
            'cat > /kaniko/.docker/config.json <<E\n{"auths": {'
            + ", ".join(f'"h{i}": {{"auth": "YTpi"}}' for i in range(size // 110))
            + "}}\nE\n"
        ),
    ),
    "json: nested": Shape(
        "a.sh",
        lambda size: (
            "cat > /kaniko/.docker/config.json <<E\n" + '{"a":' * (size // 24) + "1" + "}" * (size // 24) + "\nE\n"
        ),
    ),
    "json: open": Shape("a.sh", lambda size: "echo '" + "[" * (size // 4) + "' > /kaniko/.docker/config.json\n"),
    "json: many": Shape(
        "a.sh", lambda size: 'echo \'{"auths": {"h": {}}}\' > /kaniko/.docker/config.json\n' * (size // 220)
    ),
    "json: escapes": Shape(
        "a.sh", lambda size: 'echo "{' + '\\"a\\": 1, ' * (size // 44) + '}" > /kaniko/.docker/config.json\n'
    ),
    "json: number": Shape(
        "a.sh", lambda size: 'echo \'{"a": ' + "9" * (size // 4) + "}' > /kaniko/.docker/config.json\n"
    ),
    "json: steps": Shape(
        "Jenkinsfile",
        lambda size: (
            PIPELINE
            + "sh '''echo '{\"auths\": {\"h\": {}}}' > /kaniko/.docker/config.json'''\n" * (size // 70)
            + PIPELINE_END
        ),
    ),
    "json: Secret": Shape(
        "a.yaml",
        lambda size: (
            "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: kubernetes.io/dockerconfigjson\nstringData:\n  .dockerconfigjson: '"
            + "[" * size
            + "'\n"
        ),
    ),
    "json: ConfigMap": Shape(
        "a.yaml",
        lambda size: (
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  config.json: '"
            + '{"a":' * (size // 6)
            + "1"
            + "}" * (size // 6)
            + "'\n"
        ),
    ),
    # what may be secret, in a file with a finding, so that it is masked
    **{
        f"secrets: {name}": repeated("a.sh", unit, "/kaniko/executor --destinatio=a\n: <<'END'\n", "\nEND\n")
        for name, unit in {
            "templates": "TOKEN={{",
            "keys": "-----BEGIN RSA PRIVATE KEY-----",
            "continued lines": "login \\\n",
            "names and values": "name: TOKEN value: abcdef ",
            "manifests": "kind: Secret\ndata:\n",
            "block scalars": "password: |\n",
            "options": "--a-",
            "dotted names": "a.",
            "backslashes": "\\",
            "braces": "{{",
            "tabs": "\t\n",
            "addresses": "://a",
            "long words": "A" * 64 + "\n",
        }.items()
    },
}


@dataclass(frozen=True, slots=True)
class Growth:
    """The CPU seconds for each of `SIZES`, and the most memory in MB; `failure` if a limit was reached."""

    seconds: list[float]
    megabytes: float = 0
    failure: str = ""

    @property
    def exponent(self) -> float:
        """How time grows with the size, from the smallest to the largest file."""
        return math.log(self.seconds[-1] / self.seconds[0]) / math.log(SIZES[-1] / SIZES[0])

    @property
    def is_bounded(self) -> bool:
        """Whether time, memory and growth are within what is wanted."""
        grows_slowly = self.failure == "" and (self.seconds[-1] < NOISE_SECONDS or self.exponent <= HIGHEST_EXPONENT)
        return grows_slowly and self.seconds[-1] < MOST_SECONDS and self.megabytes < MOST_MEGABYTES

    def __str__(self) -> str:
        mark = "" if self.is_bounded else "  *"
        if self.failure:
            return f"{' '.join(f'{seconds:.2f}' for seconds in self.seconds):>8} {self.failure}{mark}"
        exponent = f"{self.exponent:8.2f}" if self.seconds[-1] >= NOISE_SECONDS else "       –"
        return f"{self.seconds[-1]:8.2f}{exponent}{self.megabytes:8.0f}{mark}"


def check(path: Path) -> float:
    """The CPU seconds that checking a file takes."""
    begin = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        cli.main(["check", str(path)])
    return time.process_time() - begin


def measure_here(name: str) -> None:
    """Check files of one shape in this process, and print the seconds and the memory in MB after each."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
    shape = SHAPES[name]
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, shape.file)
        for size in (200, *SIZES):
            path.write_text(shape.text(size), "utf-8")
            seconds = check(path)
            if size in SIZES:
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
                sys.stdout.write(json.dumps([seconds, memory]) + "\n")
                sys.stdout.flush()


def measure(name: str) -> Growth:
    """Check files of one shape in a new process with limits."""
    words = [sys.executable, "-m", "benchmarks.shapes", "--here", name]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    failure = "" if len(rows) == len(SIZES) else f"exit code {done.returncode}: {done.stderr[-60:].strip()}"
    return Growth([seconds for seconds, _ in rows], max((memory for _, memory in rows), default=0), failure)


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--here"]:
        measure_here(sys.argv[2])
        return
    names = [name for name in SHAPES if not sys.argv[1:] or any(word in name for word in sys.argv[1:])]
    sys.stdout.write(f"{'shape':48}{'seconds':>8}{'exponent':>8}{'MB':>8}\n")
    bounded = 0
    for name in names:
        growth = measure(name)
        bounded += growth.is_bounded
        sys.stdout.write(f"{name:48}{growth}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{bounded} of {len(names)} shapes are bounded\n")


if __name__ == "__main__":
    main()
