"""Runs the heavy checks and writes down what they found sound: `nox --session verify`.

Only what changed since the last record is run, unless `--all` is given. A check whose programs are missing keeps the
records that still count.

Under `CI=true` nothing is written: every check runs on all of its snippets, and the records must be what it gives. A
verdict that changed although the check's `version` did not is an error. Of a check that can't run there, keys alone are
verified.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide_site import clock
from kaniko_guide_site.evidence import model, records
from kaniko_guide_site.evidence.records import Record
from kaniko_guide_site.lockfile import locked
from lab import checks
from lab.paths import ROOT, SNIPPETS, sound
from lab.tools import UnavailableError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lab.checks import Check

CHANGED = (
    "the check found something wrong, though neither its version nor what its programs receive has changed; correct the"
    f" check, or raise its version in checks.yml, correct the snippet and {records.HOW_TO_FIX}"
)


@dataclass
class Outcome:
    """What came of one check.

    Attributes:
        records: those that count now.
        ran: the snippets that were judged anew.
        faults: what was found wrong, a line each.
        missing: the program or condition that is missing.
        removed: the snippets whose records no longer count.
    """

    records: list[Record] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    missing: UnavailableError | None = None
    removed: list[str] = field(default_factory=list)


def verify(name: str, check: Check, known: Iterable[Record], today: dt.date, *, everything: bool = False) -> Outcome:
    """Bring the records of one check up to date.

    Args:
        name: of the check.
        check: its module.
        known: its records so far.
        today: the date of what is run now; a record that says the same as before keeps its own.
        everything: whether to run also what didn't change.
    """
    before = {record.snippet: record for record in known}
    outcome = Outcome()
    try:
        tools = check.versions()
        wanted = expected(name, check.subjects(sound), tools, today)
        same = {snippet for snippet, record in wanted.items() if counts(before.get(snippet), record)}
        outcome.ran = [snippet for snippet in wanted if everything or snippet not in same]
        outcome.faults = check.faults(outcome.ran) if outcome.ran else []
    except UnavailableError as error:
        versions = locked(ROOT)
        fresh = [record for record in before.values() if records.is_current(ROOT, record, versions)]
        removed = sorted(before.keys() - {record.snippet for record in fresh})
        return Outcome(records=fresh, missing=error, removed=removed)
    wrong = {line.partition(":")[0].removeprefix(f"{SNIPPETS.name}/") for line in outcome.faults}
    outcome.records = [
        before[snippet] if snippet in same else record for snippet, record in wanted.items() if snippet not in wrong
    ]
    outcome.removed = sorted(before.keys() - {record.snippet for record in outcome.records})
    return outcome


def expected(name: str, subjects: Iterable[str], tools: Mapping[str, str], date: dt.date) -> dict[str, Record]:
    """The record of each snippet, should the check find nothing wrong."""
    about = model.checks()[name]
    return {
        snippet: Record(
            check=name,
            snippet=snippet,
            level=about.level,
            limits=about.limits,
            tools=tools,
            date=date,
            key=records.key(ROOT, about, snippet, tools),
        )
        for snippet in subjects
    }


def counts(record: Record | None, wanted: Record) -> bool:
    """Whether a record says what would be written now, on whatever day."""
    return record is not None and replace(record, date=wanted.date) == wanted


def differences(name: str, outcome: Outcome, known: Sequence[Record]) -> Iterator[str]:
    """How the records of a check differ from what it gave when it ran on all of its snippets, a line each.

    Programs of the machine may be of another version than in the records; which snippets pass may not differ.

    Args:
        name: of the check.
        outcome: what came of the run.
        known: the records of all checks, in the order of the file.
    """
    versions = locked(ROOT)
    given = {record.snippet for record in outcome.records}
    mine = [(number, record) for number, record in enumerate(known, 2) if record.check == name]
    for snippet in sorted(given - {record.snippet for _, record in mine}):
        yield f"{SNIPPETS.name}/{snippet}:1:1: error: there is no record of {name}; {records.HOW_TO_FIX}"
    for number, record in mine:
        at = f"{records.FILE}:{number}:1: error: {name} on {record.snippet}"
        if record.snippet not in outcome.ran:
            yield f"{at}: the check does not judge it; {records.HOW_TO_FIX}"
        elif record.snippet not in given and records.is_current(ROOT, record, versions):
            yield f"{at}: {CHANGED}"
    for tool, package in model.checks()[name].packages.items():
        found = {record.tools[tool] for record in outcome.records} - {versions[package]}
        for version in sorted(found):
            yield f"uv.lock:1:1: error: {name} ran {tool} {version}, locked is {versions[package]}"


def compare(known: Sequence[Record], today: dt.date) -> list[str]:
    """Run every check that can run on all of its snippets; what is wrong with them or with the records, a line each.

    Args:
        known: the records, in the order of the file.
        today: no record is of a later day.
    """
    found = list(records.problems(ROOT, locked(ROOT), today))
    for name, outcome in outcomes(known, today, everything=True):
        if outcome.missing is None:
            found += [*outcome.faults, *differences(name, outcome, known)]
        elif outcome.missing.fails_here:
            found.append(f"{records.FILE}:1:1: error: {name} has to run under CI: {outcome.missing.reason}")
    return found


def update(known: Sequence[Record], today: dt.date, *, everything: bool) -> list[str]:
    """Run the checks and write their records; what they found wrong, a line each.

    Args:
        known: the records so far.
        today: the date of what is run now.
        everything: whether to run also what didn't change.
    """
    after: list[Record] = []
    found: list[str] = []
    for _, outcome in outcomes(known, today, everything=everything):
        after += outcome.records
        found += outcome.faults
    for name in sorted({record.check for record in known} - checks.load().keys()):
        sys.stderr.write(f"{name}: there is no such check; its records are removed\n")
    records.write(ROOT, after)
    changed = len(set(map(records.line, after)) ^ set(map(records.line, known)))
    sys.stderr.write(f"{len(after)} records, {changed} lines changed\n")
    return found


def outcomes(known: Sequence[Record], today: dt.date, *, everything: bool) -> Iterator[tuple[str, Outcome]]:
    """What comes of each check by its name, shown as it runs."""
    for name, check in checks.load().items():
        at = time.monotonic()
        sys.stderr.write(f"{name} … ")
        sys.stderr.flush()
        outcome = verify(
            name, check, [record for record in known if record.check == name], today, everything=everything
        )
        sys.stderr.write(told(outcome, time.monotonic() - at) + "\n")
        yield name, outcome


def main() -> int:
    """The command; 1 when a check found something wrong, or under CI when the records are not what the checks give."""
    parser = argparse.ArgumentParser(prog="nox --session verify --", description=__doc__)
    parser.add_argument("--all", action="store_true", help="run also what did not change")
    arguments = parser.parse_args()
    known = records.load(ROOT)
    today = clock.today()
    started = time.monotonic()
    if os.environ.get("CI") == "true":
        found = compare(known, today)
        sys.stderr.write(f"{len(known)} records compared, nothing written\n")
    else:
        found = update(known, today, everything=arguments.all)
    sys.stderr.write(f"{time.monotonic() - started:.1f} s\n")
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


def told(outcome: Outcome, seconds: float) -> str:
    """What came of one check, in a line."""
    removed = f"; no longer counts: {', '.join(outcome.removed)}" if outcome.removed else ""
    if outcome.missing is not None:
        return f"not run: {outcome.missing.reason} {len(outcome.records)} records still count{removed}"
    return f"{len(outcome.records)} sound, {len(outcome.ran)} run, {seconds:.1f} s{removed}"


if __name__ == "__main__":
    sys.exit(main())
