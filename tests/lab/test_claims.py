"""Claims: each has a proof that exists and can fail, and no two claims contradict each other."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.diagnosis.causes import diagnose
from kaniko_guide.facts import MismatchError, as_type
from kaniko_guide.facts.claims import Claim
from kaniko_guide.facts.diagnosis import signatures
from kaniko_guide_site import facts
from kaniko_guide_site.fact_tables import KINDS
from lab import claims
from lab.executor import cases
from lab.paths import ROOT
from tests.kaniko_guide.facts.test_claims import VALID
from tests.support import expect_none, name, read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kaniko_guide.facts.diagnosis.signatures import Signature

WITHOUT_CLAIMS = ROOT / "records" / "facts-without-claims.yml"
LISTED = 0
"""The number of facts on that list."""
FILES = {"fork": {"pkg/a.go"}, "upstream": {"pkg/a.go"}}
CASE = (
    "proves: It works.\nsteps: [build {name}]\nexpect: {{fork: {expected}, upstream: {expected}}}\ncontrol: {control}\n"
)


def claim(**changed: object) -> Claim:
    return as_type(VALID | changed, Claim)


def write(directory: Path, name: str, control: str, expected: str, exit_code: int) -> None:
    (directory / name / cases.CONTEXT).mkdir(parents=True)
    case = CASE.format(name=name, expected=expected, control=control)
    (directory / name / cases.CASE_FILE).write_text(case, "utf-8")
    for release in cases.OWNERS:
        text = f"$ build {name}\n# exit code: {exit_code}\n# pushed images\n"
        cases.record_file(name, release, directory).write_text(text, "utf-8")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Two valid cases, one whose expectation states nothing, and one whose expectation holds for its control too."""
    write(tmp_path, "a", "b", "{exit: 0}", 0)
    write(tmp_path, "b", "a", "{exit: 1}", 1)
    write(tmp_path, "empty", "b", "{}", 0)
    write(tmp_path, "never-fails", "a", "{exit: 0}", 0)
    return tmp_path


def location(problem: str) -> str:
    """The file and line of the claim that a problem begins with; those of all executor claims if it is derived."""
    line = re.compile(rf" *- id: {re.escape(re.split('[: ]', problem)[0].removeprefix(claims.SIGNATURE))}")
    for path in [*map(facts.file_of, facts.topics()), name(claims.PAGES)]:
        for number, text in enumerate((ROOT / path).read_text("utf-8").splitlines(), 1):
            if line.fullmatch(text):
                return f"{path}:{number}:1"
    return f"{name(claims.PAGES)}:1:1"


@pytest.mark.parametrize(
    ("problem", "path"),
    [
        ("otel-value-length: no case c", "src/kaniko_guide/facts/environment.yml"),
        ("signature-no-push-variable: no case c", "src/kaniko_guide/facts/diagnosis/signatures/executor.yml"),
        ("gone and other: unlike outcomes", "records/executor-claims.yml"),
    ],
)
def test_a_problem_is_reported_at_its_claim(problem: str, path: str) -> None:
    found, line, _ = location(problem).split(":")
    assert found == path
    text = (ROOT / path).read_text("utf-8").splitlines()[int(line) - 1]
    assert line == "1" or text.endswith(f"- id: {problem.partition(':')[0].removeprefix(claims.SIGNATURE)}")


def test_every_claim_has_a_proof_that_can_fail() -> None:
    found = claims.problems(claims.every_claim(), claims.recorded_sources())
    expect_none([f"{location(problem)}: error: {problem} [claim]" for problem in found])


def diagnosed(case: str, release: str) -> set[str]:
    """The signatures that the recorded log of a case has."""
    log = cases.record_file(case, release).read_bytes()
    found = diagnose(io.BytesIO(log))
    return {cause.signature.id for cause in (*found.causes, *found.hints)}


def unproved(signature: Signature, case: str) -> list[str]:
    """Why a case does not prove a signature: its log lacks it, or that of its control has it too."""
    known = [short for short, name in cases.releases().items() if not signature.releases or name in signature.releases]
    found = [release for release in known if signature.id in diagnosed(case, release)]
    controls = {cases.read(case).control_of(release): release for release in found}
    also = [name for name, release in controls.items() if signature.id in diagnosed(name, release)]
    return ["its log lacks it"] * (not found) + [f"the log of its control {name} has it too" for name in also]


@pytest.mark.slow
def test_signatures_are_in_the_logs_of_their_cases_and_not_in_those_of_the_controls() -> None:
    expect_none(
        [
            f"{one.id}: {case}: {problem} [signature]"
            for one in signatures.signatures()
            for case in one.cases
            for problem in unproved(one, case)
        ]
    )


def test_a_case_that_proves_no_signature_is_found() -> None:
    (one,) = [one for one in signatures.signatures() if one.id == "push-unauthorized"]
    assert unproved(one, "push-key-host") == ["its log lacks it"]
    assert unproved(one, "config-json-broken") == ["its log lacks it"]
    failed = [one for one in signatures.signatures() if one.id == "run-failed"]
    assert unproved(failed[0], "run-exit-3") == []


def test_facts_without_claims_are_the_listed_ones() -> None:
    listed = read_yaml(WITHOUT_CLAIMS) or {}
    assert claims.without_claims() == listed, "take what has claims now off the list; add nothing to it"


def test_the_list_of_facts_without_claims_only_shrinks() -> None:
    listed = read_yaml(WITHOUT_CLAIMS) or {}
    assert sum(map(len, listed.values())) == LISTED, "lower this number with the list; never raise it"


def test_every_recorded_source_is_named() -> None:
    named = {
        (release, file) for one in claims.every_claim() for release, files in one.proof.files.items() for file in files
    }
    assert named == {(release, file) for release, files in claims.recorded_sources().items() for file in files}


def test_a_valid_claim_has_no_problem(directory: Path) -> None:
    sourced = claim(id="y", condition="not given", proof={"source": {"fork": ["pkg/a.go"], "upstream": ["pkg/a.go"]}})
    assert list(claims.problems([claim(), sourced], FILES, directory)) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"proof": {"run": "c"}}, ["no case c. Correct run, or add the case to records/executor-cases/."]),
        (
            {"proof": {"run": "empty"}},
            [
                f"{release}: {problem}"
                for release in cases.OWNERS
                for problem in (
                    "the expectation states nothing",
                    "the expectation also holds for the outcome of the control b",
                )
            ],
        ),
        (
            {"proof": {"run": "never-fails"}},
            [f"{release}: the expectation also holds for the outcome of the control a" for release in cases.OWNERS],
        ),
        (
            {"outcome": {"fork": "it works", "upstream": "it fails"}},
            ["the outcomes of the releases are unlike, the expectations of the case are not"],
        ),
        (
            {"outcome": {"fork": "ignored, nothing is printed", "upstream": "ignored, nothing is printed"}},
            [f"{release} prints nothing, but the case accepts WARN" for release in cases.OWNERS],
        ),
        ({"outcome": {"kubernetes": "it works"}}, ["a case has only outcomes of fork, upstream"]),
        (
            {"proof": {"source": {"fork": ["pkg/a.go", "pkg/b.go"], "upstream": ["pkg/a.go"]}}},
            ["fork has no recorded file pkg/b.go. Correct it, or run: python -m lab.claims sources"],
        ),
        (
            {"proof": {"source": {"fork": ["pkg/a.go"]}}},
            ["its sources are of fork, its outcomes of fork, upstream"],
        ),
    ],
    ids=[
        "missing case",
        "no expectation",
        "holds for its control",
        "unlike outcomes",
        "warnings accepted",
        "no release",
        "missing file",
        "missing source",
    ],
)
def test_a_claim_that_is_not_proved_is_found(
    directory: Path, changed: Mapping[str, object], expected: list[str]
) -> None:
    found = list(claims.problems([claim(**changed)], FILES, directory))
    assert found == [f"x-works: {problem}" for problem in expected]


def test_unlike_outcomes_of_one_subject_and_condition_are_found(directory: Path) -> None:
    other = claim(id="x-fails", outcome={"fork": "it fails"})
    found = list(claims.problems([claim(), other], FILES, directory))
    assert found == ["x-fails and x-works: unlike outcomes of --x in fork"]
    unlike_condition = claim(id="x-fails", condition="not given", outcome={"fork": "it fails"})
    unlike_subject = claim(id="x-too", subject={"variable": "--x"}, outcome={"fork": "it fails"})
    assert list(claims.problems([claim(), unlike_condition, unlike_subject], FILES, directory)) == []


def test_an_id_of_two_claims_is_found(directory: Path) -> None:
    found = list(claims.problems([claim(), claim(condition="not given")], FILES, directory))
    assert found == ["x-works: two claims have this id"]


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"proof": {}}, "expected exactly one proof, found none - at `$.proof`"),
        ({"proof": {"run": "a", "thread": "b/c#1"}}, "expected exactly one proof, found run, thread - at `$.proof`"),
        ({"proof": {"source": {"fork": []}}}, "a source needs files - at `$.proof`"),
        ({"subject": {}}, "expected exactly one subject, found none - at `$.subject`"),
        ({"subject": {"flag": "--x", "variable": "X"}}, "expected exactly one subject, found flag, variable"),
        ({"outcome": {}}, "a claim needs an outcome"),
    ],
)
def test_a_claim_without_one_subject_outcome_and_proof_is_rejected(changed: Mapping[str, object], problem: str) -> None:
    with pytest.raises(MismatchError) as raised:
        claim(**changed)
    assert problem in str(raised.value)


def test_an_inferred_claim_may_name_its_source() -> None:
    inferred = claim(proof={"inferred": "from it", "source": {"fork": ["pkg/a.go"], "upstream": ["pkg/a.go"]}})
    assert inferred.proof.kind == "inferred"


def test_a_fact_rests_on_its_weakest_proof() -> None:
    unconfirmed = claim(id="y", proof={"unconfirmed": "not run"})
    assert [claims.weakest([claim()]), claims.weakest([claim(), unconfirmed])] == ["run", "unconfirmed"]
    assert claims.weakest([]) == claims.NONE
    assert list(KINDS) == ["run", "source", "thread", "inferred", "unconfirmed", "announced"]
