"""`kaniko-guide diagnose`: find in a log why a build failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.cli import exit_codes, output
from kaniko_guide.diagnosis import causes
from kaniko_guide.project import files
from kaniko_guide.project.problems import reporting_internal_errors
from kaniko_guide.report import diagnosis as report
from kaniko_guide.report import json

if TYPE_CHECKING:
    import argparse

    from kaniko_guide.bilingual import Language


def run(chosen: argparse.Namespace, language: Language) -> int:
    """Write the diagnosis, and return the exit code.

    Raises:
        UnreadableError: the log can't be read.
        UncheckedError: an internal error occurs.
    """
    with files.open_binary(chosen.log, output.standard_input()) as stream, reporting_internal_errors(chosen.log):
        diagnosis = causes.diagnose(stream)
    if chosen.format == "json":
        output.write([json.dump(report.as_data(diagnosis, language))])
    else:
        output.write(report.as_text(diagnosis, language))
    return exit_codes.CLEAN if diagnosis.causes else exit_codes.FINDINGS
