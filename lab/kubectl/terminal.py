"""Runs an interactive shell on its own pseudo-terminal, to paste snippets into it."""

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
    from collections.abc import Callable, Iterator

TAKE_TERMINAL = """
import fcntl, os, signal, sys, termios
for number in (signal.SIGINT, signal.SIGQUIT):
    signal.signal(number, signal.SIG_DFL)
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""
"""A program that makes the terminal its controlling terminal and executes the shell.

It resets both signals of the keyboard: under `nohup` and in the background of a script they are ignored, and a child
inherits that.
"""

SECONDS = 20
PROMPT = "ready> "


@dataclass
class Terminal:
    """A terminal with its screen.

    Attributes:
        descriptor: of the pseudo-terminal.
        screen: everything that was printed so far.
        read: how many characters of it were returned.
    """

    descriptor: int
    screen: str = ""
    read: int = 0

    def type(self, text: str) -> None:
        """Type, or paste, characters; a line is sent by its newline."""
        os.write(self.descriptor, text.encode())

    def wait_for(self, text: str) -> str:
        """Everything that was printed since the last call, up to and with a text.

        Raises:
            AssertionError: the text does not appear within twenty seconds.
        """
        self._read_until(lambda: text in self.screen[self.read :], text)
        end = self.screen.index(text, self.read) + len(text)
        printed, self.read = self.screen[self.read : end], end
        return printed

    def wait_for_prompt(self, text: str) -> None:
        """Wait until the screen ends with a text.

        Raises:
            AssertionError: it does not within twenty seconds.
        """
        self._read_until(lambda: self.screen.endswith(text), text)
        self.read = len(self.screen)

    def _read_until(self, is_complete: Callable[[], bool], text: str) -> None:
        deadline = time.monotonic() + SECONDS
        while not is_complete():
            ready, _, _ = select.select([self.descriptor], [], [], max(deadline - time.monotonic(), 0))
            assert ready, f"{text!r} does not appear on the screen: {self.screen!r}"
            self.screen += os.read(self.descriptor, 65536).decode(errors="replace")

    def wait_for_hidden_input(self) -> None:
        """Wait until a program reads a line without echo; a line editor also stops the echo, but reads characters.

        Raises:
            AssertionError: no program does within twenty seconds.
        """
        for _ in range(SECONDS * 50):
            flags = termios.tcgetattr(self.descriptor)[3]
            if flags & termios.ICANON and not flags & termios.ECHO:
                return
            time.sleep(0.02)
        message = "no program reads a line without echo"
        raise AssertionError(message)


@contextmanager
def terminal(shell: list[str], environment: dict[str, str]) -> Iterator[Terminal]:
    """Run an interactive shell for as long as the block lasts."""
    controller, terminal_end = pty.openpty()
    command = [sys.executable, "-c", TAKE_TERMINAL, *shell]
    with subprocess.Popen(
        command, stdin=terminal_end, stdout=terminal_end, stderr=terminal_end, env=environment | {"PS1": PROMPT}
    ) as process:
        os.close(terminal_end)
        try:
            screen = Terminal(controller)
            screen.wait_for(PROMPT)
            yield screen
        finally:
            process.kill()
            os.close(controller)
