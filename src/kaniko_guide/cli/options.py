"""The command line: its commands and options, their help, and the messages for wrong usage.

`argparse` parses it. Its own messages and headings exist only in English, so they are replaced by the bilingual ones
here. `--lang` is read first, so that it applies at any position and to the message for any other error.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual, Language
from kaniko_guide.cli.output import write
from kaniko_guide.findings import Severity
from kaniko_guide.report.guide import version
from kaniko_guide.report.text import wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

LANGUAGES: tuple[Language, ...] = get_args(Language)
SHELLS = ("bash", "zsh", "fish")
FORMATS = ("text", "json", "github", "sarif")

PROGRAM = "kaniko-guide"
ABOUT = Bilingual(
    zh="检查用 Kaniko 构建镜像的 Jenkins 流水线：Jenkinsfile、Pod 的 YAML、Dockerfile、shell 脚本。",
    en="Check Jenkins pipelines that build images with Kaniko: Jenkinsfiles, pod YAML, Dockerfiles, shell scripts.",
)
HELP = {
    "check": Bilingual(zh="检查文件或目录", en="Check files and directories"),
    "show": Bilingual(zh="显示从一个文件中解析出的内容", en="Show what was parsed from a file"),
    "diagnose": Bilingual(
        zh="从构建日志或 Pod 中找出失败的原因", en="Find the cause of a failed build in its log or pod"
    ),
    "doctor": Bilingual(
        zh="第一次构建之前，用 kubectl 检查集群", en="Check a cluster through kubectl before the first build"
    ),
    "rules": Bilingual(zh="列出全部规则，或说明一条", en="List all rules, or explain one"),
    "completion": Bilingual(zh="输出 shell 的补全脚本", en="Print a script that completes commands in a shell"),
    "shell": Bilingual(zh="为哪种 shell", en="The shell"),
    "paths": Bilingual(
        zh="文件或目录，- 表示标准输入（默认：当前目录）",
        en="Files or directories, or - for standard input (default: the current directory)",
    ),
    "path": Bilingual(zh="文件，- 表示标准输入", en="A file, or - for standard input"),
    "log": Bilingual(zh="日志文件，- 表示标准输入（默认：-）", en="A log file, or - for standard input (default: -)"),
    "pipeline": Bilingual(
        zh="Jenkinsfile、Pod 的 YAML 或目录（默认：指南的快速开始）",
        en="A Jenkinsfile, pod YAML, or a directory (default: the guide's quick start)",
    ),
    "name": Bilingual(zh="规则名", en="Name of a rule"),
    "--help": Bilingual(zh="显示帮助", en="Show this help"),
    "--version": Bilingual(zh="显示版本", en="Show the version"),
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
    "--linters": Bilingual(
        zh="也运行 ShellCheck 和 hadolint（需要 `kaniko-guide[linters]`）",
        en="Run ShellCheck and hadolint too (needs `kaniko-guide[linters]`)",
    ),
    "--select": Bilingual(zh="只用这些规则，用逗号分隔", en="Use only these rules, comma-separated"),
    "--ignore": Bilingual(zh="跳过这些规则，用逗号分隔", en="Skip these rules, comma-separated"),
    "--fix": Bilingual(
        zh="自动修复标有 [*] 的问题，写回文件；只修复显示出来的，不猜测任何值",
        en="Fix what is marked [*], and write the files; only what is shown, and no value is guessed",
    ),
    "--diff": Bilingual(
        zh="只输出 --fix 会做的改动，不写文件；有改动时退出码为 1",
        en="Only print what --fix would change, as a unified diff; exit with 1 if there is a change",
    ),
    "--severity": Bilingual(zh="显示的最低严重级别（默认：warning）", en="Lowest severity to show (default: warning)"),
    "--fail-on": Bilingual(
        zh="使退出码为 1 的最低严重级别（默认：warning）", en="Lowest severity that exits with 1 (default: warning)"
    ),
    "--exit-zero": Bilingual(zh="有问题时退出码也是 0", en="Exit with 0 even if there are findings"),
    "--exclude": Bilingual(
        zh="不检查匹配的文件，写法同 .gitignore；可以写多次",
        en="Do not check matching files, as in .gitignore; may be repeated",
    ),
    "--config": Bilingual(
        zh="配置文件（默认：仓库里的 kaniko-guide.toml）",
        en="Configuration file (default: kaniko-guide.toml of the repository)",
    ),
    "--isolated": Bilingual(
        zh="不用仓库里的配置文件和 .gitignore", en="Use no configuration file and no .gitignore of the repository"
    ),
    "--baseline": Bilingual(zh="不报告这份基线里的问题", en="Do not report the findings in this baseline"),
    "--write-baseline": Bilingual(zh="把现有的问题写入基线", en="Write the findings to a baseline"),
    "--stdin-filename": Bilingual(
        zh="标准输入的内容属于这个文件", en="Path of the file whose content is read from standard input"
    ),
    "--output-file": Bilingual(zh="把报告写入文件", en="Write the report to a file"),
    "--pod": Bilingual(
        zh="不读日志，读这个 Pod：状态、事件、容器日志", en="Instead of a log, read this pod: status, events, logs"
    ),
    "--save": Bilingual(
        zh="把 Pod 的内容去掉密码后写入文件，可以发给别人",
        en="Write what is known of the pod to a file, without secrets, to send on",
    ),
    "--context": Bilingual(
        zh="用哪个上下文（默认：当前的）", en="Context of the kubeconfig (default: the current one)"
    ),
    "--namespace": Bilingual(
        zh="命名空间（默认：Pod 里写的，或者上下文的）",
        en="Namespace (default: the one that the pod names, or that of the context)",
    ),
    "--service-account": Bilingual(
        zh="Jenkins 用的 ServiceAccount，写成 命名空间:名字；不写就不知道它的权限",
        en="ServiceAccount that Jenkins uses, as NAMESPACE:NAME; without it its rights are not known",
    ),
    "--read-secret": Bilingual(
        zh="也读推送用的 Secret，看有没有目标仓库的登录；只显示主机名",
        en="Also read the Secret for the push, to see whether it has a login for each destination; shows hosts only",
    ),
    "--try": Bilingual(
        zh="再创建一个测试 Pod：拉镜像，试 shell、config.json、推送的权限；先列出要做的，再问你",
        en="Also create a trial pod: pull images, try shell, config.json and the right to push; asks first",
    ),
    "--jenkins-url": Bilingual(
        zh="和 --try 一起：从 Pod 里访问这个 Jenkins 地址", en="With --try: reach this URL of Jenkins from the pod"
    ),
    "--yes": Bilingual(
        zh="和 --try 一起：不再询问；要同时写 --context 和 --namespace",
        en="With --try: do not ask; needs --context and --namespace",
    ),
    "--show-commands": Bilingual(zh="列出运行过的每条 kubectl 命令", en="List every kubectl command that was run"),
    "--quiet": Bilingual(zh="只输出问题和错误", en="Print only findings and errors"),
}
NOTES = {
    "check": Bilingual(
        zh="示例：kaniko-guide check Jenkinsfile ci/\n"
        "忽略一处：在上一行或行末写注释 # kaniko-guide: ignore[规则名] 理由（Groovy 里用 //）。\n"
        "配置：仓库根目录的 kaniko-guide.toml。\n"
        "退出码：0 没有错误和警告，1 有错误或警告，2 用法错误，或有文件没能检查。\n"
        "--fail-on=error：只有错误使退出码为 1，警告照样显示。\n"
        "限制：运行时才知道的值、共享库和超过 1 MB 的文件不检查，每次都列出没有读懂的部分。"
        "从不运行 Groovy、CodeNarc、kubectl 和被检查的代码；只有加 --linters 才运行 hadolint、ShellCheck。",
        en="Example: kaniko-guide check Jenkinsfile ci/\n"
        "To ignore a finding, write a comment at the end of its line or on the line above: "
        "# kaniko-guide: ignore[rule] reason (in Groovy with //).\n"
        "Configuration: kaniko-guide.toml in the root of the repository.\n"
        "Exit codes: 0 no errors or warnings, 1 errors or warnings, 2 wrong usage or a file that could not be "
        "checked.\n"
        "--fail-on=error: only errors exit with 1; warnings are still shown.\n"
        "Limits: values known only at run time, shared libraries and files over 1 MB are not checked; "
        "every run lists what was not understood. "
        "Never runs Groovy, CodeNarc, kubectl or the checked code; hadolint and ShellCheck only with --linters.",
    ),
    "completion": Bilingual(
        zh="安装：\n"
        "bash：kaniko-guide completion bash > ~/.local/share/bash-completion/completions/kaniko-guide\n"
        "zsh：kaniko-guide completion zsh > 目录/_kaniko-guide（fpath 里的目录）\n"
        "fish：kaniko-guide completion fish > ~/.config/fish/completions/kaniko-guide.fish",
        en="To install it:\n"
        "bash: kaniko-guide completion bash > ~/.local/share/bash-completion/completions/kaniko-guide\n"
        "zsh: kaniko-guide completion zsh > DIRECTORY/_kaniko-guide (a directory in fpath)\n"
        "fish: kaniko-guide completion fish > ~/.config/fish/completions/kaniko-guide.fish",
    ),
    "diagnose": Bilingual(
        zh="退出码：0 找到原因，1 没有找到，2 用法错误，或日志无法读取。",
        en="Exit codes: 0 a cause was found, 1 none was found, 2 wrong usage or an unreadable log.",
    ),
    "doctor": Bilingual(
        zh="示例：kaniko-guide doctor Jenkinsfile --namespace=jenkins --service-account=jenkins:jenkins\n"
        "只读：不加 --try 不创建、不修改、不删除任何东西，不加 --read-secret 不读 Secret 的值。\n"
        "退出码：0 没有失败，1 有一项失败，或者有一项构建必需的不知道，2 用法错误，没有 kubectl，或者集群没有回答。",
        en="Example: kaniko-guide doctor Jenkinsfile --namespace=jenkins --service-account=jenkins:jenkins\n"
        "Read-only: creates nothing without --try, and reads no value of a Secret without --read-secret.\n"
        "Exit codes: 0 nothing failed, 1 a check failed or one that every build needs is not known, 2 wrong usage, no "
        "kubectl, or no answer.",
    ),
}
"""What the help of a command adds at its end."""

DEFAULT_COLUMNS = 80
"""The width of the help if the terminal's is not known."""

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
FIX_NEEDS_FILES = Bilingual(
    zh="--fix：要修复的应该是文件，不能是标准输入；写出文件的路径，或者用 --diff 查看改动",
    en="--fix: found standard input, expected files; name them, or use --diff to see the changes",
)
INVALID_VALUE = Bilingual(zh="{option}：无效的值", en="{option}: invalid value")
UNKNOWN_RULE = Bilingual(zh="未知的规则", en="unknown rule")
NO_SHELL = Bilingual(
    zh="completion：缺少 shell；写法如 `kaniko-guide completion bash`",
    en="completion: missing shell; for example `kaniko-guide completion bash`",
)
UNKNOWN_SHELL = Bilingual(zh="未知的 shell", en="unknown shell")
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
    raise UsageError(invalid_choice(problem, name, repr(name), choices, suggestion))


def invalid_choice(
    problem: Bilingual, name: str, shown: str, choices: Collection[str], suggestion: Bilingual | None = None
) -> Bilingual:
    """The message for a name that is none of the choices.

    Args:
        problem: how the message begins.
        name: as the user wrote it.
        shown: the name as the message has it.
        choices: the valid names.
        suggestion: for a name that is not similar to any.
    """
    similar = lazy.close_matches(name, choices, 1)
    advice = DID_YOU_MEAN.format(similar=similar[0]) if similar else suggestion
    return INVALID_CHOICE.format(
        problem=problem, name=shown, suggestion=advice or ONE_OF.format(choices=_name_list(choices))
    )


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
        "paths": {"nargs": "*", "default": [], "metavar": "PATH"},
        "--format": {**_choice("--format", FORMATS), "default": "text"},
        "--kubernetes": {"metavar": "VERSION"},
        "--executor": {"metavar": "RELEASE"},
        "--linters": {"action": "store_true"},
        "--select": RULE_NAMES,
        "--ignore": RULE_NAMES,
        "--fix": {"action": "store_true"},
        "--diff": {"action": "store_true"},
        "--severity": _choice("--severity", [severity.value for severity in Severity]),
        "--fail-on": _choice("--fail-on", [severity.value for severity in Severity]),
        "--exit-zero": {"action": "store_true"},
        "--exclude": {"action": "append", "default": [], "metavar": "PATTERN"},
        "--config": {"metavar": "FILE"},
        "--isolated": {"action": "store_true"},
        "--baseline": {"metavar": "FILE"},
        "--write-baseline": {"metavar": "FILE"},
        "--stdin-filename": {"metavar": "PATH"},
        "--output-file": {"metavar": "FILE"},
        "--quiet": {"action": "store_true"},
    },
    "show": {
        "path": {"nargs": "?", "metavar": "PATH"},
        "--format": {**_choice("--format", FORMATS[:2]), "default": "text"},
    },
    "diagnose": {
        "log": {"nargs": "?", "default": "-", "metavar": "LOG"},
        "--pod": {"metavar": "NAME"},
        "--namespace": {"metavar": "NAME"},
        "--context": {"metavar": "NAME"},
        "--save": {"metavar": "FILE"},
        "--format": {**_choice("--format", FORMATS[:2]), "default": "text"},
    },
    "doctor": {
        "pipeline": {"nargs": "?", "metavar": "PATH"},
        "--context": {"metavar": "NAME"},
        "--namespace": {"metavar": "NAME"},
        "--service-account": {"metavar": "NAMESPACE:NAME"},
        "--read-secret": {"action": "store_true"},
        "--try": {"action": "store_true", "dest": "trial"},
        "--jenkins-url": {"metavar": "URL"},
        "--yes": {"action": "store_true"},
        "--show-commands": {"action": "store_true"},
        "--format": {**_choice("--format", FORMATS[:3]), "default": "text"},
    },
    "rules": {"name": {"nargs": "?", "metavar": "NAME"}},
    "completion": {"shell": {"nargs": "?", "metavar": _choices_metavar(SHELLS)}},
}
"""By command: its arguments, as `add_argument` of argparse takes them, except `--help` and `--lang`."""

SHORT = {"--quiet": "-q", "--version": "-V"}
"""By option: its short form."""

SYNOPSIS = {
    "check": "[PATH …]",
    "show": "PATH",
    "diagnose": "[LOG]",
    "doctor": "[PATH]",
    "rules": "[NAME]",
    "completion": "SHELL",
}


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
    end = [*arguments, "--"].index("--")
    names = [f"./{name}" if name.startswith("-") and name != "-" else name for name in arguments[end + 1 :]]
    if not any(argument.startswith("--lang") for argument in arguments[:end]):
        return default, [*arguments[:end], *names]
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False, formatter_class=_EnglishFormatter)
    parser.add_argument("--lang", nargs="?", default=default, const="")
    options, rest = parser.parse_known_args(arguments[:end])
    if not options.lang:
        raise UsageError(NO_VALUE.format(option="--lang", program=PROGRAM))
    validated_choice(INVALID_VALUE.format(option="--lang"), options.lang, LANGUAGES)
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
    if command in {"-h", "--help", "-V", "--version"}:
        _program_parser(language).parse_args([command])
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
    if command == "completion" and options.shell is None:
        raise UsageError(NO_SHELL)
    options.command = command
    return options


class _EnglishFormatter(argparse.HelpFormatter):
    """Help in a language of its own, with lines broken by the columns of a terminal."""

    language: Language = "en"

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_help_width())

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, USAGE[self.language] if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrap(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for part in text.split("\n") for line in wrap(part, width))


def _help_width() -> int:
    """The width that argparse determines by shutil, which imports all formats of archives."""
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() else 0
    if not width and sys.__stdout__ is not None:
        with contextlib.suppress(OSError, ValueError):
            width = os.get_terminal_size(sys.__stdout__.fileno()).columns
    return (width or DEFAULT_COLUMNS) - 2


class _ChineseFormatter(_EnglishFormatter):
    language = "zh"


class _HelpAction(argparse.Action):
    """`--help`, printed by `output.write`."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        write(parser.format_help().splitlines())
        parser.exit()


class _VersionAction(argparse.Action):
    """`--version`, printed by `output.write`."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        write([f"{PROGRAM} {version()}"])
        parser.exit()


def _command_parser(command: str, language: Language) -> argparse.ArgumentParser:
    usage = f"{PROGRAM} {command} [{OPTION[language].upper()} …] {SYNOPSIS[command]}"
    notes = NOTES[command][language] if command in NOTES else None
    return _parser(usage, (HELP[command][language], notes), ARGUMENTS_HEADING, ARGUMENTS[command], language)


def _program_parser(language: Language) -> argparse.ArgumentParser:
    """The parser that prints the help of the program, which lists the commands as arguments."""
    usage = f"{PROGRAM} {COMMAND[language].upper()} [{OPTION[language].upper()} …]"
    commands: dict[str, dict[str, Any]] = {command: {"nargs": "?"} for command in ARGUMENTS}
    commands["--version"] = {"action": _VersionAction, "nargs": 0}
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
        short = [SHORT[name]] if name in SHORT else []
        group.add_argument(*short, name, help=HELP[name][language], **details)
    return parser
