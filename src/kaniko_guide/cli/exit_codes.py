"""How the command ends, and what it does about a file that it could not check.

| code | `check` | `diagnose` | `show`, `rules` |
|---|---|---|---|
| 0 | no finding that fails | a cause is known | done |
| 1 | findings that fail, and every file was checked | no cause is known | never |
| 2 | wrong usage, or a file that could not be checked | wrong usage, or the log can't be read | likewise |
| 130 | interrupted | interrupted | interrupted |

A finding fails from `warning` on; `info` never does, and neither does what `--severity` hides.

A file can't be checked when it can't be read, or when a reader or a rule of kaniko-guide fails on it. Then it is
reported on the standard error and in every format (`errors` in JSON), the other files and rules are still checked,
and the code is 2: whoever sees 0 or 1 knows that everything was looked at. An error of our own never ends in a
traceback; the report names the rule, the exception and the line of code, so that it can be passed on.

Closing the output early, as `head` does, changes no code. An output that can't be written ends with 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.findings import Severity

if TYPE_CHECKING:
    from kaniko_guide.report.checked import Report

CLEAN, FINDINGS, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
FAILING = frozenset({Severity.ERROR, Severity.WARNING})


def of_check(report: Report) -> int:
    """The exit code after a check."""
    if report.errors:
        return UNUSABLE
    return FINDINGS if any(finding.severity in FAILING for finding in report.findings) else CLEAN
