"""What is known about the world: data with its source and the day until which it counts."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C, where PyYAML has it: the facts are read at every start."""


@cache
def content(topic: str, package: str = __name__) -> dict[str, Any]:
    """The content of a file of facts.

    Args:
        topic: its name without `.yml`.
        package: the package that has the file.
    """
    data: dict[str, Any] = yaml.load(files(package).joinpath(f"{topic}.yml").read_text("utf-8"), _LOADER)  # noqa: S506
    return data
