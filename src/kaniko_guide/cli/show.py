"""`kaniko-guide show`: show what was parsed from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli import exit_codes, output
from kaniko_guide.project import Settings, files, read_paths
from kaniko_guide.project.problems import UncheckedError, reporting_internal_errors
from kaniko_guide.report import json, show
from kaniko_guide.report.neutral import visible
from kaniko_guide.report.redaction import Redaction
from kaniko_guide.text import UnreadableError

if TYPE_CHECKING:
    import argparse

    from kaniko_guide.bilingual import Language

IS_DIRECTORY = Bilingual(
    zh="这是目录，应该是文件；写出里面的 Jenkinsfile",
    en="is a directory, expected a file, such as the Jenkinsfile in it",
)


def run(chosen: argparse.Namespace, language: Language) -> int:
    """Write what was parsed from the file, without secrets, and return the exit code.

    Raises:
        UnreadableError: the path is a directory.
        UncheckedError: the file can't be read, or an internal error occurs.
    """
    if chosen.path != "-" and files.is_directory(chosen.path):
        raise UnreadableError(chosen.path, IS_DIRECTORY)
    (reading,) = read_paths([chosen.path], output.standard_input(), Settings())
    if reading.problems:
        raise UncheckedError(reading.problems[0])
    with reporting_internal_errors(chosen.path):
        data = show.read(reading.project, language)
        for source in reading.sources:
            data = Redaction(source).data(data)
    output.write([json.dump(data)] if chosen.format == "json" else map(visible, show.as_text(data, language)))
    return exit_codes.CLEAN
