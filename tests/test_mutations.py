"""Broken on purpose: every way of `mutations.yml` to break a file, on every sound snippet it fits, is caught."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support import ROOT, expect_none, name, recipes, twins

from kaniko_guide import project, rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MUTATIONS: list[dict[str, Any]] = yaml.safe_load((ROOT / "tests" / "mutations.yml").read_text("utf-8"))


def mutants(mutation: dict[str, Any]) -> Iterator[tuple[Path, Path, str]]:
    """Each sound folder, the file in it that is broken, and what then stands in that file."""
    find, replace = mutation["find"], mutation["replace"]
    for folder in [*recipes(), *twins("good")]:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and project.kind_of(PurePosixPath(path)) == mutation["kind"]:
                text = path.read_text("utf-8")
                at = text.rfind(find) if mutation.get("last") else text.find(find)
                if at >= 0 and mutation.get("with", "") in text and _fits(mutation, folder, path):
                    yield folder, path, text[:at] + replace + text[at + len(find) :]


def _fits(mutation: dict[str, Any], folder: Path, path: Path) -> bool:
    beside = mutation.get("beside", ".")
    return (folder / beside).exists() and name(path) not in mutation.get("except", {})


def caught(folder: Path, path: Path, text: str, scratch: Path) -> set[str]:
    """The rules that find a fault in a copy of the folder."""
    copy = scratch / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    (copy / path.relative_to(folder)).write_text(text, "utf-8")
    return {finding.rule for finding in rules.check(project.read(copy))}


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation["name"].replace(" ", "-"))
def test_every_mutant_is_caught(
    mutation: dict[str, Any], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    escaped = []
    made = Counter[str]()
    for folder, path, text in mutants(mutation):
        made["total"] += 1
        found = caught(folder, path, text, tmp_path)
        if "caught" in mutation and mutation["caught"] not in found:
            escaped.append(f"{name(path)}:1:1: error: {mutation['name']} is not caught; found {sorted(found)}")
    record_property("mutants", made["total"])
    expect_none(escaped)
    assert made["total"] > 0, "it fits no snippet"


def test_every_mutation_says_what_catches_it_or_why_nothing_must() -> None:
    for mutation in MUTATIONS:
        assert len(mutation.keys() & {"caught", "tool", "harmless"}) == 1, mutation["name"]
        assert "caught" not in mutation or mutation["caught"] in rules.load(), mutation["name"]
