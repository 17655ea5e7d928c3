"""The variables of a Jenkinsfile's Groovy code, and the names that it may define for the shell."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.data import Data, remembered
from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.tokens import Group, String, Token
from kaniko_guide.sources.groovy.tree import Call, Closure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kaniko_guide.sources.groovy.tokens import Code, Item
    from kaniko_guide.sources.groovy.tree import Node, Statement
    from kaniko_guide.sources.model import Jenkinsfile
    from kaniko_guide.text import Text

BUILD_VARIABLES = lazy.pattern(
    "BRANCH_(?:NAME|IS_PRIMARY)|BUILD_[A-Z_]+|CHANGE_[A-Z_]+|CI|CVS_[A-Z_]+|EXECUTOR_NUMBER|HUDSON_[A-Z_]+"
    "|JENKINS_[A-Z_]+|JOB_[A-Z_]+|LIBRARY_[A-Z_]+|MERCURIAL_[A-Z_]+|NODE_[A-Z]+|POD_(?:CONTAINER|LABEL)|P4_[A-Z_]+|PATH|HOME"
    "|PWD|RUN_[A-Z_]+|STAGE_NAME|SVN_[A-Z_0-9]+|TAG_(?:NAME|TIMESTAMP|UNIXTIME|DATE)|WORKSPACE(?:_TMP)?|(?:JAVA|M2|MAVEN)_HOME"
    "|GIT_(?:ASKPASS|BRANCH|CHECKOUT_DIR|COMMIT|LOCAL_BRANCH|PASSWORD|PREVIOUS_(?:SUCCESSFUL_)?COMMIT|URL(?:_[0-9]+)?"
    "|USERNAME|(?:AUTHOR|COMMITTER)_[A-Z]+|(?:CONFIG|SSH|SSL|TRACE)[A-Z_0-9]*)"
    "|(?:gitlab|ghprb|bitbucket|gitea|gerrit|GERRIT|BITBUCKET|ghprb|GITHUB|GITLAB|GITEA|KUBERNETES)_?[A-Za-z_]*"
)
"""Environment variables that Jenkins, its source control plugins and its triggers set; Groovy finds them too."""

ITERATING_METHODS = frozenset(
    {"any", "collect", "collectEntries", "each", "eachWithIndex", "every", "findAll", "times"}
)


class GroovyVariable(Data, frozen=True):
    """A variable, and the part of the file in which it is visible: offsets in the file."""

    name: str
    start: int
    end: int


@remembered
def groovy_variables(pipeline: Jenkinsfile) -> tuple[GroovyVariable, ...]:
    """The variables that a file declares or assigns, with parameters of its methods and closures."""
    text = pipeline.code.text
    end = len(text)
    found = _variables_in(tree.statements(pipeline.code), 0, end)
    return tuple(GroovyVariable(name, text.origin(start), text.origin(stop)) for name, start, stop in found)


def _variables_in(statements: Sequence[Statement], start: int, end: int) -> Iterator[tuple[str, int, int]]:
    pending: list[tuple[Sequence[Statement], int]] = [(statements, end)]
    while pending:
        body, scope_end = pending.pop()
        for statement in body:
            for name in statement.parameters:
                yield name, statement.start, statement.end
            names = statement.several or ((statement.name,) if statement.name is not None else ())
            if statement.keyword == "def":
                yield from ((name, statement.start, scope_end) for name in names)
            elif statement.keyword == "=" and statement.receiver is None:
                yield from ((name, start, end) for name in names)
            if statement.body is not None:
                pending.append((statement.body, statement.end))
            for closure, call in _closures(statement.values):
                if call is not None and call.name == "environment" and call.receiver is None:
                    continue
                parameters = closure.parameters
                if not parameters and call is not None and call.name in ITERATING_METHODS:
                    parameters = ("it",)
                yield from ((name, closure.start, closure.end) for name in parameters)
                pending.append((closure.body, closure.end))


def _closures(expressions: Iterable[Node]) -> Iterator[tuple[Closure, Call | None]]:
    """The closures in expressions, each with the call of which it is an argument."""
    pending: list[tuple[Node, Call | None]] = [(node, None) for node in expressions]
    while pending:
        node, call = pending.pop()
        if isinstance(node, Closure):
            yield node, call
        else:
            owner = node if isinstance(node, Call) else None
            pending += [(child, owner) for child in tree.child_nodes(node)]


@remembered
def names_for_the_shell(pipeline: Jenkinsfile) -> frozenset[str]:
    """Names that the file may set as environment variables, or read from them.

    These begin a string (`'NAME=…'`, a parameter's or credential's name), follow `env.` or `params.`, or are assigned
    in an `environment` section.
    """
    return frozenset(_names_for_the_shell(pipeline.code))


def _names_for_the_shell(code: Code) -> Iterator[str]:
    pending: list[tuple[str, Sequence[Item]]] = [("", code.root.items)]
    while pending:
        owner, items = pending.pop()
        for index, item in enumerate(items):
            before = [entry.value if isinstance(entry, Token) else "" for entry in items[max(index - 2, 0) : index]]
            if isinstance(item, String):
                is_script = before[-1:] == ["sh"] or before == ["script", ":"] or (owner == "sh" and not before)
                if not is_script and item.parts and isinstance(item.parts[0], tuple):
                    yield item.parts[0][0].partition("=")[0].strip()
                pending += [("", part.items) for part in item.parts if isinstance(part, Group)]
            elif isinstance(item, Group):
                if before[-1:] == ["environment"]:
                    yield from _names_in_section(item)
                pending.append((before[-1] if before else "", item.items))
            elif before[-1:] == ["."] and before[0] in {"env", "params"}:
                yield item.value


def _names_in_section(section: Group) -> Iterator[str]:
    """The names in an `environment` section, and those that `credentials(…)` may derive from them."""
    names = [item.value for item in section.items if isinstance(item, Token)]
    yield from (f"{name}{suffix}" for name in names for suffix in ("", "_USR", "_PSW"))


def may_define_anything(pipeline: Jenkinsfile) -> bool:
    """Whether code outside the file may define variables: a library, `load`, `evaluate`, or names at run time."""
    return uses_library(pipeline) or may_set_any_variable(pipeline)


@remembered
def uses_library(pipeline: Jenkinsfile) -> bool:
    """Whether the file loads a shared library."""
    return _LIBRARY.search(pipeline.text.value) is not None


@remembered
def may_set_any_variable(pipeline: Jenkinsfile) -> bool:
    """As `may_define_anything`, apart from a library."""
    return _UNKNOWN_DEFINITIONS.search(pipeline.text.value) is not None


_LIBRARY = lazy.pattern(r"@Library\b|\blibrary[ (]['\"]")
_UNKNOWN_DEFINITIONS = lazy.pattern(
    r"""withEnv\s*\(\s*\[\s*"\$"""
    r"""|\b(?:load[ (]|evaluate[ (]|readProperties\b|setProperty\b|EnvVars\b|envInject\b|injectEnvironment\b|env\["""
    r"""|env\s*\.\s*['"]|binding\b|loadEnvironment\b|this\[|build\s*\.\s*(?!(?:env\b(?!\s*[.=\[(])|(?:gradle|js|json|log|properties|py|sbt|sh|txt|xml|ya?ml)\b))"""
    r"""|withEnv\s*\(\s*[^\[\s])"""
    r"""|^\s*return\s+this\b""",
    re.MULTILINE,
)
"""The last one is a script that a pipeline loads, which has the variables of the pipeline."""


def is_visible(pipeline: Jenkinsfile, name: str, where: Text) -> bool:
    """Whether code can use a variable at a position."""
    at = where.origin(0)
    return any(variable.start <= at <= variable.end for variable in _variables_by_name(pipeline).get(name, ()))


@remembered
def _variables_by_name(pipeline: Jenkinsfile) -> Mapping[str, Sequence[GroovyVariable]]:
    found: defaultdict[str, list[GroovyVariable]] = defaultdict(list)
    for variable in groovy_variables(pipeline):
        found[variable.name].append(variable)
    return found
