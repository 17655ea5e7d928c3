"""The cluster by hand: `python -m lab.cluster build`, `up`, `run COMMAND …`, `status`, `down`; see `--help`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from lab.cluster import conditions, leftovers, processes, programs, repeat, start
from lab.cluster.layout import Home, chosen_minor, home, minor_versions
from lab.golang import BuildError
from lab.tools import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Sequence

USAGE = 2


def say(line: object) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        0 when it was done, 1 when it failed or found something, 2 when the machine lacks a condition; for `run` and
        `during` that of the command.
    """
    given = _parser().parse_args(arguments)
    try:
        return int(_run(given, home()))
    except UnavailableError as error:
        print(f"error: [{error.name}] {error.reason}", file=sys.stderr)  # noqa: T201
        return USAGE
    except (BuildError, start.StartError, start.EndError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201
        return 1


def _parser() -> argparse.ArgumentParser:
    versions = minor_versions()
    parser = argparse.ArgumentParser(prog="python -m lab.cluster", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in {
        "check": "list the conditions that this machine does not meet",
        "build": "build the programs that are missing, after the same check",
        "up": "start the cluster; it runs until `down`",
        "repeat": "start and end it several times, and print the times and what is left",
    }.items():
        added = commands.add_parser(name, help=text)
        added.add_argument("--minor", choices=versions, help="of Kubernetes; default: CLUSTER_MINOR, else the newest")
        if name == "repeat":
            added.add_argument("times", type=int)
    commands.add_parser("status", help="list everything that a cluster has on this machine")
    commands.add_parser("down", help="end the cluster and remove everything that `status` lists")
    for name, text in {
        "run": "run a command in the cluster's namespaces, as administrator",
        "during": f"start the cluster, run a command on this machine with {start.RUNNING}=1, and end the cluster",
    }.items():
        commands.add_parser(name, help=text).add_argument("arguments", nargs=argparse.REMAINDER, metavar="COMMAND …")
    return parser


def _run(given: argparse.Namespace, directory: Home) -> int:
    minor = getattr(given, "minor", None) or chosen_minor()
    match given.command:
        case "check":
            return _check(directory)
        case "build":
            conditions.require_machine(directory)
            programs.build(directory, minor, say)
        case "up":
            start.up(directory, minor, say)
        case "down":
            say("the cluster has ended" if start.down(directory) else "no cluster was running")
        case "status":
            return _status(directory)
        case "repeat":
            return repeat.run(directory, minor, given.times, say)
        case "during":
            with start.running(directory, minor, say):
                return subprocess.run(given.arguments, check=False, env=os.environ | {start.RUNNING: "1"}).returncode
        case _:
            return subprocess.run(start.inside(given.arguments), check=False).returncode
    return 0


def _check(directory: Home) -> int:
    found = list(conditions.problems(directory))
    for error in found:
        say(f"[{error.name}] {error.reason}")
    return USAGE if found else 0


def _status(directory: Home) -> int:
    for line in leftovers.list_all(directory):
        say(line)
    say("a cluster is running" if processes.node() else "no cluster is running")
    return 0


if __name__ == "__main__":
    sys.exit(main())
