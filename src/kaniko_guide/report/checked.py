"""What a check found, before it is written in one of the formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaniko_guide.project import NotCheckedCause

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import UncheckedFile
    from kaniko_guide.text import Source


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found.

    Attributes:
        language: in which messages are shown.
        sources: the checked files, by the path that findings show.
        findings: those to show, in order.
        hidden: how many more the chosen severity hides.
        silenced: how many comments silence.
        problems: the files that were not checked, or not wholly.
    """

    language: Language
    sources: Mapping[str, Source]
    findings: Sequence[Finding]
    hidden: int
    silenced: int
    problems: Sequence[UncheckedFile]

    @property
    def notes(self) -> Sequence[UncheckedFile]:
        """The files that were left out on purpose."""
        return [problem for problem in self.problems if problem.cause is NotCheckedCause.LEFT_OUT]

    @property
    def errors(self) -> Sequence[UncheckedFile]:
        """The files that could not be checked."""
        return [problem for problem in self.problems if problem.cause is not NotCheckedCause.LEFT_OUT]

    def line(self, finding: Finding) -> str:
        """The first of a finding's lines, as it stands in the file."""
        return self.sources[finding.path].lines[finding.line - 1].removesuffix("\r")

    def end_column(self, finding: Finding) -> int:
        """The column behind a finding's last character on its first line."""
        if finding.end_line == finding.line:
            return finding.end_column
        return max(len(self.line(finding)), finding.column - 1) + 1
