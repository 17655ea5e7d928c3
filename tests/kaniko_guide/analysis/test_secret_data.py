from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import project
from kaniko_guide.analysis import secret_data
from tests.kaniko_guide.command import write

if TYPE_CHECKING:
    from pathlib import Path

START = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n"


def test_entries(tmp_path: Path) -> None:
    data = "data: {a: YQ==, b: Yg, c: $C, d: 1, e: YQ==}\nstringData: {e: f, g: '<h>'}\n"
    write(tmp_path, {"a.yaml": START + data})
    (manifest,) = project.read(tmp_path).manifests
    found = [(entry.section, entry.name, entry.content) for entry in secret_data.entries(manifest)]
    assert found == [("data", "a", b"a"), ("data", "b", None), ("stringData", "e", b"f")]
    assert [str(entry.where) for entry in secret_data.entries(manifest)] == ["a", "b", "e"]


def test_type_of(tmp_path: Path) -> None:
    for text, expected in {
        START: "Opaque",
        f"{START}type: kubernetes.io/tls\n": "kubernetes.io/tls",
        f"{START}sops: {{version: 1}}\n": None,
        START.replace("kind: Secret", "kind: ConfigMap"): None,
        START.replace("v1", "example.com/v1"): None,
    }.items():
        write(tmp_path, {"a.yaml": text})
        (manifest,) = project.read(tmp_path).manifests
        assert secret_data.type_of(manifest) == expected, text


def test_decoded() -> None:
    expected = {"YWI=": b"ab", "YW\nI=\n": b"ab", "YW I=": None, "YWI": None, "YWI=!": None, "é": None}
    assert {value: secret_data.decoded(value) for value in expected} == expected
