"""The variables that the `environment` of a pipeline, `withEnv` or a script sets to the same value in every run."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.commands import program_name
from kaniko_guide.analysis.pipeline_steps import all_blocks
from kaniko_guide.data import remembered
from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.tree import Call, ListOrMap, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.sources.model import Jenkinsfile, Script

_LONGEST = 200
"""The length after which a value is not a constant, so that variables of variables do not grow without a limit."""

_VARIABLE = lazy.pattern(r"\$(?:\{(?:env\.)?(\w+)\}|(?:env\.)?(\w+))")
_ASSIGNED = lazy.pattern(r"\b([A-Za-z_]\w*)\s*=(?!=)")
"""What may be an assignment anywhere in the file, also in strings: those of `withEnv` and scripts assign too."""


@remembered
def constant_variables(pipeline: Jenkinsfile) -> Mapping[str, str]:
    """The value of each variable that the file sets only once, in an `environment` or in `withEnv`.

    Variables in a value that are no constants are kept as `${NAME}`.
    """
    times = Counter(_ASSIGNED.findall(pipeline.text.value))
    found: dict[str, str] = {}
    for block in all_blocks(pipeline.blocks):
        for entry in (block.children or ()) if block.name == "environment" else ():
            argument = entry.arguments[0] if entry.name == "=" and entry.arguments else None
            if argument is None or argument.name is None or times[argument.name] != 1:
                continue
            written = argument.value.value if argument.is_string else _joined(argument.value.value)
            if written is None:
                continue
            value = with_constants(written, found)
            if len(value) <= _LONGEST and not value.startswith("$(") and "\n" not in value:
                found[argument.name] = value
    if "withEnv" in pipeline.text.value:
        found |= {name: value for name, value in _of_with_env(pipeline) if times[name] == 1}
    return found


def _of_with_env(pipeline: Jenkinsfile) -> Iterator[tuple[str, str]]:
    """The names and values in the lists of `withEnv` that are strings without interpolations."""
    for node in nodes(tree.statements(pipeline.code)):
        is_call = isinstance(node, Call) and node.name == "withEnv" and node.receiver is None
        for entry in node.arguments if is_call and isinstance(node, Call) else ():
            for part in entry.value.parts if isinstance(entry.value, ListOrMap) else ():
                name, equals, value = (tree.string_content(part.value) or "").partition("=")
                if equals and value and len(value) <= _LONGEST and not set(value) & set("$`\\\n"):
                    yield name, value


@remembered
def shell_constants(script: Script) -> Mapping[str, str]:
    """The value of each variable that a script sets to the same text in every run, and that nothing else may set.

    Variables in a value that are no constants are kept as written.
    """
    programs = {program_name(command) for command in script.commands}
    if not programs.isdisjoint({".", "source", "eval"}):
        return {}
    others = [command for command in script.commands if program_name(command) in {"read", "unset"}]
    changed = {word.value for command in others for word in command.words}
    found: dict[str, str] = {}
    for name, value in script.constants:
        resolved = with_constants(value, found)
        if name not in changed and len(resolved) <= _LONGEST:
            found[name] = resolved
    return found


def _joined(expression: str) -> str | None:
    """The text of strings that `+` joins; None for any other expression."""
    if not _STRINGS.fullmatch(expression):
        return None
    return "".join(first or second for first, second in _STRING.findall(expression))


_STRING = lazy.pattern(r"'([^'\\\n]*)'|\"([^\"\\\n]*)\"")
_STRINGS = lazy.pattern(r"(?:'[^'\\\n]*'|\"[^\"\\\n]*\")(?:\s*\+\s*(?:'[^'\\\n]*'|\"[^\"\\\n]*\"))+")


def with_constants(value: str, constants: Mapping[str, str]) -> str:
    """A text with the variables that have a constant replaced; all others are kept."""
    return _VARIABLE.sub(lambda found: constants.get(found[1] or found[2], found[0]), value)
