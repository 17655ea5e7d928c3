"""Which files are checked and which findings are shown: what the options, the configuration and the baseline say."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec import field
from msgspec.structs import replace

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli import configuration, linting, options
from kaniko_guide.cli.configuration import Configuration
from kaniko_guide.cli.options import UsageError
from kaniko_guide.data import Mutable
from kaniko_guide.facts import executors, kubernetes
from kaniko_guide.findings import Severity, sort_findings
from kaniko_guide.project import Settings, read_paths
from kaniko_guide.project.selection import Selection
from kaniko_guide.text import STDIN, UnreadableError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Collection, Container, Iterable, Sequence
    from typing import BinaryIO

    from kaniko_guide.cli.baseline import Baseline
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Reading
    from kaniko_guide.project.discovery import FileBatch
    from kaniko_guide.project.patterns import PathPatterns
    from kaniko_guide.project.progress import Progress
    from kaniko_guide.report.check_report import CheckReport

RANKS = {Severity.ERROR: 2, Severity.WARNING: 1, Severity.INFO: 0}

NEEDS_STDIN = Bilingual(
    zh="--stdin-filename：应该和 - 一起使用（从标准输入读取）；加上 -，或者删掉这个选项",
    en="--stdin-filename: expected with - (standard input); add -, or remove the option",
)
TWO_BASELINES = Bilingual(
    zh="--baseline 和 --write-baseline：只能用一个；--write-baseline 记录全部问题",
    en="--baseline and --write-baseline: expected only one; --write-baseline records all findings",
)
BASELINE_AND_FIX = Bilingual(
    zh="--write-baseline 不能和 --fix、--diff 一起使用；先修复，再生成基线",
    en="--write-baseline: expected without --fix and --diff; first fix, then write the baseline",
)
CONFIG_AND_ISOLATED = Bilingual(
    zh="--config 和 --isolated：只能用一个；删掉一个",
    en="--config and --isolated: expected only one; remove one",
)


class Group(NamedTuple):
    """Files with the same configuration.

    Attributes:
        paths: as the user named them.
        configuration: of their repository.
        baseline: the findings that are known; None if there is none.
        readings: what was read.
    """

    paths: tuple[str, ...]
    configuration: Configuration
    baseline: Baseline | None
    readings: tuple[Reading, ...] = ()


class Choice(Mutable, dict=True):
    """What the user chose.

    Attributes:
        groups: the files, by configuration.
        enabled: contains the names of the rules that the options select.
        named: those of them that `--select` names, which no configuration turns off.
        severity, fail_on: as in the options; None if they are not given.
        executor: whether the user names the executor.
    """

    groups: tuple[Group, ...]
    enabled: Container[str]
    named: frozenset[str]
    severity: Severity | None
    fail_on: Severity | None
    executor: bool
    _by_path: dict[str, Group] = field(default_factory=dict)

    @property
    def readings(self) -> list[Reading]:
        """What was read of all files."""
        return [reading for group in self.groups for reading in group.readings]

    @property
    def configurations(self) -> tuple[str, ...]:
        """The configuration files in use, as reports show them."""
        return tuple(dict.fromkeys(group.configuration.path for group in self.groups if group.configuration.path))

    def group(self, path: str) -> Group:
        """The group of a file.

        Args:
            path: as findings show it.
        """
        if not self._by_path:
            for group in self.groups:
                for reading in group.readings:
                    self._by_path |= dict.fromkeys((source.path for source in reading.sources), group)
        return self._by_path.get(path, self.groups[0])

    def effective(self, finding: Finding) -> Finding | None:
        """A finding with the severity that the configuration gives its rule; None if the rule is off there."""
        rule = finding.rule.name
        configured = self.group(finding.path).configuration
        names_of_rule = linting.names_of(rule)
        configured_severities = (configured.severities[name] for name in names_of_rule if name in configured.severities)
        severity = next(configured_severities, finding.severity)
        if not self.named.isdisjoint(names_of_rule):
            return replace(finding, severity=severity) if severity not in {None, finding.severity} else finding
        if severity is None or any(
            not names.isdisjoint(names_of_rule)
            and patterns.ignores_tree(_relative_parts(finding.path, configured.directory))
            for patterns, names in configured.ignores
        ):
            return None
        return finding if severity is finding.severity else replace(finding, severity=severity)

    @property
    def batches(self) -> list[FileBatch]:
        """The files that were found."""
        return [reading.batch for reading in self.readings if reading.batch is not None]

    @cached_property
    def excluded(self) -> frozenset[str]:
        """The files that are not checked, as findings show them."""
        return frozenset(path for batch in self.batches for path in batch.excluded)

    def is_enabled(self, finding: Finding) -> bool:
        """Whether the options select a finding's rule and file; an excluded file may be read as another names it."""
        return finding.rule.name in self.enabled and finding.path not in self.excluded

    def is_severe(self, finding: Finding) -> bool:
        """Whether a finding's severity is one of those to report."""
        lowest = self.severity or self.group(finding.path).configuration.severity or Severity.WARNING
        return RANKS[finding.severity] >= RANKS[lowest]

    def fails(self, finding: Finding) -> bool:
        """Whether a reported finding makes the check fail."""
        lowest = self.fail_on or self.group(finding.path).configuration.fail_on or Severity.WARNING
        return RANKS[finding.severity] >= RANKS[lowest]


def choose(chosen: argparse.Namespace, stdin: BinaryIO | None, progress: Progress) -> Choice:
    """Read the options, the configurations and the files.

    Args:
        chosen: the options of `check`.
        stdin: standard input; None if it is closed.
        progress: what to report while files are read.

    Raises:
        UsageError: an option or a configuration is invalid.
        UnreadableError: a baseline can't be read.
    """
    every = linting.KnownNames(sorted(rules.all_names()))
    settings = _settings(chosen)
    selected = valid_names("--select", chosen.select, every, options.SEE_RULES)
    ignored = valid_names("--ignore", chosen.ignore, every, options.SEE_RULES)
    paths = chosen.paths or (["-"] if chosen.stdin_filename else ["."])
    if chosen.stdin_filename is not None and "-" not in paths:
        raise UsageError(NEEDS_STDIN)
    if chosen.baseline is not None and chosen.write_baseline is not None:
        raise UsageError(TWO_BASELINES)
    if chosen.write_baseline is not None and (chosen.fix or chosen.diff):
        raise UsageError(BASELINE_AND_FIX)
    if chosen.fix and not chosen.diff and "-" in paths:
        raise UsageError(options.FIX_NEEDS_FILES)
    if chosen.config is not None and chosen.isolated:
        raise UsageError(CONFIG_AND_ISOLATED)
    excluded = _excluded(chosen.exclude)
    seen: set[Path] = set()
    groups = []
    for found, members in _by_configuration(chosen, paths, every):
        selection = Selection(
            exclude=tuple(
                (directory, listed)
                for directory, listed in ((found.directory, found.exclude), excluded)
                if listed is not None
            ),
            gitignore=not chosen.isolated,
            stdin_path=chosen.stdin_filename,
            configuration_directory=None if chosen.config or chosen.isolated else _real(found.directory),
            progress=progress,
            seen=seen,
        )
        here = Settings(settings.kubernetes or found.kubernetes, settings.executor or found.executor)
        readings = read_paths(members, stdin, here, selection)
        groups.append(Group(tuple(members), found, _baseline(chosen, found), tuple(readings)))
    return Choice(
        tuple(groups),
        linting.EnabledRules(frozenset(selected), frozenset(ignored), linters=chosen.linters),
        frozenset(selected),
        Severity(chosen.severity) if chosen.severity else None,
        Severity(chosen.fail_on) if chosen.fail_on else None,
        executor=any(settings.executor or group.configuration.executor for group in groups),
    )


def _settings(chosen: argparse.Namespace) -> Settings:
    return Settings(
        kubernetes=valid_names("--kubernetes", [chosen.kubernetes], kubernetes.minor_versions())
        if chosen.kubernetes
        else None,
        executor=valid_names("--executor", [chosen.executor], executors.releases())[0] if chosen.executor else None,
    )


def _excluded(texts: Sequence[str]) -> tuple[Path, PathPatterns | None]:
    """The working directory, and the patterns of `--exclude`."""
    if not texts:
        return Path(), None
    from kaniko_guide.cli import configuration_file  # noqa: PLC0415 (few runs have a pattern)

    def invalid(reason: Bilingual, _: str) -> None:
        raise UsageError(Bilingual(f"--exclude：{reason.zh}", f"--exclude: {reason.en}"))

    return _working_directory(), configuration_file.parse_patterns(texts, invalid)


def _by_configuration(
    chosen: argparse.Namespace, paths: Iterable[str], every: Collection[str]
) -> list[tuple[Configuration, list[str]]]:
    """The paths that have the same configuration."""
    if chosen.config is not None:
        from kaniko_guide.cli import configuration_file  # noqa: PLC0415 (few runs have one)

        return [(configuration_file.read(Path(chosen.config), _working_directory(), every), list(paths))]
    found: dict[Path, tuple[Configuration, list[str]]] = {}
    for path in paths:
        named = chosen.stdin_filename if path == "-" and chosen.stdin_filename else path
        try:
            directory = configuration.configuration_root(named)
        except OSError:
            directory = Path(path)
        if directory not in found:
            here = Configuration(directory) if chosen.isolated else configuration.find(directory, every)
            found[directory] = here, []
        found[directory][1].append(path)
    return list(found.values())


def _working_directory() -> Path:
    """The working directory.

    Raises:
        UnreadableError: it was removed.
    """
    try:
        return Path.cwd()
    except OSError as error:
        raise UnreadableError.from_os_error(os.curdir, error) from error


def _real(directory: Path) -> Path | None:
    """The real path of a directory; None if the system can't determine it."""
    try:
        return directory.resolve()
    except (OSError, RuntimeError):
        return None


def _baseline(chosen: argparse.Namespace, found: Configuration) -> Baseline | None:
    path = Path(chosen.baseline) if chosen.baseline is not None else found.baseline
    if path is None or chosen.write_baseline is not None:
        return None
    from kaniko_guide.cli import baseline  # noqa: PLC0415 (few runs have one)

    return baseline.read(path)


def _relative_parts(path: str, directory: Path) -> tuple[str, ...]:
    """The parts of a path below the directory of a configuration; the name of one that is not below it."""
    if path == STDIN:
        return (path,)
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 (a link stays in the path)
    return (absolute.relative_to(directory) if absolute.is_relative_to(directory) else Path(absolute.name)).parts


def valid_names(
    option: str, values: Iterable[str], choices: Collection[str], suggestion: Bilingual | None = None
) -> tuple[str, ...]:
    """The names in comma-separated values; see `options.validated_choice`."""
    problem = options.INVALID_VALUE.format(option=option)
    names = (name.strip() for value in values for name in value.split(","))
    return tuple(options.validated_choice(problem, name, choices, suggestion) for name in names)


def reported(choice: Choice, report: CheckReport, findings: Iterable[Finding]) -> Callable[[Finding], bool]:
    """Tells whether a finding is reported, also one of the same files after changes.

    Args:
        choice: what the user chose.
        report: with the files.
        findings: all that the rules found.
    """
    enabled = (choice.effective(finding) for finding in findings if choice.is_enabled(finding))
    effective = [finding for finding in enabled if finding is not None]
    known = set(effective).difference(without_known(choice, report, effective)[0])

    def is_reported(finding: Finding) -> bool:
        found = choice.effective(finding) if choice.is_enabled(finding) else None
        return found is not None and found not in known and choice.is_severe(found)

    return is_reported


def without_known(choice: Choice, report: CheckReport, findings: Iterable[Finding]) -> tuple[list[Finding], int]:
    """The findings that no baseline has, in order, and how many entries of baselines have no finding any more.

    Args:
        choice: what the user chose.
        report: with the files.
        findings: all that the rules found and the user selected, of any severity.
    """
    by_group: dict[int, list[Finding]] = {}
    for finding in findings:
        by_group.setdefault(id(choice.group(finding.path)), []).append(finding)
    new: list[Finding] = []
    unused = 0
    for group in choice.groups:
        here = by_group.get(id(group), [])
        if group.baseline is None:
            new += here
            continue
        paths = [source.path for reading in group.readings for source in reading.sources]
        new += group.baseline.new(report, here)
        unused += group.baseline.unused(report, here, paths, choice.enabled)
    return sort_findings(new), unused
