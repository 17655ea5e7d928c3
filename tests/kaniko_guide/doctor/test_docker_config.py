"""Which entry of a `config.json` the executor uses."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from kaniko_guide.doctor import docker_config
from kaniko_guide.doctor.docker_config import Match

AUTH = {"auth": base64.b64encode(b"robot:s3cret").decode()}


def config(*keys: str, **more: Any) -> str:  # noqa: ANN401
    return json.dumps({"auths": dict.fromkeys(keys, AUTH), **more})


@pytest.mark.parametrize(
    ("content", "registry", "match"),
    [
        (config("a.test"), "a.test", Match.ENTRY),
        (config("https://a.test/v1/"), "a.test", Match.ENTRY),
        (config("a.test/team"), "a.test", Match.ENTRY),
        (config("a.test"), "a.test:5000", Match.NONE),
        (config("a.test:5000"), "a.test", Match.NONE),
        (config("b.test"), "a.test", Match.NONE),
        (config("https://index.docker.io/v1/"), "docker.io", Match.ENTRY),
        (config("https://index.docker.io/v1/"), "index.docker.io", Match.ENTRY),
        (config("docker.io", "index.docker.io"), "docker.io", Match.NONE),
        (json.dumps({"auths": {"a.test": {}}}), "a.test", Match.NONE),
        (json.dumps({"auths": {"a.test": {"username": "u", "password": "p"}}}), "a.test", Match.ENTRY),
        (config("b.test", credHelpers={"a.test": "acr-env"}), "a.test", Match.HELPER),
        (config("a.test", credsStore="desktop"), "a.test", Match.HELPER),
        (json.dumps({"auths": {"a.test/x": AUTH, "a.test/y": {}}}), "a.test", Match.HELPER),
        (config("https://robot@a.test"), "a.test", Match.HELPER),
        ("{}", "a.test", Match.NONE),
        ("", "a.test", Match.NONE),
        ("null", "a.test", Match.NONE),
        (json.dumps({"auths": {"a.test": None}}), "a.test", Match.NONE),
        (json.dumps({"Auths": {"a.test": {"Auth": AUTH["auth"]}}}), "a.test", Match.ENTRY),
        (json.dumps({"CREDSSTORE": "x"}), "a.test", Match.HELPER),
        (f" {config('a.test')} {{}} rest", "a.test", Match.ENTRY),
        (json.dumps({"auths": {"a.test": {"auth": f"{AUTH['auth'][:4]}\n{AUTH['auth'][4:]}"}}}), "a.test", Match.ENTRY),
    ],
)
def test_the_key_is_the_host_or_one_with_the_same_host(content: str, registry: str, match: Match) -> None:
    found = docker_config.read(content)
    assert found is not None
    assert (found.match(registry), found.invalid) == (match, ())


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "5",
        '{"x": NaN}',
        '{"auths": {"a": {"username": 5}}}',
        "{",
        '{"auths": []}',
        '{"auths": {"a": "b"}}',
        '{"credHelpers": 1}',
        "[" * 99999,
    ],
)
def test_what_is_no_configuration_is_none(content: str) -> None:
    assert docker_config.read(content) is None


@pytest.mark.parametrize(
    "auth", ["s3cret", "!!", base64.b64encode(b"robot").decode(), base64.b64encode(b":x").decode(), 7]
)
def test_an_auth_that_can_t_be_decoded_makes_the_file_invalid(auth: object) -> None:
    found = docker_config.read(json.dumps({"auths": {"a.test": AUTH, "b.test": {"auth": auth}}}))
    assert found is not None
    assert found.invalid == ("b.test",)


def test_hosts_are_without_user_information() -> None:
    found = docker_config.read(config("https://u:p@a.test/v1/", "b.test:5000", credHelpers={"c.test": "x"}))
    assert found is not None
    assert found.hosts == ["a.test", "b.test:5000", "c.test"]
    odd = docker_config.read(
        config("https://u:s3/cr3t@a.test/v1/", AUTH["auth"], "u:s3cret", "", "localhost", "b:5000")
    )
    assert odd is not None
    assert odd.hosts == ["***", "a.test", "b:5000", "localhost"]
    assert "s3cret" not in repr(found)
