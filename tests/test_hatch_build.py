"""The facts in the wheel are those of the YAML files."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

import hatch_build
from kaniko_guide import facts

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(facts.DIRECTORY.rglob("*.yml"))


def type_of(path: Path) -> type[facts.Facts]:
    """The type of a file of facts: that of its module, or of the module with the name of its directory."""
    module = path if path.with_suffix(".py").exists() else path.parent
    name = ".".join(module.relative_to(facts.DIRECTORY).with_suffix("").parts)
    kind: type[facts.Facts] = import_module(f"kaniko_guide.facts.{name}").File
    return kind


@pytest.mark.slow
def test_every_file_loads_from_json_as_from_yaml(tmp_path: Path) -> None:
    assert FILES
    for path in FILES:
        with check(f"{path}"):
            compiled = tmp_path / path.with_suffix(".json").relative_to(facts.DIRECTORY)
            compiled.parent.mkdir(parents=True, exist_ok=True)
            compiled.write_text(hatch_build.as_json(path.read_text("utf-8")), "utf-8")
            kind = type_of(path)
            assert facts.load(str(compiled), kind) == facts.load(str(path), kind)


def test_what_json_does_not_have_is_an_error() -> None:
    assert hatch_build.as_json("verified: 2026-01-02\nzh: 是") == '{"verified":"2026-01-02","zh":"是"}'
    with pytest.raises(TypeError):
        hatch_build.as_json("a: !!set {b}")
