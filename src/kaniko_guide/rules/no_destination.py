"""Builds without `--destination` and without `--no-push` (run f4).

Command lines with a variable that may contain the flag are not checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall, Word

RULE = Rule(
    name="no-destination",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="没有推送目标", en="Missing `--destination`"),
    why=Bilingual(
        zh=(
            "executor 需要推送目标（`--destination`），或者明确不推送（`--no-push`）。两个都没有时，它立即以"
            "退出码 1 退出，不构建任何内容。例如上一行缺少续行的反斜杠。"
        ),
        en=(
            "The executor requires a destination (`--destination`) or an explicit `--no-push`. With neither "
            "it exits immediately with exit code 1 and builds nothing. An example is a missing backslash "
            "at the end of the previous line."
        ),
    ),
    message=Bilingual(
        zh=(
            "没有 `--destination` 也没有 `--no-push`，executor 会报 `you must provide --destination, or use "
            "--no-push`。"
        ),
        en=(
            "`--destination` and `--no-push` are both missing; the executor fails with `you must provide "
            "--destination, or use --no-push`."
        ),
    ),
    help=Bilingual(
        zh="加上 `--destination=仓库地址/命名空间/镜像:标签`；只想试构建，就加 `--no-push`。",
        en="Add `--destination=registry/namespace/image:tag`, or `--no-push` for a test build.",
    ),
    source="run f4-no-destination, both executors",
)


def _spans_lines(word: Word) -> bool:
    return word.text.end.line > word.text.position().line


def _has_problem(call: ExecutorCall) -> bool:
    """Whether a syntax error of the script is on the lines of a call."""
    first, last = call.where.position().line, max(word.text.end.line for word in call.words)
    problems = call.script.problems if call.script is not None else ()
    return any(first <= problem.where.position().line <= last for problem in problems)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the executor's name."""
    for call in executor_calls.build_calls(project):
        pushes = executor_calls.is_enabled(call, "--no-push") is False
        if executor_calls.has_syntax_error(call) and (_has_problem(call) or any(map(_spans_lines, call.words))):
            continue  # a quote that is not closed may contain the destination
        if pushes and call.flag("--destination", "-d") is None and executor_calls.all_flags_known(call):
            yield RULE.finding(call.where)
