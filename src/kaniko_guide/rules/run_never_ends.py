"""`RUN` instructions and steps that start a server or wait for ever, so that the build does not end.

A program whose arguments do not show that it keeps running is only reported at the end of the last stage, if that has
neither `ENTRYPOINT` nor `CMD`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.build_stages import run_script, stages
from kaniko_guide.analysis.pipeline_steps import unconditional_steps
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.analysis.build_stages import BuildStage
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Instruction
    from kaniko_guide.text import Text

SERVER = Message(
    "server",
    Bilingual(
        zh="`{found}` 不会自己结束，构建会一直停在这条 `RUN`。",
        en="`{found}` does not end by itself, so the build never gets past this `RUN`.",
    ),
    Bilingual(
        zh="镜像启动时要运行的程序写在 `ENTRYPOINT` 或 `CMD` 里，不要用 `RUN`。",
        en="Write the program that the started image runs in `ENTRYPOINT` or `CMD`, not in `RUN`.",
    ),
)
STEP = Message(
    "step",
    Bilingual(
        zh="`{found}` 不会自己结束，构建会一直停在这一步。",
        en="`{found}` does not end by itself, so the build never gets past this step.",
    ),
    Bilingual(
        zh="限制次数或时间，例如 `ping -c 3 …`、`timeout 60 …`；服务放到后台运行，或者部署到集群里。",
        en="Limit it, as in `ping -c 3 …` or `timeout 60 …`; start a server in the background, or deploy it.",
    ),
)
APPLICATION = Message(
    "application",
    Bilingual(
        zh="`RUN` 在构建时就运行 `{found}`，并等它结束；这个阶段没有写 `ENTRYPOINT` 或 `CMD`，启动时不会运行它。",
        en=(
            "`RUN` starts `{found}` during the build and waits for its end; this stage sets neither `ENTRYPOINT` nor "
            "`CMD`, so it is not started with the image."
        ),
    ),
    Bilingual(zh="把 `RUN` 换成 `ENTRYPOINT`：{fixed}。", en="Replace `RUN` by `ENTRYPOINT`: {fixed}."),
)

RULE = Rule(
    name="run-never-ends",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="不会结束的 `RUN` 或步骤", en="`RUN` or step that never ends"),
    why=Bilingual(
        zh=(
            "`RUN` 在构建时执行，executor 等它结束才继续。用 `RUN` 启动服务，构建会一直挂起，直到超时；或者因为缺"
            "少数据库之类的环境而失败。"
        ),
        en=(
            "`RUN` is executed during the build, and the executor waits for its end. If it starts a server, the build "
            "hangs until its timeout, or fails because a database or another part of its environment is missing."
        ),
    ),
    messages=(SERVER, STEP, APPLICATION),
    source="Docker documentation, Dockerfile reference: RUN and ENTRYPOINT; the manual page ping(8), options -c and -w",
)

_SERVERS = lazy.pattern(
    r"tail (?:.* )?(?:-f|-F|--follow)(?: .*)?|sleep (?:infinity|inf)|nginx (?!.*-[tTvVs]\b).*daemon off.*"
    r"|(?:httpd|apache2|apachectl|apache2ctl) (?:.* )?-D ?FOREGROUND(?: .*)?"
    r"|python[0-9.]* -m (?:http\.server|flask run|uvicorn|gunicorn)(?: .*)?"
    r"|python[0-9.]* (?:\S*/)?manage\.py runserver(?: .*)?"
    r"|flask (?:.* )?run(?: .*)?|gunicorn (?!.*--(?:help|version|check-config|print-config|daemon)).*"
    r"|uvicorn (?!--(?:help|version)).*"
    r"|(?:catalina|standalone)\.sh run|mvnw? (?:.* )?spring-boot:run(?: .*)?"
    r"|gradlew? (?:.* )?bootRun(?: .*)?"
    r"|ping6? (?!(?:.* )?-(?:[a-zA-Z]*[cwhV]|-))[\w.:$%{}-].*|kubectl (?:.* )?port-forward (?!.*--help).*"
)
"""Command lines, without the directory of the program, that serve until they are stopped."""

_APPLICATIONS = lazy.pattern(
    r"java(?: -(?!jar)\S+)* -jar (?!.*jarmode)\S+\.jar|node \S+\.[cm]?js|python[0-9.]* \S*(?:app|main|server|run)\.py"
    r"|(?:npm|yarn|pnpm)(?: run)? start"
)
"""Command lines without further arguments that usually start an application."""

_METADATA = frozenset({"ENV", "EXPOSE", "LABEL", "MAINTAINER", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"})
_IN_BACKGROUND = lazy.pattern(r"(?<![&>|])&(?![&>|])(?!\d)")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the command."""
    for dockerfile in project.dockerfiles:
        found = stages(dockerfile) if not dockerfile.problems else []
        for stage in found:
            for instruction in stage.instructions:
                for text, words in _foreground_commands(instruction):
                    if _SERVERS.fullmatch(_command_line(words)):
                        yield RULE.finding(text, SERVER, found=text)
        if found:
            yield from _application(found[-1])
    yield from _steps(project)


def _steps(project: Project) -> Iterator[Finding]:
    """Yields a finding at each command of a step that does not end, unless a time limit or a branch may end it."""
    for step in unconditional_steps(project, with_skipped=True):
        script = step.step.script
        names = {block.name for block in step.enclosing}
        if names & _MAY_END_STEPS or script.problems or script.unread or not _is_simple(script.text.value):
            continue
        for command in script.commands:
            words = [word.value for word in command.words]
            if not command.conditional and _SERVERS.fullmatch(_command_line(words)):
                yield RULE.finding(command.text, STEP, found=command.text)


_MAY_END_STEPS = frozenset({"catchError", "parallel", "timeout", "warnError"})
"""Blocks that may end their steps, or in which others go on meanwhile."""


def _is_simple(script: str) -> bool:
    """Whether nothing runs in the background, reads what a command prints, or ends it."""
    return not (
        _IN_BACKGROUND.search(script)
        or "|" in script.replace("||", "")
        or "<<" in script
        or _SUBSTITUTION.search(script)
    )


_SUBSTITUTION = lazy.pattern(r"\$\(|`|\b(?:trap|kill|timeout)\b")


def _foreground_commands(instruction: Instruction) -> tuple[tuple[Text, list[str]], ...]:
    """The commands of a `RUN` that every run executes and waits for, each with its words."""
    if instruction.keyword == "RUN" and instruction.json and instruction.arguments:
        text = instruction.text.cut(instruction.text.value.index("["))
        return ((text, [word.value for word in instruction.arguments]),)
    script = run_script(instruction)
    if script is None or script.problems or instruction.heredocs or _IN_BACKGROUND.search(instruction.text.value):
        return ()
    if "|" in instruction.text.value.replace("||", ""):
        return ()
    return tuple(
        (command.text, [word.value for word in command.words]) for command in script.commands if not command.conditional
    )


def _command_line(words: Sequence[str]) -> str:
    return " ".join([words[0].rpartition("/")[2], *words[1:]])


def _application(stage: BuildStage) -> Iterator[Finding]:
    """The application that the last instruction of a stage starts, if the stage does not name a program to run."""
    instructions = [entry for entry in stage.instructions if entry.keyword not in _METADATA]
    if not instructions or any(
        entry.keyword in {"ENTRYPOINT", "CMD", "ONBUILD"} for part in stage.ancestry() for entry in part.instructions
    ):
        return
    commands = _foreground_commands(instructions[-1])
    if not commands or not _APPLICATIONS.fullmatch(_command_line(commands[-1][1])):
        return
    text, words = commands[-1]
    fixed = "`ENTRYPOINT [" + ", ".join(f'"{word}"' for word in words) + "]`"
    finding = RULE.finding(text, APPLICATION, found=text, fixed=fixed)
    yield finding if words[0] == "java" and len(commands) == 1 else replace(finding, severity=Severity.WARNING)
