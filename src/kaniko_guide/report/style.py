"""Colors of text on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

BOLD, QUIET = "1", "34"
SEVERITIES = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.INFO: "1;36"}
"""The attributes of terminal control sequences (SGR)."""


def styled(text: str, attributes: str, *, color: bool) -> str:
    """A text with attributes of a terminal, if colors are wanted.

    Args:
        text: without control characters.
        attributes: numbers of SGR.
        color: whether colors are wanted.
    """
    return f"\x1b[{attributes}m{text}\x1b[0m" if color and text else text


def wants_color(environment: Mapping[str, str], *, terminal: bool) -> bool:
    """Whether text is colored: on a terminal, unless the environment says otherwise.

    Args:
        environment: `NO_COLOR` and then `FORCE_COLOR`, if not empty, decide; `TERM=dumb` is a terminal without colors.
        terminal: whether the output is a terminal.
    """
    if environment.get("NO_COLOR"):
        return False
    return bool(environment.get("FORCE_COLOR")) or (terminal and environment.get("TERM") != "dumb")
