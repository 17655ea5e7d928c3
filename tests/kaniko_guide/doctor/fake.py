"""A kubectl in this process, which answers from a table, and pipelines for it."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, cast

from kaniko_guide import project
from kaniko_guide.doctor import examination, target
from kaniko_guide.doctor.kubectl import Answer, Kubectl
from kaniko_guide.doctor.target import Account, Pipeline, Target
from kaniko_guide.text import Source, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Question

Object = dict[str, Any]

NAMESPACE = "jenkins"
JENKINS = Account("jenkins", "jenkins")
USER = f"--as={JENKINS.user}"

POD = """\
apiVersion: v1
kind: Pod
spec:
  containers:
  - name: kaniko
    image: ghcr.io/osscontainertools/kaniko:v1.28.3-debug
    command: ['/busybox/cat']
    tty: true
    volumeMounts:
    - name: docker-config
      mountPath: /kaniko/.docker
  volumes:
  - name: docker-config
    secret:
      secretName: registry
      items:
      - key: .dockerconfigjson
        path: config.json
"""


def jenkinsfile(pod: str = POD, settings: str = "") -> str:
    return f"""\
pipeline {{
    agent {{
        kubernetes {{
            {settings}
            yaml '''
{pod}'''
        }}
    }}
    stages {{
        stage('Image') {{
            steps {{
                container('kaniko') {{
                    sh '/kaniko/executor --context="$WORKSPACE" --destination="registry.test/team/app:$BUILD_NUMBER"'
                }}
            }}
        }}
    }}
}}
"""


def pipeline(**files: str) -> Pipeline:
    """What files need, by name, with `_` in place of a dot."""
    texts = {PurePosixPath(name.replace("_", ".")): text for name, text in files.items()}
    kinds = {path: project.kind_by_name(path) for path in texts}
    read = project.assemble(kinds, lambda path: Text.canonical(Source(str(path), texts[path])))
    return target.read([read])


def given(data: Mapping[str, object], kind: str = "") -> Answer:
    return Answer(0, json.dumps({"kind": kind, **data} if kind else data))


def row(kind: str, keys: int = 1, name: str = "registry") -> Answer:
    """What the server prints of a Secret."""
    return Answer(0, f"NAME       TYPE   DATA   AGE\n{name}   {kind}   {keys}   3d\n")


def missing(what: str) -> Answer:
    return Answer(1, "", f"Error from server (NotFound): {what} not found\n")


def forbidden(what: str = "secrets") -> Answer:
    text = f'{what} is forbidden: User "reader" cannot get resource "{what}" in API group "" in the namespace "jenkins"'
    return Answer(1, "", f"Error from server (Forbidden): {text}\n")


LATE = Answer(None)
GARBAGE = Answer(0, "<html>")
NODE: Object = {
    "kind": "Node",
    "metadata": {"name": "one", "labels": {"kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64"}},
    "spec": {},
    "status": {
        "nodeInfo": {"architecture": "amd64"},
        "allocatable": {"cpu": "4", "memory": "8Gi", "ephemeral-storage": "100Gi"},
    },
}
PREPARED: Mapping[str, Answer] = {
    "version": given({"clientVersion": {"gitVersion": "v1.37.1"}, "serverVersion": {"gitVersion": "v1.37.2"}}),
    "get namespaces": given({"kind": "Namespace", "metadata": {"name": "jenkins"}}),
    "get serviceaccounts": given({"kind": "ServiceAccount", "metadata": {"name": "any"}}),
    "get secrets": row("kubernetes.io/dockerconfigjson"),
    "get configmaps": given({"kind": "ConfigMap", "data": {"a": "b"}}),
    "get persistentvolumeclaims": given({"kind": "PersistentVolumeClaim", "status": {"phase": "Bound"}}),
    "get nodes": given({"items": [NODE]}),
}
"""The answers of a cluster in which everything is there, by the beginning of the command."""


def reviewed(content: str, denied: Iterable[str] = (), error: str = "") -> Answer:
    """The answer to access reviews; `denied` are such as `create pods/exec`."""
    found = []
    for entry in json.loads(content)["items"]:
        attributes = entry["spec"]["resourceAttributes"]
        name = "/".join(filter(None, (attributes["resource"], attributes.get("subresource"))))
        allowed = f"{attributes['verb']} {name}" not in denied
        found.append({**entry, "status": {"allowed": allowed, **({"evaluationError": error} if error else {})}})
    return Answer(0, "\n".join(json.dumps(entry, indent=2) for entry in found))


class FakeKubectl:
    """Answers from a table.

    Args:
        answers: by the beginning of a command, or a word in it; the first one counts.
        denied: see `reviewed`.
    """

    def __init__(self, answers: Mapping[str, Answer], denied: Iterable[str] = ()) -> None:
        self._answers = {**answers, **{key: value for key, value in PREPARED.items() if key not in answers}}
        self._denied = list(denied)
        self.asked: list[str] = []

    def ask_all(
        self, questions: Iterable[Question], _report: Callable[[int, int], object]
    ) -> Mapping[Question, Answer]:
        return {question: self._answer(question) for question in questions}

    def _answer(self, question: Question) -> Answer:
        command = " ".join(question.arguments)
        self.asked.append(command)
        for key, answer in self._answers.items():
            if command.startswith(key) or key in question.arguments or (key in question.content and "Review" in key):
                return answer
        if "Review" in question.content:
            return reviewed(question.content, self._denied)
        return Answer(0, question.content)


def examine(
    needs: Pipeline,
    answers: Mapping[str, Answer] | None = None,
    *,
    denied: Iterable[str] = (),
    account: Account | None = JENKINS,
    reads_secrets: bool = False,
) -> list[Outcome]:
    """What all checks find."""
    kubectl = FakeKubectl(answers or {}, denied)
    return examination.examine(
        Target(NAMESPACE, account, needs, reads_secrets), cast("Kubectl", kubectl), lambda _done, _total: None
    )


def found(outcomes: Iterable[Outcome], name: str = "") -> list[str]:
    """What did not pass, as `status name: text`; of one check also what passed."""
    return [
        f"{outcome.status} {outcome.check.name}: {outcome.text.en}"
        for outcome in outcomes
        if (outcome.check.name == name if name else outcome.status != "passed")
    ]
