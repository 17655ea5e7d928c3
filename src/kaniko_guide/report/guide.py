"""Addresses in the published guide, and the package's version.

The package's metadata is read only when a report needs it, so that a check without findings starts faster.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kaniko_guide.findings import Rule


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


def rule_page(rule: Rule) -> str:
    """Where a rule is explained: the address of its page, or a command if the guide has no base address."""
    return address(rule.page) or f"kaniko-guide rules {rule.name}"


def address(page: str) -> str | None:
    """The address of a page or section of the guide.

    Args:
        page: as pages link to it, `rules/unknown-flag.md` or `problems.md#index`; or the address of another site.

    Returns:
        The address. If the guide has no base address: for the page of a rule the command that explains it, otherwise
        None.
    """
    if page.startswith("https://"):
        return page
    name, *anchor = page.split("#")
    if site():
        return "#".join((f"{site()}{name.removesuffix('.md')}/", *anchor))
    rule = name.removeprefix("rules/").removesuffix(".md")
    return f"kaniko-guide rules {rule}" if name.startswith("rules/") else None
