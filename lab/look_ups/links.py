"""Links: which lead nowhere, which lead elsewhere for good. What stands behind `#` is not asked for."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from lab.look_ups import Answer, State
from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

REFUSED = frozenset({401, 403, 405, 406, 412, 418, 429, 999})
"""Answers of sites that turn programs away: the page may well be there."""

FOR_GOOD = frozenset({301, 308})
"""Redirections that say that the page has moved for good."""

FAULT, SERVER = 400, 500
"""From here on an answer says that there is no such page, or that the site is at fault."""


EXCLUDED = "[excluded]"
"""How lychee marks addresses of this machine and of nobody (example.com)."""


def extract(folder: Path) -> dict[str, list[str]]:
    """The outside links in a folder's files, each with the files it stands in, without what stands behind `#`.

    Args:
        folder: of Markdown, read without its code, and of plain text.

    Raises:
        MissingToolError: there is no lychee.
    """
    found: dict[str, list[str]] = defaultdict(list)
    inputs = sorted(path.as_posix() for path in folder.rglob("*") if path.is_file())
    listed = subprocess.run(
        [find("lychee"), "--dump", "--verbose", "--exclude-loopback", "--", *inputs],
        capture_output=True,
        text=True,
        check=True,
    )
    for line in listed.stdout.splitlines():
        link, _, rest = line.partition(" (")
        where = rest.removesuffix(")").removeprefix(f"{folder.as_posix()}/")
        if link.startswith(("https://", "http://")) and not rest.endswith(EXCLUDED):
            places = found[urldefrag(link).url]
            places += [] if where in places else [where]
    return {address: sorted(found[address]) for address in sorted(found)}


def look(links: Mapping[str, str]) -> Iterator[Answer]:
    """Ask for each link; progress is shown on the standard error while lychee works.

    Args:
        links: where each stands, by its address.

    Raises:
        MissingToolError: there is no lychee.
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
    told: dict[str, dict[str, list[dict[str, Any]]]] = json.loads(done.stdout)
    moved = {entry["origin"]: entry["redirects"] for entries in told["redirect_map"].values() for entry in entries}
    for kind in ("success_map", "error_map", "timeout_map"):
        for entry in (entry for entries in told[kind].values() for entry in entries):
            link = entry["url"]
            yield Answer(link, links.get(link, links.get(link.removesuffix("/"), "")), *_judge(entry, moved.get(link)))


def _judge(entry: dict[str, Any], redirects: list[dict[str, Any]] | None) -> tuple[State, str]:
    code, text = entry["status"].get("code"), entry["status"].get("details") or entry["status"]["text"]
    if code is None:
        return State.SILENT, text
    if code in REFUSED:
        return State.UNCLEAR, f"{code}: the site turns programs away"
    if code >= SERVER:
        return State.SILENT, text
    if code >= FAULT:
        return State.GONE, text
    if redirects and redirects[0]["code"] in FOR_GOOD:
        return State.MOVED, f"now at {redirects[-1]['url']}"
    return State.SOUND, ""
