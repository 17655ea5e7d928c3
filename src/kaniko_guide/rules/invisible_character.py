"""Invisible characters: zero-width characters, no-break spaces, direction marks and control characters.

They come with text copied from chats, web pages and word processors, and silently break names, flags and YAML.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.text import Text

RULE = Rule(
    name="invisible-character",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="不可见字符", en="Invisible character"),
    why=Bilingual(
        zh=(
            "从聊天软件、网页或 Word 复制的文本常带有零宽字符或不换行空格。它们看不见，却会成为镜像名、参数"
            "或 YAML 键的一部分，报错信息里也看不出来。"
        ),
        en=(
            "Text copied from chats, web pages and word processors often contains zero-width characters and "
            "no-break spaces. They become part of an image name, a flag or a YAML key, and error messages do "
            "not show them."
        ),
    ),
    message=Bilingual(
        zh="这里有不可见字符 U+{code}（{name}）。",
        en="Invisible character U+{code} ({name}).",
    ),
    help=Bilingual(zh="删掉它，或重新输入这一段。", en="Delete it, or retype the text."),
    source="Unicode 16: categories Cc and Cf, and the no-break space",
)

_RANGES = (range(0x20), range(0x7F, 0xA1), range(0x200B, 0x2010), range(0x2028, 0x202F), range(0x2066, 0x206A))
_INVISIBLE = ({code for codes in _RANGES for code in codes} | {0xAD, 0x2060, 0xFEFF}) - set(map(ord, "\t\n\r\f"))
_INVISIBLE_CHARACTERS = frozenset(map(chr, _INVISIBLE))
_REPLACEMENTS = {"\xa0": " ", "\xad": "", "\u200b": "", "\u2060": "", "\ufeff": ""}
"""What is seen in place of those that have no other meaning: a space, or nothing."""

_ZERO_WIDTH_JOINER = 0x200D
_JOINERS = frozenset({0x200C, 0x200D})
_EMOJI = 0x2190
_JOINING_SCRIPTS = (
    *(range(0x600, 0x1100), range(0x1780, 0x1900), range(0x1A20, 0x1C50), range(0xA800, 0xAC00)),
    *(range(0xFB1D, 0xFE00), range(0xFE70, 0xFF00), range(0x10A00, 0x12000)),
)
"""Blocks of Unicode with the scripts from Arabic to Myanmar, whose words need the two joiners."""

_NO_BREAK_SPACE = 0xA0
_COMMENT_START = lazy.pattern(r"\s*(?:#|//|/?\*)")
"""The start of a line that is a comment, in which a space of another kind does no harm."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such character."""
    for text in _files(project):
        if _INVISIBLE_CHARACTERS.isdisjoint(text.value):
            continue
        for at, character in enumerate(text.value):
            code = ord(character)
            harmless = _joins(text.value, at) or (
                code == _NO_BREAK_SPACE and _COMMENT_START.match(_line_before(text.value, at)) is not None
            )
            if code in _INVISIBLE and not harmless:
                name = unicodedata.name(character, "control character")
                new = _REPLACEMENTS.get(character)
                fix = replacement(text, character, new, at) if new is not None else None
                yield RULE.finding(text.cut(at, at + 1), fix=fix, code=f"{code:04X}", name=name)


def _line_before(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 : at]


def _files(project: Project) -> Iterator[Text]:
    yield from (pipeline.text for pipeline in project.jenkinsfiles)
    yield from (dockerfile.text for dockerfile in project.dockerfiles)
    pipelines = {pipeline.text.source.path for pipeline in project.jenkinsfiles}
    yield from (manifest.text for manifest in project.manifests if manifest.text.source.path not in pipelines)
    yield from (script.text for script in project.scripts if script.step is None)


def _joins(text: str, at: int) -> bool:
    """Whether a character is a joiner after a letter whose script needs it, or joins two emoji."""
    code, before = ord(text[at]), ord(text[at - 1]) if at else 0
    if code == _ZERO_WIDTH_JOINER and before >= _EMOJI:
        return True
    return code in _JOINERS and any(before in block for block in _JOINING_SCRIPTS)
