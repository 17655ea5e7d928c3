"""What the user leaves out, in words."""

from __future__ import annotations

import pytest

from kaniko_guide.report import left_out
from kaniko_guide.report.check_report import LeftOut


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        (LeftOut(), [], []),
        (LeftOut(("a.toml", "b.toml")), ["配置：a.toml、b.toml。"], ["Configuration: a.toml, b.toml."]),
        (
            LeftOut(excluded=1, git_ignored=2),
            ["没有检查：1 个被排除的文件、2 个 .gitignore 忽略的文件。"],
            ["Not checked: 1 excluded file, 2 files that .gitignore ignores."],
        ),
        (
            LeftOut(unused=2),
            ["基线里有 2 个问题已经没有了；重新生成基线。"],
            ["2 findings of the baseline are gone; write it again."],
        ),
    ],
)
def test_lines(given: LeftOut, zh: list[str], en: list[str]) -> None:
    assert list(left_out.lines(given, "zh")) == zh
    assert list(left_out.lines(given, "en")) == en
