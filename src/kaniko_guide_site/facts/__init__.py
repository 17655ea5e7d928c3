"""Facts that only the site shows, beside those of `kaniko_guide.facts`: data with its source and expiry."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kaniko_guide import facts

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

PACKAGES = (facts.__name__, __name__)


@cache
def topics() -> Mapping[str, str]:
    """The topics of all files of facts, in alphabetical order, each with the package that has its file."""
    names = {path.name: package for package in PACKAGES for path in files(package).iterdir()}
    return {name.removesuffix(".yml"): names[name] for name in sorted(names) if name.endswith(".yml")}


def content(topic: str) -> dict[str, Any]:
    """The content of a file of facts of either package.

    Args:
        topic: its name without `.yml`.
    """
    return facts.content(topic, topics()[topic])


def file_of(topic: str) -> str:
    """The path of a file of facts below the project's root."""
    return f"src/{topics()[topic].replace('.', '/')}/{topic}.yml"


def periods() -> list[tuple[str, dt.date, dt.date]]:
    """Every topic with the day it was verified and the day it expires, the next to expire first."""
    known = [(topic, content(topic)["verified"], content(topic)["expires"]) for topic in topics()]
    return sorted(known, key=lambda one: one[2])
