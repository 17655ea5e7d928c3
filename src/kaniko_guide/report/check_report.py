"""The result of a check, before it is written in one of the formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec import field

from kaniko_guide.analysis.coverage import NO_COVERAGE, Coverage
from kaniko_guide.data import Data
from kaniko_guide.report.neutral import visible
from kaniko_guide.report.redaction import Redaction, shown_column, without_secrets

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kaniko_guide.bilingual import Bilingual, Language
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import UncheckedFile
    from kaniko_guide.text import Position, Source


class ShownEdit(Data, frozen=True):
    """An edit as the formats for programs give it.

    Attributes:
        start: of the first replaced character.
        end: after the last one; the same for an insertion.
        text: what replaces them.
    """

    start: Position
    end: Position
    text: str


class LeftOut(NamedTuple):
    """What the user or the repository says not to report.

    Attributes:
        configurations: the configuration files in use.
        configured: how many findings a configuration turns off.
        known: how many findings a baseline has.
        unused: how many entries of baselines have no finding any more.
        excluded: how many files are excluded.
        git_ignored: how many files are not checked as git ignores them.
    """

    configurations: tuple[str, ...] = ()
    configured: int = 0
    known: int = 0
    unused: int = 0
    excluded: int = 0
    git_ignored: int = 0


NOTHING_LEFT_OUT = LeftOut()


class CheckReport(Data, frozen=True):
    """The result of a check.

    Attributes:
        language: of the messages.
        sources: the checked files, by the path shown in findings.
        findings: those to show, in order.
        hidden: how many more are below the chosen severity.
        suppressed: how many more comments suppress.
        errors: the files that could not be checked.
        coverage: what was understood and what was not.
        fixed: how many findings were fixed, by path.
        left_out: what the user or the repository says not to report.
        color: whether text is colored.
        quiet: whether text has only the findings.
    """

    language: Language
    sources: Mapping[str, Source]
    findings: Sequence[Finding]
    hidden: int
    suppressed: int
    errors: Sequence[UncheckedFile]
    coverage: Coverage = NO_COVERAGE
    fixed: Mapping[str, int] = field(default_factory=dict)
    left_out: LeftOut = NOTHING_LEFT_OUT
    color: bool = False
    quiet: bool = False
    _redactions: dict[str, Redaction] = field(default_factory=dict)

    def shown(self, path: str, text: Bilingual) -> str:
        """A message about a file, in the report's language, on one line, without secrets and control characters.

        Args:
            path: of the file.
            text: the message.
        """
        message = text[self.language]
        redaction = self._redaction(path)
        return visible(without_secrets(message) if redaction is None else redaction.message(message))

    def message(self, finding: Finding) -> str:
        """What was found; see `shown`."""
        return self.shown(finding.path, finding.message)

    def help(self, finding: Finding) -> str:
        """How to fix it; see `shown`."""
        return self.shown(finding.path, finding.help)

    def edits(self, finding: Finding) -> list[ShownEdit] | None:
        """The fix of a finding, with the positions in the file; None if it has none, or if it has or meets a secret."""
        redaction = self._redaction(finding.path)
        if finding.fix is None or redaction is None:
            return None
        source = redaction.source
        edits = []
        for edit in finding.fix:
            meets = any(start < edit.end and edit.start < end for start, end in redaction.spans)
            if meets or redaction.message(edit.text) != edit.text:
                return None
            edits.append(ShownEdit(source.position(edit.start), source.position(edit.end), edit.text))
        return edits

    def line(self, finding: Finding) -> str:
        """The first line of a finding, without secrets."""
        return self.marked_line(finding)[0]

    def marked_line(self, finding: Finding) -> tuple[str, int, int]:
        """The first line of a finding without secrets, and in it the columns of the finding and after it."""
        redaction = self._redaction(finding.path) or Redaction(self.sources[finding.path])
        line, spans = redaction.line(finding.line)
        return line, shown_column(finding.column, spans), shown_column(self.end_column(finding), spans)

    def _redaction(self, path: str) -> Redaction | None:
        if path in self.sources and path not in self._redactions:
            self._redactions[path] = Redaction(self.sources[path])
        return self._redactions.get(path)

    def _line_in_file(self, finding: Finding) -> str:
        return self.sources[finding.path].lines[finding.line - 1].removesuffix("\r")

    def end_column(self, finding: Finding) -> int:
        """The column after a finding's last character on its first line."""
        if finding.end_line == finding.line:
            return finding.end_column
        return max(len(self._line_in_file(finding)), finding.column - 1) + 1
