"""`kaniko-guide rules`: list all rules, or explain one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli import exit_codes, options, output
from kaniko_guide.report import text
from kaniko_guide.report.guide import rule_page, site

if TYPE_CHECKING:
    import argparse

    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Rule

MESSAGE = Bilingual(zh="报告：", en="message: ")
SOURCE = Bilingual(zh="依据：", en="source: ")


def run(chosen: argparse.Namespace, language: Language) -> int:
    """List the rules, or explain the named one, and return the exit code.

    Raises:
        UsageError: the rule does not exist.
    """
    every = rules.all_rules()
    if chosen.name is None:
        width = max(map(len, every))
        output.write(
            f"{name:{width}}  {rule.severity:7}  {rule.title[language]}{_mark(rule)}" for name, rule in every.items()
        )
        return exit_codes.CLEAN
    rule = every[options.validated_choice(options.UNKNOWN_RULE, chosen.name, every, options.SEE_RULES)]
    output.write(
        [
            f"{rule.name} ({rule.severity}): {rule.title[language]}{_mark(rule)}",
            "",
            rule.why[language],
            "",
            *(
                heading[language] + template.without_values()[language]
                for message in rule.messages
                for heading, template in ((MESSAGE, message.message), (text.FIX, message.help))
            ),
            SOURCE[language] + rule.source,
            *([text.PAGE[language] + rule_page(rule)] if site() else []),
        ]
    )
    return exit_codes.CLEAN


def _mark(rule: Rule) -> str:
    """The mark of a rule with findings that `check --fix` fixes."""
    return f" {text.FIXABLE}" if rule.has_fix else ""
