"""Runs the user's `kubectl`: the only module that does, and only with the commands of `questions`.

It gets no standard input, and is ended when its time is over.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from kaniko_guide.data import Data
from kaniko_guide.doctor.questions import FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kaniko_guide.doctor.questions import Object, Question

PROGRAM = "kubectl"
SIDE_BY_SIDE = 8
"""How many questions are asked at once."""
TIME_LIMIT, TOTAL_TIME_LIMIT = 15.0, 60.0
"""Seconds for one question; for all of them."""
REQUEST_MARGIN = 2.0
"""Seconds by which `kubectl` gives up on a request of its own before it is ended."""
STREAM = "exec"
"""The command whose request lasts as long as what it runs."""
AFTER_KILL = 1.0
"""Seconds to wait for what is left in the pipes of a program that was ended."""
LONGEST_OUTPUT, CHUNK = 100_000_000, 1 << 16
"""Bytes after which an answer is too long to be understood, and the program is ended; bytes to read at once."""
NOT_RUN = 126
"""The exit code of a program that can't be started, as a shell has it."""
TOO_LONG = "the output is too long"

_ERROR = re.compile(r"^(?:error: |Error from server(?: \((\w+)\))?: )", re.MULTILINE)
_CREATING = re.compile(r'error when creating "[^"]*": ')
_WARNING = "Warning: "
_NO_OBJECT = re.compile(r'\S+ "[^"]*" not found')
"""What a server says of an object that it does not have; a wrong address or an unknown kind has other words."""
_OF_OBJECTS = ("metadata", "spec", "status", "data", "binaryData")


class Answer(Data, frozen=True, dict=True):
    """What `kubectl` printed.

    Attributes:
        code: its exit code; None if its time was over.
        output: the standard output.
        errors: the standard error.
    """

    code: int | None
    output: str = ""
    errors: str = ""

    @property
    def is_given(self) -> bool:
        """Whether the question was answered."""
        return self.code == 0

    @property
    def is_late(self) -> bool:
        """Whether there was no answer in time."""
        return self.code is None

    @property
    def reason(self) -> str:
        """The server's name for an error, such as `NotFound`; empty if it has none, or if there is no error."""
        match = _ERROR.search(self.errors) if self.code else None
        return (match[1] or "") if match else ""

    @property
    def is_missing(self) -> bool:
        """Whether the server says that there is no such object."""
        return self.reason == "NotFound" and _NO_OBJECT.fullmatch(self.sentence) is not None

    @property
    def is_forbidden(self) -> bool:
        """Whether the user may not ask this."""
        return self.reason == "Forbidden"

    @property
    def sentence(self) -> str:
        """The error in the server's own words, on one line; empty if there is none."""
        if not self.code:
            return ""
        lines = [line for line in self.errors.splitlines() if line.strip() and not line.startswith(_WARNING)]
        start = next((number for number, line in enumerate(lines) if _ERROR.match(line)), max(len(lines) - 1, 0))
        if any(" is invalid: " in line for line in lines):
            start = next(number for number, line in enumerate(lines) if " is invalid: " in line)
        text = " ".join(line.strip() for line in lines[start:])
        return _CREATING.sub("", _ERROR.sub("", text, count=1))

    @property
    def warnings(self) -> list[str]:
        """What the server warns of."""
        lines = self.errors.splitlines()
        return [line.removeprefix(_WARNING) for line in lines if line.startswith(_WARNING)]

    @cached_property
    def documents(self) -> list[Object]:
        """The objects in the standard output, one after another; none if it is anything else than objects in JSON."""
        decoder, text = json.JSONDecoder(), self.output.strip()
        at, found = 0, []
        try:
            while at < len(text):
                entry, end = decoder.raw_decode(text, at)
                found.append(entry)
                at = _end_of_space(text, end)
        except (ValueError, RecursionError):
            return []
        return found if all(isinstance(entry, dict) for entry in found) else []

    @property
    def objects(self) -> list[Object]:
        """The same, with the entries of a list in its place; none if an entry is no object."""
        found: list[Any] = []
        for entry in self.documents:
            entries = entry.get("items", [entry])
            found += entries if isinstance(entries, list) else [None]
        return found if all(isinstance(entry, dict) for entry in found) else []

    def of_kind(self, kind: str) -> Object | None:
        """The object that was asked for; None without an answer, or if the answer is something else.

        Args:
            kind: of the object.
        """
        found = self.documents if self.is_given else []
        return found[0] if len(found) == 1 and _is_kind(found[0], kind) else None

    def list_of_kind(self, kind: str) -> list[Object] | None:
        """The objects that were asked for; None without an answer, or if the answer is something else.

        Args:
            kind: of each object.
        """
        found = self.documents if self.is_given else []
        entries = found[0].get("items") if len(found) == 1 else None
        if not isinstance(entries, list):
            return None
        return entries if all(_is_kind(entry, kind) for entry in entries) else None


def _end_of_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _is_kind(value: Any, kind: str) -> bool:  # noqa: ANN401
    """Whether a value is an object of Kubernetes of a kind, as far as all objects have the same form."""
    if not isinstance(value, dict) or value.get("kind") != kind:
        return False
    return all(isinstance(value.get(name), dict | None) for name in _OF_OBJECTS)


LATE = Answer(None)
"""There was no answer in time."""


class Kubectl:
    """The user's `kubectl`.

    Args:
        program: its path.
        context: of the cluster that is asked; empty for the current one.
        time_limit: see `TIME_LIMIT`.
        total: see `TOTAL_TIME_LIMIT`.
    """

    def __init__(
        self, program: str, context: str = "", *, time_limit: float = TIME_LIMIT, total: float = TOTAL_TIME_LIMIT
    ) -> None:
        self._program = program
        self._context = context
        self._time_limit = time_limit
        self._end = time.monotonic() + total
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._asked: list[tuple[str, Question]] = []

    @classmethod
    def find(cls, context: str = "") -> Kubectl | None:
        """The one that the command search path has; None if there is none."""
        program = shutil.which(PROGRAM)
        return None if program is None else cls(program, context)

    def again(self, *, time_limit: float, total: float, context: str = "") -> Kubectl:
        """The same program, with other limits of time.

        Args:
            time_limit: see `TIME_LIMIT`.
            total: see `TOTAL_TIME_LIMIT`.
            context: of the cluster that is asked; empty for the same.
        """
        made = Kubectl(self._program, context or self._context, time_limit=time_limit, total=total)
        made._asked = self._asked
        return made

    @property
    def context(self) -> str:
        """The name of the context; empty for the current one."""
        return self._context

    @property
    def commands(self) -> list[str]:
        """What was run, also with other limits of time, as a user can type it into a shell; each once."""
        words = ((_options(context), question) for context, question in self._asked)
        typed = (_typed([PROGRAM, *options, *question.arguments], question.content) for options, question in words)
        return list(dict.fromkeys(typed))

    def ask(self, question: Question) -> Answer:
        """The answer to one question."""
        return self.ask_all([question])[question]

    def ask_all(
        self, questions: Iterable[Question], report: Callable[[int, int], object] = lambda _done, _total: None
    ) -> Mapping[Question, Answer]:
        """The answers to questions, which are asked side by side.

        Args:
            questions: each is asked once.
            report: called with the number of answers and of questions.
        """
        wanted = list(dict.fromkeys(questions))
        self._asked += [(self._context, question) for question in wanted]
        answers: dict[Question, Answer] = {}
        with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
            try:
                running = {threads.submit(self._run, question): question for question in wanted}
                for done in as_completed(running):
                    answers[running[done]] = done.result()
                    report(len(answers), len(wanted))
            except BaseException:
                self._end = 0.0
                self._end_all()
                raise
        return {question: answers[question] for question in wanted}

    def _run(self, question: Question) -> Answer:
        seconds = min(self._time_limit, self._end - time.monotonic())
        if seconds <= 0:
            return LATE
        with tempfile.TemporaryDirectory(prefix="kaniko-guide-") as directory:
            arguments = question.arguments
            if question.content:
                file = Path(directory, FILE)
                file.write_text(question.content, "utf-8")
                arguments = tuple(f"--filename={file}" if word == f"--filename={FILE}" else word for word in arguments)
            limit = [f"--request-timeout={max(seconds - REQUEST_MARGIN, 1):.0f}s"] if arguments[0] != STREAM else []
            return self._wait([self._program, *_options(self._context), *limit, *arguments], seconds)

    def _wait(self, command: list[str], seconds: float) -> Answer:
        end = time.monotonic() + seconds
        try:
            process = subprocess.Popen(  # noqa: S603 (a list of validated words, no shell)
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
        except OSError as error:
            return Answer(NOT_RUN, "", f"{self._program}: {error.strerror}")
        with self._lock:
            self._running.add(process)
            if time.monotonic() >= self._end:
                _kill(process)
        output, errors = readers = [_Reader(stream, process) for stream in (process.stdout, process.stderr)]
        try:
            for reader in readers:
                reader.join(max(end - time.monotonic(), 0))
            code = process.wait(max(end - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            _kill(process)
            for reader in readers:
                reader.join(AFTER_KILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(AFTER_KILL)
            return LATE
        finally:
            with self._lock:
                self._running.discard(process)
        is_too_long = any(reader.is_too_long for reader in readers)
        return Answer(code, "", TOO_LONG) if is_too_long else Answer(code, output.text, errors.text)

    def _end_all(self) -> None:
        with self._lock:
            for process in self._running:
                _kill(process)


def _options(context: str) -> list[str]:
    return [f"--context={context}"] if context else []


class _Reader(threading.Thread):
    """Reads what a program prints; ends the program if that is too long.

    Args:
        stream: of the program.
        process: the program.
    """

    def __init__(self, stream: IO[bytes] | None, process: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._process = process
        self._content = bytearray()
        self.is_too_long = False
        self.start()

    @property
    def text(self) -> str:
        """What was read."""
        return self._content.decode("utf-8", "replace").replace("\r\n", "\n")

    def run(self) -> None:
        """Read to the end."""
        if self._stream is None:
            return
        with self._stream:
            while chunk := os.read(self._stream.fileno(), CHUNK):
                self._content += chunk
                if len(self._content) > LONGEST_OUTPUT:
                    self.is_too_long = True
                    self._content.clear()
                    _kill(self._process)
                    return


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process with those that it started, such as a program that logs in."""
    if sys.platform == "win32":
        process.kill()
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def _typed(words: list[str], content: str) -> str:
    """A command for a shell; what it sends is in a here-document."""
    line = shlex.join("--filename=-" if word == f"--filename={FILE}" else word for word in words)
    return f"{line} <<'EOF'\n{content}\nEOF" if content else line
