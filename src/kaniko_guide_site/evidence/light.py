"""The light checks, run on all snippets at once whenever the site is built: our rules, hadolint and ShellCheck.

What a linter says and is let pass stands in the folder's `recipe.yml`, with its reason:

    exclude:
    - {check: shellcheck, code: SC2016, reason: the shell in the container expands it}
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kaniko_guide import project, rules
from kaniko_guide.analysis import schema
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide.findings import Severity
from kaniko_guide_site.evidence import linters
from kaniko_guide_site.evidence.records import SNIPPETS
from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.snippets import pairs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Script

Stamps = tuple[tuple[str, int], ...]
NOT_FOUND = Bilingual(
    "规则 {rule} 在这个错误的例子里什么也没有发现。", "The rule {rule} finds nothing in its wrong twin."
)


@dataclass
class Judged:
    """What the light checks say of one snippet.

    Attributes:
        checks: those that judged it, by name.
        faults: what they found, as compilers print it.
        rule: for the wrong side of a twin, the rule that finds it.
    """

    checks: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    rule: str | None = None


def judge(root: Path) -> Mapping[str, Judged]:
    """What the light checks say of every snippet, by its path below `snippets/`.

    Args:
        root: the project's folder.
    """
    return _judge(root, stamps(root))


def stamps(root: Path) -> Stamps:
    """What changes when any snippet is written.

    Args:
        root: the project's folder.
    """
    found = ((path.as_posix(), path.stat().st_mtime_ns) for path in (root / SNIPPETS).rglob("*"))
    return tuple(sorted(found))


@cache
def _judge(root: Path, stamps: Stamps) -> Mapping[str, Judged]:  # noqa: ARG001 (the cache's key)
    judged: dict[str, Judged] = {}
    sound: list[Project] = []
    for name, found in read(root).items():
        judged |= {f"{name}/{path}": Judged() for path in found.files}
        rule = rule_of(name)
        findings = [finding for told in builds_of(found, name).values() for finding in counting(told, rule)]
        if rule is not None and pairs.is_wrong(name):
            _expect(rule, name, findings, judged)
            continue
        sound.append(found)
        for finding in findings:
            judged[below(finding.path)].faults.append(finding.render())
        for path in (path for path in found.files if project.kind_of(path)):
            judged[f"{name}/{path}"].checks.add("rules")
        for document in found.manifests:
            if schema.kind_of(document):
                judged[below(document.text.source.path)].checks.add("schema")
    _lint(sound, judged)
    return judged


def read(root: Path) -> Mapping[str, Project]:
    """Every recipe, and each side of every twin, by its path below `snippets/`.

    Args:
        root: the project's folder.
    """
    return _read(root, stamps(root))


@lru_cache(maxsize=1)
def _read(root: Path, stamps: Stamps) -> Mapping[str, Project]:  # noqa: ARG001 (the cache's key)
    snippets = root / SNIPPETS
    return {
        folder.relative_to(snippets).as_posix(): project.read(folder, shown_from=root) for folder in folders(snippets)
    }


def folders(snippets: Path) -> list[Path]:
    """Every recipe, and each side of every twin: the folders whose files are read together."""
    recipes = sorted(path.parent for path in snippets.glob(f"*/{project.RECIPE_FILE}"))
    return [*recipes, *pairs.sides(snippets)]


def rule_of(snippet: str) -> str | None:
    """The rule that finds the wrong side of the twin that a snippet, or a folder, belongs to."""
    twin = pairs.name_of(snippet)
    if twin is None or snippet.startswith(f"{pairs.EXAMPLES}/"):
        return twin
    return silent_features.topics()[twin].rule


def builds_of(found: Project, folder: str) -> Mapping[str | None, Project]:
    """A folder as the rules shall see it: what each build of the executor makes of it, where that is what it shows.

    Args:
        found: the folder as it was read.
        folder: below `snippets/`.
    """
    if not folder.startswith(f"{pairs.SILENT}/"):
        return {None: found}
    return {build: replace(found, settings=project.Settings(executor=build)) for build in executors.builds()}


def counting(found: Project, rule: str | None = None) -> list[Finding]:
    """The findings that count: faults and warnings; advice only of the rule whose twins these are."""
    findings = rules.check(found)
    return [finding for finding in findings if finding.severity is not Severity.INFO or finding.rule == rule]


def exact_scripts(found: Project) -> list[Script]:
    """The scripts that ShellCheck reads: what a string lacks at build time is not judged."""
    return [script for script in found.scripts if script.step is None or script.step.exact]


def _expect(rule: str, folder: str, findings: list[Finding], judged: dict[str, Judged]) -> None:
    """The wrong side must raise its rule and no other."""
    here = {name: about for name, about in judged.items() if name.startswith(f"{folder}/")}
    for name, about in here.items():
        about.rule = rule
        about.faults += [
            finding.render() for finding in findings if below(finding.path) == name and finding.rule != rule
        ]
    if not any(finding.rule == rule for finding in findings):
        for name, about in here.items():
            about.faults.append(f"{SNIPPETS}/{name}:1:1: error: {NOT_FOUND.format(rule=rule).en} [{rule}]")


def _lint(sound: list[Project], judged: dict[str, Judged]) -> None:
    dockerfiles = [(found, dockerfile.text) for found in sound for dockerfile in found.dockerfiles]
    scripts = [(found, script) for found in sound for script in exact_scripts(found)]
    for _, text in dockerfiles:
        judged[below(text.source.path)].checks.add("hadolint")
    for _, script in scripts:
        judged[below(script.text.source.path)].checks.add("shellcheck")
    passes = {
        (below(text.source.path), entry["check"], entry["code"])
        for found, text in [*dockerfiles, *((found, script.text) for found, script in scripts)]
        for entry in found.recipe.get("exclude", [])
    }
    said = linters.hadolint([text for _, text in dockerfiles]) + linters.shellcheck([script for _, script in scripts])
    for complaint in said:
        name = below(complaint.path)
        if (name, complaint.check, complaint.code) not in passes:
            judged[name].faults.append(complaint.message)


def below(path: str) -> str:
    """A file's path below `snippets/`.

    Args:
        path: below the project's folder, as what `read` tells names it.
    """
    return path.removeprefix(f"{SNIPPETS}/")
