"""`kaniko-guide rules`: all rules, or one explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli import exit_codes, options, output
from kaniko_guide.report import text
from kaniko_guide.report.guide import address

if TYPE_CHECKING:
    import argparse

    from kaniko_guide.bilingual import Language

SAYS = Bilingual(zh="它会说：", en="it says: ")
SOURCE = Bilingual(zh="出处：", en="source: ")


def run(chosen: argparse.Namespace, language: Language) -> int:
    """List the rules, or explain the one that is named, and return the exit code.

    Raises:
        UsageError: there is no such rule.
    """
    every = rules.every()
    if chosen.name is None:
        width = max(map(len, every))
        output.write(f"{name:{width}}  {rule.severity:7}  {rule.title[language]}" for name, rule in every.items())
        return exit_codes.CLEAN
    rule = every[options.must("rules", chosen.name, every, options.LISTED)]
    output.write(
        [
            f"{rule.name} ({rule.severity}): {rule.title[language]}",
            "",
            rule.why[language],
            "",
            *(
                heading[language] + template.without_values()[language]
                for message in rule.messages
                for heading, template in ((SAYS, message.message), (text.HELP, message.help))
            ),
            SOURCE[language] + rule.source,
            text.PAGE[language] + address(rule.page),
        ]
    )
    return exit_codes.CLEAN
