"""Runs the recorded checks and records the snippets that pass: `nox --session verify`.

Without `--all` it checks only what changed since the last record. A check whose programs are missing keeps the records
that are not stale.

Under `CI=true` it writes nothing: every check runs on all of its snippets, and the records must be equal to the result.
A result that changed without a new `version` of the check is an error. For a check that can not run there, only the
keys of its records are compared.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide_site import clock
from kaniko_guide_site.evidence import model, records
from kaniko_guide_site.evidence.records import Record
from kaniko_guide_site.lockfile import locked_versions
from lab import checks
from lab.paths import ROOT, SNIPPETS, passing_paths
from lab.tools import UnavailableError, under_ci

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lab.checks import Check

CHANGED = (
    "the check fails, although neither its version nor the input of its programs has changed; correct the check, or"
    f" raise its version in checks.yml, correct the snippet and {records.HOW_TO_FIX}"
)


@dataclass
class Outcome:
    """The result of one check.

    Attributes:
        records: the valid ones.
        ran: the snippets that were checked.
        failures: what is wrong with snippets, a line each.
        missing: the program or condition that is missing.
        removed: the snippets whose records were removed.
    """

    records: list[Record] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    missing: UnavailableError | None = None
    removed: list[str] = field(default_factory=list)


def verify(name: str, check: Check, known: Iterable[Record], today: dt.date, *, everything: bool = False) -> Outcome:
    """Bring the records of one check up to date.

    Args:
        name: of the check.
        check: its module.
        known: its records so far.
        today: the date of new records; a record that is otherwise equal to the old one keeps its date.
        everything: whether to check also what did not change.
    """
    before = {record.snippet: record for record in known}
    outcome = Outcome()
    try:
        tools = check.versions()
        new = expected_records(name, check.subjects(passing_paths), tools, today)
        same = {snippet for snippet, record in new.items() if equal_except_date(before.get(snippet), record)}
        outcome.ran = [snippet for snippet in new if everything or snippet not in same]
        outcome.failures = check.failures(outcome.ran) if outcome.ran else []
    except UnavailableError as error:
        versions = locked_versions(ROOT)
        fresh = [record for record in before.values() if records.is_current(ROOT, record, versions)]
        removed = sorted(before.keys() - {record.snippet for record in fresh})
        return Outcome(records=fresh, missing=error, removed=removed)
    wrong = {line.partition(":")[0].removeprefix(f"{SNIPPETS.name}/") for line in outcome.failures}
    outcome.records = [
        before[snippet] if snippet in same else record for snippet, record in new.items() if snippet not in wrong
    ]
    outcome.removed = sorted(before.keys() - {record.snippet for record in outcome.records})
    return outcome


def expected_records(name: str, subjects: Iterable[str], tools: Mapping[str, str], date: dt.date) -> dict[str, Record]:
    """The record of each snippet if it passes the check."""
    about = model.checks()[name]
    return {
        snippet: Record(
            check=name,
            snippet=snippet,
            level=about.level,
            limitations=about.limitations,
            tools=tools,
            date=date,
            key=records.key(ROOT, about, snippet, tools),
        )
        for snippet in subjects
    }


def equal_except_date(record: Record | None, other: Record) -> bool:
    """Whether there is a record that differs from another only in its date, if at all."""
    return record is not None and replace(record, date=other.date) == other


def differences(name: str, outcome: Outcome, known: Sequence[Record]) -> Iterator[str]:
    """How the records of a check differ from its result on all of its snippets, a line each.

    Programs that are not locked may have another version than in the records; the snippets that pass must be the same.

    Args:
        name: of the check.
        outcome: its result.
        known: the records of all checks, in the order of the file.
    """
    versions = locked_versions(ROOT)
    passing_now = {record.snippet for record in outcome.records}
    mine = [(number, record) for number, record in enumerate(known, 2) if record.check == name]
    for snippet in sorted(passing_now - {record.snippet for _, record in mine}):
        yield f"{SNIPPETS.name}/{snippet}:1:1: error: there is no record of {name}; {records.HOW_TO_FIX}"
    for number, record in mine:
        at = f"{records.FILE}:{number}:1: error: {name} on {record.snippet}"
        if record.snippet not in outcome.ran:
            yield f"{at}: the check no longer covers it; {records.HOW_TO_FIX}"
        elif record.snippet not in passing_now and records.is_current(ROOT, record, versions):
            yield f"{at}: {CHANGED}"
    for tool, package in model.checks()[name].packages.items():
        found = {record.tools[tool] for record in outcome.records} - {versions[package]}
        for version in sorted(found):
            yield f"uv.lock:1:1: error: {name} ran {tool} {version}, locked is {versions[package]}"


def compare(known: Sequence[Record], today: dt.date) -> list[str]:
    """Run every check on all of its snippets; what is wrong with snippets or records, a line each.

    Args:
        known: the records, in the order of the file.
        today: the latest valid date of a record.
    """
    found = list(records.problems(ROOT, locked_versions(ROOT), today))
    for name, outcome in outcomes(known, today, everything=True):
        if outcome.missing is None:
            found += [*outcome.failures, *differences(name, outcome, known)]
        elif outcome.missing.fails_here:
            found.append(f"{records.FILE}:1:1: error: {name} has to run under CI: {outcome.missing.reason}")
    return found


def update(known: Sequence[Record], today: dt.date, *, everything: bool) -> list[str]:
    """Run the checks and write their records; what is wrong with snippets, a line each.

    Args:
        known: the records so far.
        today: the date of new records.
        everything: whether to check also what did not change.
    """
    after: list[Record] = []
    found: list[str] = []
    for _, outcome in outcomes(known, today, everything=everything):
        after += outcome.records
        found += outcome.failures
    for name in sorted({record.check for record in known} - checks.load().keys()):
        sys.stderr.write(f"{name}: there is no such check; its records are removed\n")
    records.write(ROOT, after)
    changed = len(set(map(records.line, after)) ^ set(map(records.line, known)))
    sys.stderr.write(f"{len(after)} records, {changed} lines changed\n")
    return found


def outcomes(known: Sequence[Record], today: dt.date, *, everything: bool) -> Iterator[tuple[str, Outcome]]:
    """Run one check on each core and print its result on the standard error; the name and the result of each."""

    def outcome(name: str, check: Check) -> Outcome:
        began = time.monotonic()
        mine = [record for record in known if record.check == name]
        result = verify(name, check, mine, today, everything=everything)
        sys.stderr.write(f"{name} … {summary(result, time.monotonic() - began)}\n")
        return result

    loaded = checks.load()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from zip(loaded, pool.map(outcome, loaded, loaded.values()), strict=True)


def main() -> int:
    """Run the command; the exit code is 1 when a check fails, or under CI when a record differs from its result."""
    parser = argparse.ArgumentParser(prog="nox --session verify --", description=__doc__)
    parser.add_argument("--all", action="store_true", help="check also what did not change")
    arguments = parser.parse_args()
    known = records.load(ROOT)
    today = clock.today()
    started = time.monotonic()
    if under_ci():
        found = compare(known, today)
        sys.stderr.write(f"{len(known)} records compared, nothing written\n")
    else:
        found = update(known, today, everything=arguments.all)
    sys.stderr.write(f"{time.monotonic() - started:.1f} s\n")
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


def summary(outcome: Outcome, seconds: float) -> str:
    """The result of one check in a line."""
    removed = f"; removed: {', '.join(outcome.removed)}" if outcome.removed else ""
    if outcome.missing is not None:
        return f"not run: {outcome.missing.reason} {len(outcome.records)} records are still valid{removed}"
    return f"{len(outcome.records)} passing, {len(outcome.ran)} run, {seconds:.1f} s{removed}"


if __name__ == "__main__":
    sys.exit(main())
