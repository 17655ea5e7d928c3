"""The entry point of the command: `kaniko-guide`, or `python -m kaniko_guide`.

An interruption prints no traceback, also while modules are imported: `os` and `sys`, which Python has loaded at its
start, then few of the standard library, then the rest. Before the first line Python itself handles it.
"""

import os
import sys

INTERRUPTED = 130
"""The exit code after an interruption; see `cli.exit_codes`."""

try:
    import contextlib
    import gc
    import signal
except KeyboardInterrupt:
    os._exit(INTERRUPTED)

OBJECTS_BETWEEN_SEARCHES = 100_000
"""How many new objects there are before Python searches for unused cycles of objects; by default it searches often.

A run has few such cycles, and an eighth of its start was spent on searching them.
"""


def run() -> None:
    """Run the command and end the process, without Python's clean-up, which takes about as long as its start."""
    try:
        gc.set_threshold(OBJECTS_BETWEEN_SEARCHES)
        code = main()
    except KeyboardInterrupt:
        code = INTERRUPTED
    with contextlib.suppress(OSError, ValueError):
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(code)
    sys.exit(code)


def main() -> int:
    """Import the command and run it; the exit code."""
    previous = signal.getsignal(signal.SIGINT)
    if previous is signal.default_int_handler:
        signal.signal(signal.SIGINT, _exit)
    from kaniko_guide import cli  # noqa: PLC0415 (see above)

    signal.signal(signal.SIGINT, previous)
    try:
        return cli.main()
    except KeyboardInterrupt:
        return INTERRUPTED


def _exit(*_: object) -> None:
    """End at once: an exception in an import prints a traceback, or is lost."""
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    run()
