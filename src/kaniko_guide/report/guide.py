"""Where the guide is published, and the addresses of its places; the version of the package.

The package's metadata is read only where a report names one of them: a check without findings starts faster.
"""

from __future__ import annotations

from functools import cache


@cache
def site() -> str:
    """Where the guide is published, as the package states it; empty when it does not."""
    from importlib import metadata  # noqa: PLC0415 (see above)

    entries: list[str] = metadata.metadata("kaniko-guide").get_all("Project-URL") or []
    return next((url for label, _, url in (entry.partition(", ") for entry in entries) if label == "Documentation"), "")


def version() -> str:
    """The version of the package."""
    from importlib import metadata  # noqa: PLC0415 (see above)

    return metadata.version("kaniko-guide")


def address(page: str) -> str:
    """The address of a place in the guide, as pages name it (`problems.md#x509`); without a host if there is none."""
    name, _, anchor = page.partition(".md#")
    return f"{site()}{name}/#{anchor}"
