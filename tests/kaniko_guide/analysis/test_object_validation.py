from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import project
from kaniko_guide.analysis.object_validation import object_errors

if TYPE_CHECKING:
    from pathlib import Path


def test_services(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
    text += "spec: {ports: [{port: 1, protocol: a}, {port: 2, name: b}]}\n"
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (manifest,) = project.read(tmp_path).manifests
    assert [(error.path, error.reason) for error in object_errors(manifest)] == [
        (("spec", "ports", 0, "name"), "required"),
        (("spec", "ports", 0, "protocol"), "invalid"),
    ]
