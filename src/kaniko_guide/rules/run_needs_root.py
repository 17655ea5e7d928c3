"""A `RUN` after `USER`, or in an image with another user than root, whose command only root can run.

An owner is only judged where it is another user than that of the `RUN`, or where the path is a directory that the stage
made as root. A user that only the build knows (`USER $NAME`) is not judged.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.analysis.build_stages import run_script, stages
from kaniko_guide.analysis.commands import program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import image_contents
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.analysis.build_stages import BuildStage
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Instruction

AFTER_USER = Message(
    "after-user",
    Bilingual(
        zh="`{program}` 只有 root 能执行，而前面的 `USER {user}` 换成了别的用户。",
        en="Only root can run `{program}`, and `USER {user}` above sets another user.",
    ),
    Bilingual(
        zh="移到 `USER {user}` 前面，或者先写 `USER root`，之后再换回来。",
        en="Move it in front of `USER {user}`, or write `USER root` first and change back afterwards.",
    ),
)
OF_IMAGE = Message(
    "of-image",
    Bilingual(
        zh="`{program}` 只有 root 能执行，而 `{image}` 的用户不是 root。",
        en="Only root can run `{program}`, and the user of `{image}` is not root.",
    ),
    Bilingual(
        zh="前面写 `USER root`，之后再换回来。", en="Write `USER root` in front of it, and change back afterwards."
    ),
)

RULE = Rule(
    name="run-needs-root",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="没有 root 权限的 `RUN`", en="`RUN` without root permissions"),
    why=Bilingual(
        zh=(
            "`USER` 之后的 `RUN` 都以这个用户执行。安装软件包、添加用户、把 root 的文件改给别人，都要 root 权限，"
            "否则报 `Permission denied` 或 `Operation not permitted`，构建失败。"
        ),
        en=(
            "Every `RUN` after `USER` runs as that user. Installing packages, adding users and changing the owner of "
            "root's files need root; otherwise they fail with `Permission denied` or `Operation not permitted`, and "
            "the build with them."
        ),
    ),
    messages=(AFTER_USER, OF_IMAGE),
    source="Docker documentation, Dockerfile reference: USER; POSIX, chown; apt-get(8), apk(8), useradd(8)",
)

_ROOT = frozenset({"root", "0"})
_PACKAGE_COMMANDS = {
    "apt-get": frozenset({"install", "update", "upgrade", "dist-upgrade", "remove", "purge"}),
    "apt": frozenset({"install", "update", "upgrade", "remove", "purge"}),
    "apk": frozenset({"add", "del", "update", "upgrade"}),
    "yum": frozenset({"install", "update", "upgrade", "remove"}),
    "dnf": frozenset({"install", "update", "upgrade", "remove"}),
    "microdnf": frozenset({"install", "update", "upgrade", "remove"}),
}
_USER_PROGRAMS = frozenset({"useradd", "usermod", "userdel", "groupadd", "groupdel", "adduser", "addgroup"})
_OWNER_AND_PATH = 2


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the command."""
    for dockerfile in project.dockerfiles:
        if dockerfile.problems:
            continue
        bases = [entry for entry in dockerfile.instructions if entry.keyword == "FROM"]
        users: dict[BuildStage | None, str | None] = {}
        for stage, base in zip(stages(dockerfile), bases, strict=True):
            image = base.arguments[0].value if base.arguments and stage.base is None else ""
            user = users.get(stage.base)
            yield from _in_stage(stage, image, user)
            own = [_user(entry) for entry in stage.instructions if entry.keyword == "USER" and entry.arguments]
            users[stage] = own[-1] if own else user


def _in_stage(stage: BuildStage, image: str, user: str | None) -> Iterator[Finding]:
    """Yields a finding at each command of a stage that needs root.

    Args:
        stage: the stage.
        image: the one in its `FROM`; empty if that is another stage.
        user: the one that the stages on which it is based set; None if they set none.
    """
    made_by_root: set[str] = set()
    touched: set[str] = set()
    for instruction in stage.instructions:
        if instruction.keyword == "USER" and instruction.arguments:
            user = instruction.arguments[0].value.partition(":")[0]
        elif instruction.keyword == "WORKDIR" and user in {None, *_ROOT}:
            made_by_root.update(word.value.rstrip("/") for word in instruction.arguments[:1])
        script = run_script(instruction)
        for command in script.commands if script is not None and not script.problems else ():
            is_root = user in _ROOT or (user is None and not image_contents.has_other_user(image))
            if is_root:
                _note_directories(command, made_by_root, touched)
            elif not (user or "").count("$") and _needs_root(command, user or "", made_by_root, touched):
                program = command.words[0]
                if user is None:
                    yield RULE.finding(program.text, OF_IMAGE, program=program.value, image=image)
                else:
                    yield RULE.finding(program.text, AFTER_USER, program=program.value, user=user)


def _user(instruction: Instruction) -> str:
    return instruction.arguments[0].value.partition(":")[0]


def _note_directories(command: Command, made_by_root: set[str], touched: set[str]) -> None:
    """Adds the directories that a command of root makes, and the paths whose owner it may change."""
    paths = {word.value.rstrip("/") for word in command.words[1:] if word.literal and word.value.startswith("/")}
    if program_name(command) == "mkdir":
        made_by_root |= paths
    else:
        # a program that adds a user makes its home, but does not change one that is there
        touched |= paths - made_by_root if program_name(command) in _USER_PROGRAMS else paths


def _needs_root(command: Command, user: str, made_by_root: set[str], touched: set[str]) -> bool:
    """Whether a command fails for every other user than root, though the build would go on without it."""
    name, values = program_name(command), [word.value for word in command.words[1:]]
    if command.conditional or {"--help", "--version", "--simulate", "--root"} & set(values):
        return False
    verb = next((value for value in values if not value.startswith("-")), "")
    if name in _USER_PROGRAMS or verb in _PACKAGE_COMMANDS.get(name, ()):
        return True
    operands = [word for word in command.words[1:] if not word.value.startswith("-")]
    if name != "chown" or len(operands) < _OWNER_AND_PATH or not all(word.literal for word in operands):
        return False
    owner = operands[0].value.partition(":")[0]
    return bool(user and owner) and (
        (owner.isalpha() and user.isalpha() and owner != user)
        or any(_is_of_root(word.value.rstrip("/"), made_by_root, touched) for word in operands[1:])
    )


def _is_of_root(path: str, made_by_root: set[str], touched: set[str]) -> bool:
    """Whether root made a directory, and no command may have changed its owner."""
    above = {path, *(str(parent) for parent in PurePosixPath(path).parents)}
    return path in made_by_root and touched.isdisjoint(above)
