"""Variables that the shell script sets, but that Groovy interpolates before the shell runs.

In a double-quoted string Groovy looks for a variable of its own. If there is none, the step fails with
`MissingPropertyException`; if the job or the node has one of that name, its value is used.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources.groovy import interpolations

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.groovy.interpolations import Interpolation
    from kaniko_guide.sources.model import Script
    from kaniko_guide.text import Text

RULE = Rule(
    name="groovy-interpolation",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="shell 变量被 Groovy 替换", en="Shell variable interpolated by Groovy"),
    why=Bilingual(
        zh=(
            "双引号字符串里的 `$name` 和 `${name}` 由 Groovy 先替换，shell 才看到脚本。Groovy 里没有脚本自己"
            "设置的变量，步骤会报 `MissingPropertyException: No such property`；如果正好有同名的参数或环境变"
            "量，就会用错值。"
        ),
        en=(
            "In a double-quoted string Groovy replaces `$name` and `${name}` before the shell gets the "
            "script. Variables that the script sets do not exist in Groovy: the step fails with "
            "`MissingPropertyException: No such property`, or uses the value of a parameter or environment "
            "variable with the same name."
        ),
    ),
    message=Bilingual(
        zh="`{name}` 是脚本自己设置的变量，但 Groovy 会先替换它，而 Groovy 里没有这个变量。",
        en="`{name}` is set by the script, but Groovy replaces it first and has no such variable.",
    ),
    help=Bilingual(
        zh="把脚本改用单引号（`'''`），或写成 `\\{written}`。",
        en="Put the script in single quotes (`'''`), or write `\\{written}`.",
    ),
    source="Groovy documentation, String interpolation; Jenkins Handbook, Using a Jenkinsfile: String interpolation",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such interpolation."""
    assignments = _assignments(project)
    for pipeline in project.jenkinsfiles:
        groups: defaultdict[tuple[int, str], list[Interpolation]] = defaultdict(list)
        for interpolation in interpolations.find_interpolations(pipeline.code):
            if not interpolation.of_env and not interpolation.secret:
                groups[interpolation.string.origin(0), interpolation.name].append(interpolation)
        groovy_names = interpolations.names_in_groovy(pipeline.code) if groups else frozenset()
        for group in groups.values():
            first = _first_assignment(group, assignments)
            for interpolation in group if first is not None and group[0].name not in groovy_names else ():
                if first is not None and first < interpolation.text.origin(0):
                    yield RULE.finding(interpolation.text, name=interpolation.name, written=interpolation.text)


def _assignments(project: Project) -> dict[tuple[str, str], list[int]]:
    """The positions at which scripts of steps set each name, by file and name."""
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for script in project.scripts:
        for name in _variables_set_by(script) if script.step is not None else ():
            found[name.source.path, name.value].append(name.origin(0))
    return {key: sorted(positions) for key, positions in found.items()}


def _first_assignment(group: list[Interpolation], assignments: dict[tuple[str, str], list[int]]) -> int | None:
    """The position at which the string first sets the variable, or None if it is set from the Groovy variable."""
    string = group[0].string
    all_positions = assignments.get((string.source.path, group[0].name), [])
    inside = all_positions[
        bisect_left(all_positions, string.origin(0)) : bisect_left(all_positions, string.origin(len(string)))
    ]
    from_groovy = any(
        _is_assigned_from(interpolation, position)
        for interpolation in group
        for position in inside[: bisect_left(inside, interpolation.text.origin(0))][-1:]
    )
    return inside[0] if inside and not from_groovy else None


def _is_assigned_from(interpolation: Interpolation, position: int) -> bool:
    """Whether an interpolation is part of the value that is assigned to the name at `position`: `TAG=${TAG}`."""
    between = interpolation.text.source.text[position + len(interpolation.name) : interpolation.text.origin(0)]
    return between.startswith("=") and not set(between) & set("\n;&|")


def _variables_set_by(script: Script) -> Iterator[Text]:
    yield from script.assigned
    for command in script.commands:
        if program_name(command) == "read":
            yield from (word.text for word in command.words[1:] if not word.value.startswith("-"))
