"""`python -m lab.end_to_end FOLDER …`: play a build of each recipe and show its steps."""

from __future__ import annotations

import sys
from pathlib import Path

from lab.end_to_end import sandbox, told


def main() -> int:
    """The command; 1 when a build failed."""
    failed = False
    with sandbox.started(lambda step: print(step, flush=True)) as worker:  # noqa: T201
        for folder in sys.argv[1:]:
            played = told.with_rules(worker.play(Path(folder)), Path(folder))
            print(played.fault or f"{played.seconds:.1f} s, built by {played.executor}")  # noqa: T201
            failed = failed or played.fault is not None
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
