"""The command `kaniko-guide`: `check` files, `show` what was read in one, `diagnose` a log, list the `rules`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, BinaryIO

from kaniko_guide import diagnosis, rules
from kaniko_guide.analysis import ignores
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli import options, output
from kaniko_guide.cli.options import UsageError
from kaniko_guide.facts import executors, kubernetes
from kaniko_guide.findings import Severity
from kaniko_guide.project import Settings, discovery
from kaniko_guide.report import Report, machine, page, show, text
from kaniko_guide.report import diagnosis as diagnosed
from kaniko_guide.text import UnreadableError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Iterable, Sequence

    from kaniko_guide.bilingual import Language
    from kaniko_guide.findings import Rule

CLEAN, FINDINGS, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
FORMATS = {"text": text.render, "json": machine.as_json, "github": machine.as_github, "sarif": machine.as_sarif}
RANKS = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.INFO: 0}

LISTED = Bilingual(zh="`kaniko-guide rules` 列出全部规则", en="`kaniko-guide rules` lists all rules")
NOTHING_FOUND = Bilingual(
    zh="{paths}：没有找到可以检查的文件，应该有{expected}；写出它的路径",
    en="{paths}: found no file to check, expected {expected}; name one",
)
A_FOLDER = Bilingual(
    zh="这是目录，应该是文件；写出里面的 Jenkinsfile",
    en="found a folder, expected a file; name the Jenkinsfile in it",
)
SAYS = Bilingual(zh="它会说：", en="it says: ")
SOURCE = Bilingual(zh="出处：", en="source: ")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: without the program's name; by default those of the process.

    Returns:
        The exit code: 0 clean, 1 errors or warnings, 2 wrong usage or unreadable input, 130 interrupted.
    """
    output.prepare(utf_8=False)
    language = options.locale_language(os.environ)
    try:
        language, rest = options.without_language(sys.argv[1:] if arguments is None else arguments, language)
        chosen = options.parse(rest, language)
        output.prepare(utf_8=getattr(chosen, "format", "text") != "text")
        return COMMANDS[chosen.command](chosen, language)
    except (UsageError, output.UnwritableError) as error:
        output.complain(error.reason[language])
    except UnreadableError as error:
        output.complain(f"{error.path}: {error.reason[language]}")
    except KeyboardInterrupt:
        return INTERRUPTED
    return UNUSABLE


def _check(chosen: argparse.Namespace, language: Language) -> int:
    settings = Settings(
        kubernetes=_known("--kubernetes", [chosen.kubernetes], kubernetes.minors()) if chosen.kubernetes else None,
        executor=_known("--executor", [chosen.executor], executors.builds())[0] if chosen.executor else None,
    )
    selected = _known("--select", chosen.select, ignores.known(), LISTED) or tuple(ignores.known())
    left_out = _known("--ignore", chosen.ignore, ignores.known(), LISTED)
    found = discovery.find(chosen.paths, _standard_input())
    all_findings = [each for batch in found.batches for each in rules.check(batch.project(settings))]
    sources = {source.path: source for batch in found.batches for source in batch.sources()}
    errors = [*found.errors, *(error for batch in found.batches for error in batch.errors)]
    kept, silenced = ignores.apply(all_findings, sources.values())
    kept = [finding for finding in kept if finding.rule in selected and finding.rule not in left_out]
    least = RANKS[Severity(chosen.severity)]
    shown = [finding for finding in kept if RANKS[finding.severity] >= least]
    if sources or errors:
        report = Report(language, sources, shown, len(kept) - len(shown), silenced, found.notes, errors)
        output.write(FORMATS[chosen.format](report))
    for note in found.notes:
        output.complain(f"{note.path}: {note.reason[language]}")
    for error in errors:
        output.complain(f"{error.path}: {error.reason[language]}")
    if errors:
        return UNUSABLE
    if not sources:
        paths = ", ".join(chosen.paths)
        raise UsageError(NOTHING_FOUND.format(paths=paths, expected=discovery.WHAT_IS_FOUND))
    return FINDINGS if any(finding.severity is not Severity.INFO for finding in shown) else CLEAN


def _show(chosen: argparse.Namespace, language: Language) -> int:
    if chosen.path != "-" and discovery.is_folder(chosen.path):
        raise UnreadableError(chosen.path, A_FOLDER)
    found = discovery.find([chosen.path], _standard_input())
    for error in found.errors:
        raise error
    data = show.read(found.batches[0].project(Settings()), language)
    output.write([machine.dump(data)] if chosen.format == "json" else map(text.visible, show.as_text(data, language)))
    return CLEAN


def _diagnose(chosen: argparse.Namespace, language: Language) -> int:
    with discovery.opened(chosen.log, _standard_input()) as stream:
        found = diagnosis.diagnose(stream)
    if chosen.format == "json":
        output.write([machine.dump(diagnosed.as_data(found, language))])
    else:
        output.write(diagnosed.as_text(found, language))
    return CLEAN if found.causes else FINDINGS


def _rules(chosen: argparse.Namespace, language: Language) -> int:
    every: dict[str, Rule] = {name: module.RULE for name, module in rules.load().items()} | ignores.OWN
    if chosen.name is None:
        width = max(map(len, every))
        output.write(
            f"{name:{width}}  {every[name].severity:7}  {every[name].title[language]}" for name in sorted(every)
        )
        return CLEAN
    rule = every[options.must("rules", chosen.name, every, LISTED)]
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
            text.PAGE[language] + page(rule.name),
        ]
    )
    return CLEAN


COMMANDS = {"check": _check, "show": _show, "diagnose": _diagnose, "rules": _rules}


def _standard_input() -> BinaryIO | None:
    return None if sys.stdin is None else sys.stdin.buffer


def _known(
    option: str, values: Iterable[str], known: Collection[str], otherwise: Bilingual | None = None
) -> tuple[str, ...]:
    """The names in values that are separated by commas; see `options.must`."""
    names = (name.strip() for value in values for name in value.split(","))
    return tuple(options.must(option, name, known, otherwise) for name in names)
