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


def test_shipped_schemas_are_a_fresh_extraction() -> None:
    assert kubernetes.SCHEMAS.read_text("utf-8") == extraction().extract(), "run: python lab/schemas/extract.py"


@pytest.mark.parametrize("minor", kubernetes.minor_versions())
def test_definitions_are_those_of_the_minor_version(minor: str) -> None:
    assert kubernetes.definitions(minor) == extraction().extract_minor(minor)


def test_provenance_names_the_wheel_that_was_read() -> None:
    wheel = f"kubernetes-validate {importlib.metadata.version('kubernetes-validate')}"
    assert content("kubernetes")["schemas"]["source"].startswith(f"{wheel} ")
    assert wheel in (ROOT / "NOTICE").read_text("utf-8")
