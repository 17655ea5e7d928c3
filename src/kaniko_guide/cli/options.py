"""The command line: which commands and options there are, their help, and what is said of a wrong one.

`argparse` reads it. Its complaints and headings are English, so none of them is shown: each is told here, in both
languages. `--lang` is read first, so that it counts wherever it stands and whatever else is wrong.
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
    en="Check Jenkins pipelines that build images with Kaniko: Jenkinsfiles, pod YAML, Dockerfiles, scripts.",
)
HELP = {
    "check": Bilingual(
        zh="检查文件或目录；退出码 0 没有问题，1 有错误或警告，2 用法不对或有文件读不了",
        en="check files or folders; exits with 0 when clean, 1 on errors or warnings, 2 on wrong usage or input",
    ),
    "show": Bilingual(zh="显示从一个文件里读出了什么", en="show what was read in a file"),
    "diagnose": Bilingual(
        zh="从构建日志里找出失败的原因；退出码 0 找到了，1 没有，2 用法不对或读不了",
        en="tell from a build's log why it failed; exits with 0 when told, 1 when not, 2 on wrong usage or input",
    ),
    "rules": Bilingual(zh="列出全部规则，或说明一条", en="list all rules, or explain one"),
    "paths": Bilingual(
        zh="文件、目录，或表示标准输入的 -；不写就是当前目录",
        en="files, folders, or - for the standard input; by default the current folder",
    ),
    "path": Bilingual(zh="一个文件，或表示标准输入的 -", en="a file, or - for the standard input"),
    "log": Bilingual(
        zh="日志文件，或表示标准输入的 -；不写就是标准输入",
        en="a log file, or - for the standard input, which is the default",
    ),
    "name": Bilingual(zh="规则名", en="a rule's name"),
    "--help": Bilingual(zh="显示这份说明", en="show this help"),
    "--format": Bilingual(zh="输出格式，默认 text", en="how findings are written, text by default"),
    "--lang": Bilingual(zh="输出的语言，默认按系统的语言", en="the language, by default that of the locale"),
    "--kubernetes": Bilingual(
        zh="只看这些 Kubernetes 版本，用逗号分开：1.33,1.37",
        en="judge pods on these Kubernetes versions only, separated by commas: 1.33,1.37",
    ),
    "--executor": Bilingual(
        zh="实际运行的 executor；默认从 Pod 里的镜像判断",
        en="the executor that runs, by default told from the image in the pod",
    ),
    "--select": Bilingual(zh="只用这些规则，用逗号分开", en="use these rules only, separated by commas"),
    "--ignore": Bilingual(zh="不用这些规则，用逗号分开", en="leave these rules out, separated by commas"),
    "--severity": Bilingual(
        zh="显示这一级及更重的，默认 warning", en="show what is at least this severe, warning by default"
    ),
}
USAGE = Bilingual(zh="用法：", en="usage: ")
COMMAND = Bilingual(zh="命令", en="command")
OPTION = Bilingual(zh="选项", en="option")
COMMANDS = Bilingual(zh="命令", en="commands")
ARGUMENTS = Bilingual(zh="参数", en="arguments")
OPTIONS = Bilingual(zh="选项", en="options")

NO_COMMAND = Bilingual(
    zh="没有写命令，应该是 {known} 之一；`kaniko-guide --help` 有说明",
    en="found no command, expected one of {known}; `kaniko-guide --help` explains them",
)
NO_PATH = Bilingual(
    zh="show：没有写文件；写出一个，如 `kaniko-guide show Jenkinsfile`",
    en="show: found no file, expected one; name it, as in `kaniko-guide show Jenkinsfile`",
)
NO_VALUE = Bilingual(
    zh="{option}：后面没有值；`{program} --help` 说明应该写什么",
    en="{option}: found no value, expected one; `{program} --help` says which",
)
A_VALUE = Bilingual(zh="{option}：后面不能有值；删掉它", en="{option}: found a value, expected none; delete it")
TOO_MUCH = Bilingual(
    zh="{command}：没有 {extra} 这样的选项或参数；`{program} --help` 列出有哪些",
    en="{command}: there is no option or argument {extra}; `{program} --help` lists those there are",
)
UNKNOWN = Bilingual(zh="{what}：没有 {name}；{expected}", en="{what}: there is no {name}; {expected}")
NEAR = Bilingual(zh="是不是想写 {near}？", en="did you mean {near}?")
LISTED = Bilingual(zh="`kaniko-guide rules` 列出全部规则", en="`kaniko-guide rules` lists all rules")
ONE_OF = Bilingual(zh="应该是 {known} 之一", en="expected one of {known}")


class UsageError(Exception):
    """The command can't do what it is asked for.

    Args:
        reason: what was found, what was expected and how to mend it.
    """

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason


def must(what: str | Bilingual, name: str, known: Collection[str], otherwise: Bilingual | None = None) -> str:
    """A name, which must be known.

    Args:
        what: where the name stands, such as `--select`.
        name: as the reader wrote it.
        known: all names.
        otherwise: what to say of a name that is like none of them; by default they are listed.

    Raises:
        UsageError: it is not known.
    """
    if name in known:
        return name
    near = get_close_matches(name, known, 1)
    expected = NEAR.format(near=near[0]) if near else otherwise or ONE_OF.format(known=_listed(known))
    raise UsageError(UNKNOWN.format(what=what, name=repr(name), expected=expected))


def _listed(names: Collection[str]) -> Bilingual:
    return Bilingual("、".join(names), ", ".join(names))


def _one(option: str, known: Collection[str]) -> dict[str, Any]:
    """An option whose value is one of a few; not by argparse's `choices`, whose complaint is English."""
    check: Callable[[str], str] = partial(must, option, known=known)
    return {"type": check, "metavar": _braced(known)}


def _braced(known: Iterable[str]) -> str:
    return "{" + ",".join(known) + "}"


NAMES = {"action": "append", "default": [], "metavar": "RULE"}
WANTED: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "check": {
        "paths": {"nargs": "*", "default": ["."], "metavar": "PATH"},
        "--format": {**_one("--format", FORMATS), "default": "text"},
        "--kubernetes": {"metavar": "MINOR"},
        "--executor": {"metavar": "BUILD"},
        "--select": NAMES,
        "--ignore": NAMES,
        "--severity": {**_one("--severity", [each.value for each in Severity]), "default": "warning"},
    },
    "show": {
        "path": {"nargs": "?", "metavar": "PATH"},
        "--format": {**_one("--format", FORMATS[:2]), "default": "text"},
    },
    "diagnose": {
        "log": {"nargs": "?", "default": "-", "metavar": "LOG"},
        "--format": {**_one("--format", FORMATS[:2]), "default": "text"},
    },
    "rules": {"name": {"nargs": "?", "metavar": "NAME"}},
}
"""What each command takes, as argparse's `add_argument` has it, beside `--help` and `--lang`."""

SYNOPSIS = {"check": "[PATH …]", "show": "PATH", "diagnose": "[LOG]", "rules": "[NAME]"}


def locale_language(environment: Mapping[str, str]) -> Language:
    """The language that the locale's variables name: Chinese where it is set, else English."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    chosen = next((name for name in names if name), "")
    return "zh" if chosen.lower().startswith("zh") else "en"


def without_language(arguments: Sequence[str], default: Language) -> tuple[Language, list[str]]:
    """The language that the last `--lang` names, wherever it stands, and the arguments without it.

    They are also without `--`: a file's name behind it that begins with a dash begins with `./` instead.

    Raises:
        UsageError: there is no such language.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--lang", nargs="?", default=default, const="")
    end = [*arguments, "--"].index("--")
    options, rest = parser.parse_known_args(arguments[:end])
    if not options.lang:
        raise UsageError(NO_VALUE.format(option="--lang", program=PROGRAM))
    must("--lang", options.lang, LANGUAGES)
    behind = [f"./{each}" if each.startswith("-") and each != "-" else each for each in arguments[end + 1 :]]
    return options.lang, [*rest, *behind]


def parse(arguments: Sequence[str], language: Language) -> argparse.Namespace:
    """The options, the command's name as `command`.

    Args:
        arguments: without the program's name and `--lang`.
        language: of the help.

    Raises:
        UsageError: they can't be followed.
        SystemExit: they ask for help, which is then printed.
    """
    command, *rest = arguments or [""]
    if command in {"-h", "--help"}:
        _help(language).parse_args(["--help"])
    if not command or command.startswith("-"):
        raise UsageError(NO_COMMAND.format(known=_listed(WANTED)))
    must(COMMAND, command, WANTED)
    program = f"{PROGRAM} {command}"
    try:
        options, extra = _parser(command, language).parse_known_intermixed_args(rest)
    except argparse.ArgumentError as error:
        words = A_VALUE if error.argument_name == "-h/--help" else NO_VALUE
        raise UsageError(words.format(option=error.argument_name, program=program)) from error
    if extra:
        raise UsageError(TOO_MUCH.format(command=command, extra=" ".join(extra), program=program))
    if command == "show" and options.path is None:
        raise UsageError(NO_PATH)
    options.command = command
    return options


class _English(argparse.HelpFormatter):
    """Help with the language's own word for `usage:`, its lines folded by the columns of a terminal."""

    language: Language = "en"

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, USAGE[self.language] if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrap(text, width))


class _Chinese(_English):
    language = "zh"


class _Help(argparse.Action):
    """`--help`, printed as all else is."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        write(parser.format_help().splitlines())
        parser.exit()


def _parser(command: str, language: Language) -> argparse.ArgumentParser:
    usage = f"{PROGRAM} {command} [{OPTION[language].upper()} …] {SYNOPSIS[command]}"
    return _filled(usage, HELP[command][language], ARGUMENTS, WANTED[command], language)


def _help(language: Language) -> argparse.ArgumentParser:
    """What prints the program's own help; its commands stand there as arguments."""
    usage = f"{PROGRAM} {COMMAND[language].upper()} [{OPTION[language].upper()} …]"
    return _filled(usage, ABOUT[language], COMMANDS, {command: {"nargs": "?"} for command in WANTED}, language)


def _filled(
    usage: str, about: str, heading: Bilingual, wanted: Mapping[str, Mapping[str, Any]], language: Language
) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        usage=usage,
        description=about,
        formatter_class=_Chinese if language == "zh" else _English,
        add_help=False,
        allow_abbrev=False,
        exit_on_error=False,
    )
    arguments = parser.add_argument_group(heading[language])
    options = parser.add_argument_group(OPTIONS[language])
    options.add_argument("-h", "--help", action=_Help, nargs=0, help=HELP["--help"][language])
    for name, details in [*wanted.items(), ("--lang", {"metavar": _braced(LANGUAGES)})]:
        group = options if name.startswith("-") else arguments
        group.add_argument(name, help=HELP[name][language], **details)
    return parser
