"""The checks that run on all snippets in every build of the site: our rules, schemas, hadolint and ShellCheck.

Messages of a linter that are accepted are listed in the directory's `recipe.yml`, each with its reason:

    exclude:
    - {check: shellcheck, code: SC2016, reason: the shell in the container expands it}
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import project, rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide.findings import Severity
from kaniko_guide_site.evidence import json_schema, linters
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import SILENT, SNIPPETS, Snippet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Script
    from kaniko_guide_site.snippets.library import Library

NOT_FOUND = Bilingual(
    "规则 {rule} 在自己的错误示例里没有发现问题。", "The rule {rule} finds nothing in its bad example."
)

OTHER_RULE = "In the bad example of {rule}, only {rule} may find something: change the example, or correct {other}."


@dataclass
class CheckResult:
    """The result of the checks for one snippet.

    Attributes:
        checks: the names of those that read it.
        problems: what they found, as compilers print it.
        rule: for a bad example, the rule that finds it.
    """

    checks: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    rule: str | None = None


def results(root: Path) -> Mapping[str, CheckResult]:
    """The result for every snippet, by its path below `snippets/`.

    Args:
        root: the project's directory.
    """
    return _results(library.load(root / SNIPPETS))


@lru_cache(maxsize=4)
def _results(snippets: Library) -> Mapping[str, CheckResult]:
    checked: dict[str, CheckResult] = {}
    valid: list[Project] = []
    for name, read in snippets.projects.items():
        checked |= {f"{name}/{path}": CheckResult() for path in read.files}
        directory = Snippet(name)
        variants = by_executor(read, directory).values()
        findings = [finding for variant in variants for finding in failing_findings(variant, directory.rule)]
        if directory.rule is not None and directory.is_bad:
            _check_bad_example(directory.rule, name, findings, checked)
            continue
        valid.append(read)
        for finding in findings:
            checked[snippet_path(finding.path)].problems.append(finding.render())
        for path in (path for path in read.files if project.kind_by_name(path)):
            checked[f"{name}/{path}"].checks.add("rules")
        for document in read.manifests:
            if json_schema.agrees(document):
                checked[snippet_path(document.text.source.path)].checks.add("schema")
    excluded = {
        (f"{name}/{path}", exclusion.check, exclusion.code)
        for name, recipe in snippets.recipes.items()
        for exclusion in recipe.description.exclude
        for path in recipe.files
    }
    _lint(valid, checked, excluded)
    return checked


def by_executor(read: Project, directory: Snippet) -> Mapping[str | None, Project]:
    """The project that the rules check: for a silent feature one for each release of the executor, else only itself.

    Args:
        read: the project that was read from the directory.
        directory: a recipe or an example.
    """
    if directory.group != SILENT:
        return {None: read}
    return {release: replace(read, settings=project.Settings(executor=release)) for release in executors.releases()}


def failing_findings(read: Project, rule: str | None = None) -> list[Finding]:
    """The findings that fail a build of the site: errors and warnings.

    Args:
        read: a project.
        rule: whose suggestions (severity `info`) are included: that of the example.
    """
    findings = rules.check(read)
    return [finding for finding in findings if finding.severity is not Severity.INFO or finding.rule.name == rule]


def of_other_rules(findings: Iterable[Finding], rule: str) -> list[str]:
    """What other rules find in a bad example, and what to do, a line each.

    Args:
        findings: those in the example.
        rule: the rule of the example.
    """
    return [
        f"{finding.render()} {OTHER_RULE.format(rule=rule, other=finding.rule.name)}"
        for finding in findings
        if finding.rule.name != rule
    ]


def exact_scripts(read: Project) -> list[Script]:
    """The scripts that ShellCheck reads: those without values that are known only at run time."""
    return [script for script in read.scripts if script.step is None or script.step.exact]


def _check_bad_example(rule: str, directory: str, findings: list[Finding], checked: dict[str, CheckResult]) -> None:
    """Report a bad example in which its rule finds nothing, or another rule something."""
    files = {name: result for name, result in checked.items() if name.startswith(f"{directory}/")}
    for name, result in files.items():
        result.rule = rule
        result.problems += of_other_rules((finding for finding in findings if snippet_path(finding.path) == name), rule)
    if not any(finding.rule.name == rule for finding in findings):
        for name, result in files.items():
            result.problems.append(f"{SNIPPETS}/{name}:1:1: error: {NOT_FOUND.format(rule=rule).en} [{rule}]")


def _lint(valid: list[Project], checked: dict[str, CheckResult], excluded: Collection[tuple[str, str, str]]) -> None:
    dockerfiles = [dockerfile.text for read in valid for dockerfile in read.dockerfiles]
    scripts = [script for read in valid for script in exact_scripts(read)]
    for text in dockerfiles:
        checked[snippet_path(text.source.path)].checks.add("hadolint")
    for script in scripts:
        checked[snippet_path(script.text.source.path)].checks.add("shellcheck")
    for message in linters.hadolint(dockerfiles) + linters.shellcheck(scripts):
        name = snippet_path(message.path)
        if (name, message.check, message.code) not in excluded:
            checked[name].problems.append(message.text)


def snippet_path(path: str) -> str:
    """A file's path below `snippets/`.

    Args:
        path: below the project's directory.
    """
    return path.removeprefix(f"{SNIPPETS}/")
