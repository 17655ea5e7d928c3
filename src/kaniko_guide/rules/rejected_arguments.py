"""Commands whose arguments the program rejects at once: too few, too many, or an option that is missing.

Only what the words show is reported: a command with an unknown flag, or with an expansion that may be any number of
words, is left out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis import git_addresses
from kaniko_guide.analysis.build_stages import run_commands, run_script, stages
from kaniko_guide.analysis.commands import kubectl_arguments, program_name, redirected_placeholders
from kaniko_guide.analysis.docker_builds import arguments
from kaniko_guide.analysis.edit_distance import correct_typo, only_neighbor
from kaniko_guide.analysis.npm_scripts import missing_scripts
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import command_lines, image_contents
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kaniko_guide.facts.command_lines import CountedArguments
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Dockerfile, Word

COUNT = Message(
    "count",
    Bilingual(
        zh="`{command}` 有 {found} 个参数，应当是 {expected} 个。",
        en="`{command}` has {found} arguments instead of {expected}.",
    ),
    Bilingual(
        zh="补上缺少的参数，例如 `docker build` 末尾的上下文目录 `.`，或者删掉多余的。",
        en="Add what is missing, such as the context `.` at the end of `docker build`, or remove what is too much.",
    ),
)
NEEDED = Message(
    "option",
    Bilingual(zh="`{command}` 没有 `{option}`，会直接报错。", en="`{command}` fails without `{option}`."),
    Bilingual(zh="写成 `{command} {option} …`。", en="Write `{command} {option} …`."),
)
TOGETHER = Message(
    "together",
    Bilingual(
        zh="`{command} {option}` 必须和 `{other}` 一起用。",
        en="`{command} {option}` only works together with `{other}`.",
    ),
    Bilingual(zh="加上 `{other}`，或者去掉 `{option}`。", en="Add `{other}`, or remove `{option}`."),
)
TERMINAL = Message(
    "terminal",
    Bilingual(
        zh="`sh` 步骤没有终端，`{found}` 会报 `the input device is not a TTY`。",
        en="An `sh` step has no terminal: `{found}` fails with `the input device is not a TTY`.",
    ),
    Bilingual(zh="去掉 `t`，只写 `-i`，或者两个都不写。", en="Remove the `t`: write `-i`, or neither."),
)
NPM = Message(
    "npm",
    Bilingual(zh="npm 没有命令 `{name}`。", en="npm has no command `{name}`."),
    Bilingual(
        zh="`package.json` 里的脚本写成 `npm run {name}`。", en="For a script of `package.json` write `npm run {name}`."
    ),
)
NO_SCRIPT = Message(
    "no-script",
    Bilingual(
        zh="`{path}` 里没有脚本 `{name}`，npm 报 `Missing script`。",
        en="`{path}` has no script `{name}`: npm fails with `Missing script`.",
    ),
    Bilingual(zh="写成其中之一：{known}。", en="Use one of {known}."),
)
SIMILAR_SCRIPT = Message(
    "similar-script",
    NO_SCRIPT.message,
    Bilingual(zh="写成 `{meant}`。", en="Write `{meant}`."),
)
VALUE = Message(
    "value",
    Bilingual(
        zh="`{option}` 后面要有值，`{following}` 是另一个选项。",
        en="`{option}` needs a value, but `{following}` is another option.",
    ),
    Bilingual(zh="补上它的值，或者去掉 `{option}`。", en="Add its value, or remove `{option}`."),
)
LAST = Message(
    "last",
    Bilingual(zh="`{option}` 后面缺少它的值。", en="`{option}` lacks its value."),
    Bilingual(zh="补上它的值，或者去掉 `{option}`。", en="Add its value, or remove `{option}`."),
)
EMPTY_ARCHIVE = Message(
    "empty-archive",
    Bilingual(
        zh="`tar` 没有写要打包的文件，会报 `Cowardly refusing to create an empty archive`。",
        en="`tar` has no files to pack and fails with `Cowardly refusing to create an empty archive`.",
    ),
    Bilingual(zh="在末尾写上要打包的文件，例如 `.`。", en="Write the files at the end, such as `.`."),
)
FLAG = Message(
    "flag",
    Bilingual(zh="`{command}` 没有参数 `{flag}`。", en="`{command}` has no flag `{flag}`."),
    Bilingual(zh="去掉它；`{flag}` 是 `{other}` 的参数。", en="Remove it; `{flag}` is a flag of `{other}`."),
)
VERB = Message(
    "verb",
    Bilingual(zh="{program} 没有命令 `{name}`。", en="{program} has no command `{name}`."),
    Bilingual(zh="写成 `{meant}`。", en="Write `{meant}`."),
)
NO_VERB = Message(
    "no-verb",
    Bilingual(zh="{program} 没有命令 `{name}`。", en="{program} has no command `{name}`."),
    Bilingual(zh="写成其中之一：{known}。", en="Use one of {known}."),
)
MISSPELT_FLAG = Message(
    "misspelt-flag",
    Bilingual(zh="`{command}` 没有参数 `{flag}`。", en="`{command}` has no flag `{flag}`."),
    Bilingual(zh="写成 `{meant}`。", en="Write `{meant}`."),
)
ONE_DASH = Message(
    "one-dash",
    Bilingual(
        zh="`{flag}` 会读成短参数 `{short}` 加上 `{rest}`，不是 `-{flag}`。",
        en="`{flag}` is read as the short flag `{short}` with `{rest}`, not as `-{flag}`.",
    ),
    Bilingual(zh="写成 `-{flag}`。", en="Write `-{flag}`."),
)
PHASE = Message(
    "phase",
    Bilingual(
        zh="Maven 没有阶段 `{name}`，会报 `Unknown lifecycle phase`。",
        en="Maven has no phase `{name}` and fails with `Unknown lifecycle phase`.",
    ),
    Bilingual(zh="写成 `{meant}`。", en="Write `{meant}`."),
)
MAYBE_PHASE = Message(
    "maybe-phase",
    Bilingual(
        zh="Maven 没有阶段 `{name}`；除非构建的扩展定义了它，否则报 `Unknown lifecycle phase`。",
        en="Maven has no phase `{name}`; unless an extension defines it, it fails with `Unknown lifecycle phase`.",
    ),
    Bilingual(
        zh="写成 Maven 的阶段，例如 `package`；目标写成 `插件:目标`。",
        en="Write a phase of Maven, such as `package`; a goal is `PLUGIN:GOAL`.",
    ),
)
MESSAGE_IN_WORDS = Message(
    "message-in-words",
    Bilingual(
        zh="提交说明没有引号，`{word}` 会被当成路径：`pathspec did not match`。",
        en="The message has no quotes, so `{word}` is taken for a path: `pathspec did not match`.",
    ),
    Bilingual(zh="给整个说明加上引号。", en="Put quotes around the whole message."),
)
ADDRESS = Message(
    "address",
    Bilingual(zh="`{value}` 不是 git 仓库的地址。", en="`{value}` is not the address of a git repository."),
    Bilingual(zh="写成 `https://…` 或 `git@主机:路径`。", en="Write `https://…` or `git@HOST:PATH`."),
)
NO_IMAGE = Message(
    "no-image",
    Bilingual(zh="`kubectl set image` 没有写 `容器=镜像`。", en="`kubectl set image` has no `CONTAINER=IMAGE`."),
    Bilingual(
        zh="写成 `kubectl set image deployment/名称 容器=镜像`。",
        en="Write `kubectl set image deployment/NAME CONTAINER=IMAGE`.",
    ),
)
NO_NAME = Message(
    "no-name",
    Bilingual(
        zh="`{kind}` 后面没有名称：`{following}` 是 `容器=镜像`。",
        en="`{kind}` has no name after it: `{following}` is `CONTAINER=IMAGE`.",
    ),
    Bilingual(zh="写成 `{kind}/名称`。", en="Write `{kind}/NAME`."),
)
NO_LISTS = Message(
    "no-lists",
    Bilingual(
        zh="官方镜像里没有软件包列表：前面没有 `{program} update`，会报 `Unable to locate package`。",
        en="Official images have no lists of packages: without `{program} update` it fails with `Unable to locate "
        "package`.",
    ),
    Bilingual(
        zh="写成 `{program} update && {program} install …`。", en="Write `{program} update && {program} install …`."
    ),
)
SSH_OPTION = Message(
    "ssh-option",
    Bilingual(
        zh="`{found}` 前面没有 `-o`，会被当成主机或命令。",
        en="`{found}` is taken for a host or a command, as `-o` is missing.",
    ),
    Bilingual(zh="写成 `-o {found}`。", en="Write `-o {found}`."),
)
SEVERAL_FILES = Message(
    "several-files",
    Bilingual(
        zh="`{found}` 会展开成 {count} 个文件，`-f` 只取第一个，其余的报 `unexpected args`。",
        en="`{found}` expands to {count} files: `-f` takes the first, and kubectl rejects the others.",
    ),
    Bilingual(zh="写目录名：`-f {directory}`。", en="Write the directory: `-f {directory}`."),
)
CONFIRM = Message(
    "confirm",
    Bilingual(
        zh="没有 `{option}`，`{command}` 在要安装或删除别的软件包时会等待确认；构建里没有人回答，它就中止。",
        en=(
            "Without `{option}`, `{command}` asks for confirmation if other packages change too; nobody answers in a "
            "build, and it aborts."
        ),
    ),
    Bilingual(zh="写成 `{command} {option} …`。", en="Write `{command} {option} …`."),
)

RULE = Rule(
    name="rejected-arguments",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="程序拒绝的参数", en="Arguments that the program rejects"),
    why=Bilingual(
        zh=(
            "`docker build` 没有上下文目录、`docker tag` 只有一个名字、`kubectl apply` 没有 `-f`，程序打印用法后以非零"
            "退出，步骤失败，什么也没有做。`docker run -it` 需要终端，Jenkins 里没有。"
        ),
        en=(
            "`docker build` without a context, `docker tag` with one name, or `kubectl apply` without `-f` print how "
            "they are used and exit with an error: the step fails, and nothing is done. `docker run -it` needs a "
            "terminal, and Jenkins has none."
        ),
    ),
    messages=(
        COUNT,
        NEEDED,
        TOGETHER,
        TERMINAL,
        NPM,
        NO_SCRIPT,
        SIMILAR_SCRIPT,
        VALUE,
        LAST,
        EMPTY_ARCHIVE,
        FLAG,
        VERB,
        NO_VERB,
        MISSPELT_FLAG,
        ONE_DASH,
        PHASE,
        MAYBE_PHASE,
        MESSAGE_IN_WORDS,
        ADDRESS,
        NO_IMAGE,
        NO_NAME,
        NO_LISTS,
        SSH_OPTION,
        SEVERAL_FILES,
        CONFIRM,
    ),
    source="each command was run: docker 28.2.2, kubectl 1.36, git 2.39, GNU coreutils; npm/cli, "
    "lib/utils/cmd-list.js, and @npmcli/run-script; npm Docs, npm run; "
    "apache/commons-cli, DefaultParser.java, isArgument; the manual pages apt-get(8), option --yes, and yum(8)",
)

_SEVERAL_WORDS = lazy.pattern(r"\$[@*]|\$\{[@*]|\[[@*]\]")
"""Expansions to any number of words, also in quotes."""

_NPM_COMMAND = lazy.pattern(r"[a-z][a-z:-]+")


def _is_complete(command: Command) -> bool:
    """Whether nothing follows a command on its line, such as a here-document."""
    rest = command.text.source.text[command.text.origin(len(command.text)) :][:_NEAR].lstrip(" \t")
    return not rest or rest[0] in "\n;&|'\""


_NEED_A_VALUE = frozenset({"-f", "--filename", "-k", "--kustomize", "-n", "--namespace"})
_OWN_ARGUMENTS = frozenset({"edit-last-applied", "set-last-applied", "view-last-applied"})
"""Subcommands of `kubectl apply`."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the command, or at the option or the word that is wrong."""
    for script in project.scripts:
        for command in script.commands:
            is_ignored = _is_failure_ignored(command)
            for finding in _check_command(command):
                yield replace(finding, severity=Severity.WARNING) if is_ignored else finding
            if script.step is not None:
                yield from _terminal(command)
                yield from _confirmation(command)
                yield from _several_files(project, command)
    yield from _npm_scripts(project)
    for dockerfile in project.dockerfiles:
        for instruction in dockerfile.instructions:
            for command in run_commands(instruction):
                yield from _check_command(command)
                yield from _confirmation(command)
        yield from _without_lists(dockerfile)


def _without_lists(dockerfile: Dockerfile) -> Iterator[Finding]:
    """Yields a finding at the first `apt-get install` of a stage on an official image, without `update` before it."""
    bases = [entry for entry in dockerfile.instructions if entry.keyword == "FROM"]
    for stage, base in zip(stages(dockerfile), bases, strict=True):
        image = base.arguments[0].value if base.arguments else ""
        if dockerfile.problems or stage.base is not None or not image_contents.has_dash(image):
            continue
        for instruction in stage.instructions:
            script = run_script(instruction)
            if instruction.keyword not in {"RUN", "COPY", "ADD"}:
                continue
            if script is None or script.problems or script.unread or instruction.heredocs or instruction.flags:
                break
            packages = [command for command in script.commands if program_name(command) in {"apt", "apt-get"}]
            verbs = [word.value for command in packages for word in command.words[1:]]
            first = next((word.value for word in packages[0].words[1:] if word.value[0] != "-"), "") if packages else ""
            if first == "install" and not packages[0].conditional and not any("./" in word for word in verbs):
                yield RULE.finding(packages[0].words[0].text, NO_LISTS, program=program_name(packages[0]))
            if packages or any(program_name(command) not in _NO_LISTS for command in script.commands):
                break


_NO_LISTS = frozenset({"echo", "mkdir", "set", "useradd", "groupadd", "adduser", "chown", "chmod", "ls", "rm"})
"""Programs that fetch no lists of packages."""


def _is_failure_ignored(command: Command) -> bool:
    """Whether `|| true` follows a command."""
    end = command.text.origin(len(command.text))
    return _IGNORED.match(command.text.source.text, end) is not None


_IGNORED = lazy.pattern(r"[^\n;|]{0,200}\|\|[ \t\\\n]*(?:true|:|echo)(?!\S)")
"""What makes the failure of the command in front of it succeed: `|| true`, also after `2>/dev/null`."""


def _confirmation(command: Command) -> Iterator[Finding]:
    """Yields a finding at `apt-get install` without `--yes`, unless something else answers."""
    words = [word.value for word in command.words]
    words = words[1:] if words[0] == "sudo" else words
    program = words[0].rpartition("/")[2] if words else ""
    verb = next((word for word in words[1:] if not word.startswith("-")), "")
    if verb not in _ASKING.get(program, ()) or len(words) < len(("apt-get", "install", "curl")):
        return
    start = command.text.origin(0)
    before = command.text.source.text[max(start - _NEAR, 0) : start]
    answered = bool(_PIPE.search(before)) or bool(command.redirections) or _something_answers(command.text.source.text)
    options = [word for word in words[1:] if word.startswith("-")]
    if answered or any("$" in word for word in words) or any(map(_NO_QUESTION.fullmatch, options)):
        return
    option = "--yes" if program in {"apt", "apt-get"} else "--assumeyes"
    finding = RULE.finding(command.words[0].text, CONFIRM, command=f"{program} {verb}", option=option)
    yield replace(finding, severity=Severity.WARNING)


_ASKING = {
    "apt-get": frozenset({"install", "remove", "purge", "build-dep"}),
    "apt": frozenset({"install", "remove", "purge", "build-dep"}),
    "yum": frozenset({"install", "remove", "update", "upgrade", "groupinstall", "reinstall"}),
    "dnf": frozenset({"install", "remove", "update", "upgrade", "groupinstall", "reinstall"}),
}
"""The commands of package managers that ask, with packages as their arguments."""

_NO_QUESTION = lazy.pattern(
    r"-[a-zA-Z]*[ysd][a-zA-Z]*|-[a-zA-Z]*q[a-zA-Z]*q[a-zA-Z]*|-q=[2-9]"
    r"|--(?:yes|assume-?yes|assume-?no|force-yes|simulate|just-print|dry-run|no-act|download-?only|print-uris|help)"
)
"""Options with which they do not ask."""

_NEAR = 100
"""The number of characters in which a pipe is looked for."""


_PIPE = lazy.pattern(r"(?<!\|)\|[ \t\\\n]*(?:\w+=\S*[ \t]+)*$")


@lru_cache(maxsize=8)
def _something_answers(text: str) -> bool:
    """Whether a file sets that nothing is asked, or pipes an answer."""
    return _ANSWERS.search(text) is not None


_ANSWERS = lazy.pattern(r"assume-?yes|\byes\b[^\n]*\|", re.IGNORECASE)


def _check_command(command: Command) -> Iterator[Finding]:
    values = [word.value for word in command.words]
    if any(_SEVERAL_WORDS.search(value) for value in values):
        return
    for counted in command_lines.facts().counted:
        if tuple(values[: len(counted.words)]) == counted.words:
            yield from _count(command, counted)
    if values[0] == "kubectl" and not any(value.startswith(("$", "`")) for value in values):
        yield from _kubectl(command, values)
    yield from _verbs(command)
    yield from _flags(command)
    for check_program in _PROGRAMS.get(program_name(command), ()):
        yield from check_program(command)


def _verbs(command: Command) -> Iterator[Finding]:
    """Yields a finding at a subcommand that the program does not have, or that is a typo."""
    words = command.words if command.words[0].value != "kubectl" else (command.words[0], *kubectl_arguments(command))
    for entry in command_lines.facts().verbs:
        depth = len(entry.words)
        if len(words) <= depth or tuple(word.value for word in words[:depth]) != entry.words:
            continue
        word = words[depth]
        if not word.literal or not _VERB.fullmatch(word.value):
            continue
        program = entry.words[0] if depth == 1 else f"`{' '.join(entry.words)}`"
        meant = correct_typo(word.value, entry.names)
        if meant is not None:
            yield RULE.finding(word.text, VERB, program=program, name=word.value, meant=meant)
        elif entry.closed and word.value not in entry.names:
            known = ", ".join(f"`{name}`" for name in sorted(entry.names))
            yield RULE.finding(word.text, NO_VERB, program=program, name=word.value, known=known)


_VERB = lazy.pattern(r"[a-z][\w./-]*", re.IGNORECASE)


def _flags(command: Command) -> Iterator[Finding]:
    """Yields a finding at a misspelt long flag of kubectl or Docker, or at one with a single dash."""
    facts = command_lines.facts()
    program = command.words[0].value
    verb = next((word.value for word in command.words[1:] if not word.value.startswith("-")), "")
    if program == "docker" and verb in facts.docker and command.words[1].value == verb:
        known = facts.docker[verb]
    elif program == "kubectl":
        known = facts.kubectl_flags[""] | facts.kubectl_flags.get(verb, frozenset())
    else:
        return
    every = frozenset[str]().union(*(facts.docker if program == "docker" else facts.kubectl_flags).values())
    name = f"{program} {verb}"
    for word in command.words[1:]:
        flag = word.value.partition("=")[0]
        if word.value == "--" or (name == "docker run" and not flag.startswith("-") and word is not command.words[1]):
            return
        if flag.startswith("--"):
            meant = only_neighbor(flag, known) if flag not in every else None
            if meant is not None:
                yield RULE.finding(word.text, MISSPELT_FLAG, command=name, flag=flag, meant=meant)
        elif f"-{flag}" in known and len(flag) > len("-a"):
            yield RULE.finding(word.text, ONE_DASH, flag=flag, short=flag[:2], rest=flag[2:])


def _addresses(command: Command) -> Iterator[Finding]:
    """Yields a finding at an address of `git clone` and `git remote` that no git can read."""
    if {"clone", "remote"} & {word.value for word in command.words[1:2]}:
        for word in command.words[2:]:
            if word.literal and git_addresses.is_malformed(word.value):
                yield RULE.finding(word.text, ADDRESS, value=word.value)


def _set_image(command: Command) -> Iterator[Finding]:
    """Yields a finding at `kubectl set image` without an image, or without the name of what it changes."""
    values = [word.value for word in command.words]
    operands = kubectl_arguments(command)[2:]
    options = {"-f", "--filename", "-l", "--selector", "--all", "-k", "--kustomize"}
    if values[:3] != ["kubectl", "set", "image"] or options & set(values) or not all(map(_is_whole, operands)):
        return
    if operands and not any("=" in word.value for word in operands):
        yield RULE.finding(command.words[2].text, NO_IMAGE)
    elif len(operands) > 1 and "/" not in operands[0].value and "=" in operands[1].value:
        yield RULE.finding(operands[0].text, NO_NAME, kind=operands[0].value, following=operands[1].value)


def _is_whole(word: Word) -> bool:
    """Whether a word is one word with all its characters, apart from values in quotes or after a text."""
    return word.literal or not word.text.value.startswith(("$", "`"))


def _ssh(command: Command) -> Iterator[Finding]:
    """Yields a finding at a misspelt option of `ssh -o`, and at an option without `-o` before the host."""
    known = {option.lower() for option in command_lines.facts().ssh}
    program = program_name(command)
    for before, word in pairwise(command.words):
        name, equals, value = word.value.removeprefix("-o").partition("=")
        if not equals or not value or not name.isalnum():
            continue
        is_option = before.value == "-o" or word.value.startswith("-o")
        near = () if name.lower() in known else lazy.close_matches(name, command_lines.facts().ssh, 1, cutoff=0.85)
        if is_option and near:
            yield RULE.finding(word.text, MISSPELT_FLAG, command=program, flag=name, meant=near[0])
        elif not is_option and name.lower() in known and name[:1].isupper() and before.value[:2] in {"-v", program[:2]}:
            yield RULE.finding(word.text, SSH_OPTION, found=word.text)


def _commit(command: Command) -> Iterator[Finding]:
    """Yields a finding at the second word of a message of `git commit` without quotes."""
    if [word.value for word in command.words[:2]] != ["git", "commit"]:
        return
    words = command.words[2:]
    at = next((at for at, word in enumerate(words) if _MESSAGE_OPTION.fullmatch(word.value)), len(words))
    rest = words[at + 2 :]
    plain = [word for word in rest if word.literal and _PLAIN_WORD.fullmatch(word.text.value)]
    if len(plain) == len(rest) > 1:
        yield RULE.finding(rest[0].text, MESSAGE_IN_WORDS, word=rest[0].value)


_MESSAGE_OPTION = lazy.pattern(r"-[a-z]*m|--message")
_PLAIN_WORD = lazy.pattern(r"[A-Za-z]+[,.!:]?")
"""A word of a sentence, which is no path with a directory or an extension."""


def _tar(command: Command) -> Iterator[Finding]:
    """Yields a finding at a `tar` that creates an archive of nothing."""
    values = [word.value for word in command.words[1:]]
    if not all(word.literal for word in command.words):
        return
    letters = values[0] if values else ""
    operands: list[str] = []
    skip = False
    for at, value in enumerate(values):
        if skip:
            skip = False
        elif value.startswith("--"):
            return
        elif value.startswith("-") or at == 0:
            letters += value
            skip = value[-1] in _WITH_VALUE_OF_TAR
        else:
            operands.append(value)
    if "c" in letters and not operands and not set(letters) & set("TI") and not command.redirections:
        yield RULE.finding(command.words[0].text, EMPTY_ARCHIVE)


_WITH_VALUE_OF_TAR = frozenset("fC")
"""The letters of options of `tar` that take the next word, where they are the last ones of a word."""


def _docker_flags(command: Command) -> Iterator[Finding]:
    """Yields a finding at a flag of another subcommand of Docker: `docker build --env-file`."""
    flags = command_lines.facts().docker
    subcommand = command.words[1].value if len(command.words) > 1 else ""
    for word in command.words[2:] if subcommand in flags else ():
        flag = word.value.partition("=")[0]
        if subcommand == "run" and not flag.startswith("-"):
            return
        owners = [name for name, known in flags.items() if flag in known]
        if flag.startswith("--") and owners and subcommand not in owners:
            yield RULE.finding(word.text, FLAG, command=f"docker {subcommand}", flag=flag, other=f"docker {owners[0]}")


def _maven(command: Command) -> Iterator[Finding]:
    """Yields a finding at an option whose value is missing: Maven takes no option as a value."""
    for word, following in zip(command.words[1:], [*command.words[2:], None], strict=False):
        if word.value not in command_lines.facts().maven:
            continue
        if following is None:
            yield RULE.finding(word.text, LAST, option=word.value)
        elif following.value.startswith("-"):
            yield RULE.finding(word.text, VALUE, option=word.value, following=following.value)


def _phases(command: Command) -> Iterator[Finding]:
    """Yields a finding at a word that is no phase, no goal and no option of Maven."""
    facts = command_lines.facts()
    values = facts.maven | facts.maven_other_values
    skip = False
    for word in command.words[1:]:
        if skip or word.value in values or not word.literal:
            skip = not skip and word.value in values
            continue
        meant = _meant_property(word.value)
        if word.value in _ONLY_VERSION:
            return
        if meant is not None:
            yield RULE.finding(
                word.text,
                PHASE if word.value[0] != "-" else MISSPELT_FLAG,
                command="mvn",
                flag=word.value,
                name=word.value,
                meant=meant,
            )
        elif _PHASE.fullmatch(word.value) and word.value not in facts.maven_phases:
            similar = lazy.close_matches(word.value, facts.maven_phases, 1, cutoff=0.8)
            if similar:
                yield RULE.finding(word.text, PHASE, name=word.value, meant=similar[0])
            else:
                yield replace(RULE.finding(word.text, MAYBE_PHASE, name=word.value), severity=Severity.WARNING)


def _meant_property(value: str) -> str | None:
    """The `-D…` that is meant by a property without `-D`, or with two dashes."""
    found = _PROPERTY.fullmatch(value)
    return None if found is None or value.startswith("-D") else f"-D{found[1]}"


_PROPERTY = lazy.pattern(r"-{0,2}D?((?:skipTests|skipITs|maven\.[a-z]+(?:\.[a-zA-Z]+)+)(?:=\S*)?)")
_PHASE = lazy.pattern(r"[A-Za-z][A-Za-z-]*")
_ONLY_VERSION = frozenset({"-v", "--version", "-h", "--help"})
"""Options after which Maven does nothing else."""


def _tasks(command: Command) -> Iterator[Finding]:
    """Yields a finding at a typo of a common task of Gradle, which also takes the start of a name."""
    known = command_lines.facts().gradle_tasks
    for before, word in pairwise(command.words):
        is_value = before.value.startswith("-") and before.value not in _SWITCHES_OF_GRADLE
        if is_value or not word.literal or not word.value.isidentifier():
            continue
        meant = correct_typo(word.value, known)
        if meant is not None and not any(name.startswith(word.value) for name in known):
            yield RULE.finding(word.text, VERB, program="Gradle", name=word.value, meant=meant)


_SWITCHES_OF_GRADLE = frozenset({"--no-daemon", "--info", "--stacktrace", "--parallel", "--scan", "-q", "-s", "-i"})


def _kubectl(command: Command, values: list[str]) -> Iterator[Finding]:
    """Yields a finding at a verb without the option that it needs, or at an option without what it needs."""
    verb, *operands = [word.value for word in kubectl_arguments(command)] or [""]
    last = command.words[-1]
    if last.text.value in _NEED_A_VALUE and "--" not in values and _is_complete(command):
        yield RULE.finding(last.text, LAST, option=last.value)
    for needed in command_lines.facts().needed:
        missing = needed.words[1:] == (verb,) and not _has(values, needed.options)
        if missing and not _OWN_ARGUMENTS & set(operands):
            where = command.words[values.index(verb)].text
            yield RULE.finding(where, NEEDED, command=" ".join(needed.words), option=needed.options[0])
    for entry in command_lines.facts().together:
        missing = entry.words[1:] == (verb,) and entry.option in values and not _has(values, entry.others)
        if missing:
            where = command.words[values.index(entry.option)].text
            words = " ".join(entry.words)
            yield RULE.finding(where, TOGETHER, command=words, option=entry.option, other=entry.others[0])


def _several_files(project: Project, command: Command) -> Iterator[Finding]:
    """Yields a finding at `-f *.yaml`, if the project has several such files."""
    if command.words[0].value != "kubectl" or not project.has_all_files:
        return
    for option, word in pairwise(command.words):
        pattern = _FILES.fullmatch(word.text.value) if option.value in {"-f", "--filename"} else None
        if pattern is None:
            continue
        directory = PurePosixPath(pattern["directory"])
        count = sum(file.parent == directory and file.suffix == pattern["suffix"] for file in project.files)
        if count > 1:
            yield RULE.finding(word.text, SEVERAL_FILES, found=word.text, count=count, directory=directory)


_FILES = lazy.pattern(r"(?:\./)?(?P<directory>[\w-][\w./-]*?)/\*(?P<suffix>\.ya?ml|\.json)")


def _count(command: Command, counted: CountedArguments) -> Iterator[Finding]:
    words = arguments(command.words[len(counted.words) :], counted)
    if words is None or any(redirected_placeholders(command)):
        return
    certain = sum(1 for word in words if not _may_vanish(word))
    too_few = len(words) < counted.least and certain == len(words)
    if too_few or (counted.most is not None and certain > counted.most):
        expected = counted.least if counted.least == counted.most else f"≥ {counted.least}"
        last = command.words[len(counted.words) - 1].text
        start = command.words[0].text.origin(0)
        where = command.text.cut(0, last.origin(len(last)) - start) if len(counted.words) > 1 else last
        yield RULE.finding(where, COUNT, command=" ".join(counted.words), expected=expected, found=len(words))


def _may_vanish(word: Word) -> bool:
    """Whether a word may be none or several words when the command runs."""
    is_quoted = word.text.value.startswith('"') and word.text.value.endswith('"')
    has_text = not set(word.text.value) & set("`*?[(") and bool(_VARIABLES.sub("", word.text.value))
    return not (word.literal or is_quoted or has_text)


_VARIABLES = lazy.pattern(r"\$(?:\{[^{}]*\}|\w+|[@*#?])|\"")
"""What may be nothing: `$A:latest` is at least one word."""


def _is_plain(command: Command) -> bool:
    """Whether no word of a command may be several words or an option when it runs."""
    return not any(word.value.startswith(("$", "`")) for word in command.words)


def _has(values: list[str], options: tuple[str, ...]) -> bool:
    """Whether one of the options is there, also as `--option=value` or `-ovalue`."""
    return any(
        value == option or value.startswith(f"{option}=") or (len(option) == len("-o") and value.startswith(option))
        for value in values
        for option in options
    )


def _terminal(command: Command) -> Iterator[Finding]:
    """Yields a finding at `-it` of a `docker run` or `docker exec` in the foreground."""
    values = [word.value for word in command.words[:2]]
    if values[0] != "docker" or values[-1] not in command_lines.facts().terminal:
        return
    letters: dict[str, Word] = {}
    has_value = False
    for word in command.words[2:]:
        if not word.value.startswith("-"):
            if not has_value:
                break
            has_value = False
            continue
        is_cluster = _CLUSTER.fullmatch(word.value) is not None
        for letter in word.value[1:] if is_cluster else _LONG.get(word.value, ""):
            letters.setdefault(letter, word)
        has_value = not is_cluster and "=" not in word.value and word.value not in _LONG.keys() | _LONG_SWITCHES
    if {"i", "t"} <= letters.keys() and "d" not in letters:
        yield RULE.finding(letters["t"].text, TERMINAL, found=f"docker {values[1]} {letters['t'].value}")


_CLUSTER = lazy.pattern(r"-[ditP]+")
_LONG = {"--interactive": "i", "--tty": "t", "--detach": "d"}
_LONG_SWITCHES = frozenset({"--rm", "--privileged", "--init", "--read-only", "--publish-all", "--no-healthcheck"})


def _npm(command: Command) -> Iterator[Finding]:
    known = command_lines.facts().npm
    for word in command.words[1:2]:
        is_name = word.literal and _NPM_COMMAND.fullmatch(word.value) is not None
        if is_name and not any(name.startswith(word.value) for name in known):
            yield RULE.finding(word.text, NPM, name=word.value)


def _npm_scripts(project: Project) -> Iterator[Finding]:
    """Yields a finding at each script that the `package.json` of its directory does not have."""
    for missing in missing_scripts(project):
        names = project.npm_scripts[missing.path]
        similar = lazy.close_matches(missing.word.value, names, 1, cutoff=0.6)
        finding = RULE.finding(
            missing.word.text,
            SIMILAR_SCRIPT if similar else NO_SCRIPT,
            path=missing.path,
            name=missing.word.value,
            known=", ".join(f"`{name}`" for name in sorted(names)[:_SHOWN_SCRIPTS]) or "–",
            meant=similar[0] if similar else "",
        )
        yield replace(finding, severity=Severity.WARNING) if missing.command.conditional else finding


_SHOWN_SCRIPTS = 8


_PROGRAMS: dict[str, tuple[Callable[[Command], Iterator[Finding]], ...]] = {
    "docker": (_docker_flags,),
    "git": (_commit, _addresses),
    "gradle": (_tasks,),
    "gradlew": (_tasks,),
    "kubectl": (_set_image,),
    "mvn": (_maven, _phases),
    "mvnw": (_maven, _phases),
    "npm": (_npm,),
    "scp": (_ssh,),
    "sftp": (_ssh,),
    "ssh": (_ssh,),
    "tar": (_tar,),
}
"""What checks the arguments of a program, apart from their number."""
