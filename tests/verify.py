"""Runs the heavy checks and writes down what they found sound: `nox --session verify`.

Only what changed since the last record is run, unless `--all` is given. A check whose programs are missing keeps the
records that still count.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import checks
from checks import MissingToolError
from support import sound

from kaniko_guide.site.evidence import debts, model, records
from kaniko_guide.site.evidence.records import Record
from kaniko_guide.site.versions import locked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from checks import Check


@dataclass
class Outcome:
    """What came of one check.

    Attributes:
        records: those that count now.
        ran: the snippets that were judged anew.
        faults: what was found wrong, a line each.
        missing: the program that isn't there.
        removed: the snippets whose records no longer count.
    """

    records: list[Record] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    missing: MissingToolError | None = None
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
    except MissingToolError as error:
        versions = locked(checks.ROOT)
        fresh = [record for record in before.values() if records.fresh(checks.ROOT, record, versions)]
        removed = sorted(before.keys() - {record.snippet for record in fresh})
        return Outcome(records=fresh, missing=error, removed=removed)
    wrong = {line.partition(":")[0].removeprefix(f"{checks.SNIPPETS.name}/") for line in outcome.faults}
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
            key=records.key(checks.ROOT, about, snippet, tools),
        )
        for snippet in subjects
    }


def counts(record: Record | None, wanted: Record) -> bool:
    """Whether a record says what would be written now, on whatever day."""
    return record is not None and record.key == wanted.key and record.tools == wanted.tools


def main() -> int:
    """The command; 1 when a check found something wrong."""
    parser = argparse.ArgumentParser(prog="nox --session verify --", description=__doc__)
    parser.add_argument("--all", action="store_true", help="run also what did not change")
    arguments = parser.parse_args()
    before = records.load(checks.ROOT)
    today = dt.datetime.now(tz=dt.UTC).date()
    after: list[Record] = []
    faults: list[str] = []
    started = time.monotonic()
    for name, check in checks.load().items():
        mine = [record for record in before if record.check == name]
        at = time.monotonic()
        sys.stderr.write(f"{name} … ")
        sys.stderr.flush()
        outcome = verify(name, check, mine, today, everything=arguments.all)
        sys.stderr.write(told(outcome, time.monotonic() - at) + "\n")
        after += outcome.records
        faults += outcome.faults
    dropped = {record.check for record in before} - checks.load().keys()
    for name in sorted(dropped):
        sys.stderr.write(f"{name}: there is no such check; its records are removed\n")
    records.write(checks.ROOT, after)
    changed = len(set(map(records.line, after)) ^ set(map(records.line, before)))
    sys.stderr.write(f"{len(after)} records, {changed} lines changed, {time.monotonic() - started:.1f} s\n")
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    return 1 if faults else 0


def told(outcome: Outcome, seconds: float) -> str:
    """What came of one check, in a line."""
    removed = f"; no longer counts: {', '.join(outcome.removed)}" if outcome.removed else ""
    if outcome.missing is not None:
        why = debts.skips()[outcome.missing.name].why.en
        return f"not run: {why} {outcome.missing.detail} {len(outcome.records)} records still count{removed}"
    return f"{len(outcome.records)} sound, {len(outcome.ran)} run, {seconds:.1f} s{removed}"


if __name__ == "__main__":
    sys.exit(main())
