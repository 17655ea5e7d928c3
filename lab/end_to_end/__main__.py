"""`python -m lab.end_to_end DIRECTORY …`: build each recipe end to end and print its steps."""

from __future__ import annotations

import sys
from pathlib import Path

from lab.end_to_end import rule_findings, sandbox


def main() -> int:
    """Run the command; the exit code is 1 when a build failed."""
    failed = False
    with sandbox.start(lambda step: print(step, flush=True)) as worker:  # noqa: T201
        for recipe in map(Path, sys.argv[1:]):
            result = rule_findings.add(worker.build(recipe), recipe)
            print(result.failure or f"{result.seconds:.1f} s, built by {result.executor}")  # noqa: T201
            failed = failed or result.failure is not None
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
