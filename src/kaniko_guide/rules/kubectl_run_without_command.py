"""`kubectl run IMAGE -- program` with an executor image, where the words become arguments of the executor.

Follows from the meaning of `args` and `command` in Kubernetes, and from run aa1 (a positional argument).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import all_commands, kubectl_arguments, option_value, program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.facts import executors, images
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Word

RULE = Rule(
    name="kubectl-run-without-command",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="`kubectl run` 缺少 `--command`", en="`kubectl run` without `--command`"),
    why=Bilingual(
        zh=(
            "没有 `--command` 时，`--` 后面的词只是镜像入口程序的参数。Kaniko 镜像的入口是 `/kaniko/executor`，"
            "它把 `/busybox/sh` 当成子命令，报 `unknown command` 后退出，不会打开 shell。"
        ),
        en=(
            "Without `--command`, the words after `--` are arguments of the image's entry point. The entry "
            "point is `/kaniko/executor`, which reads `/busybox/sh` as a subcommand and exits with `unknown "
            "command`; no shell starts."
        ),
    ),
    message=Bilingual(
        zh='executor 会把 `{word}` 当成自己的参数，报 `unknown command "{word}" for "executor"`。',
        en=(
            'The executor reads `{word}` as its own argument and fails with `unknown command "{word}" for "executor"`.'
        ),
    ),
    help=Bilingual(zh="在 `--` 前面加上 `--command`。", en="Add `--command` before `--`."),
    source="run aa1-positional-arg, both executors; kubectl run --help",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the first word after `--`."""
    for command in all_commands(project):
        arguments = kubectl_arguments(command) if program_name(command) == "kubectl" else ()
        if not arguments or arguments[0].value != "run":
            continue
        image = option_value(command.words, "--image")
        word = _program_word(command.words)
        if image is not None and images.executor_image(image[1]) is not None and word is not None:
            dashes = next(word for word in command.words if word.value == "--")
            yield RULE.finding(word.text, fix=replacement(dashes.text, "--", "--command --"), word=word.value)


def _program_word(words: tuple[Word, ...]) -> Word | None:
    """The word after `--` that is meant as a program, or None, also if `--command` is given."""
    end = next((at for at, word in enumerate(words) if word.value == "--"), len(words))
    if any(word.value in {"--command", "--command=true"} for word in words[:end]):
        return None
    word = words[end + 1] if end + 1 < len(words) else None
    if word is None or word.value.startswith(("-", "$")) or word.value in executors.subcommands():
        return None
    return word
