"""Ends a command that asks a cluster as Ctrl-C does, when the process is asked to end."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")


@contextmanager
def ended_by_signals() -> Iterator[Callable[[], None]]:
    """Raise `KeyboardInterrupt` in the block at the first signal, and ignore the next ones, so that it cleans up.

    Yields:
        A function after which the first one is ignored too.
    """
    numbers = [signal.Signals[name] for name in NAMES if hasattr(signal, name)]

    def ignore() -> None:
        for number in numbers if is_main else ():
            signal.signal(number, signal.SIG_IGN)

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        ignore()
        raise KeyboardInterrupt

    is_main = threading.current_thread() is threading.main_thread()
    before = {number: signal.signal(number, interrupt) for number in numbers} if is_main else {}
    try:
        yield ignore
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
