"""The result of a check, before it is written in one of the formats."""

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
class CheckReport:
    """The result of a check.

    Attributes:
        language: of the messages.
        sources: the checked files, by the path shown in findings.
        findings: those to show, in order.
        hidden: how many more are below the chosen severity.
        suppressed: how many more comments suppress.
        problems: the files that were not checked, or only partly.
    """

    language: Language
    sources: Mapping[str, Source]
    findings: Sequence[Finding]
    hidden: int
    suppressed: int
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
        """The first line of a finding, as in the file."""
        return self.sources[finding.path].lines[finding.line - 1].removesuffix("\r")

    def end_column(self, finding: Finding) -> int:
        """The column after a finding's last character on its first line."""
        if finding.end_line == finding.line:
            return finding.end_column
        return max(len(self.line(finding)), finding.column - 1) + 1
