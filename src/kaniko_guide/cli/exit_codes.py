"""Exit codes, and how files that could not be checked are reported.

| code | `check` | `diagnose` | `show`, `rules` |
|---|---|---|---|
| 0 | no failing finding; with `--diff`: nothing to fix | a cause was found | done |
| 1 | failing findings, and every file was checked; with `--diff`: something to fix | no cause was found | never |
| 2 | wrong usage, or a file that could not be checked | wrong usage, or the log can't be read | the same |
| 130 | interrupted | interrupted | interrupted |

Findings of severity `error` and `warning` fail; `--fail-on` names another lowest severity. What `--severity` hides,
comments ignore, the configuration turns off or the baseline has does not fail. With `--exit-zero` findings never fail.

`doctor` ends with 0 if no check failed; with 1 if one failed, or one is not known without which no build starts; with 2
after wrong usage, without kubectl or a context, or if the cluster does not answer. `diagnose --pod` ends with 2 too if
there is no such pod.

With `--fix`, the findings are those that are left. A file that could not be fixed ends with 2.

A file could not be checked if it can't be read, or if a parser or a rule of kaniko-guide raises an error. It is then
reported on the standard error and in every format (`errors` in JSON), the other files and rules are still checked,
and the code is 2. So 0 and 1 mean that every file was read; the report says what of them was not understood. A file
that the user named and in which nothing was understood is a warning. An internal error prints no traceback: the report
names the rule, the exception and the line of code.

Closing the output early, as `head` does, does not change the code. An output that can't be written ends with 2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import UncheckedFile
    from kaniko_guide.report.check_report import CheckReport

CLEAN, FINDINGS, ERROR, INTERRUPTED = 0, 1, 2, 130


def for_check(report: CheckReport, fails: Callable[[Finding], bool]) -> int:
    """The exit code after a check.

    Args:
        report: of the check.
        fails: whether a finding fails.
    """
    if report.errors:
        return ERROR
    return FINDINGS if any(map(fails, report.findings)) else CLEAN


def for_diff(errors: Sequence[UncheckedFile], *, changed: bool) -> int:
    """The exit code after a diff was written.

    Args:
        errors: the files that could not be checked.
        changed: whether there is something to fix.
    """
    if errors:
        return ERROR
    return FINDINGS if changed else CLEAN
