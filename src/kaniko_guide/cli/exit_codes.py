"""Exit codes, and how files that could not be checked are reported.

| code | `check` | `diagnose` | `show`, `rules` |
|---|---|---|---|
| 0 | no failing finding | a cause was found | done |
| 1 | failing findings, and every file was checked | no cause was found | never |
| 2 | wrong usage, or a file that could not be checked | wrong usage, or the log can't be read | the same |
| 130 | interrupted | interrupted | interrupted |

Findings of severity `error` and `warning` fail, unless `--severity` hides them; `info` never fails.

A file could not be checked if it can't be read, or if a parser or a rule of kaniko-guide raises an error. It is then
reported on the standard error and in every format (`errors` in JSON), the other files and rules are still checked,
and the code is 2. So 0 and 1 mean that everything was checked. An internal error prints no traceback: the report names
the rule, the exception and the line of code.

Closing the output early, as `head` does, does not change the code. An output that can't be written ends with 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.findings import Severity

if TYPE_CHECKING:
    from kaniko_guide.report.check_report import CheckReport

CLEAN, FINDINGS, ERROR, INTERRUPTED = 0, 1, 2, 130
FAILING = frozenset({Severity.ERROR, Severity.WARNING})


def for_check(report: CheckReport) -> int:
    """The exit code after a check."""
    if report.errors:
        return ERROR
    return FINDINGS if any(finding.severity in FAILING for finding in report.findings) else CLEAN
