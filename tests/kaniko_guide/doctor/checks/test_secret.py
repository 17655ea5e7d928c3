"""Secrets: name, type and keys, from the line that the server prints."""

from __future__ import annotations

import pytest

from kaniko_guide.doctor.checks import secret
from kaniko_guide.doctor.kubectl import Answer
from tests.kaniko_guide.doctor.fake import GARBAGE, POD, examine, forbidden, found, jenkinsfile, missing, pipeline, row

DOCKER = "kubernetes.io/dockerconfigjson"
ITEMS = "      items:\n      - key: .dockerconfigjson\n        path: config.json\n"
WHOLE = POD.replace(ITEMS, "")
VARIABLE = POD.replace(
    "    volumeMounts", "    env: [{name: A, valueFrom: {secretKeyRef: {name: own, key: token}}}]\n    volumeMounts"
)
THERE = f"passed secret: The Secret `registry` exists; its type is `{DOCKER}`."


@pytest.mark.parametrize(
    ("pod", "answer", "outcomes"),
    [
        (POD, row(DOCKER), [THERE]),
        (POD, row(DOCKER, 2), [THERE]),
        (POD, missing('secrets "registry"'), ["failed secret: The namespace `jenkins` has no Secret `registry`."]),
        (
            POD,
            forbidden(),
            ["unknown secret: Whether the Secret `registry` exists: not known, as you may not read it."],
        ),
        (
            POD,
            GARBAGE,
            ["unknown secret: Whether the Secret `registry` exists: not known, as the answer was not understood."],
        ),
        (
            POD,
            row("Opaque"),
            [
                (
                    "unknown secret: The Secret `registry` exists; as its type is `Opaque`, it is not known "
                    "whether it has "
                    "`.dockerconfigjson`."
                )
            ],
        ),
        (
            POD.replace("key: .dockerconfigjson", "key: config"),
            row(DOCKER),
            [
                (
                    f"failed secret: The Secret `registry` has no key `config`: its type is `{DOCKER}`, and it "
                    "only has "
                    "`.dockerconfigjson`."
                )
            ],
        ),
        (
            POD,
            row("kubernetes.io/dockercfg"),
            [
                (
                    "failed secret: The Secret `registry` has no key `.dockerconfigjson`: its type is "
                    "`kubernetes.io/dockercfg`, and it only has `.dockercfg`."
                )
            ],
        ),
        (
            WHOLE,
            row(DOCKER),
            [
                (
                    "failed secret: The key of the Secret `registry` is `.dockerconfigjson`, not mounted as "
                    "`config.json`: "
                    "the executor does not read it."
                )
            ],
        ),
        (
            WHOLE,
            row("Opaque"),
            [
                (
                    "unknown secret: The Secret `registry` exists; as its type is `Opaque`, it is not known "
                    "whether it has "
                    "`config.json`."
                )
            ],
        ),
        (
            POD.replace("path: config.json", "path: .dockerconfigjson"),
            row(DOCKER),
            [
                (
                    "failed secret: The key of the Secret `registry` is `.dockerconfigjson`, not mounted as "
                    "`config.json`: "
                    "the executor does not read it."
                )
            ],
        ),
        (
            POD.replace("registry", "$NAME"),
            row(DOCKER),
            ["unknown secret: The name of the Secret, `$NAME`, is only known at run time; it was not checked."],
        ),
        (
            POD.replace("registry", "--all"),
            row(DOCKER),
            ["failed secret: `--all` is no valid name: there can be no Secret with it, and the pod can't start."],
        ),
        (POD.replace("secretName: registry", "optional: true\n      secretName: A_b"), row(DOCKER), []),
        (POD.replace("secretName", "optional: true\n      secretName"), missing('secrets "registry"'), []),
        (
            VARIABLE,
            row("Opaque", 3),
            [
                (
                    "unknown secret: The Secret `registry` exists; as its type is `Opaque`, it is not known "
                    "whether it has "
                    "`.dockerconfigjson`."
                ),
                (
                    "unknown secret: The Secret `own` exists; as its type is `Opaque`, it is not known whether it "
                    "has `token`."
                ),
            ],
        ),
    ],
)
def test_secret(pod: str, answer: Answer, outcomes: list[str]) -> None:
    assert found(examine(pipeline(Jenkinsfile=jenkinsfile(pod)), {"get secrets": answer}), "secret") == outcomes


@pytest.mark.parametrize(
    "output",
    [
        "",
        "NAME   TYPE   DATA   AGE\n",
        "NAME   TYPE   DATA   AGE\na   b   c   d\n",
        "NAME   TYPE   DATA   AGE\na   b   1   d\na   b   1   d\n",
        "a   b   1   d\nNAME   TYPE   DATA   AGE\n",
    ],
)
def test_another_table_is_not_understood(output: str) -> None:
    assert secret.row_of(Answer(0, output)) is None
