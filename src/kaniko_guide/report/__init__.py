"""What a check found, for people and for machines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING

from kaniko_guide.analysis import ignores

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Finding
    from kaniko_guide.project.discovery import Note
    from kaniko_guide.text import Source, UnreadableError


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found.

    Attributes:
        language: in which messages are shown.
        sources: the checked files, by the path that findings show.
        findings: those to show, in order.
        hidden: how many more the chosen severity hides.
        silenced: how many comments silence.
        notes: files that were left out.
        errors: what could not be read.
    """

    language: Language
    sources: Mapping[str, Source]
    findings: Sequence[Finding]
    hidden: int
    silenced: int
    notes: Sequence[Note]
    errors: Sequence[UnreadableError]

    def line(self, finding: Finding) -> str:
        """The first of a finding's lines, as it stands in the file."""
        return self.sources[finding.path].lines[finding.line - 1].removesuffix("\r")

    def end_column(self, finding: Finding) -> int:
        """The column behind a finding's last character on its first line."""
        if finding.end_line == finding.line:
            return finding.end_column
        return max(len(self.line(finding)), finding.column - 1) + 1


@cache
def site() -> str:
    """Where the guide is published, as the package states it; empty when it does not."""
    entries: list[str] = metadata.metadata("kaniko-guide").get_all("Project-URL") or []
    return next((url for label, _, url in (entry.partition(", ") for entry in entries) if label == "Documentation"), "")


def address(page: str) -> str:
    """The address of a place in the guide, as pages name it: `problems.md#x509`."""
    name, _, anchor = page.partition(".md#")
    return f"{site()}{name}/#{anchor}"


def page(rule: str) -> str:
    """The address of a rule's section in the guide; without a host where the package states none."""
    return address("check.md#ignore" if rule in ignores.OWN else f"rules.md#{rule}")
