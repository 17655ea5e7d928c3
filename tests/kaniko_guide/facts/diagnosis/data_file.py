"""Loads data of a test as a file of facts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
import yaml

from kaniko_guide.facts import DataError, Facts, load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DATES = {"verified": dt.date(2026, 1, 1), "expires": dt.date(2030, 1, 1)}

File = TypeVar("File", bound=Facts)


def loaded(path: Path, data: Mapping[str, Any], kind: type[File]) -> File:
    """Write data to a file, the dates first, and load it.

    Args:
        path: of the file.
        data: the content without the dates.
        kind: of the file.
    """
    path.write_text(yaml.safe_dump(DATES | dict(data), sort_keys=False, allow_unicode=True), "utf-8")
    return load(str(path), kind)


def problem(path: Path, data: Mapping[str, Any], kind: type[Facts]) -> str:
    """The message about data that does not match its type: file, line, problem and field.

    Args:
        path: of the file.
        data: the content without the dates.
        kind: of the file.
    """
    with pytest.raises(DataError) as raised:
        loaded(path, data, kind)
    return str(raised.value)
