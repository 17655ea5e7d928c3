"""Chinese typography on every Chinese page: spaces between scripts, full-width punctuation."""

from __future__ import annotations

import autocorrect_py
from pytest_check import check

from tests.support import ROOT, expect_none, name

autocorrect_py.load_config(  # type: ignore[attr-defined]  # left out of the package's stub
    (ROOT / ".autocorrectrc").read_text("utf-8")
)


def problems(page: str, text: str) -> list[str]:
    return [
        f"{page}:{result.line}:{result.col}: error: found {result.old!r}, expected {result.new!r} [autocorrect]"
        for result in autocorrect_py.lint_for(text, "markdown").lines
    ]


def test_page_has_chinese_typography() -> None:
    for page in [*sorted((ROOT / "docs" / "zh").rglob("*.md")), ROOT / "README.zh.md"]:
        with check(f"{page}"):
            expect_none(problems(name(page), page.read_text("utf-8")))


def test_a_missing_space_is_reported_at_its_line() -> None:
    assert problems("page.md", "# 页\n\n用Kaniko构建。\n") == [
        "page.md:3:1: error: found '用Kaniko构建。', expected '用 Kaniko 构建。' [autocorrect]"
    ]
