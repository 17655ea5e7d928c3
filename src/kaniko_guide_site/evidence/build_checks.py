"""The light checks, run on all snippets at once whenever the site is built: our rules, hadolint and ShellCheck.

What a linter says and is let pass stands in the folder's `recipe.yml`, with its reason:

    exclude:
    - {check: shellcheck, code: SC2016, reason: the shell in the container expands it}
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from kaniko_guide import project, rules
from kaniko_guide.analysis import schema
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide.findings import Severity
from kaniko_guide_site.evidence import linters
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import SILENT, SNIPPETS, Snippet

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Script
    from kaniko_guide_site.snippets.library import Library

NOT_FOUND = Bilingual(
    "规则 {rule} 在这个错误的例子里什么也没有发现。", "The rule {rule} finds nothing in its wrong twin."
)


@dataclass
class CheckResult:
    """What the light checks say of one snippet.

    Attributes:
        checks: those that judged it, by name.
        faults: what they found, as compilers print it.
        rule: for a bad example, the rule that finds it.
    """

    checks: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    rule: str | None = None


def results(root: Path) -> Mapping[str, CheckResult]:
    """What the light checks say of every snippet, by its path below `snippets/`.

    Args:
        root: the project's folder.
    """
    return _results(library.load(root / SNIPPETS))


@lru_cache(maxsize=4)
def _results(known: Library) -> Mapping[str, CheckResult]:
    judged: dict[str, CheckResult] = {}
    sound: list[Project] = []
    for name, found in known.projects.items():
        judged |= {f"{name}/{path}": CheckResult() for path in found.files}
        folder = Snippet(name)
        findings = [
            finding for told in by_executor(found, folder).values() for finding in failing_findings(told, folder.rule)
        ]
        if folder.rule is not None and folder.is_bad:
            _expect(folder.rule, name, findings, judged)
            continue
        sound.append(found)
        for finding in findings:
            judged[snippet_path(finding.path)].faults.append(finding.render())
        for path in (path for path in found.files if project.kind_by_name(path)):
            judged[f"{name}/{path}"].checks.add("rules")
        for document in found.manifests:
            if schema.schema_kind(document):
                judged[snippet_path(document.text.source.path)].checks.add("schema")
    passes = {
        (f"{name}/{path}", exclusion.check, exclusion.code)
        for name, recipe in known.recipes.items()
        for exclusion in recipe.description.exclude
        for path in recipe.files
    }
    _lint(sound, judged, passes)
    return judged


def by_executor(found: Project, folder: Snippet) -> Mapping[str | None, Project]:
    """A folder as the rules shall see it: what each build of the executor makes of it, where that is what it shows.

    Args:
        found: the folder as it was read.
        folder: which it is.
    """
    if folder.group != SILENT:
        return {None: found}
    return {build: replace(found, settings=project.Settings(executor=build)) for build in executors.releases()}


def failing_findings(found: Project, rule: str | None = None) -> list[Finding]:
    """The findings that count: faults and warnings; advice only of the rule whose example this is."""
    findings = rules.check(found)
    return [finding for finding in findings if finding.severity is not Severity.INFO or finding.rule.name == rule]


def exact_scripts(found: Project) -> list[Script]:
    """The scripts that ShellCheck reads: what a string lacks at build time is not judged."""
    return [script for script in found.scripts if script.step is None or script.step.exact]


def _expect(rule: str, folder: str, findings: list[Finding], judged: dict[str, CheckResult]) -> None:
    """A bad example must raise its rule and no other."""
    here = {name: about for name, about in judged.items() if name.startswith(f"{folder}/")}
    for name, about in here.items():
        about.rule = rule
        about.faults += [
            finding.render() for finding in findings if snippet_path(finding.path) == name and finding.rule.name != rule
        ]
    if not any(finding.rule.name == rule for finding in findings):
        for name, about in here.items():
            about.faults.append(f"{SNIPPETS}/{name}:1:1: error: {NOT_FOUND.format(rule=rule).en} [{rule}]")


def _lint(sound: list[Project], judged: dict[str, CheckResult], passes: Collection[tuple[str, str, str]]) -> None:
    dockerfiles = [dockerfile.text for found in sound for dockerfile in found.dockerfiles]
    scripts = [script for found in sound for script in exact_scripts(found)]
    for text in dockerfiles:
        judged[snippet_path(text.source.path)].checks.add("hadolint")
    for script in scripts:
        judged[snippet_path(script.text.source.path)].checks.add("shellcheck")
    for complaint in linters.hadolint(dockerfiles) + linters.shellcheck(scripts):
        name = snippet_path(complaint.path)
        if (name, complaint.check, complaint.code) not in passes:
            judged[name].faults.append(complaint.message)


def snippet_path(path: str) -> str:
    """A file's path below `snippets/`.

    Args:
        path: below the project's folder, as what `Library.projects` tells names it.
    """
    return path.removeprefix(f"{SNIPPETS}/")
