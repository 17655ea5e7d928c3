"""Facts that only the site shows, beside those of `kaniko_guide.facts`: data with its source and expiry."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaniko_guide import facts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

DIRECTORIES = (facts.DIRECTORY, Path(__file__).parent)


@cache
def topics() -> Mapping[str, Path]:
    """The topics of all files of facts, in alphabetical order, each with the directory below which it has its file."""
    directories = {
        path.relative_to(directory).with_suffix("").as_posix(): directory
        for directory in DIRECTORIES
        for path in directory.rglob("*.yml")
    }
    return dict(sorted(directories.items()))


def content(topic: str) -> dict[str, Any]:
    """The content of a file of facts of either package.

    Args:
        topic: its name without `.yml`.
    """
    return facts.content(topic, topics()[topic])


def file_of(topic: str) -> str:
    """The path of a file of facts below the project's root."""
    return "/".join(("src", *topics()[topic].parts[-2:], f"{topic}.yml"))


def periods() -> list[tuple[str, dt.date, dt.date]]:
    """Every topic with the day it was verified and the day it expires, the next to expire first."""
    known = [(topic, content(topic)["verified"], content(topic)["expires"]) for topic in topics()]
    return sorted(known, key=lambda one: one[2])
