"""Signatures are complete: each has its proof and its page, and names only what exists."""

from __future__ import annotations

import re
from functools import cache

import pytest

from kaniko_guide import rules
from kaniko_guide.facts import executors, signatures
from kaniko_guide.facts.signatures import Pattern
from kaniko_guide_site.headings import headings
from tests.support import ROOT, expect_none, name

KNOWN = signatures.signatures()
FILE = ROOT / "src" / "kaniko_guide" / "facts" / "signatures.yml"


def error(signature: str, problem: str) -> str:
    """The line that reports a problem of a signature."""
    lines = enumerate(FILE.read_text("utf-8").splitlines(), 1)
    number = next((number for number, line in lines if line == f"- id: {signature}"), 1)
    return f"{name(FILE)}:{number}:1: error: {signature}: {problem} [signature]"


@cache
def heading_ids(page_name: str) -> set[str | None]:
    return {heading.id for heading in headings((ROOT / "docs" / "zh" / page_name).read_text("utf-8"))}


def section_exists(page: str) -> bool:
    """Whether the guide has a section, such as `problems.md#x509`, or the page of a rule, such as `rules/schema.md`."""
    name, _, anchor = page.partition("#")
    return anchor in heading_ids(name) if anchor else name in {module.RULE.page for module in rules.load().values()}


def check_signature(signature: signatures.Signature) -> None:
    """Fail if a signature lacks something, or names what does not exist."""
    if not (signature.runs or signature.proof or signature.symptom):
        expect_none([error(signature.id, "neither a run nor a source proves it. Add runs or proof.")])
    assert signature.stage in {stage.id for stage in signatures.stages()}, signature.id
    assert set(signature.releases) <= set(executors.releases()), signature.id
    assert {*signature.requires, *signature.excludes} <= signatures.clues().keys(), signature.id
    assert all(any(part.strip() for part in line) for pattern in signature.patterns for line in pattern), signature.id
    if not section_exists(signature.page):
        expect_none([error(signature.id, f"there is no heading {signature.page}. Correct page, or write the section.")])


def test_signatures_are_complete() -> None:
    for signature in KNOWN:
        check_signature(signature)


def test_ids_are_unique() -> None:
    ids = [one.id for one in KNOWN]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("a … b", (("a ", " b"),)),
        ("…a…", (("a",),)),
        (["a", "b…c"], (("a",), ("b", "c"))),
    ],
)
def test_a_pattern_is_split_at_its_wildcards(written: str | list[str], lines: tuple[tuple[str, ...], ...]) -> None:
    assert Pattern.parse(written) == lines


def test_the_result_of_a_build_is_a_clue() -> None:
    assert {"success", "failure"} <= signatures.clues().keys()
    assert signatures.clues()["success"] != signatures.clues()["failure"]


def test_a_new_log_entry_begins_with_its_level() -> None:
    assert any("INFO[0000] x".startswith(head) for head in signatures.line_prefixes())
    assert not any("from image".startswith(head) for head in signatures.line_prefixes())


@pytest.mark.parametrize("colon", [":", ": ", " : "])
def test_the_command_shows_the_registries_of_a_credential(colon: str) -> None:
    confirms = {cause.confirm for one in KNOWN for cause in one.causes if cause.confirm}
    (command,) = (confirm for confirm in confirms if "grep --only-matching " in confirm)
    pattern = command.rpartition("grep --only-matching ")[2].strip("'")
    keys = re.findall(pattern, f'{{"auths"{colon}{{"a.b:5000"{colon}{{"auth"{colon}"x"}}}}}}')
    assert [key.split('"')[1] for key in keys] == ["auths", "a.b:5000"]
