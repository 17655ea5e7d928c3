"""A Jenkinsfile that Groovy refuses: a string that does not end, a bracket without its partner, an unknown escape.

The reader knows the tokens and brackets of Groovy 2.4, the generation Jenkins embeds; what is left to Groovy's grammar
it lets pass. The tests give every such file to Groovy, which must refuse it too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import jenkinsfile
from kaniko_guide.sources.groovy import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

HELP = Bilingual(zh="改正后 Jenkins 才能编译这个文件。", en="Jenkins can compile the file only without it.")
PROBLEMS = {
    "unicode-escape": tokens.BAD_UNICODE,
    "open-comment": tokens.UNTERMINATED_COMMENT,
    "open-string": tokens.UNTERMINATED_STRING,
    "string-over-lines": tokens.UNTERMINATED_LINE,
    "escape": tokens.BAD_ESCAPE,
    "dollar": tokens.BAD_DOLLAR,
    "unclosed": tokens.UNCLOSED,
    "unopened": tokens.UNOPENED,
    "mismatched": tokens.MISMATCHED,
    "unexpected": tokens.UNEXPECTED,
    "leading-slash": tokens.LEADING_SLASH,
    "too-deep": tokens.TOO_DEEP,
    "brace-on-line": jenkinsfile.AMBIGUOUS_BRACE,
}
"""What the reader reports, by the message's name."""

MESSAGES = {problem: Message(name, problem, HELP) for name, problem in PROBLEMS.items()}

RULE = Rule(
    name="groovy-syntax",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="Groovy 语法错误", en="Groovy that does not parse"),
    why=Bilingual(
        zh=(
            "Jenkins 先编译整个 Jenkinsfile，再执行第一步。少一个引号或括号，构建马上以 "
            "`MultipleCompilationErrorsException` 结束，报告的行号常常是文件末尾，而不是出错的地方。"
        ),
        en=(
            "Jenkins compiles the whole Jenkinsfile before the first step. With a quote or a bracket missing the build "
            "ends at once with `MultipleCompilationErrorsException`, often naming the file's last line, not the place "
            "of the fault."
        ),
    ),
    messages=(*MESSAGES.values(),),
    source="Groovy 2.4's own lexer and parser, with which the tests compare the reader",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at everything the reader could not follow."""
    for pipeline in project.jenkinsfiles:
        for problem in pipeline.problems:
            yield RULE.finding(problem.where, MESSAGES[problem.template], **problem.values)
