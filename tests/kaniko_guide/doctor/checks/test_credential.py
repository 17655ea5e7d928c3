"""The login for the push in a Secret, which is read only if the user allows it; nothing secret is in an outcome."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.doctor.fake import (
    GARBAGE,
    POD,
    examine,
    forbidden,
    found,
    given,
    jenkinsfile,
    missing,
    pipeline,
    row,
)

if TYPE_CHECKING:
    from kaniko_guide.doctor.kubectl import Answer
    from kaniko_guide.doctor.target import Pipeline

AUTH = base64.b64encode(b"robot:s3cret").decode()
READ, TABLE = "get secrets registry --namespace=jenkins --output=json", "get secrets registry"
DOCKER = row("kubernetes.io/dockerconfigjson")


def needs(host: str = "registry.acme.io", pod: str = POD) -> Pipeline:
    return pipeline(Jenkinsfile=jenkinsfile(pod).replace("registry.test", host))


def secret(content: str, key: str = ".dockerconfigjson") -> Answer:
    return given({"data": {key: base64.b64encode(content.encode()).decode()}}, "Secret")


def auths(*hosts: str) -> str:
    return json.dumps({"auths": {host: {"auth": AUTH} for host in hosts}})


@pytest.mark.parametrize(
    ("host", "answer", "outcome"),
    [
        (
            "registry.acme.io",
            secret(auths("registry.acme.io")),
            (
                "passed credential: The Secret `registry` has a login for `registry.acme.io` (whether the "
                "password is right was "
                "not checked)."
            ),
        ),
        (
            "harbor.acme.io",
            secret(auths("registry.acme.io")),
            (
                "failed credential: The Secret `registry` has no login for `harbor.acme.io`, so the push is "
                "anonymous; it has: "
                "`registry.acme.io`."
            ),
        ),
        (
            "docker.io",
            secret(auths("docker.io")),
            (
                "failed credential: The Secret `registry` has no login for `docker.io`, so the push is "
                "anonymous; it has: "
                "`docker.io`."
            ),
        ),
        (
            "registry.test",
            secret(auths("registry.acme.io")),
            (
                "unknown credential: The Secret `registry` has no login for `registry.test`; whether pushes "
                "there may be "
                "anonymous is not known."
            ),
        ),
        (
            "1.dkr.ecr.eu-west-1.amazonaws.com",
            secret("{}"),
            (
                "unknown credential: The Secret `registry` has no login for "
                "`1.dkr.ecr.eu-west-1.amazonaws.com`; whether "
                "pushes there may be anonymous is not known."
            ),
        ),
        (
            "registry.acme.io",
            secret('{"credsStore": "desktop"}'),
            (
                "unknown credential: The login for `registry.acme.io` in the Secret `registry` comes from a "
                "helper or one of "
                "several keys: it is not known."
            ),
        ),
        (
            "registry.acme.io",
            secret("auths:"),
            (
                "failed credential: The `config.json` in the Secret `registry` is no valid Docker "
                "configuration: the executor "
                "can't read it."
            ),
        ),
        (
            "registry.acme.io",
            secret('{"auths": {"a.test": {"auth": "s3cret"}}}'),
            (
                "failed credential: In the Secret `registry`, the `auth` of `a.test` is no base64 of "
                "`user:password`: the "
                "executor can't read the file."
            ),
        ),
        (
            "registry.acme.io",
            forbidden(),
            "unknown credential: The `config.json` in the Secret `registry`: not known, as you may not read it.",
        ),
        (
            "registry.acme.io",
            GARBAGE,
            (
                "unknown credential: The `config.json` in the Secret `registry`: not known, as the answer was not "
                "understood."
            ),
        ),
        (
            "$HOST",
            secret(auths("registry.acme.io")),
            (
                "unknown credential: The host of this `--destination` is only known at run time; its login was not "
                "checked."
            ),
        ),
        (
            "registry.acme.io",
            given({"data": {".dockerconfigjson": "!"}}, "Secret"),
            (
                "unknown credential: The `config.json` in the Secret `registry`: not known, as the answer was not "
                "understood."
            ),
        ),
    ],
)
def test_login(host: str, answer: Answer, outcome: str) -> None:
    outcomes = examine(needs(host), {READ: answer, TABLE: DOCKER}, reads_secrets=True)
    assert found(outcomes, "credential")[0] == outcome
    assert "s3cret" not in repr(outcomes)
    assert AUTH not in repr(outcomes)


TWO = f"""\
{POD}
  - name: other-config
    secret: {{secretName: other, items: [{{key: .dockerconfigjson, path: config.json}}]}}
""".replace(
    "  volumes:\n",
    """\
  - name: other
    image: ghcr.io/osscontainertools/kaniko:v1.28.3-debug
    volumeMounts: [{name: other-config, mountPath: /kaniko/.docker}]
  volumes:
""",
)
STEP = "sh '/kaniko/executor --context=. --destination=other.acme.io/a:1'"


@pytest.mark.parametrize(
    ("script", "login", "outcomes"),
    [
        (f"container('other') {{ {STEP} }}\n", "other.acme.io", ["other` has a login for `other.acme.io"]),
        (f"container('other') {{ {STEP} }}\n", "a.acme.io", ["other` has no login for `other.acme.io"]),
        (f"{STEP}\n", "other.acme.io", []),
    ],
)
def test_a_login_is_looked_for_where_the_build_runs(script: str, login: str, outcomes: list[str]) -> None:
    text = jenkinsfile(TWO).replace("registry.test", "registry.acme.io")
    text = text.replace("                container('kaniko')", f"{script}                container('kaniko')")
    answers = {
        READ: secret(auths("registry.acme.io")),
        "get secrets other --namespace=jenkins --output=json": secret(auths(login)),
        "get secrets": DOCKER,
    }
    every = found(examine(pipeline(Jenkinsfile=text), answers, reads_secrets=True), "credential")
    assert sum("`registry` has a login for `registry.acme.io`" in entry for entry in every) == 1, every
    assert [[part in entry for entry in every].count(True) for part in outcomes] == [1] * len(outcomes), every
    assert not any("`registry` has no login" in entry or "registry.acme.io`, so" in entry for entry in every), every


def test_a_secret_is_not_read_unless_the_user_allows_it() -> None:
    outcomes = examine(needs(), {READ: secret("auths:"), TABLE: DOCKER})
    assert found(outcomes, "credential") == []


@pytest.mark.parametrize(
    ("pod", "key", "outcomes"),
    [
        (POD, ".dockerconfigjson", []),
        (
            POD,
            "config.json",
            [
                (
                    "failed secret: The Secret `registry` has no key `.dockerconfigjson`: its type is "
                    "`Opaque`, and it only "
                    "has `config.json`."
                ),
            ],
        ),
        (POD.partition("      items:")[0], "config.json", []),
    ],
)
def test_the_keys_of_a_secret_that_is_read_are_known(pod: str, key: str, outcomes: list[str]) -> None:
    answers = {READ: secret(auths("registry.acme.io"), key), TABLE: row("Opaque")}
    every = examine(needs(pod=pod), answers, reads_secrets=True)
    assert found(every) == outcomes


def test_a_secret_that_is_missing_is_reported_once() -> None:
    outcomes = examine(needs(), {TABLE: missing('secrets "registry"')}, reads_secrets=True)
    assert [entry for entry in found(outcomes) if entry.startswith("failed")] == [
        "failed secret: The namespace `jenkins` has no Secret `registry`."
    ]
