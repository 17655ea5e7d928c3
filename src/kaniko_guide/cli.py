"""The command `kaniko-guide`: `check` the reader's own files, `show` what was read in one, list the `rules`."""

from __future__ import annotations

import argparse
import io
import os
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, get_args

from kaniko_guide import discovery, ignores, rules, show
from kaniko_guide.facts import executors, kubernetes
from kaniko_guide.findings import Bilingual, Language, Severity
from kaniko_guide.project import Settings
from kaniko_guide.report import Report, machine, page, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kaniko_guide.findings import Rule

CLEAN, FINDINGS, UNUSABLE = 0, 1, 2
FORMATS = {"text": text.render, "json": machine.as_json, "github": machine.as_github, "sarif": machine.as_sarif}
RANKS = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.INFO: 0}

HELP = {
    "program": Bilingual(
        zh="检查用 Kaniko 构建镜像的 Jenkins 流水线：Jenkinsfile、Pod 的 YAML、Dockerfile、shell 脚本。",
        en="Check Jenkins pipelines that build images with Kaniko: Jenkinsfiles, pod YAML, Dockerfiles, scripts.",
    ),
    "check": Bilingual(
        zh="检查文件或目录；退出码 0 没有问题，1 有错误或警告，2 用法不对或有文件读不了",
        en="check files or folders; exits with 0 when clean, 1 on errors or warnings, 2 on wrong usage or input",
    ),
    "show": Bilingual(zh="显示从一个文件里读出了什么", en="show what was read in a file"),
    "rules": Bilingual(zh="列出全部规则，或说明一条", en="list all rules, or explain one"),
    "paths": Bilingual(
        zh="文件、目录，或表示标准输入的 -；不写就是当前目录",
        en="files, folders, or - for the standard input; by default the current folder",
    ),
    "path": Bilingual(zh="一个文件，或表示标准输入的 -", en="a file, or - for the standard input"),
    "name": Bilingual(zh="规则名", en="a rule's name"),
    "format": Bilingual(zh="输出格式，默认 text", en="how findings are written, text by default"),
    "lang": Bilingual(zh="输出的语言，默认按系统的语言", en="the language, by default that of the locale"),
    "kubernetes": Bilingual(
        zh="只看这些 Kubernetes 版本，用逗号分开：1.33,1.37",
        en="judge pods on these Kubernetes versions only, separated by commas: 1.33,1.37",
    ),
    "executor": Bilingual(
        zh="实际运行的 executor；默认从 Pod 里的镜像判断",
        en="the executor that runs, by default told from the image in the pod",
    ),
    "select": Bilingual(zh="只用这些规则，用逗号分开", en="use these rules only, separated by commas"),
    "ignore": Bilingual(zh="不用这些规则，用逗号分开", en="leave these rules out, separated by commas"),
    "severity": Bilingual(
        zh="显示这一级及更重的，默认 warning", en="show what is at least this severe, warning by default"
    ),
}


class UsageError(Exception):
    """The command line can't be followed; its words say what was expected."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        reason = f"{message}; `{self.prog} --help` shows what is expected"
        raise UsageError(reason)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: without the program's name; by default those of the process.

    Returns:
        The exit code: 0 clean, 1 errors or warnings, 2 wrong usage or unreadable input.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        options = _parser(locale_language(os.environ)).parse_args(arguments)
        if getattr(options, "format", "text") != "text" and isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        run: Callable[[argparse.Namespace], int] = options.run
        code = run(options)
        sys.stdout.flush()
    except UsageError as error:
        _complain(str(error))
        return UNUSABLE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNUSABLE
    return code


def locale_language(environment: Mapping[str, str]) -> Language:
    """The language that the locale's variables name: Chinese where it is set, else English."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((name for name in names if name), "")
    return "zh" if chosen.lower().startswith("zh") else "en"


def _parser(language: Language) -> argparse.ArgumentParser:
    words = {name: help_[language] for name, help_ in HELP.items()}
    parser = _Parser(prog="kaniko-guide", description=words["program"], allow_abbrev=False)
    commands = parser.add_subparsers(required=True, metavar="check | show | rules", dest="command")
    shared = _Parser(add_help=False)
    shared.add_argument("--lang", choices=get_args(Language), default=language, help=words["lang"])

    check = commands.add_parser(
        "check", help=words["check"], description=words["check"], parents=[shared], allow_abbrev=False
    )
    check.set_defaults(run=_check)
    check.add_argument("paths", nargs="*", default=["."], metavar="PATH", help=words["paths"])
    check.add_argument("--format", choices=tuple(FORMATS), default="text", help=words["format"])
    check.add_argument("--kubernetes", metavar="MINOR", help=words["kubernetes"])
    check.add_argument("--executor", metavar="BUILD", help=words["executor"])
    check.add_argument("--select", action="append", default=[], metavar="RULE", help=words["select"])
    check.add_argument("--ignore", action="append", default=[], metavar="RULE", help=words["ignore"])
    severities = tuple(severity.value for severity in Severity)
    check.add_argument("--severity", choices=severities, default="warning", help=words["severity"])

    shows = commands.add_parser(
        "show", help=words["show"], description=words["show"], parents=[shared], allow_abbrev=False
    )
    shows.set_defaults(run=_show)
    shows.add_argument("path", metavar="PATH", help=words["path"])
    shows.add_argument("--format", choices=("text", "json"), default="text", help=words["format"])

    listing = commands.add_parser(
        "rules", help=words["rules"], description=words["rules"], parents=[shared], allow_abbrev=False
    )
    listing.set_defaults(run=_rules)
    listing.add_argument("name", nargs="?", metavar="NAME", help=words["name"])
    return parser


def _check(options: argparse.Namespace) -> int:
    settings = Settings(
        kubernetes=_known("--kubernetes", [options.kubernetes], kubernetes.minors()) if options.kubernetes else None,
        executor=_known("--executor", [options.executor], executors.builds())[0] if options.executor else None,
    )
    selected = _known("--select", options.select, ignores.known()) or tuple(ignores.known())
    left_out = _known("--ignore", options.ignore, ignores.known())
    found = discovery.find(options.paths, sys.stdin.buffer)
    all_findings = [each for batch in found.batches for each in rules.check(batch.project(settings))]
    sources = {source.path: source for batch in found.batches for source in batch.sources()}
    errors = [*found.errors, *(error for batch in found.batches for error in batch.errors)]
    if not sources and not errors:
        paths = ", ".join(options.paths)
        reason = f"{paths}: found no file to check, expected {discovery.WHAT_IS_FOUND}; name one"
        raise UsageError(reason)
    kept, silenced = ignores.apply(all_findings, sources.values())
    kept = [finding for finding in kept if finding.rule in selected and finding.rule not in left_out]
    least = RANKS[Severity(options.severity)]
    shown = [finding for finding in kept if RANKS[finding.severity] >= least]
    report = Report(options.lang, sources, shown, len(kept) - len(shown), silenced, found.notes, errors)
    _print(FORMATS[options.format](report))
    for error in errors:
        _complain(str(error))
    if options.format != "text":
        for note in found.notes:
            _complain(f"{note.path}: {note.reason[options.lang]}")
    if errors:
        return UNUSABLE
    return FINDINGS if any(finding.severity is not Severity.INFO for finding in shown) else CLEAN


def _show(options: argparse.Namespace) -> int:
    if options.path != "-" and Path(options.path).is_dir():
        reason = f"{options.path}: found a folder, expected a file; name the Jenkinsfile in it"
        raise UsageError(reason)
    found = discovery.find([options.path], sys.stdin.buffer)
    for error in found.errors:
        raise UsageError(str(error))
    data = show.read(found.batches[0].project(Settings()))
    _print([machine.dump(data)] if options.format == "json" else map(text.visible, show.as_text(data)))
    return CLEAN


def _rules(options: argparse.Namespace) -> int:
    every: dict[str, Rule] = {name: module.RULE for name, module in rules.load().items()} | ignores.OWN
    if options.name is None:
        width = max(map(len, every))
        _print(f"{name:{width}}  {every[name].severity:7}  {every[name].title[options.lang]}" for name in sorted(every))
        return CLEAN
    rule = every[_known("rules", [options.name], every)[0]]
    _print(
        [
            f"{rule.name} ({rule.severity}): {rule.title[options.lang]}",
            rule.why[options.lang],
            text.PAGE[options.lang] + page(rule.name),
        ]
    )
    return CLEAN


def _known(option: str, values: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """The names in values that are separated by commas.

    Raises:
        UsageError: one of them is not known.
    """
    names = tuple(name.strip() for value in values for name in value.split(","))
    every = list(known)
    for name in names:
        if name not in every:
            near = get_close_matches(name, every, 1)
            expected = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(every)}"
            reason = f"{option}: there is no {name!r}; {expected}"
            raise UsageError(reason)
    return names


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")


def _complain(words: str) -> None:
    sys.stderr.write(f"kaniko-guide: {text.visible(words)}\n")
