"""What keeps a file from being checked, and how an error of our own is kept from hiding the rest."""

from __future__ import annotations

import enum
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.text import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

Item = TypeVar("Item")
Result = TypeVar("Result")

INTERNAL_ERROR = Bilingual(
    zh="由于 kaniko-guide 自身的错误，没能检查这个文件（{what}）；请报告这个错误",
    en="kaniko-guide could not check this file because of an error of its own ({what}); please report it",
)


class NotCheckedReason(enum.Enum):
    """Why a file was not checked: on purpose, or because it can't be read, or because of an error of ours."""

    LEFT_OUT = enum.auto()
    UNREADABLE = enum.auto()
    INTERNAL_ERROR = enum.auto()


@dataclass(frozen=True, slots=True)
class UncheckedFile:
    """A file that was not checked, or not wholly.

    Attributes:
        path: as findings show it.
        reason: what was found and what to do.
        cause: see `Cause`.
    """

    path: str
    reason: Bilingual
    cause: NotCheckedReason

    @classmethod
    def left_out(cls, path: str, reason: Bilingual) -> UncheckedFile:
        """A file that was left out on purpose."""
        return cls(path, reason, NotCheckedReason.LEFT_OUT)

    @classmethod
    def unreadable(cls, error: UnreadableError) -> UncheckedFile:
        """A file that can't be read."""
        return cls(error.path, error.reason, NotCheckedReason.UNREADABLE)

    @classmethod
    def internal_error(cls, path: str, error: Exception, rule: str | None = None) -> UncheckedFile:
        """A file on which our own code fails.

        Args:
            path: as findings show it.
            error: what was raised.
            rule: the name of the rule that raised it; None for a reader.
        """
        what = raise_location(error) if rule is None else f"{rule}: {raise_location(error)}"
        return cls(path, INTERNAL_ERROR.format(what=what), NotCheckedReason.INTERNAL_ERROR)


def raise_location(error: Exception) -> str:
    """The type of an error and the line that raised it, without its message, which may repeat what a file holds."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    place = "" if step is None else f", {PurePath(step.tb_frame.f_code.co_filename).name}:{step.tb_lineno}"
    return f"{type(error).__name__}{place}"


class UncheckedError(Exception):
    """The only file that was asked for could not be checked.

    Args:
        problem: why.
    """

    def __init__(self, problem: UncheckedFile) -> None:
        super().__init__(f"{problem.path}: {problem.reason.en}")
        self.problem = problem


@contextmanager
def reporting_internal_errors(path: str) -> Iterator[None]:
    """Turn an error of our own code into a problem of the file that it works on.

    Args:
        path: as the reader names it.

    Raises:
        UncheckedError: our own code failed.
    """
    try:
        yield
    except (OSError, UnreadableError):
        raise
    except Exception as error:
        raise UncheckedError(UncheckedFile.internal_error(path, error)) from error


def run_without_failing(
    run: Callable[[Collection[Item]], Result], items: Collection[Item], nothing: Result
) -> tuple[Result, Mapping[Item, Exception]]:
    """What comes of all items together; where that fails, of all but those that fail alone.

    Where it fails without them too, nothing tells which of the others it is, and all of them are set aside.

    Args:
        run: what is done with some of the items.
        items: all of them.
        nothing: the result where nothing can be done with any of them.

    Returns:
        The result, and the error of each item that was set aside.
    """
    failed: dict[Item, Exception] = {}
    try:
        return run(items), failed
    except Exception as error:  # noqa: BLE001 (whatever it is, it must not hide what can be found elsewhere)
        unknown = error
    for item in items:
        try:
            run([item])
        except Exception as error:  # noqa: BLE001 (as above)
            failed[item] = error
    rest = [item for item in items if item not in failed]
    if failed:
        try:
            return run(rest), failed
        except Exception as error:  # noqa: BLE001 (as above)
            unknown = error
    return nothing, failed | dict.fromkeys(rest, unknown)
