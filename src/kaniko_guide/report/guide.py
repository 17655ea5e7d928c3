"""Addresses in the published guide, and the package's version.

The package's metadata is read only when a report needs it, so that a check without findings starts faster.
"""

from __future__ import annotations

from functools import cache


@cache
def site() -> str:
    """The base address of the guide, from the package's metadata; empty if it has none."""
    from importlib import metadata  # noqa: PLC0415 (see above)

    entries: list[str] = metadata.metadata("kaniko-guide").get_all("Project-URL") or []
    return next((url for label, _, url in (entry.partition(", ") for entry in entries) if label == "Documentation"), "")


def version() -> str:
    """The version of the package."""
    from importlib import metadata  # noqa: PLC0415 (see above)

    return metadata.version("kaniko-guide")


def address(page: str) -> str:
    """The address of a page or section of the guide, without a host if the guide has no base address.

    Args:
        page: as pages link to it, `rules/unknown-flag.md` or `problems.md#x509`.
    """
    name, *anchor = page.split("#")
    return "#".join((f"{site()}{name.removesuffix('.md')}/", *anchor))
