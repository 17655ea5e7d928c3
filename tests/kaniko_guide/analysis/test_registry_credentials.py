from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.analysis.registry_credentials import docker_configs
from tests.support import read

if TYPE_CHECKING:
    from pathlib import Path

AUTHS = '{"auths": {"a.example.com/x": {"auth": "${X}"}, "https://b.example.com:8443/v1/": {"auth": "%s"}}}'
KEYS = [["a.example.com/x", "https://b.example.com:8443/v1/"]]
MANIFEST = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n"


def keys(directory: Path, file: str, content: str) -> list[list[str]]:
    (directory / file).write_text(content, "utf-8")
    return [[credential.key for credential in credentials] for credentials in docker_configs(read(directory))]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("a.sh", f"printf '{AUTHS}' > config.json\n"),
        ("a.sh", f"cat > config.json <<EOF\n{AUTHS}\nEOF\n"),
        ("a.sh", 'echo "{}" > config.json\n'.format(AUTHS.replace('"', '\\"'))),
        ("a.yaml", f"{MANIFEST}stringData:\n  config.json: |\n    {AUTHS}\n"),
        ("a.yaml", f"{MANIFEST}data:\n  config.json: {base64.b64encode(AUTHS.encode()).decode()}\n"),
        ("a.yaml", f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  config.json: '{AUTHS}'\n"),
    ],
)
def test_each_place_of_a_config_is_read_once(tmp_path: Path, file: str, content: str) -> None:
    assert keys(tmp_path, file, content) == KEYS


def test_every_config_is_read(tmp_path: Path) -> None:
    assert keys(tmp_path, "a.sh", f"echo '{AUTHS}'\necho '{AUTHS}'\n") == KEYS * 2


@pytest.mark.parametrize("content", ["echo auths\n", "echo '{\"auths\": {}}'\n", "echo '{\"auths\": null}'\n"])
def test_nothing_is_found_without_entries(tmp_path: Path, content: str) -> None:
    assert keys(tmp_path, "a.sh", content) == []


def test_host_has_no_scheme_and_path_but_the_port(tmp_path: Path) -> None:
    (tmp_path / "a.sh").write_text(f"echo '{AUTHS}'\n", "utf-8")
    (credentials,) = docker_configs(read(tmp_path))
    assert [credential.host for credential in credentials] == ["a.example.com", "b.example.com:8443"]
    assert [credential.value for credential in credentials] == ['"auth": "${X}"', '"auth": "%s"']
    assert credentials[0].where.value == '"a.example.com/x"'
