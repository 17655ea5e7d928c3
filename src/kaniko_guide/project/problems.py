"""Files that could not be checked, and ways to continue with the others after an internal error."""

from __future__ import annotations

import enum
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.text import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

Item = TypeVar("Item")
Result = TypeVar("Result")

INTERNAL_ERROR = Bilingual(
    zh="kaniko-guide 内部错误，没能检查这个文件（{what}）；请报告这个错误",
    en="not checked because of an internal error of kaniko-guide ({what}); please report it",
)


class NotCheckedCause(enum.Enum):
    """Why a file was not checked or fixed: it can't be read, an internal error, an edit, or a linter that failed."""

    UNREADABLE = enum.auto()
    INTERNAL_ERROR = enum.auto()
    NOT_FIXED = enum.auto()
    LINTER = enum.auto()


class UncheckedFile(Data, frozen=True):
    """A file that was not checked, or only in part.

    Attributes:
        path: as findings show it.
        reason: what was found and what to do.
        cause: see `NotCheckedCause`.
    """

    path: str
    reason: Bilingual
    cause: NotCheckedCause

    @classmethod
    def unreadable(cls, error: UnreadableError) -> UncheckedFile:
        """A file that can't be read."""
        return cls(error.path, error.reason, NotCheckedCause.UNREADABLE)

    @classmethod
    def internal_error(cls, path: str, error: Exception, rule: str | None = None) -> UncheckedFile:
        """A file on which kaniko-guide itself fails.

        Args:
            path: as findings show it.
            error: the exception.
            rule: the name of the rule that raised it; None if a parser did.
        """
        what = raise_location(error) if rule is None else f"{rule}: {raise_location(error)}"
        return cls(path, INTERNAL_ERROR.format(what=what), NotCheckedCause.INTERNAL_ERROR)


def raise_location(error: Exception) -> str:
    """The type of an exception and the file and line that raised it.

    The message is left out, as it may contain text of the checked file.
    """
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    if traceback is None:
        return type(error).__name__
    file = PurePath(traceback.tb_frame.f_code.co_filename).name
    return f"{type(error).__name__}, {file}:{traceback.tb_lineno}"


class UncheckedError(Exception):
    """The only file that the user named could not be checked.

    Args:
        problem: the file and the reason.
    """

    def __init__(self, problem: UncheckedFile) -> None:
        super().__init__(f"{problem.path}: {problem.reason.en}")
        self.problem = problem


@contextmanager
def reporting_internal_errors(path: str) -> Iterator[None]:
    """Raise an exception of the `with` block as `UncheckedError` for the file that it processes.

    Args:
        path: the file, as the user named it.

    Raises:
        UncheckedError: the block raised anything but `OSError` or `UnreadableError`.
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
    """Call a function with all items; if it fails, with all items but those for which it fails on their own.

    If it still fails, every item counts as failing.

    Args:
        run: the function.
        items: the items.
        nothing: the result if every item fails.

    Returns:
        The function's result, and the exception of each failing item.
    """
    failed: dict[Item, Exception] = {}
    try:
        return run(items), failed
    except Exception as error:  # noqa: BLE001 (no error may hide the findings in other files)
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
