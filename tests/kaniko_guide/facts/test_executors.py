"""The flags in the facts are exactly those that each executor prints with `--help`.

Run as a program, this prints the lists that `facts/executors.yml` must hold.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.facts import content, executors
from tests.support import RECORDED

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORDS = RECORDED / "kaniko-runs"
FLAG = re.compile(r"^ +(?:(-\w), )?(--[\w-]+)(?: (\S+(?: \S+)?))? {2,}(.*?)(?: \(default (\S.*)\))?$")
HELPS = {
    ("google-v1.24.0", "build"): "00-help.txt",
    ("osscontainertools-v1.28.3", "build"): "00-help.txt",
    ("osscontainertools-v1.28.3", "login"): "t5-login-help.txt",
    ("osscontainertools-v1.28.3", "push"): "t6-push-help.txt",
}


def printed_flags(build: str, command: str) -> Iterator[dict[str, object]]:
    """What the executor prints about its flags."""
    for line in (RECORDS / build / HELPS[build, command]).read_text("utf-8").partition("\nFlags:\n")[2].splitlines():
        match = FLAG.match(line)
        if match is None:
            return
        short, name, kind, meaning, default = match.groups()
        facts = {"name": name, "short": short, "type": kind, "default": default and default.strip('"')}
        deprecated = meaning.startswith("This flag is deprecated")
        yield {key: value for key, value in facts.items() if value} | ({"deprecated": True} if deprecated else {})


@pytest.mark.parametrize(("build", "command"), HELPS)
def test_flags_are_those_of_the_help(build: str, command: str) -> None:
    assert content("executors")["releases"][build][command] == list(printed_flags(build, command))


@pytest.mark.parametrize(("build", "command"), HELPS)
def test_no_flag_of_the_help_is_missing(build: str, command: str) -> None:
    lines = (RECORDS / build / HELPS[build, command]).read_text("utf-8").splitlines()
    assert len(list(printed_flags(build, command))) == sum(line.lstrip().startswith("-") for line in lines)


def test_the_fork_removed_no_flag() -> None:
    upstream, fork = (executors.flags(build) for build in executors.releases())
    assert upstream.keys() < fork.keys()


@pytest.mark.parametrize("name", ["--bucket", "-b", "--whitelist-var-run"])
def test_hidden_flags_are_known_everywhere(name: str) -> None:
    assert all(name in executors.flags(build) for build in executors.releases())


@pytest.mark.parametrize(
    ("name", "takes"),
    [("--destination", True), ("-d", True), ("--cache", False), ("--whitelist-var-run", False), ("--none", False)],
)
def test_flag_takes_a_value(name: str, *, takes: bool) -> None:
    assert executors.takes_value(name) is takes


def test_facts_are_dated() -> None:
    facts = content("executors")
    assert isinstance(facts["verified"], date)
    assert facts["verified"] < facts["expires"]


if __name__ == "__main__":
    for (build, command), help_file in HELPS.items():
        print(f"# {build}, {help_file}\n    {command}:")  # noqa: T201
        for flag in printed_flags(build, command):
            items = (f"{key}: {json.dumps(value) if key == 'default' else value}" for key, value in flag.items())
            print(f"    - {{{', '.join(items)}}}")  # noqa: T201
