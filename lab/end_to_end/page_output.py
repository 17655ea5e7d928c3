"""Output of a build as pages show it, and its comparison with the output of another build."""

from __future__ import annotations

import re

COLOR = re.compile(r"\x1b\[[0-9;]*m")
VARIES = {
    re.compile(r"(?<=^[A-Z]{4}\[)\d+(?=\])", re.MULTILINE): "0000",
    re.compile(r"(?<=\bsha256:)[0-9a-f]{64}\b"): "…",
}
"""What differs in each run, with its replacement in comparisons: seconds since the start, digests."""


def clean_log(log: str) -> str:
    """A log without color codes and without the trailing spaces with which Kaniko pads lines."""
    return "".join(f"{line.rstrip()}\n" for line in COLOR.sub("", log).splitlines())


def equal(first: str, second: str) -> bool:
    """Whether two outputs are equal except for times and digests."""
    return _normalize(first) == _normalize(second)


def _normalize(text: str) -> str:
    for pattern, replacement in VARIES.items():
        text = pattern.sub(replacement, text)
    return text
