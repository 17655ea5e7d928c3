"""The command `kaniko-guide` with its subcommands `check`, `show`, `diagnose`, `rules` and `completion`.

Each subcommand is a module of that name; only the chosen one is loaded.
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

INTERNAL_ERROR = Bilingual(
    zh="kaniko-guide 内部错误（{what}）；请报告这个错误",
    en="internal error ({what}); please report it",
)


class Command(Protocol):
    """The module of a subcommand."""

    def run(self, chosen: argparse.Namespace, language: Language) -> int:
        """Run the subcommand, and return the exit code."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: without the program's name; by default those of the process.

    Returns:
        The exit code; see `exit_codes`.
    """
    output.configure_streams(utf_8=False)
    language = options.locale_language(os.environ)
    try:
        language, rest = options.extract_language(sys.argv[1:] if arguments is None else arguments, language)
        chosen = options.parse(rest, language)
        output.configure_streams(utf_8=getattr(chosen, "format", "text") != "text")
        command = cast("Command", importlib.import_module(f"{__name__}.{chosen.command}"))
        return command.run(chosen, language)
    except (UsageError, output.UnwritableError) as error:
        for line in error.reason[language].split("\n"):
            output.print_error(line)
    except UnreadableError as error:
        output.print_error(f"{error.path}: {error.reason[language]}")
    except UncheckedError as error:
        output.print_error(f"{error.problem.path}: {error.problem.reason[language]}")
    except Exception as error:  # noqa: BLE001 (a traceback would end with 1, which means findings)
        output.print_error(INTERNAL_ERROR.format(what=raise_location(error))[language])
    except KeyboardInterrupt:
        return exit_codes.INTERRUPTED
    return exit_codes.ERROR
