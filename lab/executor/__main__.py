"""`python -m lab.executor build FORK UPSTREAM` builds both releases; `run [--record] [CASE …]` runs cases with both."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from subprocess import CalledProcessError

from lab.end_to_end import sandbox
from lab.executor import cases, programs
from lab.executor.outcome import changes, parse, unmet
from lab.executor.programs import SourceError
from lab.tools import UnavailableError

CHECKSUMS = cases.DIRECTORY.parent / "runs.sha256"


def main() -> int:
    """Run the command; the exit code is 1 when a build failed or an outcome changed."""
    parser = argparse.ArgumentParser(prog="python -m lab.executor", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="build executor and warmer of both releases into .cache/executor")
    build.add_argument("fork", type=Path, help="a checkout or bare repository of osscontainertools/kaniko")
    build.add_argument("upstream", type=Path, help="a checkout or bare repository of GoogleContainerTools/kaniko")
    run = commands.add_parser("run", help="run cases with both releases and print what changed")
    run.add_argument("case", nargs="*", help="the names of the cases; none: all")
    run.add_argument("--record", action="store_true", help="write the outcomes and their checksums")
    given = parser.parse_args()
    try:
        if given.command == "build":
            return _build({"fork": given.fork, "upstream": given.upstream})
        return _run(given.case or cases.names(), record=given.record)
    except (SourceError, UnavailableError, CalledProcessError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201
        return 1


def _build(repositories: dict[str, Path]) -> int:
    for short, repository in repositories.items():
        programs.build(repository, cases.releases()[short], lambda line: print(line, flush=True))  # noqa: T201
    return 0


def _run(names: list[str], *, record: bool) -> int:
    """Run cases and print each whose outcome changed or does not fulfill its expectation."""
    unknown = sorted(set(names) - set(cases.names()))
    if unknown:
        print(f"error: no such case: {', '.join(unknown)}", file=sys.stderr)  # noqa: T201
        return 1
    different = 0
    with sandbox.start() as worker:
        for name in names:
            for short in cases.OWNERS:
                found = run_and_compare(worker, name, short, record=record)
                different += bool(found)
                print(f"{name} {short}: {'; '.join(found) or 'passed'}", flush=True)  # noqa: T201
    if record:
        write_checksums()
    print(f"{len(names)} cases with {len(cases.OWNERS)} releases: {different} outcomes changed or unexpected")  # noqa: T201
    return 1 if different else 0


def run_and_compare(worker: sandbox.Sandbox, name: str, short: str, *, record: bool) -> list[str]:
    """Run a case and return how its outcome differs from the record, unless it is recorded, and from the expectation.

    Args:
        worker: the sandbox.
        name: of the case.
        short: the short name of the release.
        record: whether to write the outcome where it differs from the record.
    """
    text = worker.case(name, short)
    file = cases.record_file(name, short)
    before = file.read_text("utf-8") if file.is_file() else ""
    found = changes(before, text)
    if found and record:
        file.write_text(text, "utf-8")
        found = []
    elif found:
        found = ["\n  ".join(["changed", *found]) if before else "not recorded"]
    return found + unmet(getattr(cases.read(name).expect, short), parse(text))


def write_checksums() -> None:
    """Write the checksums of all recorded outcomes into `records/runs.sha256`, next to those of other records."""
    records = CHECKSUMS.parent
    prefix = f"{cases.DIRECTORY.name}/"
    others = [line for line in CHECKSUMS.read_text("utf-8").splitlines() if not line.split("  ")[1].startswith(prefix)]
    own = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(records).as_posix()}"
        for file in sorted(cases.DIRECTORY.glob("*/*.txt"))
    ]
    CHECKSUMS.write_text("".join(f"{line}\n" for line in sorted([*others, *own], key=lambda line: line[66:])), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
