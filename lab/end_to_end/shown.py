"""What a run prints, as pages show it, and when two runs printed the same."""

from __future__ import annotations

import re

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
VARIES = {
    re.compile(r"(?<=^[A-Z]{4}\[)\d+(?=\])", re.MULTILINE): "0000",
    re.compile(r"(?<=\bsha256:)[0-9a-f]{64}\b"): "…",
}
"""What is another in every run, and what stands for it: seconds since the start, digests."""


def printed(log: str) -> str:
    """A log without its colours, and without the spaces with which kaniko fills lines up."""
    return "".join(f"{line.rstrip()}\n" for line in COLOUR.sub("", log).splitlines())


def same(one: str, other: str) -> bool:
    """Whether two outputs differ in times and digests alone."""
    return _normal(one) == _normal(other)


def _normal(text: str) -> str:
    for pattern, stand_in in VARIES.items():
        text = pattern.sub(stand_in, text)
    return text
