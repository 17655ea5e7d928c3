"""Mutation tests of the rules: every mutation of `data/mutations.yml`, on the valid snippets it applies to, is caught.

These are the recipes, those with most files first, and then the good examples in which the lines around the mutation
differ from those of the snippets before. The results are recorded in `records/mutation-results.yml`;
`REFRESH_OUTPUTS=1 pytest tests/test_mutations.py` writes them again.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from filelock import FileLock

from kaniko_guide import project, rules
from kaniko_guide.facts import images
from kaniko_guide_site.evidence.linters import hadolint
from lab.checks.kubectl import kubectl_commands, rejections
from tests.support import DATA, RECORDED, SNIPPETS, examples, expect_none, name, read, read_yaml, recipes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


pytestmark = pytest.mark.slow

PLACEHOLDERS = {"{pinned}": images.pinned_version(), "{number}": images.pinned_version().removeprefix("v")}
"""What stands in the catalogue for the version of the executor that the snippets pin."""


def catalogue() -> dict[str, Any]:
    """The catalogue, with the version in place of its placeholders."""
    text = (DATA / "mutations.yml").read_text("utf-8")
    for placeholder, version in PLACEHOLDERS.items():
        text = text.replace(placeholder, version)
    found: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return found


CATALOGUE = catalogue()
MUTATIONS: list[dict[str, Any]] = CATALOGUE["breaks"]
RECORD = RECORDED / "mutation-results.yml"
LINES_AROUND = 2
"""How many lines before and after a mutation make it another one: snippets repeat the pods of others."""
KINDS = {"pipeline": "jenkinsfile", "pod": "jenkinsfile", "executor": "jenkinsfile"}
"""The kind of file that contains a part; other parts are kinds of files themselves."""


@cache
def valid_files(kind: str) -> list[tuple[Path, Path, str]]:
    """Each file of a kind in the valid directories, with its directory before it and its text."""
    by_files = sorted(recipes(), key=lambda directory: len(list(directory.iterdir())), reverse=True)
    return [
        (directory, path, path.read_text("utf-8"))
        for directory in [*by_files, *examples("good")]
        for path in sorted(directory.rglob("*"))
        if path.is_file() and project.kind_by_name(PurePosixPath(path)) == kind
    ]


def mutants(mutation: dict[str, Any]) -> Iterator[tuple[Path, Path, str]]:
    """Each valid directory to which a mutation is applied, the mutated file, and its new content."""
    find, replace = mutation["find"], mutation["replace"]
    kind = KINDS.get(mutation["part"], mutation["part"])
    known = set[str]()
    for directory, path, text in valid_files(kind):
        start = text.rfind(find) if mutation.get("last") else text.find(find)
        if start >= 0 and mutation.get("with", "") in text and _applies(mutation, directory, path):
            surroundings = _lines_around(text, start, len(find))
            if surroundings not in known:
                known.add(surroundings)
                yield directory, path, text[:start] + replace + text[start + len(find) :]


def _applies(mutation: dict[str, Any], directory: Path, path: Path) -> bool:
    beside = mutation.get("beside", ".")
    return (directory / beside).exists() and name(path) not in mutation.get("except", {})


def _lines_around(text: str, start: int, length: int) -> str:
    before, after = text[:start].split("\n"), text[start + length :].split("\n")
    return "\n".join([*before[-LINES_AROUND - 1 :], *after[: LINES_AROUND + 1]])


def mutate(directory: Path, path: Path, text: str, copies: Path) -> project.Project:
    """The project of a directory in which one file has another content.

    Args:
        directory: it is copied once.
        path: the file in it.
        text: the other content, of which the copy keeps nothing.
        copies: where the copies of directories are kept.
    """
    copy = copies / directory.relative_to(SNIPPETS)
    if not copy.exists():
        shutil.copytree(directory, copy)
    file = copy / path.relative_to(directory)
    file.write_text(text, "utf-8")
    try:
        return read(copy)
    finally:
        shutil.copyfile(path, file)


def tool_reports(tool: str, found: project.Project, directory: Path) -> list[object]:
    """What a program reports for a directory."""
    if tool == "hadolint":
        return [*hadolint([dockerfile.text for dockerfile in found.dockerfiles])]
    scripts = [script for script in found.scripts if kubectl_commands(script)]
    return [rejection for script in scripts for rejection in rejections(directory, script)]


def outcome(mutation: dict[str, Any], found: project.Project, directory: Path) -> str:
    """The outcome of a mutant: `caught`, `tool`, `harmless`, `escaped`, or the rules that found it instead."""
    if "caught" in mutation and any(rules.load()[mutation["caught"]].check(found)):
        return "caught"
    if "tool" in mutation and tool_reports(mutation["tool"], found, directory):
        return "tool"
    if "escapes" in mutation:
        return "escaped"
    if "harmless" in mutation:
        return "harmless"
    return f"found by {sorted({finding.rule.name for finding in rules.check(found)})} only"


def read_record() -> dict[str, dict[str, Any]]:
    """The recorded results, by the mutation's name."""
    results: dict[str, dict[str, Any]] = read_yaml(RECORD) if RECORD.exists() else {}
    return results


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, dict[str, Any]]]:
    """The recorded results; with REFRESH_OUTPUTS those of this run, which are written in place of the recorded ones."""
    if not os.environ.get("REFRESH_OUTPUTS"):
        yield read_record()
        return
    fresh: dict[str, dict[str, Any]] = {}
    yield fresh
    with FileLock(tmp_path_factory.getbasetemp().parent / "mutations.lock"):  # several processes write the file
        results = read_record() | fresh
        ordered = {mutation["name"]: results[mutation["name"]] for mutation in MUTATIONS if mutation["name"] in results}
        RECORD.write_text(yaml.safe_dump(ordered, sort_keys=False, allow_unicode=True, width=120), "utf-8")


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this process keeps its copies of directories."""
    return tmp_path_factory.mktemp("copies")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation["name"].replace(" ", "-"))
def test_every_mutant_is_caught(mutation: dict[str, Any], copies: Path, record: dict[str, dict[str, Any]]) -> None:
    missed = []
    outcomes = Counter[str]()
    for directory, path, text in mutants(mutation):
        result = outcome(mutation, mutate(directory, path, text, copies), directory)
        if result.startswith("found by"):
            missed.append(f"{name(path)}:1:1: error: {mutation['name']} is not caught; {result}")
        outcomes[result] += 1
    expect_none(missed)
    assert outcomes, "it applies to no snippet"
    entry: dict[str, Any] = {"part": mutation["part"], **dict(sorted(outcomes.items()))}
    if outcomes["escaped"]:
        entry["reason"] = CATALOGUE["escapes"][mutation["escapes"]]
    if os.environ.get("REFRESH_OUTPUTS"):
        record[mutation["name"]] = entry
    if record.get(mutation["name"]) != entry:
        fix = "Run: REFRESH_OUTPUTS=1 nox --session tests -- tests/test_mutations.py"
        expect_none([f"{name(RECORD)}:1:1: error: {mutation['name']}: the results changed. {fix} [mutation]"])


def test_every_mutation_has_an_expected_outcome() -> None:
    names = [mutation["name"] for mutation in MUTATIONS]
    assert sorted(set(names)) == sorted(names)
    for mutation in MUTATIONS:
        outcomes = mutation.keys() & {"caught", "tool", "harmless", "escapes"}
        assert len(outcomes) == 1 or outcomes == {"caught", "escapes"}, mutation["name"]
        assert mutation.get("caught") in {None, *rules.load()}, mutation["name"]
        assert mutation.get("tool") in {None, "hadolint", "kubectl"}, mutation["name"]
        assert mutation.get("escapes") in {None, *CATALOGUE["escapes"]}, mutation["name"]
        assert all(mutation.get("except", {}).values()), mutation["name"]


def test_every_recorded_result_has_a_mutation(record: dict[str, dict[str, Any]]) -> None:
    assert record.keys() <= {mutation["name"] for mutation in MUTATIONS}
