"""The baseline: findings that are known, so that only new ones are reported.

A finding is found again by its file, rule, message and the text of its line, not by its number, so that lines may be
inserted and moved. Of equal findings in one file as many are known as the baseline has; the last ones are new. The
file has no secrets, as the lines are those of reports.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import msgspec

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.project import files
from kaniko_guide.report.json import dump
from kaniko_guide.text import STDIN, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from kaniko_guide.findings import Finding
    from kaniko_guide.report.check_report import CheckReport

VERSION = 1
MAX_LINE = 200
"""How many characters of a line are kept; a longer one is identified by a hash of the whole."""

NO_BASELINE = Bilingual(
    zh="没有这份基线；先用 `--write-baseline` 生成，或者检查路径",
    en="no such baseline; write it with `--write-baseline`, or check the path",
)
NOT_A_BASELINE = Bilingual(
    zh="不是有效的基线（{what}），应该是 `--write-baseline` 写出的文件；重新生成",
    en="no valid baseline ({what}), expected a file that `--write-baseline` wrote; write it again",
)


class Key(NamedTuple):
    """By what a finding is found again.

    Attributes:
        path: of the file, relative to the directory of the baseline.
        rule: its name.
        message: the name of the rule's message.
        line: the text of its first line.
    """

    path: str
    rule: str
    message: str
    line: str


class Baseline(Data, frozen=True):
    """A baseline.

    Attributes:
        directory: to which its paths are relative.
        known: how often each finding is known.
    """

    directory: Path
    known: Mapping[Key, int]

    def new(self, report: CheckReport, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that are not known, in the same order."""
        left = Counter(self.known)
        new = []
        for finding in findings:
            key = _key(finding, report, self.directory)
            if left[key] > 0:
                left[key] -= 1
            else:
                new.append(finding)
        return new

    def unused(
        self, report: CheckReport, findings: Iterable[Finding], paths: Iterable[str], rules: Container[str]
    ) -> int:
        """How many entries there are for these files and rules without a finding."""
        there = Counter(_key(finding, report, self.directory) for finding in findings)
        checked = {_relative(path, self.directory) for path in paths}
        return sum(
            max(count - there[key], 0) for key, count in self.known.items() if key.path in checked and key.rule in rules
        )


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    path: str
    rule: str
    message: str
    line: str
    count: Annotated[int, msgspec.Meta(ge=1)]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: Literal[1]
    findings: list[_Entry]


def of_findings(report: CheckReport, findings: Iterable[Finding], directory: Path) -> Baseline:
    """The baseline in which these findings are known.

    Args:
        report: with their files.
        findings: to be known.
        directory: of the file that it will be written to.
    """
    return Baseline(directory, Counter(_key(finding, report, directory) for finding in findings))


def document(baseline: Baseline) -> str:
    """The text of the file."""
    entries = [{**key._asdict(), "count": baseline.known[key]} for key in sorted(baseline.known)]
    return dump({"version": VERSION, "findings": entries})


def read(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        UnreadableError: it can't be read, or is none.
    """
    shown = path.as_posix()
    if not os.path.lexists(path):
        raise UnreadableError(shown, NO_BASELINE)
    with files.open_binary(str(path), None) as stream:
        content = stream.read()
    try:
        found = msgspec.json.decode(content, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(shown, NOT_A_BASELINE.format(what=str(error) or type(error).__name__)) from error
    known = Counter[Key]()
    for entry in found.findings:
        known[Key(entry.path, entry.rule, entry.message, entry.line)] += entry.count
    return Baseline(path.absolute().parent, known)


def _key(finding: Finding, report: CheckReport, directory: Path) -> Key:
    line = " ".join(report.line(finding).split())
    if len(line) > MAX_LINE:
        import hashlib  # noqa: PLC0415 (few lines are that long)

        line = f"{line[:MAX_LINE]} sha256:{hashlib.sha256(line.encode('utf-8', 'surrogatepass')).hexdigest()}"
    return Key(_relative(finding.path, directory), finding.rule.name, finding.message_name, line)


def _relative(path: str, directory: Path) -> str:
    """A path as the baseline has it."""
    return path if path == STDIN else Path(os.path.relpath(path, directory)).as_posix()
