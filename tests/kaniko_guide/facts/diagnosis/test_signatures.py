"""Signatures are complete: each has its proof and its page, and names only what exists. Their types and order."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import as_type, executors
from kaniko_guide.facts.diagnosis import clues, layers, signatures
from kaniko_guide.facts.diagnosis.patterns import Pattern
from kaniko_guide_site.headings import headings
from tests.kaniko_guide.facts.diagnosis.data_file import loaded, problem
from tests.support import ROOT, expect_none, name

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = signatures.signatures()
FILES = {one.id: signatures.DIRECTORY / f"{file}.yml" for file in signatures.FILES for one in signatures.in_file(file)}


def error(signature: str, problem: str) -> str:
    """The line that reports a problem of a signature."""
    file = FILES.get(signature, signatures.DIRECTORY / f"{signatures.FILES[0]}.yml")
    lines = enumerate(file.read_text("utf-8").splitlines(), 1)
    number = next((number for number, line in lines if line == f"- id: {signature}"), 1)
    return f"{name(file)}:{number}:1: error: {signature}: {problem} [signature]"


@cache
def heading_ids(page_name: str) -> set[str | None]:
    return {heading.id for heading in headings((ROOT / "docs" / "zh" / page_name).read_text("utf-8"))}


def section_exists(page: str) -> bool:
    """Whether the guide has a section, such as `errors.md#index`, or the page of a rule, such as `rules/schema.md`."""
    name, _, anchor = page.partition("#")
    return anchor in heading_ids(name) if anchor else name in {module.RULE.page for module in rules.load().values()}


def check_signature(signature: signatures.Signature) -> None:
    """Fail if a signature lacks something, or names what does not exist."""
    if not (signature.runs or signature.proof or signature.symptom):
        expect_none([error(signature.id, "neither a run nor a source proves it. Add runs or proof.")])
    assert signature.part in {*layers.parts(), None}, signature.id
    assert signature.layer or not signature.phase, signature.id
    assert signature.family in {*(family.id for family in layers.families()), None}, signature.id
    assert signature.patterns or signature.answers or signature.path_errors, signature.id
    assert not signature.certain or len(signature.causes) == 1, signature.id
    assert set(signature.releases) <= set(executors.releases()), signature.id
    assert {*signature.requires, *signature.excludes} <= clues.clues().keys(), signature.id
    assert all(any(part.strip() for part in line) for pattern in signature.patterns for line in pattern), signature.id
    if signature.page and not section_exists(signature.page):
        expect_none([error(signature.id, f"there is no heading {signature.page}. Correct page, or write the section.")])


def test_signatures_are_complete() -> None:
    for signature in KNOWN:
        check_signature(signature)


def test_a_cause_is_left_whatever_the_log_has() -> None:
    """Not all causes of a signature depend on clues or on the line, which may exclude them."""
    problem = "each of its causes has when, unless, in_line or not_in_line. Write one without."
    expect_none([error(one.id, problem) for one in KNOWN if all(map(depends_on_the_log, one.causes))])


def depends_on_the_log(cause: signatures.Cause) -> bool:
    """Whether a log may exclude a cause."""
    return bool(cause.when or cause.unless or cause.in_line or cause.not_in_line)


ALTERNATIVE = re.compile("或者|也可能|要么|, or |; or ")
EXAMPLE = re.compile(r"例如|比如|（|for example|such as|\(")


def test_a_certain_cause_is_one_cause() -> None:
    """Examples aside, it names no alternative."""
    problem = "certain, but its cause has an alternative: {}. Write each as a cause of its own, without certain."
    for one in (one for one in KNOWN if one.certain):
        (cause,) = one.causes
        statements = (EXAMPLE.split(text)[0] for text in (cause.cause.zh, cause.cause.en))
        expect_none([error(one.id, problem.format(text)) for text in statements if ALTERNATIVE.search(text)])


def test_ids_are_unique() -> None:
    ids = [one.id for one in KNOWN]
    assert len(ids) == len(set(ids))


CAUSE = {"cause": {"zh": "甲", "en": "a"}, "fix": {"zh": "乙", "en": "b"}}
SIGNATURE: dict[str, Any] = {"id": "x", "causes": [CAUSE], "patterns": ["a … b"]}


def test_a_file_is_loaded(tmp_path: Path) -> None:
    confirm = {
        "command": "c",
        "where": {"zh": "丙", "en": "d"},
        "answers": [{"shows": CAUSE["cause"], "means": CAUSE["cause"]}],
    }
    data = SIGNATURE | {
        "causes": [CAUSE | {"confirm": confirm}],
        "patterns": [["first", "left…right"]],
        "answers": [{"statuses": [401], "hosts": ["…gcr.io"]}],
        "path_errors": [{"operations": ["open"], "errnos": ["EIO"]}],
    }
    (found,) = loaded(tmp_path / "a.yml", {"signatures": [data]}, signatures.File).signatures
    reading = signatures.Reading(Bilingual("甲", "a"), Bilingual("甲", "a"))
    expected = signatures.Confirmation("c", Bilingual("丙", "d"), (reading,))
    assert found.causes == (signatures.Cause(Bilingual("甲", "a"), Bilingual("乙", "b"), expected),)
    assert found.patterns == (Pattern.parse(["first", "left…right"]),)
    assert found.answers == (signatures.Answer(statuses=(401,), hosts=(Pattern.parse("…gcr.io"),)),)
    assert found.path_errors == (signatures.PathError(operations=("open",), errnos=("EIO",)),)


def test_all_other_fields_are_optional() -> None:
    cause = signatures.Cause(Bilingual("甲", "a"), Bilingual("乙", "b"))
    patterns = (Pattern.parse("a … b"),)
    expected = signatures.Signature(id="x", causes=(cause,), patterns=patterns)
    assert as_type(SIGNATURE, signatures.Signature) == expected
    boolean = ("own_error", "silent", "transient", "symptom", "several")
    assert {getattr(expected, field) for field in boolean} == {False}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"pattern": ["x"]}, "Object contains unknown field `pattern` - at `$.signatures[0]`"),
        ({"symptom": "yes"}, "Expected `bool`, got `str` - at `$.signatures[0].symptom`"),
        ({"id": 1}, "Expected `str`, got `int` - at `$.signatures[0].id`"),
        (
            {"causes": [CAUSE | {"fix": "b"}]},
            "Expected `object`, got `str` - at `$.signatures[0].causes[0].fix`",
        ),
        (
            {"causes": [{"cause": CAUSE["cause"]}]},
            "Object missing required field `fix` - at `$.signatures[0].causes[0]`",
        ),
        (
            {"answers": [{"statuses": ["401"]}]},
            "Expected `int`, got `str` - at `$.signatures[0].answers[0].statuses[0]`",
        ),
        (
            {"path_errors": [{"errno": ["EIO"]}]},
            "Object contains unknown field `errno` - at `$.signatures[0].path_errors[0]`",
        ),
    ],
)
def test_wrong_data_is_reported_with_its_field(tmp_path: Path, changed: dict[str, Any], expected: str) -> None:
    file, line, message = problem(tmp_path / "a.yml", {"signatures": [SIGNATURE | changed]}, signatures.File).split(
        ":", 2
    )
    assert (file, message) == ("a.yml", f" {expected}")
    assert int(line) >= 4


@pytest.mark.parametrize("missing", ["id", "causes"])
def test_a_signature_has_an_id_and_causes(tmp_path: Path, missing: str) -> None:
    rest = {key: value for key, value in SIGNATURE.items() if key != missing}
    expected = f"a.yml:4: Object missing required field `{missing}` - at `$.signatures[0]`"
    assert problem(tmp_path / "a.yml", {"signatures": [rest]}, signatures.File) == expected


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({}, "a … b"),
        ({"patterns": [["first", "second"], "third"]}, "second"),
        ({"patterns": [], "answers": [{"codes": ["DENIED"], "statuses": [403], "says": ["x"]}]}, "DENIED … 403 … x"),
        ({"patterns": [], "answers": [{"operations": ["ping", "token"]}]}, "ping … token"),
        (
            {"patterns": [], "path_errors": [{"operations": ["open", "read"], "paths": ["dev"], "errnos": ["EIO"]}]},
            "open|read dev: EIO",
        ),
        ({"patterns": [], "path_errors": [{"errnos": ["EIO", "EPERM"]}]}, "… …: EIO|EPERM"),
    ],
)
def test_the_text_of_a_signature(changed: dict[str, Any], text: str) -> None:
    assert as_type(SIGNATURE | changed, signatures.Signature).text == text


@pytest.mark.parametrize(
    ("changed", "place", "part"),
    [
        ({}, "errors.md#x", None),
        ({"page": "problems.md#a"}, "problems.md#a", None),
        ({"layer": "shell"}, "errors.md#x", layers.Part("shell")),
        ({"layer": "executor", "phase": "push"}, "errors.md#x", layers.Part("executor", "push")),
    ],
)
def test_the_section_and_the_part_of_a_signature(changed: dict[str, Any], place: str, part: layers.Part | None) -> None:
    signature = as_type(SIGNATURE | changed, signatures.Signature)
    assert (signature.place, signature.part) == (place, part)


def test_general_texts_are_compared_last() -> None:
    general = signatures.in_file(signatures.GENERAL)
    assert general
    assert KNOWN[-len(general) :] == general
    assert len(KNOWN) == sum(len(signatures.in_file(file)) for file in signatures.FILES)


def test_every_file_of_signatures_is_read() -> None:
    assert {path.stem for path in signatures.DIRECTORY.glob("*.yml")} == set(signatures.FILES)


def test_what_a_signature_explains_and_what_resolves_it_exists() -> None:
    ids = {one.id for one in KNOWN}
    assert {name for one in KNOWN for name in one.explains} <= ids
    assert {one.resolved for one in KNOWN} - {None} <= clues.clues().keys()


@pytest.mark.parametrize("colon", [":", ": ", " : "])
def test_the_command_shows_the_registries_of_a_credential(colon: str) -> None:
    confirms = {cause.confirm.command for one in KNOWN for cause in one.causes if cause.confirm}
    (command,) = (confirm for confirm in confirms if "grep --only-matching " in confirm)
    pattern = command.rpartition("grep --only-matching ")[2].strip("'")
    keys = re.findall(pattern, f'{{"auths"{colon}{{"a.b:5000"{colon}{{"auth"{colon}"x"}}}}}}')
    assert [key.split('"')[1] for key in keys] == ["auths", "a.b:5000"]
