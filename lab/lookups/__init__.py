"""Looks up on the network what the guide names: images by skopeo, versions by git, links by lychee.

Each module returns answers; a network error is an answer too, not an exception.
"""

from __future__ import annotations

import enum
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab.tools import find

if TYPE_CHECKING:
    import datetime as dt

    from kaniko_guide_site.facts.pins import Postponement

TIMEOUT = 120
"""The time limit of a lookup in seconds."""

NO_ANSWER_MESSAGES = (
    "certificate",
    "connection refused",
    "connection reset",
    "connection timed out",
    "could not resolve",
    "couldn't connect",
    "dial tcp",
    "deadline exceeded",
    "failed to connect",
    "i/o timeout",
    "no route to host",
    "no such host",
    "pinging container registry",
    "proxyconnect",
    "tls handshake",
    "unexpected eof",
)
"""Parts of error messages, in lower case, after which there was no answer from the network."""


class State(enum.StrEnum):
    """The result of a lookup, the worst first."""

    GONE = "gone"
    CHANGED = "changed"
    NO_ANSWER = "no answer"
    EXPIRED = "expired"
    EXPIRES = "expires"
    NEWER = "newer"
    HELD = "held"
    MOVED = "moved"
    UNCLEAR = "unclear"
    OK = "ok"


TO_DO = frozenset({State.GONE, State.CHANGED, State.NO_ANSWER, State.EXPIRED, State.EXPIRES, State.NEWER})
"""The states after which something must be changed."""


@dataclass(frozen=True, slots=True)
class LookupResult:
    """The answer to a lookup.

    Attributes:
        what: the image, version or link.
        where: the file and line that name it.
        state: see `State`.
        detail: what was found, and what to do.
    """

    what: str
    where: str
    state: State
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """The output of a program.

    Attributes:
        text: its standard output; None when it failed.
        error: the last line of its error messages.
        no_answer: whether there was no answer from the network.
    """

    text: str | None
    error: str = ""
    no_answer: bool = False


def run_online(*command: str) -> Output:
    """Run a program that uses the network.

    Raises:
        MissingToolError: it is not installed.
    """
    program = find(command[0])
    try:
        done = subprocess.run(
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=os.environ | {"GIT_TERMINAL_PROMPT": "0"},
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Output(None, f"no answer within {TIMEOUT} seconds", no_answer=True)
    if done.returncode == 0:
        return Output(done.stdout)
    lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
    return Output(None, lines[-1], any(word in done.stderr.lower() for word in NO_ANSWER_MESSAGES))


def newer(what: str, where: str, version: str, held: Postponement | None, today: dt.date) -> LookupResult:
    """The answer where a newer version exists.

    Args:
        what: see `LookupResult`.
        where: see `LookupResult`.
        version: the newer one.
        held: why the guide does not use it.
        today: the day of the lookup.
    """
    if held is not None and today < held.until:
        return LookupResult(what, where, State.HELD, f"{version} is newer; held until {held.until}: {held.en}")
    return LookupResult(
        what, where, State.NEWER, f"{version} is newer: use it, or give in pins.yml the reason to hold it"
    )
