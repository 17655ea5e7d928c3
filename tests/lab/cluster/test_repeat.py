"""Repeated starts are counted, timed, and searched for leftovers."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from lab.cluster import leftovers, repeat, start
from lab.cluster.layout import Home
from lab.cluster.repeat import Attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

GOOD = Attempt({"ready": 2.0, "ended": 1.0}, memory=(3 * 2**20, 5 * 2**20))
SLOW = Attempt({"ready": 4.0, "ended": 1.0}, memory=(2 * 2**20, 7 * 2**20))
BAD = Attempt({"ready": 9.0}, failure="no node", left=["mount: /x"])


def test_memory_is_read_from_the_group() -> None:
    text = "cache 1\nrss 2\ntotal_cache 30\ntotal_rss 20\n"
    assert repeat.memory(text) == (20, 50)


def test_table_has_times_failures_leftovers_and_memory() -> None:
    assert repeat.table([GOOD, SLOW]).splitlines() == [
        "| step | fastest | median | slowest |",
        "|---|---|---|---|",
        "| ready | 2.00 s | 3.00 s | 4.00 s |",
        "| ended | 1.00 s | 1.00 s | 1.00 s |",
        "| all | 3.00 s | 4.00 s | 5.00 s |",
        "",
        "2 starts and ends: 0 failures, 0 leftovers; memory at most 3 MiB, 7 MiB with cached files",
    ]
    lines = repeat.table([GOOD, BAD]).splitlines()
    assert lines[-3:] == [
        "2 starts and ends: 1 failures, 1 leftovers; memory at most 3 MiB, 5 MiB with cached files",
        "failure 2: no node",
        "left by 2: mount: /x",
    ]
    assert repeat.table([BAD]).splitlines()[2:4] == ["| ready | 9.00 s | 9.00 s | 9.00 s |", ""]


def test_exit_code_says_whether_all_went_well(monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[str] = []
    attempts = iter([GOOD, SLOW, GOOD, BAD])
    monkeypatch.setattr(repeat, "attempt", lambda *_: next(attempts))
    assert repeat.run(Home(Path("/home")), "1.37", 2, printed.append) == 0
    assert printed[:2] == ["1 of 2: 3.00 s", "2 of 2: 5.00 s"]
    assert repeat.run(Home(Path("/home")), "1.37", 2, printed.append) == 1
    assert printed[4] == "2 of 2: no node, left: mount: /x"


def test_attempt_notes_what_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def running(_home: Home, _minor: str, report: Callable[[start.Step], None]) -> Iterator[None]:
        report(start.Step("ready", 2.0))
        yield
        message = "it does not end"
        raise start.EndError(message)

    monkeypatch.setattr(start, "running", running)
    monkeypatch.setattr(leftovers, "own_namespaces", lambda: leftovers.Namespaces(frozenset({"net:[1]"})))
    monkeypatch.setattr(leftovers, "users", lambda known: sorted(known.names))
    monkeypatch.setattr(leftovers, "list_all", lambda _: ["mount: /x"])
    monkeypatch.setattr(repeat, "used_memory", lambda: (1, 2))
    expected = Attempt({"ready": 2.0}, "it does not end", ["mount: /x", "net:[1]"], (1, 2))
    assert repeat.attempt(Home(Path("/home")), "1.37") == expected
