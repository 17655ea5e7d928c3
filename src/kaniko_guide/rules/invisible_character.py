"""Invisible characters: zero-width characters, no-break spaces, direction marks and control characters.

They come with text copied from chats, web pages and word processors, and silently break names, flags and YAML.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
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
_ZERO_WIDTH_JOINER = 0x200D
_EMOJI = 0x2190


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such character."""
    for text in _files(project):
        for at, character in enumerate(text.value):
            code = ord(character)
            if code in _INVISIBLE and not (code == _ZERO_WIDTH_JOINER and _joins_emoji(text.value, at)):
                name = unicodedata.name(character, "control character")
                yield RULE.finding(text.cut(at, at + 1), code=f"{code:04X}", name=name)


def _files(project: Project) -> Iterator[Text]:
    yield from (pipeline.text for pipeline in project.jenkinsfiles)
    yield from (dockerfile.text for dockerfile in project.dockerfiles)
    pipelines = {pipeline.text.source.path for pipeline in project.jenkinsfiles}
    yield from (manifest.text for manifest in project.manifests if manifest.text.source.path not in pipelines)
    yield from (script.text for script in project.scripts if script.step is None)


def _joins_emoji(text: str, at: int) -> bool:
    return at > 0 and ord(text[at - 1]) >= _EMOJI
