"""Runs the linters on everything that was read: each text once, several at a time, within a limit of time."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.linters import hadolint, messages, programs, shell_text, shellcheck
from kaniko_guide.linters.programs import LinterError
from kaniko_guide.project.problems import NotCheckedCause, UncheckedFile
from kaniko_guide.sources import unread
from kaniko_guide.sources.unread import Reason, Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from kaniko_guide.findings import Finding
    from kaniko_guide.linters.programs import Program
    from kaniko_guide.linters.shell_text import ShellText
    from kaniko_guide.project import Project
    from kaniko_guide.project.progress import Progress
    from kaniko_guide.sources.model import Script
    from kaniko_guide.text import Text

Result = TypeVar("Result")

MAX_PROCESSES = 4
"""The most programs that run at the same time; fewer on a machine with fewer processors."""

TOTAL_SECONDS = 600
"""Time after which no further program is started."""

NO_TIME_LEFT = Bilingual(
    zh="{linter} 没有检查：所有文件一共超过 {seconds} 秒；分几次检查，或者去掉 `--linters`",
    en="not checked by {linter}: all files together take more than {seconds} seconds; check fewer files at a time",
)
VALUES = Reason(
    "linter-values",
    Bilingual(
        zh="{linter} 有 {n} 条结果取决于运行时才知道的值，没有列出（{codes}）。",
        en="Findings of {linter} that depend on values known only at run time, and are left out: {n} ({codes}).",
    ),
)
NO_PLACE = Reason(
    "linter-position",
    Bilingual(
        zh="{linter} 有 {n} 条结果的位置对不上文件，没有列出（{codes}）。",
        en="Findings of {linter} whose position is not in the file, and are left out: {n} ({codes}).",
    ),
)
NOT_FOLLOWED = Reason(
    "linter-source",
    Bilingual(
        zh="ShellCheck 没有读取脚本在这里用 `.` 运行的文件。",
        en="ShellCheck does not read the file that the script runs here with `.`.",
    ),
)
UNKNOWN_SHELL = Reason(
    "linter-shell",
    Bilingual(
        zh="ShellCheck 不支持脚本第一行的 shell，没有检查这个脚本。",
        en="ShellCheck does not support the shell in the script's first line; it did not check the script.",
    ),
)
NOT_PARSED = Reason(
    "linter-syntax",
    Bilingual(
        zh="hadolint 从这里起读不懂这个 Dockerfile，没有检查它。",
        en="hadolint cannot read this Dockerfile from here on; it did not check the file.",
    ),
)
RUN_NOT_PARSED = Reason(
    "linter-run",
    Bilingual(
        zh="hadolint 读不懂这条 `RUN` 的脚本，没有检查完它。",
        en="hadolint cannot read the script of this `RUN`; it did not check all of it.",
    ),
)
TEMPLATE = Reason(
    "linter-template",
    Bilingual(
        zh="这是模板（`{mark}`），hadolint 没有检查它。",
        en="A template (`{mark}`), which hadolint did not check.",
    ),
)
NOT_UTF_8 = Reason(
    "linter-characters",
    Bilingual(
        zh="脚本含有无法写成 UTF-8 的字符，ShellCheck 没有检查。",
        en="The script has a character that cannot be written as UTF-8; ShellCheck did not check it.",
    ),
)

TEMPLATE_MARK = lazy.pattern(r"\{\{|\{%|<%")


class MissingError(Exception):
    """The extra is not installed, or only in part.

    Args:
        packages: those that are missing.
    """

    def __init__(self, packages: Sequence[str]) -> None:
        super().__init__(", ".join(packages))
        self.packages = packages


@dataclass(slots=True)
class LintResult:
    """What the linters found.

    Attributes:
        findings: in no order.
        unread: what they did not check, and what of their findings is left out.
        problems: the files that a linter did not check because it failed.
        checked: by the package with its version: how many texts its program checked.
    """

    findings: list[Finding] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    problems: list[UncheckedFile] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)


def installed() -> Mapping[str, Program]:
    """The linters by name.

    Raises:
        MissingError: at least one is not installed.
    """
    found = {name: programs.find(name) for name in programs.PACKAGES}
    missing = [programs.PACKAGES[name] for name, program in found.items() if program is None]
    if missing:
        raise MissingError(missing)
    return {name: program for name, program in found.items() if program is not None}


def lint(projects: Iterable[Project], linters: Mapping[str, Program], progress: Progress | None = None) -> LintResult:
    """Check the scripts and Dockerfiles of what was read.

    Args:
        projects: what was read.
        linters: as `installed` returns them.
        progress: what to report while they run.
    """
    result = LintResult(checked=dict.fromkeys((program.package for program in linters.values()), 0))
    processes = min(MAX_PROCESSES, os.cpu_count() or 1)
    with ThreadPoolExecutor(processes) as pool:
        run = _Runner(pool, linters)
        try:
            pending = [check for project in projects for check in _checks(project, run, result)]
            for number, check in enumerate(pending, 1):
                check()
                if progress is not None:
                    progress.linted(number, len(pending))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return result


class _Runner:
    """Starts each program once for each input."""

    def __init__(self, pool: ThreadPoolExecutor, linters: Mapping[str, Program]) -> None:
        self.pool = pool
        self.linters = linters
        self.deadline = time.monotonic() + TOTAL_SECONDS
        self.running: dict[tuple[object, ...], Future[bytes]] = {}

    def shellcheck(self, text: str, *, in_step: bool) -> Future[bytes]:
        """The output of ShellCheck."""
        program = self.linters["shellcheck"]
        return self._start(("shellcheck", text, in_step), lambda: shellcheck.run(program, text, in_step=in_step))

    def hadolint(self, text: str) -> Future[bytes]:
        """The output of hadolint."""
        program = self.linters["hadolint"]
        return self._start(("hadolint", text), lambda: hadolint.run(program, text))

    def _start(self, key: tuple[object, ...], run: Callable[[], bytes]) -> Future[bytes]:
        def run_in_time() -> bytes:
            if time.monotonic() > self.deadline:
                linter = programs.NAMES[str(key[0])]
                raise LinterError(NO_TIME_LEFT.format(linter=linter, seconds=TOTAL_SECONDS))
            return run()

        if key not in self.running:
            self.running[key] = self.pool.submit(run_in_time)
        return self.running[key]


def _checks(project: Project, run: _Runner, result: LintResult) -> Iterator[Callable[[], object]]:
    """Start the linters on a project; each function adds to the result what one of them finds."""
    for script in project.scripts:
        start = partial(_start_script, project, script, run, result)
        check = _contained(result, "shellcheck", script.text, start)
        if check is not None:
            yield partial(_contained, result, "shellcheck", script.text, check)
    for dockerfile in project.dockerfiles:
        start = partial(_start_dockerfile, dockerfile.text, run, result)
        check = _contained(result, "hadolint", dockerfile.text, start)
        if check is not None:
            yield partial(_contained, result, "hadolint", dockerfile.text, check)


def _contained(result: LintResult, linter: str, text: Text, run: Callable[[], Result]) -> Result | None:
    """Call a function; if the linter or we fail, list the file among the problems."""
    path = text.source.path
    try:
        return run()
    except LinterError as error:
        result.problems.append(UncheckedFile(path, error.reason, NotCheckedCause.LINTER))
    except Exception as error:  # noqa: BLE001 (no error may hide the findings in other files)
        result.problems.append(UncheckedFile.internal_error(path, error, linter))
    return None


def _start_script(project: Project, script: Script, run: _Runner, result: LintResult) -> Callable[[], None] | None:
    if not is_checked(script):
        return None
    problem = _problem(script)
    if problem is not None:
        result.unread.append(Unread(_first_line(script.text), problem))
        return None
    inputs = shell_text.texts(script, shell_text.shell_of(project, script))
    outputs = [(text, run.shellcheck(text.text, in_step=script.step is not None)) for text in inputs]
    return _script_check(script, outputs, run, result)


def _start_dockerfile(text: Text, run: _Runner, result: LintResult) -> Callable[[], None] | None:
    mark = TEMPLATE_MARK.search(text.value)
    if mark is not None:
        result.unread.append(Unread(text.cut(*mark.span()), TEMPLATE, {"mark": mark.group()}))
        return None
    return _dockerfile_check(text, run.hadolint(text.value), run, result)


def _script_check(
    script: Script, outputs: Sequence[tuple[ShellText, Future[bytes]]], run: _Runner, result: LintResult
) -> Callable[[], None]:
    def check() -> None:
        text = script.text
        found = shellcheck.read((input_text, output.result()) for input_text, output in outputs)
        if found.unknown_shell:
            result.unread.append(Unread(_first_line(text), UNKNOWN_SHELL))
            return
        result.checked[run.linters["shellcheck"].package] += 1
        in_step = script.step is not None
        result.findings += [
            messages.finding("shellcheck", message, text, in_step=in_step) for message in found.messages
        ]
        result.unread += [Unread(text.cut(message.start, message.end), NOT_FOLLOWED) for message in found.not_followed]
        for reason, codes in ((VALUES, found.of_values), (NO_PLACE, found.without_place)):
            result.unread += _left_out(reason, "shellcheck", codes, text)

    return check


def _dockerfile_check(text: Text, output: Future[bytes], run: _Runner, result: LintResult) -> Callable[[], None]:
    def check() -> None:
        found, without_place = hadolint.read(text.value, output.result())
        not_parsed = next((message for message in found if message.code == hadolint.NOT_PARSED), None)
        if not_parsed is not None:
            result.unread.append(Unread(text.cut(not_parsed.start, not_parsed.end), NOT_PARSED))
            return
        result.checked[run.linters["hadolint"].package] += 1
        not_read: dict[int, Unread] = {}
        for message in found:
            if hadolint.says_run_was_not_parsed(message):
                not_read[message.start] = Unread(text.cut(message.start, message.end), RUN_NOT_PARSED)
            else:
                result.findings.append(messages.finding("hadolint", message, text))
        result.unread += not_read.values()
        result.unread += _left_out(NO_PLACE, "hadolint", without_place, text)

    return check


def _left_out(reason: Reason, linter: str, codes: Sequence[str], text: Text) -> Iterator[Unread]:
    """Report findings that are left out, together for one text."""
    if codes:
        values = {"linter": programs.NAMES[linter], "n": len(codes), "codes": ", ".join(sorted(set(codes)))}
        yield Unread(_first_line(text), reason, values)


def is_checked(script: Script) -> bool:
    """Whether ShellCheck gets a script: some of it is known, and it is neither too long nor for another interpreter.

    The readers report the others as not understood.
    """
    step = script.step
    value = script.text.value
    if not value.strip() or any(entry.reason in _NO_SHELL_SCRIPT for entry in script.unread):
        return False
    return step is None or step.exact or bool(shell_text.known_characters(script).strip())


_NO_SHELL_SCRIPT = (unread.LONG_SCRIPT, unread.OTHER_INTERPRETER)


def _problem(script: Script) -> Reason | None:
    """Why ShellCheck can't read a script, as far as that is known without running it."""
    try:
        script.text.value.encode()
    except UnicodeEncodeError:
        return NOT_UTF_8
    return UNKNOWN_SHELL if shell_text.has_unknown_shebang(script) else None


def _first_line(text: Text) -> Text:
    """The first line with content."""
    start = len(text.value) - len(text.value.lstrip())
    end = text.value.find("\n", start)
    return text.cut(start, len(text) if end < 0 else end)
