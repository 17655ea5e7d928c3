"""Starts and ends the cluster several times, and reports times, failures, leftovers and memory as a table."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lab.cluster import control_groups, leftovers, start

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lab.cluster.layout import Home


@dataclass
class Attempt:
    """One start and end.

    Attributes:
        steps: how many seconds each step lasted, in order.
        failure: why it failed; empty when it did not.
        left: what was left afterwards, see `leftovers.list_all`.
        memory: in bytes: what the cluster's control groups used when it was ready, without and with the cache of files.
    """

    steps: dict[str, float] = field(default_factory=dict)
    failure: str = ""
    left: list[str] = field(default_factory=list)
    memory: tuple[int, int] = (0, 0)


def memory(statistics_text: str) -> tuple[int, int]:
    """The memory of a control group and those below it, in bytes: without and with the cache of files.

    Args:
        statistics_text: the content of its `memory.stat`.
    """
    values = dict(line.split() for line in statistics_text.splitlines())
    used = int(values["total_rss"])
    return used, used + int(values["total_cache"])


def used_memory() -> tuple[int, int]:
    """The memory of the cluster's control groups now, see `memory`."""
    for hierarchy in control_groups.hierarchies():
        file = hierarchy / control_groups.NAME / "memory.stat"
        if file.is_file():
            return memory(file.read_text("utf-8"))
    return 0, 0


def attempt(home: Home, minor: str) -> Attempt:
    """Start and end the cluster once."""
    result = Attempt()
    namespaces = leftovers.NO_NAMESPACES

    def note(step: start.Step) -> None:
        result.steps[step.name] = step.seconds

    try:
        with start.running(home, minor, note):
            namespaces = leftovers.own_namespaces()
            result.memory = used_memory()
    except (start.StartError, start.EndError) as error:
        result.failure = str(error)
    result.left = leftovers.list_all(home) + leftovers.users(namespaces)
    return result


def table(attempts: Sequence[Attempt]) -> str:
    """The attempts as a Markdown table of the seconds that each step lasted, and a line with the sums."""
    names = list(dict.fromkeys(name for one in attempts for name in one.steps))
    lines = ["| step | fastest | median | slowest |", "|---|---|---|---|"]
    complete = [one for one in attempts if not one.failure]
    totals = {"all": [sum(one.steps.values()) for one in complete]} if complete else {}
    for name, values in [
        *((name, [one.steps[name] for one in attempts if name in one.steps]) for name in names),
        *totals.items(),
    ]:
        shown = " | ".join(f"{value:.2f} s" for value in (min(values), statistics.median(values), max(values)))
        lines.append(f"| {name} | {shown} |")
    failures = [f"failure {number}: {one.failure}" for number, one in enumerate(attempts, 1) if one.failure]
    left = [f"left by {number}: {line}" for number, one in enumerate(attempts, 1) for line in one.left]
    used = [max(one.memory[part] for one in attempts) / 2**20 for part in (0, 1)]
    counted = f"{len(attempts)} starts and ends: {len(failures)} failures, {len(left)} leftovers"
    return "\n".join(
        [
            *lines,
            "",
            f"{counted}; memory at most {used[0]:.0f} MiB, {used[1]:.0f} MiB with cached files",
            *failures,
            *left,
        ]
    )


def run(home: Home, minor: str, times: int, report: Callable[[str], None]) -> int:
    """Start and end the cluster several times and report the table.

    Returns:
        1 when one failed or left something, else 0.
    """
    attempts = []
    for number in range(1, times + 1):
        one = attempt(home, minor)
        attempts.append(one)
        outcome = one.failure or f"{sum(one.steps.values()):.2f} s"
        report(f"{number} of {times}: {outcome}{', left: ' + '; '.join(one.left) if one.left else ''}")
    report(f"\nOn {Path('/proc/loadavg').read_text('utf-8').split()[0]} of load at the end:\n\n{table(attempts)}")
    return 1 if any(one.failure or one.left for one in attempts) else 0
