"""The command line: its commands and options, their help, and the messages for wrong usage.

`argparse` parses it. Its own messages and headings exist only in English, so they are replaced by the bilingual ones
here. `--lang` is read first, so that it applies at any position and to the message for any other error.
"""

from __future__ import annotations

import argparse
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from kaniko_guide.bilingual import Bilingual, Language
from kaniko_guide.cli.output import write
from kaniko_guide.findings import Severity
from kaniko_guide.report.text import wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

LANGUAGES: tuple[Language, ...] = get_args(Language)
FORMATS = ("text", "json", "github", "sarif")

PROGRAM = "kaniko-guide"
ABOUT = Bilingual(
    zh="检查用 Kaniko 构建镜像的 Jenkins 流水线：Jenkinsfile、Pod 的 YAML、Dockerfile、shell 脚本。",
    en="Check Jenkins pipelines that build images with Kaniko: Jenkinsfiles, pod YAML, Dockerfiles, shell scripts.",
)
HELP = {
    "check": Bilingual(zh="检查文件或目录", en="Check files and directories"),
    "show": Bilingual(zh="显示从一个文件中解析出的内容", en="Show what was parsed from a file"),
    "diagnose": Bilingual(zh="从构建日志中找出失败的原因", en="Find the cause of a failed build in its log"),
    "rules": Bilingual(zh="列出全部规则，或说明一条", en="List all rules, or explain one"),
    "paths": Bilingual(
        zh="文件或目录，- 表示标准输入（默认：当前目录）",
        en="Files or directories, or - for standard input (default: the current directory)",
    ),
    "path": Bilingual(zh="文件，- 表示标准输入", en="A file, or - for standard input"),
    "log": Bilingual(zh="日志文件，- 表示标准输入（默认：-）", en="A log file, or - for standard input (default: -)"),
    "name": Bilingual(zh="规则名", en="Name of a rule"),
    "--help": Bilingual(zh="显示帮助", en="Show this help"),
    "--format": Bilingual(zh="输出格式（默认：text）", en="Output format (default: text)"),
    "--lang": Bilingual(zh="输出语言（默认：系统的语言）", en="Output language (default: from the locale)"),
    "--kubernetes": Bilingual(
        zh="只按这些 Kubernetes 版本检查 Pod，用逗号分隔：1.33,1.37",
        en="Check pods only against these Kubernetes versions, comma-separated: 1.33,1.37",
    ),
    "--executor": Bilingual(
        zh="运行构建的 executor 版本（默认：按 Pod 的镜像判断）",
        en="Executor release that runs the build (default: detected from the pod's image)",
    ),
    "--select": Bilingual(zh="只用这些规则，用逗号分隔", en="Use only these rules, comma-separated"),
    "--ignore": Bilingual(zh="跳过这些规则，用逗号分隔", en="Skip these rules, comma-separated"),
    "--severity": Bilingual(zh="显示的最低严重级别（默认：warning）", en="Lowest severity to show (default: warning)"),
}
NOTES = {
    "check": Bilingual(
        zh="退出码：0 没有错误和警告，1 有错误或警告，2 用法错误，或有文件没能检查。"
        "不运行 Groovy、CodeNarc、kubectl、hadolint、ShellCheck，也不能代替它们。",
        en="Exit codes: 0 no errors or warnings, 1 errors or warnings, 2 wrong usage or a file that could not be "
        "checked. Does not run Groovy, CodeNarc, kubectl, hadolint or ShellCheck, and does not replace them.",
    ),
    "diagnose": Bilingual(
        zh="退出码：0 找到原因，1 没有找到，2 用法错误，或日志无法读取。",
        en="Exit codes: 0 a cause was found, 1 none was found, 2 wrong usage or an unreadable log.",
    ),
}
"""What the help of a command adds at its end."""

USAGE = Bilingual(zh="用法：", en="usage: ")
COMMAND = Bilingual(zh="命令", en="command")
OPTION = Bilingual(zh="选项", en="option")
COMMANDS_HEADING = Bilingual(zh="命令", en="commands")
ARGUMENTS_HEADING = Bilingual(zh="参数", en="arguments")
OPTIONS_HEADING = Bilingual(zh="选项", en="options")

NO_COMMAND = Bilingual(
    zh="缺少命令；应该是 {choices} 之一；用法见 `kaniko-guide --help`",
    en="missing command; expected one of {choices}; see `kaniko-guide --help`",
)
NO_PATH = Bilingual(
    zh="show：缺少文件；写法如 `kaniko-guide show Jenkinsfile`",
    en="show: missing file; for example `kaniko-guide show Jenkinsfile`",
)
NO_VALUE = Bilingual(
    zh="{option}：缺少值；用法见 `{program} --help`", en="{option}: missing value; see `{program} --help`"
)
UNEXPECTED_VALUE = Bilingual(zh="{option}：不接受值；删掉它", en="{option}: takes no value; remove it")
UNEXPECTED_ARGUMENT = Bilingual(
    zh="{command}：无法识别的选项或参数 {extra}；用法见 `{program} --help`",
    en="{command}: unrecognized option or argument {extra}; see `{program} --help`",
)
INVALID_VALUE = Bilingual(zh="{option}：无效的值", en="{option}: invalid value")
UNKNOWN_RULE = Bilingual(zh="未知的规则", en="unknown rule")
UNKNOWN_COMMAND = Bilingual(zh="未知的命令", en="unknown command")
INVALID_CHOICE = Bilingual(zh="{problem} {name}；{suggestion}", en="{problem} {name}; {suggestion}")
DID_YOU_MEAN = Bilingual(zh="是不是想写 {similar}？", en="did you mean {similar}?")
SEE_RULES = Bilingual(zh="全部规则见 `kaniko-guide rules`", en="see `kaniko-guide rules` for all rules")
ONE_OF = Bilingual(zh="应该是 {choices} 之一", en="expected one of {choices}")


class UsageError(Exception):
    """The command line is invalid.

    Args:
        reason: what was found, what was expected and the fix.
    """

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason


def validated_choice(
    problem: Bilingual, name: str, choices: Collection[str], suggestion: Bilingual | None = None
) -> str:
    """Return a name if it is one of the choices.

    Args:
        problem: how the message for another name begins, such as `UNKNOWN_RULE`.
        name: as the user wrote it.
        choices: the valid names.
        suggestion: what the message adds if no choice is similar; by default it lists the choices.

    Raises:
        UsageError: it is none of them.
    """
    if name in choices:
        return name
    similar = get_close_matches(name, choices, 1)
    if similar:
        suggestion = DID_YOU_MEAN.format(similar=similar[0])
    suggestion = suggestion or ONE_OF.format(choices=_name_list(choices))
    raise UsageError(INVALID_CHOICE.format(problem=problem, name=repr(name), suggestion=suggestion))


def _name_list(names: Collection[str]) -> Bilingual:
    return Bilingual("、".join(names), ", ".join(names))


def _choice(option: str, choices: Collection[str]) -> dict[str, Any]:
    """Settings of an option with a fixed set of values; argparse's `choices` would report errors only in English."""
    convert: Callable[[str], str] = partial(validated_choice, INVALID_VALUE.format(option=option), choices=choices)
    return {"type": convert, "metavar": _choices_metavar(choices)}


def _choices_metavar(known: Iterable[str]) -> str:
    return "{" + ",".join(known) + "}"


RULE_NAMES = {"action": "append", "default": [], "metavar": "RULE"}
ARGUMENTS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "check": {
        "paths": {"nargs": "*", "default": ["."], "metavar": "PATH"},
        "--format": {**_choice("--format", FORMATS), "default": "text"},
        "--kubernetes": {"metavar": "VERSION"},
        "--executor": {"metavar": "RELEASE"},
        "--select": RULE_NAMES,
        "--ignore": RULE_NAMES,
        "--severity": {**_choice("--severity", [severity.value for severity in Severity]), "default": "warning"},
    },
    "show": {
        "path": {"nargs": "?", "metavar": "PATH"},
        "--format": {**_choice("--format", FORMATS[:2]), "default": "text"},
    },
    "diagnose": {
        "log": {"nargs": "?", "default": "-", "metavar": "LOG"},
        "--format": {**_choice("--format", FORMATS[:2]), "default": "text"},
    },
    "rules": {"name": {"nargs": "?", "metavar": "NAME"}},
}
"""By command: its arguments, as `add_argument` of argparse takes them, except `--help` and `--lang`."""

SYNOPSIS = {"check": "[PATH …]", "show": "PATH", "diagnose": "[LOG]", "rules": "[NAME]"}


def locale_language(environment: Mapping[str, str]) -> Language:
    """The language of the locale's variables: Chinese if they name it, otherwise English."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((name for name in names if name), "")
    return "zh" if chosen.lower().startswith("zh") else "en"


def extract_language(arguments: Sequence[str], default: Language) -> tuple[Language, list[str]]:
    """Separate `--lang`, at any position, from the other arguments; the last one counts.

    `--` is removed too: a name after it that begins with a dash gets the prefix `./`.

    Returns:
        The language, and the other arguments.

    Raises:
        UsageError: the language is not supported.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--lang", nargs="?", default=default, const="")
    end = [*arguments, "--"].index("--")
    options, rest = parser.parse_known_args(arguments[:end])
    if not options.lang:
        raise UsageError(NO_VALUE.format(option="--lang", program=PROGRAM))
    validated_choice(INVALID_VALUE.format(option="--lang"), options.lang, LANGUAGES)
    names = [f"./{name}" if name.startswith("-") and name != "-" else name for name in arguments[end + 1 :]]
    return options.lang, [*rest, *names]


def parse(arguments: Sequence[str], language: Language) -> argparse.Namespace:
    """Parse the arguments; the command's name is the attribute `command`.

    Args:
        arguments: without the program's name and `--lang`.
        language: of the help.

    Raises:
        UsageError: they are wrong.
        SystemExit: they ask for help, which was printed.
    """
    command, *rest = arguments or [""]
    if command in {"-h", "--help"}:
        _program_parser(language).parse_args(["--help"])
    if not command or command.startswith("-"):
        raise UsageError(NO_COMMAND.format(choices=_name_list(ARGUMENTS)))
    validated_choice(UNKNOWN_COMMAND, command, ARGUMENTS)
    program = f"{PROGRAM} {command}"
    try:
        options, extra = _command_parser(command, language).parse_known_intermixed_args(rest)
    except argparse.ArgumentError as error:
        message = UNEXPECTED_VALUE if error.argument_name == "-h/--help" else NO_VALUE
        raise UsageError(message.format(option=error.argument_name, program=program)) from error
    if extra:
        raise UsageError(UNEXPECTED_ARGUMENT.format(command=command, extra=" ".join(extra), program=program))
    if command == "show" and options.path is None:
        raise UsageError(NO_PATH)
    options.command = command
    return options


class _EnglishFormatter(argparse.HelpFormatter):
    """Help in a language of its own, with lines broken by the columns of a terminal."""

    language: Language = "en"

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, USAGE[self.language] if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrap(text, width))


class _ChineseFormatter(_EnglishFormatter):
    language = "zh"


class _HelpAction(argparse.Action):
    """`--help`, printed by `output.write`."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        write(parser.format_help().splitlines())
        parser.exit()


def _command_parser(command: str, language: Language) -> argparse.ArgumentParser:
    usage = f"{PROGRAM} {command} [{OPTION[language].upper()} …] {SYNOPSIS[command]}"
    notes = NOTES[command][language] if command in NOTES else None
    return _parser(usage, (HELP[command][language], notes), ARGUMENTS_HEADING, ARGUMENTS[command], language)


def _program_parser(language: Language) -> argparse.ArgumentParser:
    """The parser that prints the help of the program, which lists the commands as arguments."""
    usage = f"{PROGRAM} {COMMAND[language].upper()} [{OPTION[language].upper()} …]"
    commands = {command: {"nargs": "?"} for command in ARGUMENTS}
    return _parser(usage, (ABOUT[language], None), COMMANDS_HEADING, commands, language)


def _parser(
    usage: str,
    texts: tuple[str, str | None],
    heading: Bilingual,
    arguments: Mapping[str, Mapping[str, Any]],
    language: Language,
) -> argparse.ArgumentParser:
    """A parser with headings and help in one language.

    Args:
        usage: the usage line.
        texts: the description above the arguments, and the notes at the end.
        heading: of the arguments that are not options.
        arguments: by name, as `add_argument` takes them.
        language: of the help.
    """
    description, notes = texts
    parser = argparse.ArgumentParser(
        usage=usage,
        description=description,
        epilog=notes,
        formatter_class=_ChineseFormatter if language == "zh" else _EnglishFormatter,
        add_help=False,
        allow_abbrev=False,
        exit_on_error=False,
    )
    positional = parser.add_argument_group(heading[language])
    options = parser.add_argument_group(OPTIONS_HEADING[language])
    options.add_argument("-h", "--help", action=_HelpAction, nargs=0, help=HELP["--help"][language])
    for name, details in [*arguments.items(), ("--lang", {"metavar": _choices_metavar(LANGUAGES)})]:
        group = options if name.startswith("-") else positional
        group.add_argument(name, help=HELP[name][language], **details)
    return parser
