"""The command `kaniko-guide`: `check` files, `show` what was read in one, `diagnose` a log, list the `rules`.

Each of these is a module of that name; only the one that is asked for is loaded.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING, Protocol, cast

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli import exit_codes, options, output
from kaniko_guide.cli.options import UsageError
from kaniko_guide.project.problems import UncheckedError, raise_location
from kaniko_guide.text import UnreadableError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from kaniko_guide.bilingual import Language

STOPPED = Bilingual(
    zh="由于 kaniko-guide 自身的错误（{what}）而停止；请报告这个错误",
    en="stopped because of an error of its own ({what}); please report it",
)


class Command(Protocol):
    """What the module of a command offers."""

    def run(self, chosen: argparse.Namespace, language: Language) -> int:
        """Do what the command is for, and return the exit code."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: without the program's name; by default those of the process.

    Returns:
        The exit code; see `exit_codes`.
    """
    output.prepare(utf_8=False)
    language = options.locale_language(os.environ)
    try:
        language, rest = options.without_language(sys.argv[1:] if arguments is None else arguments, language)
        chosen = options.parse(rest, language)
        output.prepare(utf_8=getattr(chosen, "format", "text") != "text")
        command = cast("Command", importlib.import_module(f"{__name__}.{chosen.command}"))
        return command.run(chosen, language)
    except (UsageError, output.UnwritableError) as error:
        output.complain(error.reason[language])
    except UnreadableError as error:
        output.complain(f"{error.path}: {error.reason[language]}")
    except UncheckedError as error:
        output.complain(f"{error.problem.path}: {error.problem.reason[language]}")
    except Exception as error:  # noqa: BLE001 (a traceback would end with 1, which means findings)
        output.complain(STOPPED.format(what=raise_location(error))[language])
    except KeyboardInterrupt:
        return exit_codes.INTERRUPTED
    return exit_codes.UNUSABLE
