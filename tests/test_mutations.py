"""Broken on purpose: every way of `mutations.yml` to break a file, on every sound snippet it fits, is caught.

What was found is written down in `data/mutations.yml`, from which the page on verification has its table:
`REFRESH_OUTPUTS=1 pytest tests/test_mutations.py` writes it again.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from kaniko_guide import project, rules
from kaniko_guide_site.evidence.linters import hadolint
from lab.checks.kubectl import kubectl_commands, rejections
from tests.support import DATA, RECORDED, examples, expect_none, name, read, recipes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


pytestmark = pytest.mark.slow

CATALOGUE: dict[str, Any] = yaml.safe_load((DATA / "mutations.yml").read_text("utf-8"))
MUTATIONS: list[dict[str, Any]] = CATALOGUE["breaks"]
RECORD = RECORDED / "mutation-results.yml"
KINDS = {"pipeline": "jenkinsfile", "pod": "jenkinsfile", "executor": "jenkinsfile"}
"""What kind of file holds a part; the others are files themselves."""


def mutants(mutation: dict[str, Any]) -> Iterator[tuple[Path, Path, str]]:
    """Each sound folder, the file in it that is broken, and what then stands in that file."""
    find, replace = mutation["find"], mutation["replace"]
    kind = KINDS.get(mutation["part"], mutation["part"])
    for folder in [*recipes(), *examples("good")]:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and project.kind_by_name(PurePosixPath(path)) == kind:
                text = path.read_text("utf-8")
                at = text.rfind(find) if mutation.get("last") else text.find(find)
                if at >= 0 and mutation.get("with", "") in text and _fits(mutation, folder, path):
                    yield folder, path, text[:at] + replace + text[at + len(find) :]


def _fits(mutation: dict[str, Any], folder: Path, path: Path) -> bool:
    beside = mutation.get("beside", ".")
    return (folder / beside).exists() and name(path) not in mutation.get("except", {})


def broken(folder: Path, path: Path, text: str, scratch: Path) -> project.Project:
    """A copy of the folder in which one file is another."""
    copy = scratch / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    (copy / path.relative_to(folder)).write_text(text, "utf-8")
    return read(copy)


def complaints(tool: str, found: project.Project, folder: Path) -> list[object]:
    """What a program says of a folder."""
    if tool == "hadolint":
        return [*hadolint([dockerfile.text for dockerfile in found.dockerfiles])]
    scripts = [script for script in found.scripts if kubectl_commands(script)]
    return [rejection for script in scripts for rejection in rejections(folder, script)]


def outcome(mutation: dict[str, Any], found: project.Project, folder: Path) -> str:
    """What becomes of a mutant: `caught`, `tool`, `harmless`, `escaped`, or the names of what found it instead."""
    raised = {finding.rule.name for finding in rules.check(found)}
    if mutation.get("caught") in raised:
        return "caught"
    if "tool" in mutation and complaints(mutation["tool"], found, folder):
        return "tool"
    if "escapes" in mutation:
        return "escaped"
    return "harmless" if "harmless" in mutation else f"found by {sorted(raised)} alone"


@pytest.fixture(scope="module")
def record() -> Iterator[dict[str, dict[str, Any]]]:
    """What was written down, by the mutation's name."""
    before: dict[str, dict[str, Any]] = yaml.safe_load(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    if not os.environ.get("REFRESH_OUTPUTS"):
        yield before
        return
    fresh: dict[str, dict[str, Any]] = {}
    yield fresh
    RECORD.write_text(yaml.safe_dump(fresh, sort_keys=False, allow_unicode=True, width=120), "utf-8")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation["name"].replace(" ", "-"))
def test_every_mutant_is_caught(mutation: dict[str, Any], tmp_path: Path, record: dict[str, dict[str, Any]]) -> None:
    missed = []
    outcomes = Counter[str]()
    for folder, path, text in mutants(mutation):
        became = outcome(mutation, broken(folder, path, text, tmp_path), folder)
        if became.startswith("found by"):
            missed.append(f"{name(path)}:1:1: error: {mutation['name']} is not caught; {became}")
        outcomes[became] += 1
    expect_none(missed)
    assert outcomes, "it fits no snippet"
    entry: dict[str, Any] = {"part": mutation["part"], **dict(sorted(outcomes.items()))}
    if outcomes["escaped"]:
        entry["reason"] = CATALOGUE["escapes"][mutation["escapes"]]
    if os.environ.get("REFRESH_OUTPUTS"):
        record[mutation["name"]] = entry
    if record.get(mutation["name"]) != entry:
        fix = "Run: REFRESH_OUTPUTS=1 nox --session tests -- tests/test_mutations.py"
        expect_none([f"{name(RECORD)}:1:1: error: {mutation['name']}: the results changed. {fix} [mutation]"])


def test_every_mutation_says_what_catches_it_or_why_nothing_must() -> None:
    names = [mutation["name"] for mutation in MUTATIONS]
    assert sorted(set(names)) == sorted(names)
    for mutation in MUTATIONS:
        outcomes = mutation.keys() & {"caught", "tool", "harmless", "escapes"}
        assert len(outcomes) == 1 or outcomes == {"caught", "escapes"}, mutation["name"]
        assert mutation.get("caught") in {None, *rules.load()}, mutation["name"]
        assert mutation.get("tool") in {None, "hadolint", "kubectl"}, mutation["name"]
        assert mutation.get("escapes") in {None, *CATALOGUE["escapes"]}, mutation["name"]
        assert all(mutation.get("except", {}).values()), mutation["name"]


def test_nothing_is_written_down_that_no_mutation_does(record: dict[str, dict[str, Any]]) -> None:
    assert record.keys() == {mutation["name"] for mutation in MUTATIONS}
