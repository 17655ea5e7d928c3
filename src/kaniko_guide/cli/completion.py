"""`kaniko-guide completion`: print a script that completes commands, options and their values in a shell."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from kaniko_guide import rules
from kaniko_guide.cli import exit_codes, options, output
from kaniko_guide.facts import executors, kubernetes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kaniko_guide.bilingual import Language

PATHS = frozenset(
    {
        "paths",
        "path",
        "pipeline",
        "log",
        "--config",
        "--baseline",
        "--write-baseline",
        "--output-file",
        "--save",
        "--stdin-filename",
    }
)
"""The arguments whose values are files."""


def run(chosen: argparse.Namespace, language: Language) -> int:
    """Print the script for a shell, and return the exit code.

    Raises:
        UsageError: the shell is not supported.
    """
    import shtab  # noqa: PLC0415 (a check needs none)

    shell = options.validated_choice(options.UNKNOWN_SHELL, chosen.shell, options.SHELLS)
    output.write(shtab.complete(_parser(language, shtab.FILE), shell).splitlines())
    return exit_codes.CLEAN


def _parser(language: Language, files: Mapping[str, Any]) -> argparse.ArgumentParser:
    """All commands in one parser, with the values that each argument accepts.

    Args:
        language: of the help.
        files: how the script completes the name of a file.
    """
    parser = argparse.ArgumentParser(prog=options.PROGRAM, add_help=False)
    everywhere = {"--lang": {}, "--help": {"action": "store_true"}}
    _add(parser, {"--version": {"action": "store_true"}, **everywhere}, language, files)
    commands = parser.add_subparsers()
    for command, arguments in options.ARGUMENTS.items():
        subparser = commands.add_parser(command, help=options.HELP[command][language], add_help=False)
        _add(subparser, {**arguments, **everywhere}, language, files)
    return parser


def _add(
    parser: argparse.ArgumentParser,
    arguments: Mapping[str, Mapping[str, Any]],
    language: Language,
    files: Mapping[str, Any],
) -> None:
    """Add the arguments of a command, with the values that each accepts."""
    values = _values()
    for name, details in arguments.items():
        kept = {key: details[key] for key in ("action", "nargs") if key in details}
        written = str(details.get("metavar", ""))
        choices = written.strip("{}").split(",") if written.startswith("{") else values.get(name)
        if choices is not None:
            kept["choices"] = choices
        short = [options.SHORT[name]] if name in options.SHORT else []
        action = parser.add_argument(*short, name, help=options.HELP[name][language], **kept)
        if name in PATHS:
            action.complete = files  # type: ignore[attr-defined]  # shtab reads this attribute


def _values() -> Mapping[str, Sequence[str]]:
    """The values of arguments that have no fixed ones in their help."""
    every = tuple(sorted(rules.all_names()))
    return {
        "name": every,
        "--select": every,
        "--ignore": every,
        "--executor": tuple(executors.releases()),
        "--kubernetes": tuple(kubernetes.minor_versions()),
        "--lang": options.LANGUAGES,
    }
