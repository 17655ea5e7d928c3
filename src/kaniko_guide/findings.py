"""What a rule is and what it reports."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kaniko_guide.bilingual import Bilingual, Language
    from kaniko_guide.text import Text


class Severity(enum.StrEnum):
    """How bad: `error` fails or pushes a wrong image, `warning` will hurt, `info` is advice."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place in the reader's own file; line and column count from 1, the end lies behind the last."""

    rule: str
    severity: Severity
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: Bilingual
    help: Bilingual

    def render(self, language: Language = "en") -> str:
        """The finding on one line, as compilers print it."""
        place = f"{self.path}:{self.line}:{self.column}"
        return f"{place}: {self.severity}: {self.message[language]} {self.help[language]} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Rule:
    """What is constant about a rule.

    Attributes:
        name: in kebab case; its module has the same name with underscores.
        severity: see `Severity`.
        since: the version of kaniko-guide that first had it.
        title: what is wrong, in a few words: the heading of its section.
        why: why it matters, two or three sentences for the rule's section; Markdown.
        message: what was found, with `{name}` places filled by `finding`.
        help: what was expected and how to mend it, with the same places.
        source: how the fact is known: a recorded run, a file of an upstream project, a vendor's page, or a thread.
        builds: the executor builds it applies to; empty for all.
    """

    name: str
    severity: Severity
    since: str
    title: Bilingual
    why: Bilingual
    message: Bilingual
    help: Bilingual
    source: str
    builds: tuple[str, ...] = ()

    def finding(self, where: Text, **values: object) -> Finding:
        """A finding at `where`.

        Args:
            where: the characters at fault.
            values: what stands in the places of `message` and `help`.
        """
        start, end = where.position(), where.end
        return Finding(
            rule=self.name,
            severity=self.severity,
            path=where.source.path,
            line=start.line,
            column=start.column,
            end_line=end.line,
            end_column=end.column,
            message=self.message.format(**values),
            help=self.help.format(**values),
        )
