"""Copying the executor's image: skopeo's commands really run, between two registries; the mirror's file by its format.

`crane` is in no package registry that the tests use, so its commands are only read: flags and names as in
go-containerregistry's `cmd/crane/doc`.
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import registry
import yaml
from kubectl.terminal import PROMPT, terminal
from support import SNIPPETS, tool

from kaniko_guide import project

if TYPE_CHECKING:
    from pathlib import Path

RECIPE = SNIPPETS / "copy-executor-image"
SOURCE, TARGET = "ghcr.io", "ccr.ccs.tencentyun.com"
USER = "100012345678"
TAG = "v1.28.3-debug"

MIRRORS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {
            "endpoint": {"type": "array", "minItems": 1, "items": {"type": "string", "format": "uri"}},
            "rewrite": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "additionalProperties": False,
    },
}
CONFIGS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {
            "auth": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("username", "password", "auth", "identity_token")},
                "additionalProperties": False,
            },
            "tls": {
                "type": "object",
                "properties": {
                    **{name: {"type": "string"} for name in ("cert_file", "key_file", "ca_file")},
                    "insecure_skip_verify": {"type": "boolean"},
                },
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
    },
}
REGISTRIES = {
    "type": "object",
    "properties": {"mirrors": MIRRORS, "configs": CONFIGS},
    "additionalProperties": False,
}
"""What `registries.yaml` may hold; source: https://docs.rke2.io/install/private_registry, which K3s shares."""


def words(script: str) -> list[list[str]]:
    (found,) = (found for found in project.read(RECIPE).scripts if found.text.source.path == script)
    return [[word.value for word in command.words] for command in found.commands]


@pytest.mark.tool
def test_skopeo_copies_every_architecture(tmp_path: Path) -> None:
    skopeo = tool("skopeo", "Debian has it: apt-get install skopeo")
    with (
        registry.serve(tmp_path / "source", SOURCE) as source,
        registry.serve(tmp_path / "target", TARGET, USER) as target,
        registry.proxy(source, target) as proxy,
    ):
        digest = source.put_image("osscontainertools/kaniko", TAG)
        trusted = tmp_path / "trusted.pem"
        trusted.write_bytes(source.certificate.read_bytes() + target.certificate.read_bytes())
        environment = {
            "HOME": str(tmp_path),
            "HTTPS_PROXY": proxy,
            "PATH": skopeo.rpartition("/")[0],
            "SSL_CERT_FILE": str(trusted),
            "XDG_RUNTIME_DIR": str(tmp_path),
        }
        with terminal(["sh", "-i"], environment) as screen:
            screen.type((RECIPE / "skopeo-copy.sh").read_text("utf-8"))
            screen.wait_for_hidden_input()
            screen.type(registry.PASSWORD + "\n")
            screen.wait_for("Login Succeeded!")
            screen.wait_for(PROMPT)
            screen.type("echo status $? d''one\n")
            assert "status 0 done" in screen.wait_for("done")
        login = b64encode(f"{USER}:{registry.PASSWORD}".encode()).decode()
        path = f"/v2/nms4cloud/kaniko/manifests/{TAG}"
        headers = {"Accept": registry.INDEX, "Authorization": f"Basic {login}"}
        status, answered, body = target.request("GET", path, headers=headers)
    assert registry.PASSWORD not in screen.screen
    assert (status, answered["docker-content-digest"]) == (200, digest)
    platforms = [entry["platform"]["architecture"] for entry in yaml.safe_load(body)["manifests"]]
    assert platforms == list(registry.PLATFORMS)


def test_crane_copies_between_the_same_images_as_skopeo() -> None:
    skopeo = next(command for command in words("skopeo-copy.sh") if command[1] == "copy")
    crane = next(command for command in words("crane-copy.sh") if command[:2] == ["crane", "copy"])
    assert ["docker://" + image for image in crane[2:]] == skopeo[3:]


def read_registries() -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((RECIPE / "registries.yaml").read_text("utf-8"))
    return data


def test_registries_file_has_the_known_keys() -> None:
    jsonschema.validate(read_registries(), REGISTRIES, format_checker=jsonschema.FormatChecker())


def test_mirror_leads_to_the_copied_image() -> None:
    crane = next(command for command in words("crane-copy.sh") if command[:2] == ["crane", "copy"])
    source, target = crane[2:]
    host, _, name = source.partition("/")
    mirror = read_registries()["mirrors"][host]
    ((pattern, replacement),) = mirror["rewrite"].items()
    rewritten = re.sub(pattern, replacement.replace("$1", r"\1"), name)
    assert mirror["endpoint"] == [f"https://{target.partition('/')[0]}"]
    assert rewritten == target.partition("/")[2]
