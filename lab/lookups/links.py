"""Looks up links: which are broken, and which have moved permanently. Fragments (`#…`) are not checked."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from lab.lookups import LookupResult, State
from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

REJECTED = frozenset({401, 403, 405, 406, 412, 418, 429, 999})
"""Status codes of sites that reject programs; the page may exist."""

PERMANENT = frozenset({301, 308})
"""Status codes of permanent redirects."""

CLIENT_ERROR, SERVER_ERROR = 400, 500
"""The lowest status codes of both kinds of errors."""


EXCLUDED = "[excluded]"
"""lychee's mark of addresses of this machine and of `example.com`."""


def extract(directory: Path) -> dict[str, list[str]]:
    """The external links in the files of a directory, without fragments; the files of each link.

    Args:
        directory: of plain text and of Markdown, whose code is ignored.

    Raises:
        MissingToolError: lychee is not installed.
    """
    found: dict[str, list[str]] = defaultdict(list)
    inputs = sorted(path.as_posix() for path in directory.rglob("*") if path.is_file())
    listed = subprocess.run(
        [find("lychee"), "--dump", "--verbose", "--exclude-loopback", "--", *inputs],
        capture_output=True,
        text=True,
        check=True,
    )
    for line in listed.stdout.splitlines():
        link, _, rest = line.partition(" (")
        where = rest.removesuffix(")").removeprefix(f"{directory.as_posix()}/")
        if link.startswith(("https://", "http://")) and not rest.endswith(EXCLUDED):
            files = found[urldefrag(link).url]
            files += [] if where in files else [where]
    return {address: sorted(found[address]) for address in sorted(found)}


def look(links: Mapping[str, str]) -> Iterator[LookupResult]:
    """Look up links; lychee prints its progress on the standard error.

    Args:
        links: the files by the address of the link.

    Raises:
        MissingToolError: lychee is not installed.
    """
    options = (
        "--format=json",
        "--verbose",
        "--max-retries=2",
        "--timeout=30",
        "--host-concurrency=2",
        "--host-request-interval=500ms",
    )
    done = subprocess.run(
        [find("lychee"), *options, "-"], input="\n".join(links), stdout=subprocess.PIPE, text=True, check=False
    )
    report: dict[str, dict[str, list[dict[str, Any]]]] = json.loads(done.stdout)
    moved = {entry["origin"]: entry["redirects"] for entries in report["redirect_map"].values() for entry in entries}
    for kind in ("success_map", "error_map", "timeout_map"):
        for entry in (entry for entries in report[kind].values() for entry in entries):
            link = entry["url"]
            yield LookupResult(
                link, links.get(link, links.get(link.removesuffix("/"), "")), *_result(entry, moved.get(link))
            )


def _result(entry: dict[str, Any], redirects: list[dict[str, Any]] | None) -> tuple[State, str]:
    code, text = entry["status"].get("code"), entry["status"].get("details") or entry["status"]["text"]
    if code is None:
        return State.NO_ANSWER, text
    if code in REJECTED:
        return State.UNCLEAR, f"{code}: the site rejects programs"
    if code >= SERVER_ERROR:
        return State.NO_ANSWER, text
    if code >= CLIENT_ERROR:
        return State.GONE, text
    if redirects and redirects[0]["code"] in PERMANENT:
        return State.MOVED, f"now at {redirects[-1]['url']}"
    return State.OK, ""
