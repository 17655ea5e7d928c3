"""Looking up what the guide names on the network: images by skopeo, versions by git, links by lychee.

Each module asks with a program that others keep, and tells what came of it as answers. Nothing here raises because of
the network.
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

    from kaniko_guide_site.facts.pins import Held

PATIENCE = 120
"""Seconds that one question may take."""

UNREACHED = (
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
"""What programs print, in lower case, when nobody answered."""


class State(enum.StrEnum):
    """What came of a question, the worst first."""

    GONE = "gone"
    CHANGED = "changed"
    SILENT = "no answer"
    EXPIRED = "expired"
    EXPIRES = "expires"
    NEWER = "newer"
    HELD = "held"
    MOVED = "moved"
    UNCLEAR = "unclear"
    SOUND = "sound"


TO_DO = frozenset({State.GONE, State.CHANGED, State.SILENT, State.EXPIRED, State.EXPIRES, State.NEWER})
"""The states that somebody must do something about."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one question.

    Attributes:
        what: was asked for, as people write it.
        where: it stands.
        state: see `State`.
        words: what was found, and what to do.
    """

    what: str
    where: str
    state: State
    words: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a program printed: `output` on success, else the last line of its errors, and whether nobody answered."""

    output: str | None
    fault: str = ""
    unreached: bool = False


def ask(*command: str) -> Said:
    """Run a program that asks the network.

    Raises:
        MissingToolError: there is no such program.
    """
    program = find(command[0])
    try:
        done = subprocess.run(
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=os.environ | {"GIT_TERMINAL_PROMPT": "0"},
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Said(None, f"no answer within {PATIENCE} seconds", unreached=True)
    if done.returncode == 0:
        return Said(done.stdout)
    lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
    return Said(None, lines[-1], any(word in done.stderr.lower() for word in UNREACHED))


def newer(what: str, where: str, version: str, held: Held | None, today: dt.date) -> Answer:
    """The answer for something of which there is a newer version.

    Args:
        what: see `Answer`.
        where: see there.
        version: the newer one.
        held: why it is not taken.
        today: the day of the question.
    """
    if held is not None and today < held.until:
        return Answer(what, where, State.HELD, f"{version} is newer; held until {held.until}: {held.en}")
    return Answer(what, where, State.NEWER, f"{version} is newer: take it, or say in pins.yml why it is held")
