"""`kaniko-guide check`: check files with the rules."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.analysis.pods import named_images
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli import checking, exit_codes, linting, output, selecting
from kaniko_guide.cli.options import UsageError
from kaniko_guide.cli.progress import for_standard_error
from kaniko_guide.facts import image_references, images
from kaniko_guide.project.discovery import ACCEPTED_KINDS
from kaniko_guide.project.problems import run_without_failing
from kaniko_guide.project.progress import NO_PROGRESS
from kaniko_guide.report import text
from kaniko_guide.report.check_report import CheckReport, LeftOut

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Mapping, Sequence

    from kaniko_guide.bilingual import Language
    from kaniko_guide.cli import fixing
    from kaniko_guide.cli.checking import CheckResult
    from kaniko_guide.cli.selecting import Choice
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Reading, UncheckedFile
    from kaniko_guide.project.progress import Progress

NOTHING_FOUND = Bilingual(
    zh="{paths}：没有可以检查的文件；应该有{expected}，或者直接写出文件的路径",
    en="{paths}: no file to check; expected {expected}, or the path of a file",
)
BASELINE_WRITTEN = Bilingual(zh="已把 {n} 个问题写入基线 {path}", en="wrote {n} findings to the baseline {path}")
BASELINE_NOT_WRITTEN = Bilingual(
    zh="没有写入基线，因为有文件没能检查；先解决上面的错误",
    en="the baseline was not written, as files could not be checked; first fix the errors above",
)
NEWER = Bilingual(
    zh=(
        "executor {versions} 比指南运行过的 {described} 新，没有运行过：取决于版本的规则把它当作未知版本。见过的最新"
        "版本是 {newest}（{seen}）。"
    ),
    en=(
        "The executor {versions} is newer than {described}, the release that the guide ran: rules that depend on the "
        "release treat it as unknown. The newest release seen is {newest} ({seen})."
    ),
)


def run(chosen: argparse.Namespace, language: Language) -> int:
    """Check the files, write the report, and return the exit code.

    Raises:
        UsageError: an option or a configuration has an invalid value, or there is no file to check.
        UnreadableError: a baseline can't be read.
        UnwritableError: the report or a baseline can't be written.
    """
    progress = NO_PROGRESS if chosen.quiet else for_standard_error(language)
    try:
        choice, result, preview, fixed = _check(chosen, progress, language)
    finally:
        progress.clear()
    if preview is not None:
        return _write_diff(preview, _errors(choice, result), chosen, language)
    report = _report(choice, result, chosen, language)
    report = replace(report, fixed=fixed)
    left_out = report.left_out
    nothing = not report.sources and not report.errors and not report.coverage.unread
    if not nothing or report.coverage.other_yaml or left_out.excluded:
        renderer = import_module(f"kaniko_guide.report.{chosen.format}")  # only the chosen one is loaded
        output.write(renderer.render(report), chosen.output_file)
    for problem in report.errors:
        output.print_error(f"{problem.path}: {problem.reason[language]}")
    if chosen.write_baseline is not None:
        output.print_error(_written(report, chosen.write_baseline)[language])
    if not chosen.quiet:
        _print_newer_versions(choice, language)
    if nothing and not left_out.excluded:
        paths = ", ".join(path for group in choice.groups for path in group.paths)
        raise UsageError(NOTHING_FOUND.format(paths=paths, expected=ACCEPTED_KINDS))
    return exit_codes.for_check(report, lambda finding: not chosen.exit_zero and choice.fails(finding))


def _check(
    chosen: argparse.Namespace, progress: Progress, language: Language
) -> tuple[Choice, CheckResult, fixing.Preview | None, Mapping[str, int]]:
    """Read and check the files, and fix them if the user wants that.

    Returns:
        What the user chose, what was found, what `--diff` shows, and how many findings were fixed, by path.
    """
    choice = selecting.choose(chosen, output.standard_input(), progress)
    linters = linting.chosen_programs(choice.named, wanted=chosen.linters)
    result = checking.check(choice.readings, progress)
    fixed: Mapping[str, int] = {}
    if chosen.diff or any(finding.fix is not None for finding in result.findings):
        from kaniko_guide.cli import fixing  # noqa: PLC0415 (loaded only if there is something to fix)

        is_shown = selecting.reported(choice, _empty_report(choice, result, chosen, language), result.findings)
        if chosen.diff:
            return choice, result, fixing.preview(choice.readings, result, is_shown), {}
        if chosen.fix:
            result, fixed = fixing.fix(choice.readings, result, is_shown)
        elif any(finding.fix is not None and is_shown(finding) for finding in result.findings):
            result = fixing.fixable(choice.readings, result, is_shown)
    return choice, linting.add(result, choice.readings, linters, progress), None, fixed


def _errors(choice: Choice, result: CheckResult) -> list[UncheckedFile]:
    """The files that could not be checked, apart from those on which only a rule that is not used failed."""
    return [*result.problems, *(failure.file for failure in result.failures if failure.rule in choice.enabled)]


def _empty_report(choice: Choice, result: CheckResult, chosen: argparse.Namespace, language: Language) -> CheckReport:
    """The report without findings."""
    return CheckReport(
        language,
        result.sources,
        (),
        0,
        result.suppressed,
        _errors(choice, result),
        result.coverage,
        color=chosen.format == "text" and chosen.output_file is None and output.has_color(),
        quiet=chosen.quiet,
    )


def _report(choice: Choice, result: CheckResult, chosen: argparse.Namespace, language: Language) -> CheckReport:
    """What the user selected of a result."""
    report = _empty_report(choice, result, chosen, language)
    selected = [finding for finding in result.findings if choice.is_enabled(finding)]
    effective = [finding for finding in map(choice.effective, selected) if finding is not None]
    if chosen.write_baseline is not None:
        new, unused = ([] if not report.errors else effective), 0
        if not report.errors:
            _write_baseline(report, effective, chosen.write_baseline)
    else:
        new, unused = selecting.without_known(choice, report, effective)
    shown = [finding for finding in new if choice.is_severe(finding)]
    left_out = LeftOut(
        configurations=choice.configurations,
        configured=len(selected) - len(effective),
        known=len(effective) - len(new),
        unused=unused,
        excluded=len(choice.excluded),
        git_ignored=sum(batch.git_ignored for batch in choice.batches),
    )
    return replace(report, findings=shown, hidden=len(new) - len(shown), left_out=left_out)


def _write_baseline(report: CheckReport, findings: Sequence[Finding], path: str) -> None:
    """Write the findings as a baseline.

    Raises:
        UnwritableError: it can't be written.
    """
    from kaniko_guide.cli import baseline  # noqa: PLC0415 (few runs write one)

    known = baseline.of_findings(report, findings, Path(path).absolute().parent)
    output.write_file([baseline.document(known)], path)


def _written(report: CheckReport, path: str) -> Bilingual:
    """What became of the baseline."""
    return BASELINE_NOT_WRITTEN if report.errors else BASELINE_WRITTEN.format(path=path, n=report.left_out.known)


def _print_newer_versions(choice: Choice, language: Language) -> None:
    """Say which executors are newer than the release which the facts describe, if the user does not name another."""
    nothing: list[str] = []
    newer, _ = run_without_failing(_newer_versions, choice.readings, nothing)
    if newer and not choice.executor:
        newest, described = images.newer_releases()[0], images.recommended_publication().version
        words = {"versions": ", ".join(newer), "described": described, "newest": newest.version, "seen": newest.seen}
        output.print_error(NEWER.format(**words)[language])


def _write_diff(
    preview: fixing.Preview, errors: Sequence[UncheckedFile], chosen: argparse.Namespace, language: Language
) -> int:
    """Write the diff of the fixes, and return the exit code."""
    output.write(preview.lines, chosen.output_file)
    for problem in errors:
        output.print_error(f"{problem.path}: {problem.reason[language]}")
    if not chosen.quiet:
        output.print_error(text.would_fix(preview.fixed, language))
    return exit_codes.for_diff(changed=bool(preview.fixed) and not chosen.exit_zero, errors=errors)


def _newer_versions(readings: Iterable[Reading]) -> list[str]:
    """The tags of executor images that are newer than the release which the facts describe."""
    named = {image.value for reading in readings for image in named_images(reading.project)}
    newer = (image_references.parse(image) for image in named if images.followed_release(image) is not None)
    return sorted({image.tag for image in newer if image is not None and image.tag is not None})
