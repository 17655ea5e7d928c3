"""What the user or the repository says not to report, as text and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide.report.check_report import CheckReport, LeftOut

CONFIGURATION = Bilingual(zh="配置：{paths}。", en="Configuration: {paths}.")
NOT_CHECKED = Bilingual(zh="没有检查：{parts}。", en="Not checked: {parts}.")
EXCLUDED = (
    Bilingual(zh="{n} 个被排除的文件", en="{n} excluded file"),
    Bilingual(zh="{n} 个被排除的文件", en="{n} excluded files"),
)
GIT_IGNORED = (
    Bilingual(zh="{n} 个 .gitignore 忽略的文件", en="{n} file that .gitignore ignores"),
    Bilingual(zh="{n} 个 .gitignore 忽略的文件", en="{n} files that .gitignore ignores"),
)
UNUSED = (
    Bilingual(
        zh="基线里有 {n} 个问题已经没有了；重新生成基线。", en="{n} finding of the baseline is gone; write it again."
    ),
    Bilingual(
        zh="基线里有 {n} 个问题已经没有了；重新生成基线。", en="{n} findings of the baseline are gone; write it again."
    ),
)


def lines(left_out: LeftOut, language: Language) -> Iterator[str]:
    """A line for the configuration, for the files that are not checked, and for a baseline that has too much."""
    comma = "、" if language == "zh" else ", "
    if left_out.configurations:
        yield CONFIGURATION.format(paths=comma.join(left_out.configurations))[language]
    counts = ((EXCLUDED, left_out.excluded), (GIT_IGNORED, left_out.git_ignored))
    parts = [words[n != 1].format(n=n)[language] for words, n in counts if n]
    if parts:
        yield NOT_CHECKED.format(parts=comma.join(parts))[language]
    if left_out.unused:
        yield UNUSED[left_out.unused != 1].format(n=left_out.unused)[language]


def data(report: CheckReport) -> dict[str, Any]:
    """The same for JSON, with the number of findings that are not reported."""
    left_out = report.left_out
    return {
        "configurations": list(left_out.configurations),
        "findings": {
            "less_severe": report.hidden,
            "ignored_by_comments": report.suppressed,
            "turned_off": left_out.configured,
            "in_baseline": left_out.known,
        },
        "files": {"excluded": left_out.excluded, "git_ignored": left_out.git_ignored},
        "unused_in_baseline": left_out.unused,
    }
