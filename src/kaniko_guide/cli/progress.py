"""A line on the terminal that shows how far a long check is."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.project.progress import NO_PROGRESS, Progress

if TYPE_CHECKING:
    from typing import TextIO

    from kaniko_guide.bilingual import Language

DELAY, INTERVAL = 1.0, 0.1
"""Seconds until the line is shown first, and between two changes of it."""

CLEAR = "\r\x1b[K"

FOUND = Bilingual(zh="已找到 {n} 个文件", en="Files found: {n}")
READ = Bilingual(zh="已读取 {n} 个文件", en="Files read: {n}")
LINTED = Bilingual(zh="ShellCheck 和 hadolint 已检查 {n}/{total} 段", en="{n} of {total} texts checked by linters")
ASKED = Bilingual(zh="集群已回答 {n}/{total} 个问题", en="Questions answered by the cluster: {n} of {total}")
CHECKED = Bilingual(zh="已检查 {n}/{total} 条规则", en="Rules checked: {n} of {total}")


class TerminalProgress(Progress):
    """Shows one line, which each report replaces.

    Args:
        stream: a terminal.
        language: of the words.
    """

    def __init__(self, stream: TextIO, language: Language) -> None:
        self._stream = stream
        self._language = language
        self._next = time.monotonic() + DELAY
        self._shown = False

    def found(self, files: int) -> None:  # noqa: D102 (as in `Progress`)
        self._show(FOUND, n=files)

    def read(self, files: int) -> None:  # noqa: D102
        self._show(READ, n=files)

    def checked(self, rules: int, total: int) -> None:  # noqa: D102
        self._show(CHECKED, n=rules, total=total)

    def linted(self, texts: int, total: int) -> None:  # noqa: D102
        self._show(LINTED, n=texts, total=total)

    def asked(self, answers: int, total: int) -> None:  # noqa: D102
        self._show(ASKED, n=answers, total=total)

    def clear(self) -> None:  # noqa: D102
        if self._shown:
            self._write(CLEAR)
            self._shown = False

    def _show(self, text: Bilingual, **values: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + INTERVAL
            self._shown = True
            self._write(f"{CLEAR}{text.format(**values)[self._language]}")

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()


def for_standard_error(language: Language) -> Progress:
    """The progress to report: none if the standard error is no terminal that can clear a line."""
    stream = sys.stderr
    if stream is None or not stream.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        return NO_PROGRESS
    return TerminalProgress(stream, language)
