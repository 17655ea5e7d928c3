"""An interactive shell on a terminal of its own, to paste a snippet into as a reader does."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TAKE_TERMINAL = """
import fcntl, os, signal, sys, termios
for number in (signal.SIGINT, signal.SIGQUIT):
    signal.signal(number, signal.SIG_DFL)
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""A program that takes the terminal as its own and becomes another.

Under `nohup`, or in the background of a script, both signals of the keyboard are ignored, and a child inherits that.
"""

SECONDS = 20
PROMPT = "ready> "


@dataclass
class Terminal:
    """What a person types, and what stands on the screen."""

    descriptor: int
    screen: str = ""
    read: int = 0

    def type(self, text: str) -> None:
        """Type, or paste, characters; a line is sent by its newline."""
        os.write(self.descriptor, text.encode())

    def wait_for(self, wanted: str) -> str:
        """Everything that was shown since the last call, up to and with `wanted`.

        Raises:
            AssertionError: it does not appear within twenty seconds.
        """
        deadline = time.monotonic() + SECONDS
        while wanted not in self.screen[self.read :]:
            ready, _, _ = select.select([self.descriptor], [], [], max(deadline - time.monotonic(), 0))
            assert ready, f"{wanted!r} does not appear on the screen: {self.screen!r}"
            self.screen += os.read(self.descriptor, 65536).decode(errors="replace")
        end = self.screen.index(wanted, self.read) + len(wanted)
        shown, self.read = self.screen[self.read : end], end
        return shown

    def wait_for_hidden_input(self) -> None:
        """Wait until a program reads a line without echo; a line editor also stops the echo, but reads characters.

        Raises:
            AssertionError: that does not come within twenty seconds.
        """
        for _ in range(SECONDS * 50):
            flags = termios.tcgetattr(self.descriptor)[3]
            if flags & termios.ICANON and not flags & termios.ECHO:
                return
            time.sleep(0.02)
        message = "nothing reads a hidden line"
        raise AssertionError(message)


@contextmanager
def terminal(shell: list[str], environment: dict[str, str]) -> Iterator[Terminal]:
    """Run an interactive shell for as long as the block lasts."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", TAKE_TERMINAL, *shell]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment | {"PS1": PROMPT}
    ) as process:
        os.close(theirs)
        try:
            screen = Terminal(ours)
            screen.wait_for(PROMPT)
            yield screen
        finally:
            process.kill()
            os.close(ours)
