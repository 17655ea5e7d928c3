"""`--context-sub-path` with a context that is a plain path, where it has no effect.

The sub-path is only used if the context has a prefix such as `dir://` (runs q5 and q6). Of contexts that begin with a
variable, only `WORKSPACE` and `PWD` are checked, which contain plain paths.
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

RULE = Rule(
    name="sub-path-ignored",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="`--context-sub-path` 不起作用", en="Ineffective `--context-sub-path`"),
    why=Bilingual(
        zh=(
            "上下文是普通路径时，executor 会静默忽略 `--context-sub-path`，改在上一层目录里找 Dockerfile 和要"
            "复制的文件：找不到就报错，有同名文件就会构建出另一个镜像。"
        ),
        en=(
            "If the context is a plain path, the executor silently ignores `--context-sub-path`. It uses the "
            "Dockerfile and the files of the parent directory: the build fails, or builds a different image "
            "if files with the same names exist there."
        ),
    ),
    message=Bilingual(
        zh="上下文 `{context}` 没有 `dir://` 前缀，`--context-sub-path={path}` 会被忽略。",
        en=("`--context-sub-path={path}` is ignored because the context `{context}` has no prefix such as `dir://`."),
    ),
    help=Bilingual(
        zh="把子目录直接写进 `--context`，或者给上下文加上 `dir://`。",
        en="Write the subdirectory in `--context`, or prefix the context with `dir://`.",
    ),
    source="runs q5-context-sub-path and q6-context-sub-path-noprefix, both executors",
)

_PLAIN = ("/", ".", "$WORKSPACE", "${WORKSPACE}", "${env.WORKSPACE}", "$PWD", "${PWD}", "$(pwd)", "`pwd`")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such flag."""
    for call in executor_calls.build_calls(project):
        context, sub_path = call.flag("--context", "-c"), call.flag("--context-sub-path")
        if context is None or not context.value or sub_path is None or not sub_path.value:
            continue
        if context.value.startswith(_PLAIN) and "://" not in context.value and not call.flag("--bucket", "-b"):
            yield RULE.finding(sub_path.text, context=context.value, path=sub_path.value)
