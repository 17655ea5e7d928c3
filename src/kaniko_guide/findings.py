"""The types of a rule and of the findings that it reports."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from msgspec.structs import force_setattr

from kaniko_guide import lazy
from kaniko_guide.data import Data

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kaniko_guide.bilingual import Bilingual, Language
    from kaniko_guide.edits import Fix
    from kaniko_guide.text import Text


class Severity(enum.StrEnum):
    """How severe a finding is.

    `error`: the build fails or pushes a wrong image; `warning`: will cause problems later; `info`: a suggestion.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


LINTERS = ("hadolint", "shellcheck")
LINTER_RULE = lazy.pattern(r"shellcheck/SC\d{4}|hadolint/(?:DL|SC)\d{4}")
"""The names of the checks of other programs, which `check --linters` runs."""

MOST_LISTED = 20

DEFAULT_MESSAGE = "default"
"""The name of the message of a rule that has only one."""


class Finding(Data, frozen=True, eq=False):
    """One problem at one position in a user's file.

    Attributes:
        rule: the rule that reports it.
        severity: the rule's, or another one where the context makes the problem more or less severe.
        path: the file, as the user named it.
        line, column: the first character, counted from 1.
        end_line, end_column: directly after the last character.
        message: what was found.
        help: how to fix it.
        message_name: the name of the rule's `Message`.
        fix: the edits after which the problem is gone; None where only the user knows what is right.
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
    fix: Fix | None = None

    @property
    def _key(self) -> tuple[object, ...]:
        """What two equal findings have in common: all but the fix."""
        place = (self.path, self.line, self.column, self.end_line, self.end_column)
        return (self.rule, self.severity, *place, self.message, self.help, self.message_name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Finding) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def render(self, language: Language = "en") -> str:
        """The finding on one line: `path:line:column: severity: message help [rule]`."""
        location = f"{self.path}:{self.line}:{self.column}"
        return f"{location}: {self.severity}: {self.message[language]} {self.help[language]} [{self.rule.name}]"


class Message(Data, frozen=True):
    """One of the messages that a rule reports.

    Attributes:
        name: in kebab case, unique in its rule.
        message: what was found, with `{name}` placeholders that `Rule.finding` fills.
        help: what was expected and how to fix it, with the same placeholders.
    """

    name: str
    message: Bilingual
    help: Bilingual


class Rule(Data, frozen=True, eq=False, kw_only=True):
    """The definition of a rule. Compared by identity: each rule is defined once.

    Attributes:
        name: in kebab case; its module has the same name with underscores.
        severity: see `Severity`.
        since: the first version of kaniko-guide that has it.
        title: the problem in a few words; heading of its page in the guide.
        why: why it matters, in two or three sentences of Markdown, for its page in the guide.
        source: how the fact is known: a recorded run, a file of an upstream project, a vendor's page, or a thread.
        messages: every message that it reports.
        message: instead of `messages`, for a rule with only one: what was found.
        help: instead of `messages`, for a rule with only one: how to fix it.
        has_fix: whether some of its findings have a fix.
        explained_in: the page and anchor that explain it, such as `check.md#ignore`; by default a page of its own.
    """

    name: str
    severity: Severity
    since: str
    title: Bilingual
    why: Bilingual
    source: str
    messages: tuple[Message, ...] = ()
    message: Bilingual | None = None
    help: Bilingual | None = None
    has_fix: bool = False
    explained_in: str | None = None

    @property
    def page(self) -> str:
        """The page of the guide that explains it, with its anchor if the page has more: `rules/unknown-flag.md`."""
        return self.explained_in or f"rules/{self.name}.md"

    def __post_init__(self) -> None:
        """Turn `message` and `help` into the only entry of `messages`.

        Raises:
            ValueError: not exactly one of `messages` and the pair `message`, `help` is given.
        """
        if (self.message is None) != (self.help is None) or (self.message is None) != bool(self.messages):
            raise ValueError(self.name)
        if self.message is not None and self.help is not None:
            force_setattr(self, "messages", (Message(DEFAULT_MESSAGE, self.message, self.help),))

    def finding(
        self, where: Text, message: Message | None = None, /, *, fix: Fix | None = None, **values: object
    ) -> Finding:
        """Create a finding of this rule.

        Args:
            where: the characters that it marks.
            message: one of the rule's messages; may be left out if the rule has only one.
            fix: see `Finding`.
            values: for the placeholders of the message and its help.

        Raises:
            ValueError: the message is not one of the rule's, or is left out though the rule has several.
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
            fix=fix,
        )


def listed(names: Sequence[str]) -> str:
    """Names for a message: the first `MOST_LISTED`, and `…` for the rest."""
    rest = ["…"] if len(names) > MOST_LISTED else []
    return ", ".join([*(f"`{name}`" for name in names[:MOST_LISTED]), *rest])


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by path, line, column, rule and message."""
    return sorted(
        findings,
        key=lambda finding: (finding.path, finding.line, finding.column, finding.rule.name, finding.message.en),
    )
