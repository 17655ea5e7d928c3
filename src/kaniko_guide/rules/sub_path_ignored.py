"""A `--context-sub-path` beside a context that is a plain path.

The sub path counts only if the context has a prefix such as `dir://` (runs q5 and q6). A context that begins with a
variable is judged only if that is `WORKSPACE` or `PWD`, which hold plain paths.
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
    title=Bilingual(zh="`--context-sub-path` 不起作用", en="A `--context-sub-path` that does nothing"),
    why=Bilingual(
        zh=(
            "上下文写成普通路径时，executor 不看 `--context-sub-path`，也不提示。它会在上一层文件夹里找 Dockerfile "
            "和要复制的文件：找不到就报错，找到了同名的就构建出别的镜像。"
        ),
        en=(
            "If the context is a plain path, the executor does not look at `--context-sub-path` and says nothing of "
            "it. It takes the Dockerfile and the files to copy from the folder above: the build fails, or builds "
            "something else if there are files of the same name."
        ),
    ),
    message=Bilingual(
        zh="上下文 `{context}` 没有 `dir://` 前缀，`--context-sub-path={path}` 会被忽略。",
        en="The context `{context}` has no prefix such as `dir://`, so `--context-sub-path={path}` is ignored.",
    ),
    help=Bilingual(
        zh="把子文件夹直接写进 `--context`，或者给上下文加上 `dir://`。",
        en="Put the sub-folder into `--context` itself, or write `dir://` before the context.",
    ),
    source="runs q5-context-sub-path and q6-context-sub-path-noprefix, both executors",
)

_PLAIN = ("/", ".", "$WORKSPACE", "${WORKSPACE}", "${env.WORKSPACE}", "$PWD", "${PWD}", "$(pwd)", "`pwd`")


def check(project: Project) -> Iterator[Finding]:
    """Findings at each such flag."""
    for call in executor_calls.build_calls(project):
        context, sub_path = call.flag("--context", "-c"), call.flag("--context-sub-path")
        if context is None or not context.value or sub_path is None or not sub_path.value:
            continue
        if context.value.startswith(_PLAIN) and "://" not in context.value and not call.flag("--bucket", "-b"):
            yield RULE.finding(sub_path.text, context=context.value, path=sub_path.value)
