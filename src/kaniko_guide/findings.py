"""What a rule is and what it reports."""

from __future__ import annotations

import enum
from dataclasses import InitVar, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kaniko_guide.bilingual import Bilingual, Language
    from kaniko_guide.text import Text


class Severity(enum.StrEnum):
    """How bad: `error` fails or pushes a wrong image, `warning` will hurt, `info` is advice."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


DEFAULT_MESSAGE = "default"
"""The name of a rule's message where it has a single one."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem at one place in the reader's own file; line and column count from 1, the end is after the last.

    Its severity is its rule's, or a lower or higher one where the surroundings change what happens.
    """

    rule: Rule
    severity: Severity
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: Bilingual
    help: Bilingual
    message_name: str = DEFAULT_MESSAGE

    def render(self, language: Language = "en") -> str:
        """The finding on one line, as compilers print it."""
        place = f"{self.path}:{self.line}:{self.column}"
        return f"{place}: {self.severity}: {self.message[language]} {self.help[language]} [{self.rule.name}]"


@dataclass(frozen=True, slots=True)
class Message:
    """One of the sentences that a rule prints.

    Attributes:
        name: in kebab case, unique in its rule.
        message: what was found, with `{name}` places filled by `Rule.finding`.
        help: what was expected and how to fix it, with the same places.
    """

    name: str
    message: Bilingual
    help: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """What is constant about a rule. Compared by identity: each rule is defined once.

    Attributes:
        name: in kebab case; its module has the same name with underscores.
        severity: see `Severity`.
        since: the version of kaniko-guide that first had it.
        title: what is wrong, in a few words: the heading of its section.
        why: why it matters, two or three sentences for the rule's section; Markdown.
        source: how the fact is known: a recorded run, a file of an upstream project, a vendor's page, or a thread.
        messages: every sentence it prints.
        message: of a rule with a single one, instead of `messages`: what was found.
        help: of a rule with a single one, instead of `messages`: how to fix it.
        explained: the place in the guide that explains it, as `check.md#ignore`; by default its section of `rules.md`.
    """

    name: str
    severity: Severity
    since: str
    title: Bilingual
    why: Bilingual
    source: str
    messages: tuple[Message, ...] = ()
    message: InitVar[Bilingual | None] = None
    help: InitVar[Bilingual | None] = None
    explained_in: str | None = None

    @property
    def page(self) -> str:
        """The place in the guide that explains it, as pages name places: `rules.md#unknown-flag`."""
        return self.explained_in or f"rules.md#{self.name}"

    def __post_init__(self, message: Bilingual | None, fix: Bilingual | None) -> None:
        """Name the message of a rule that has a single one.

        Raises:
            ValueError: the rule has neither `messages` nor both of `message` and `help`, or more than that.
        """
        if (message is None) != (fix is None) or (message is None) != bool(self.messages):
            raise ValueError(self.name)
        if message is not None and fix is not None:
            object.__setattr__(self, "messages", (Message(DEFAULT_MESSAGE, message, fix),))

    def finding(self, where: Text, message: Message | None = None, /, **values: object) -> Finding:
        """A finding at `where`.

        Args:
            where: the characters at fault.
            message: one of the rule's messages; a rule with a single one needs none.
            values: what stands in the places of the message and its help.

        Raises:
            ValueError: the rule has no such message, or several and none is named.
        """
        if message is None:
            (message,) = self.messages
        elif message not in self.messages:
            raise ValueError(message)
        start, end = where.position(), where.end
        return Finding(
            rule=self,
            severity=self.severity,
            path=where.source.path,
            line=start.line,
            column=start.column,
            end_line=end.line,
            end_column=end.column,
            message=message.message.format(**values),
            help=message.help.format(**values),
            message_name=message.name,
        )


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by path, line, column and rule."""
    return sorted(findings, key=lambda found: (found.path, found.line, found.column, found.rule.name, found.message.en))
