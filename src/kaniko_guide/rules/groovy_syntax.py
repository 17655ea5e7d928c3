"""Jenkinsfiles that Groovy rejects: an unterminated string, an unbalanced bracket, an unknown escape.

The reader implements the tokens and brackets of Groovy 2.4, the version in Jenkins, and little of its grammar. The
tests compare it with Groovy: whatever is reported, Groovy rejects too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import jenkinsfile
from kaniko_guide.sources.groovy import grammar, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

HELP = Bilingual(zh="改正这里；在此之前 Jenkins 无法编译这个文件。", en="Correct it; Jenkins cannot compile the file.")
PROBLEMS = {
    "unicode-escape": tokens.BAD_UNICODE,
    "open-comment": tokens.UNTERMINATED_COMMENT,
    "open-string": tokens.UNTERMINATED_STRING,
    "unquoted-path": tokens.UNQUOTED_PATH,
    "string-over-lines": tokens.UNTERMINATED_LINE,
    "escape": tokens.BAD_ESCAPE,
    "dollar": tokens.BAD_DOLLAR,
    "unclosed": tokens.UNCLOSED,
    "unopened": tokens.UNOPENED,
    "mismatched": tokens.MISMATCHED,
    "unexpected": tokens.UNEXPECTED,
    "leading-slash": tokens.LEADING_SLASH,
    "brace-on-line": jenkinsfile.AMBIGUOUS_BRACE,
    "missing-comma": grammar.MISSING_COMMA,
    "unfinished": grammar.UNFINISHED,
    "shell-expansion": grammar.SHELL_EXPANSION,
    "braces-in-braces": grammar.BRACES_IN_BRACES,
    "unexpected-comma": grammar.UNEXPECTED_COMMA,
    "missing-parenthesis": grammar.MISSING_PARENTHESIS,
    "empty-catch": grammar.EMPTY_CATCH,
    "assignment": grammar.ASSIGNMENT,
    "no-name": grammar.NO_NAME,
    "no-handler": grammar.NO_HANDLER,
    "no-equals-sign": grammar.NO_EQUALS_SIGN,
    "nested-call": grammar.NESTED_CALL,
    "bad-declaration": grammar.BAD_DECLARATION,
    "lambda": grammar.LAMBDA,
    "early-end": grammar.EARLY_END,
    "label": grammar.LABEL,
    "method-in-block": grammar.METHOD_IN_BLOCK,
    "conflict": grammar.CONFLICT,
    "same-line": grammar.SAME_LINE,
    "no-operand": grammar.NO_OPERAND,
    "bad-name": grammar.BAD_NAME,
    "lone-else": grammar.LONE_ELSE,
    "no-do-while": grammar.NO_DO_WHILE,
    "negated-word": grammar.NEGATED_WORD,
    "no-colon": grammar.NO_COLON,
    "late-import": grammar.LATE_IMPORT,
}
"""What the reader reports, by the message's name."""

MESSAGES = {problem: Message(name, problem, HELP) for name, problem in PROBLEMS.items()}

RULE = Rule(
    name="groovy-syntax",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="Groovy 语法错误", en="Groovy syntax error"),
    why=Bilingual(
        zh=(
            "Jenkins 先编译整个 Jenkinsfile，再执行第一步。缺少一个引号或括号，构建就立即以 "
            "`MultipleCompilationErrorsException` 结束，报告的行号可能是文件末尾，而不是出错的位置。"
        ),
        en=(
            "Jenkins compiles the whole Jenkinsfile before the first step. If a quote or a bracket is "
            "missing, the build ends immediately with `MultipleCompilationErrorsException`, possibly with "
            "the file's last line instead of the line of the error."
        ),
    ),
    messages=(*MESSAGES.values(),),
    source="Groovy 2.4's own lexer and parser, with which the tests compare the reader",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each syntax error."""
    for pipeline in project.jenkinsfiles:
        for problem in pipeline.problems:
            yield RULE.finding(problem.where, MESSAGES[problem.template], fix=None, **problem.values)
