from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

CREATE = "kubectl create secret docker-registry registry --from-file=.dockerconfigjson=/dev/stdin\n"
GENERIC = "kubectl create secret generic registry --from-file=config.json\n"


def spec(key: str) -> str:
    return (
        "  containers:\n  - {name: a, image: 'b:1'}\n"
        f"  volumes:\n  - name: config\n    secret:\n      secretName: registry\n      items:\n      - key: {key}\n"
        "        path: config.json\n"
    )


def findings(directory: Path, key: str, script: str) -> list[str]:
    return findings_in(directory, {"pod.yaml": pod(spec(key)), "create.sh": script}, "missing-secret-key")


def test_mounted_key_that_a_registry_secret_does_not_have(tmp_path: Path) -> None:
    assert findings(tmp_path, "config.json", CREATE) == [
        "pod.yaml:12:14 Secret `registry` has no key `config.json`, only `.dockerconfigjson`."
    ]


@pytest.mark.parametrize(
    ("key", "script"),
    [
        (".dockerconfigjson", CREATE),
        ("$KEY", CREATE),
        ("config.json", GENERIC),
        ("config.json", CREATE.replace("registry --from", "other --from")),
        ("config.json", "ls\n"),
    ],
)
def test_mounted_key_that_exists_or_is_not_known(tmp_path: Path, key: str, script: str) -> None:
    assert findings(tmp_path, key, script) == []


def test_key_with_which_the_api_server_rejects_the_secret(tmp_path: Path) -> None:
    script = CREATE.replace("=.dockerconfigjson=", "=config.json=")
    (line,) = findings_in(tmp_path, {"create.sh": script}, "missing-secret-key")
    assert line.startswith("create.sh:1:48 The key of this secret must be `.dockerconfigjson`, not `config.json`;")


@pytest.mark.parametrize(
    "script",
    [
        CREATE,
        CREATE.replace("=.dockerconfigjson=", "=$KEY="),
        CREATE.replace("=.dockerconfigjson=", "="),
        GENERIC.replace("=config.json", "=config.json=a"),
    ],
)
def test_valid_keys_of_a_created_secret(tmp_path: Path, script: str) -> None:
    assert findings_in(tmp_path, {"create.sh": script}, "missing-secret-key") == []


def test_a_sub_path_without_an_item(tmp_path: Path) -> None:
    spec = (
        "  containers: [{name: a, image: 'a:1', volumeMounts: [{name: r, mountPath: /b, subPath: SUB}]}]\n"
        "  volumes: [{name: r, secret: {secretName: s, items: [{key: k, path: PATH}]}}]\n"
    )
    cases = {("config.json", "docker.json"): 1, ("a", "a/b.json"): 0, ("a.json", "a.json"): 0, ("$NAME", "a"): 0}
    for number, ((sub_path, path), count) in enumerate(cases.items()):
        text = pod(spec.replace("SUB", sub_path).replace("PATH", path))
        found = findings_in(tmp_path / str(number), {"pod.yaml": text}, "missing-secret-key")
        message = f"pod.yaml:5:89 The volume `r` has no file `{sub_path}`: its `items` only have `{path}`."
        assert found == [message] * count, (sub_path, path)


def test_key_of_a_secret_in_yaml(tmp_path: Path) -> None:
    start = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ntype: kubernetes.io/dockerconfigjson\n"
    found = (
        "a.yaml:6:3 The key of this secret must be `.dockerconfigjson`, not `config.json`; the API server rejects it."
    )
    assert findings_in(tmp_path, {"a.yaml": f"{start}data:\n  config.json: e30=\n"}, "missing-secret-key") == [found]
    for data in (".dockerconfigjson: e30=", ".dockerconfigjson: e30=\n  config.json: e30=", "config.json: <x>"):
        assert findings_in(tmp_path, {"a.yaml": f"{start}data:\n  {data}\n"}, "missing-secret-key") == []
