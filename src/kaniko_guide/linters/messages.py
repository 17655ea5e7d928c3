"""What a linter says of a text, and the finding that it becomes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.linters.programs import NAMES

if TYPE_CHECKING:
    from kaniko_guide.findings import Finding
    from kaniko_guide.text import Text

Level = Literal["error", "warning", "info", "style"]
"""How both linters rate what they find."""

OPINIONS = frozenset({"hadolint/DL3000", "hadolint/DL3004", "hadolint/DL3020", "hadolint/DL4000"})
"""Errors of hadolint on style: relative `WORKDIR`, `sudo`, `ADD` of local files, `MAINTAINER`; the image is right."""

DIRECTIVES = {"shellcheck": "# shellcheck disable={code}", "hadolint": "# hadolint ignore={code}"}
PAGES = {
    "SC": "https://www.shellcheck.net/wiki/{code}",
    "DL": "https://github.com/hadolint/hadolint/wiki/{code}",
}
"""By the letters of the code: the page that explains it."""

FIX = Bilingual(
    zh="按页面上的说明修改；如果是有意的，在上一行写 `{comment}`。",
    en="Change it as the page explains; if it is intended, write `{comment}` on the line above.",
)
WHY = Bilingual(
    zh="{linter} 的检查。它的 `error` 在这里是警告，`warning`、`info`、`style` 是建议。",
    en="A check of {linter}. Its `error` is a warning here; `warning`, `info` and `style` are suggestions.",
)


class LinterMessage(Data, frozen=True):
    """A message of a linter about a text.

    Attributes:
        code: of the linter's rule, `SC2086`.
        level: how the linter rates it.
        text: in English, on one line.
        start, end: offsets in the checked text: of the first character, and after the last.
    """

    code: str
    level: Level
    text: str
    start: int
    end: int


def finding(linter: str, message: LinterMessage, text: Text, *, in_step: bool = False) -> Finding:
    """The finding for a message.

    Args:
        linter: `shellcheck` or `hadolint`.
        message: its offsets are those in `text`.
        text: what the linter checked.
        in_step: whether it is the script of an `sh` step.
    """
    rule = _rule(linter, message.code)
    where = _marked(text, message.start, max(message.end, message.start + 1))
    on_first_line = in_step and "\n" not in text.value[: message.start]
    found = rule.finding(where, rule.messages[on_first_line], text=message.text)
    return replace(found, severity=severity(rule.name, message.level))


def severity(name: str, level: Level) -> Severity:
    """The severity of a rule's finding: the linter's errors are warnings unless they are on style, others suggestions.

    Nothing that a linter finds is certain to break a build, so nothing is an error; and only what it calls an error may
    fail a check.

    Args:
        name: of the rule, `shellcheck/SC2086`.
        level: the linter's.
    """
    return Severity.WARNING if level == "error" and name not in OPINIONS else Severity.INFO


@cache
def _rule(linter: str, code: str) -> Rule:
    name, template = f"{linter}/{code}", Bilingual(zh="{text}", en="{text}")
    fixes = {
        "with-directive": DIRECTIVES[linter].format(code=code),
        "with-comment": f"// kaniko-guide: ignore[{name}] …",
    }
    return Rule(
        name=name,
        severity=Severity.INFO,
        since="0.1.0",
        title=Bilingual(zh=f"{NAMES[linter]} {code}", en=f"{NAMES[linter]} {code}"),
        why=WHY.format(linter=NAMES[linter]),
        messages=tuple(Message(name, template, FIX.format(comment=comment)) for name, comment in fixes.items()),
        source=PAGES[code[:2]].format(code=code),
        explained_in=PAGES[code[:2]].format(code=code),
    )


NEAR = 12
"""The most characters of the source between two adjacent characters of a text in one string: escapes, `' + '`, `|`."""


def _marked(text: Text, start: int, end: int) -> Text:
    """The characters between two offsets, up to the first that comes from elsewhere, such as a variable's value."""
    stop, last = start, text.origin(start) - 1
    for characters, origin in text.cut(start, end).pieces():
        between = text.source.text[last + 1 : origin]
        if origin <= last or len(between.strip()) > NEAR:
            break
        stop, last = stop + len(characters), origin + len(characters) - 1
    return text.cut(start, max(stop, min(start + 1, len(text))))
