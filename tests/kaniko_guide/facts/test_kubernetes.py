"""The shipped schemas are those of kubernetes-validate."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.facts import content, kubernetes
from tests.support import ROOT

if TYPE_CHECKING:
    from types import ModuleType


def extraction() -> ModuleType:
    path = ROOT / "lab" / "schemas" / "extract.py"
    spec = importlib.util.spec_from_file_location("extract", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("minor", kubernetes.minor_versions())
def test_shipped_schema_is_a_fresh_extraction(minor: str) -> None:
    shipped = extraction().DIRECTORY / f"{minor}.json"
    assert shipped.read_text("utf-8") == extraction().extract(minor), "run: python lab/schemas/extract.py"


def test_provenance_names_the_wheel_that_was_read() -> None:
    wheel = f"kubernetes-validate {importlib.metadata.version('kubernetes-validate')}"
    assert content("kubernetes")["schemas"]["source"].startswith(f"{wheel} ")
    assert wheel in (ROOT / "NOTICE").read_text("utf-8")


def test_no_schema_is_shipped_for_another_version() -> None:
    assert {path.stem for path in extraction().DIRECTORY.glob("*.json")} == set(kubernetes.minor_versions())
