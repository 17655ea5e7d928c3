"""What the executor's Dockerfile parser refuses: unknown instructions, no `FROM`, missing arguments, open heredocs.

The texts are those of recorded runs (h1 to h3) and of BuildKit's parser, which the executor carries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.findings import Bilingual, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="dockerfile-syntax",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="Dockerfile 语法错误", en="A Dockerfile that does not parse"),
    why=Bilingual(
        zh=(
            "executor 先解析整个 Dockerfile，再拉取镜像。指令拼错、没有 `FROM`、参数不够，"
            "都会让它在拉取任何镜像之前就以退出码 1 结束。"
        ),
        en=(
            "The executor parses the whole Dockerfile before it pulls an image. A misspelt instruction, a missing "
            "`FROM` or too few arguments end the run there, with exit code 1."
        ),
    ),
    message=Bilingual(zh="{problem}", en="{problem}"),
    help=Bilingual(zh="改正这一行。", en="Correct this line."),
    source="runs h1-dockerfile-unknown-instruction, h2-dockerfile-no-from, h3-dockerfile-empty, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings where the parser stops."""
    for dockerfile in project.dockerfiles:
        for problem in dockerfile.problems:
            yield RULE.finding(problem.where, problem=problem.message)
