"""Reads a Jenkinsfile, declarative or scripted: its pods, and its `sh` steps with the stage, pod and container around.

Nothing is run. Both branches of an `if` are read, and the body of a method as if its caller were unknown. How an agent
becomes a pod is known from the Kubernetes plugin's `KubernetesDeclarativeAgentScript` and `PodTemplateStep`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.sources import manifest, shell
from kaniko_guide.sources.groovy import pods, tokens, tree
from kaniko_guide.sources.groovy.tree import Call, Closure, Name
from kaniko_guide.sources.groovy.values import Evaluator, Scope
from kaniko_guide.sources.model import Argument, Block, ContainerUse, Jenkinsfile, PodSource, Step, SyntaxProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence

    from kaniko_guide.sources.groovy.tree import Node, Statement
    from kaniko_guide.sources.groovy.values import Value
    from kaniko_guide.sources.model import Container, Pod
    from kaniko_guide.text import Text

STEP_OWNERS = frozenset({"steps", "script", "this"})
"""Names on which a step may be called: `steps.sh '…'`."""

BLOCKS_WITH_SECTIONS = frozenset({"pipeline", "stage", "matrix"})
"""Blocks that may have an `agent` and an `environment` section."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known to stand around a statement; `label` is the pod's, if it states one."""

    scope: Scope
    stage: Text | None = None
    container: Text | None = None
    pod: PodSource | None = None
    label: str | None = None
    declarative: bool = False


def _no_pods(_: str) -> tuple[Pod, ...]:
    return ()


def read(text: Text, pods_in: Callable[[str], tuple[Pod, ...]] = _no_pods) -> Jenkinsfile:
    """Read a Jenkinsfile.

    Args:
        text: the whole file.
        pods_in: gives the pods of a YAML file that it names, by the path as written.
    """
    code = tokens.read(text)
    statements = tree.statements(code)
    problems = (*code.problems, *_ambiguous_braces(code, statements))
    if problems:
        return Jenkinsfile(text, code, (), (), (), problems)
    reader = _JenkinsfileReader(code, pods_in)
    reader.file(statements)
    reader.link()
    return Jenkinsfile(
        text,
        code,
        blocks=tuple(reader.block(statement) for statement in statements),
        pods=tuple(reader.pods),
        steps=tuple(step for _, step in sorted(reader.steps.items())),
        containers=tuple(reader.containers),
    )


def _ambiguous_braces(code: tokens.Code, statements: Iterable[Statement]) -> Iterator[SyntaxProblem]:
    """Braces that open a line: Groovy can't tell a block from a closure there, and refuses both."""
    for statement in statements:
        if statement.keyword == "{":
            yield SyntaxProblem(code.text.cut(statement.start, statement.start + 1), AMBIGUOUS_BRACE)
        yield from _ambiguous_braces(code, statement.body or ())
        for closure in tree.outermost_closures(statement.values):
            yield from _ambiguous_braces(code, closure.body)


class _JenkinsfileReader:
    """Walks the statements of one file."""

    def __init__(self, code: tokens.Code, pods_in: Callable[[str], tuple[Pod, ...]]) -> None:
        self.code = code
        self.pods_in = pods_in
        self.values = Evaluator(code)
        self.pods: list[PodSource] = []
        self.found: dict[int, tuple[Value, Surroundings]] = {}
        self.steps: dict[int, Step] = {}
        self.containers: list[ContainerUse] = []
        self.methods: list[Statement] = []

    def file(self, statements: Sequence[Statement]) -> None:
        """Read the file, then the bodies of its methods, which see its bindings but not its local variables."""
        shared: dict[str, Value] = {}
        self._statements(statements, Surroundings(Scope({}, shared)))
        while self.methods:
            self._statements(self.methods.pop(0).body or (), Surroundings(Scope({}, shared)))

    def link(self) -> None:
        """Link the `sh` steps to their scripts and containers, which needs all pods of the file."""
        only = self.pods[0] if len(self.pods) == 1 else None
        for place, (script, around) in self.found.items():
            containers = tuple(_containers_named(around.pod or only, around.container))
            step = Step("sh", around.container, around.stage, script.exact, around.pod, containers)
            object.__setattr__(step, "script", shell.read(script.text, step))
            self.steps[place] = step

    # --- statements --------------------------------------------------------------------------------------------------

    def _statements(self, statements: Iterable[Statement], around: Surroundings) -> None:
        for statement in statements:
            if statement.keyword == "method":
                self.methods.append(statement)
                continue
            self._expressions(statement.values, around)
            if statement.body is not None:
                self._statements(statement.body, replace(around, scope=around.scope.new_child()))
            elif statement.keyword in {"=", "def"} and statement.name is not None and statement.values:
                value = self.values.evaluate(statement.values[0], around.scope)
                self._define(statement, value, around.scope.maps[0 if statement.keyword == "def" else -1])

    def _define(self, statement: Statement, value: Value, scope: MutableMapping[str, Value]) -> None:
        name = statement.name or ""
        if statement.receiver is None:
            self.values.define(scope, name, value)
        elif statement.receiver == "env":
            known: dict[str, Value] = {}
            self.values.define(known, name, value)
            scope.update({key: found for found in known.values() for key in (name, f"env.{name}")})

    def _body(self, call: Call, around: Surroundings) -> None:
        """Read a call's closures."""
        for closure in tree.outermost_closures(part.value for part in call.arguments):
            self._statements(closure.body, replace(around, scope=around.scope.new_child()))

    # --- expressions -------------------------------------------------------------------------------------------------

    def _expressions(self, expressions: Sequence[Node], around: Surroundings) -> None:
        """Read what stands in expressions, in order."""
        pending = list(reversed(expressions))
        while pending:
            node = pending.pop()
            if isinstance(node, Closure):
                self._statements(node.body, replace(around, scope=around.scope.new_child()))
            elif isinstance(node, Call) and self._step(node, around):
                continue
            else:
                pending.extend(reversed(list(tree.child_nodes(node))))

    def _step(self, call: Call, around: Surroundings) -> bool:
        """Read a call that has a meaning of its own; False for any other."""
        if call.receiver is not None and not (isinstance(call.receiver, Name) and call.receiver.value in STEP_OWNERS):
            return False
        if call.name == "sh":
            self._sh(call, around)
        elif call.name == "container":
            self._container(call, around)
        elif call.name == "podTemplate":
            self._pod_template(call, around)
        elif call.name == "node":
            self._node(call, around)
        elif call.name in BLOCKS_WITH_SECTIONS:
            self._part(call, around)
        else:
            return False
        return True

    def _argument(self, call: Call, name: str, scope: Scope) -> Value | None:
        """The value of a step's main argument: by its name, or the only one without."""
        node = pods.named_arguments(call).get(name) or pods.positional_argument(call)
        return None if node is None else self.values.evaluate(node, scope)

    def _sh(self, call: Call, around: Surroundings) -> None:
        self._expressions([part.value for part in call.arguments], around)
        script = self._argument(call, "script", around.scope)
        if script is not None:
            self.found[call.name_start] = script, around

    def _container(self, call: Call, around: Surroundings) -> None:
        name = self._argument(call, "name", around.scope)
        known = name.text if name is not None and name.exact else None
        if known is not None:
            self.containers.append(ContainerUse(known, around.pod))
        self._body(call, replace(around, container=known))

    def _node(self, call: Call, around: Surroundings) -> None:
        """`node('x')` runs in the pod around it, unless both state labels and they differ."""
        label = self._argument(call, "label", around.scope)
        elsewhere = label is not None and label.exact and around.label is not None and label.text.value != around.label
        self._body(call, replace(around, pod=None, container=None) if elsewhere else around)

    def _pod_template(self, call: Call, around: Surroundings) -> None:
        label = pods.named_arguments(call).get("label")
        value = None if label is None else self.values.evaluate(label, around.scope)
        pod = self._pod(call, around.scope, outer=around.pod)
        inner = replace(
            around, pod=pod, container=None, label=value.text.value if value is not None and value.exact else None
        )
        self._body(call, inner)

    def _pod(self, call: Call, scope: Scope, outer: PodSource | None = None) -> PodSource:
        source = pods.read_pod_source(self.code.text, call, lambda node: self.values.evaluate(node, scope))
        if source.yaml is not None:
            documents = manifest.read(source.yaml, in_jenkinsfile=True)
            found = tuple(pod for document in documents for pod in manifest.pods(document))
            source = replace(source, documents=documents, pods=found)
        elif source.path is not None:
            source = replace(source, pods=self.pods_in(source.path.value))
        source = replace(source, inherits=source.inherits or outer is not None, enclosing=outer)
        self.pods.append(source)
        return source

    # --- declarative sections ----------------------------------------------------------------------------------------

    def _part(self, call: Call, around: Surroundings) -> None:
        """`pipeline`, `stage` or `matrix`: `environment` and `agent` hold for all of it, wherever they stand."""
        if call.name == "stage":
            name = self._argument(call, "name", around.scope)
            around = replace(around, stage=name.text if name is not None and name.is_string else None)
        scope = around.scope.new_child()
        around = replace(around, scope=scope, declarative=around.declarative or call.name == "pipeline")
        sections = [statement for closure in _closures_of(call) for statement in closure.body]
        if around.declarative:
            for section in _calls_named(sections, "environment"):
                for closure in _closures_of(section):
                    self._environment(closure, scope)
            for section in _calls_named(sections, "agent"):
                around = self._agent(section, around)
        self._statements(
            [statement for statement in sections if not (around.declarative and _is_agent(statement))], around
        )

    def _environment(self, closure: Closure, scope: Scope) -> None:
        for statement in closure.body:
            if statement.keyword == "=" and statement.name is not None and statement.values:
                value = self.values.evaluate(statement.values[0], scope)
                self._define(replace(statement, receiver="env"), value, scope.maps[0])

    def _agent(self, section: Call, around: Surroundings) -> Surroundings:
        """What an `agent` section makes of the pod and the container around."""
        inside = [statement for closure in _closures_of(section) for statement in closure.body]
        kubernetes = next(_calls_named(inside, "kubernetes"), None)
        if kubernetes is None:
            return replace(around, pod=None, container=None, label=None)
        pod = self._pod(kubernetes, around.scope)
        settings = pods.settings(kubernetes)
        container: Text | None = None
        if "defaultContainer" in settings:
            value = self.values.evaluate(settings["defaultContainer"], around.scope)
            container = value.text if value.exact else None
        templates = pod.pods if pod.yaml is None and pod.path is None else ()
        if "containerTemplate" in settings and templates and templates[0].containers:
            container = templates[0].containers[0].name
        elif container is not None:
            self.containers.append(ContainerUse(container, pod))
        return replace(around, pod=pod, container=container, label=None)

    # --- blocks ------------------------------------------------------------------------------------------------------

    def block(self, statement: Statement) -> Block:
        """A statement as rules see it."""
        value = statement.values[0] if statement.values else None
        if not statement.keyword and isinstance(value, Call):
            return self._call_block(value)
        arguments = (self._block_argument(statement.name, value),) if value is not None else ()
        children = None if statement.body is None else tuple(self.block(inner) for inner in statement.body)
        return Block(statement.keyword, self.code.text.cut(statement.start, statement.end), arguments, children)

    def _call_block(self, call: Call) -> Block:
        closures = _closures_of(call)
        plain = [part for part in call.arguments if not isinstance(part.value, Closure)]
        own = call.receiver is None or (isinstance(call.receiver, Name) and call.receiver.value in STEP_OWNERS)
        return Block(
            call.name if own else self.code.text.value[call.start : call.name_start] + call.name,
            self.code.text.cut(call.name_start if own else call.start, call.name_start + len(call.name)),
            tuple(self._block_argument(part.name, part.value) for part in plain),
            tuple(self.block(inner) for closure in closures for inner in closure.body) if closures else None,
            self.steps.get(call.name_start),
        )

    def _block_argument(self, name: str | None, node: Node) -> Argument:
        value = self.values.evaluate(node, Scope())
        if value.is_string:
            return Argument(name, value.text, is_string=True, exact=value.exact)
        return Argument(name, self.code.text.cut(node.start, node.end), is_string=False, exact=value.exact)


def _containers_named(source: PodSource | None, name: Text | None) -> list[Container]:
    """The containers of a name in a pod, or in the nearest `podTemplate` around it that has one."""
    while source is not None and name is not None:
        every = (container for pod in source.pods for container in pod.containers)
        found = [one for one in every if one.name is not None and one.name.value == name.value]
        if found:
            return found
        source = source.enclosing
    return []


def _closures_of(call: Call) -> list[Closure]:
    return list(tree.outermost_closures(part.value for part in call.arguments))


def _calls_named(statements: Iterable[Statement], name: str) -> Iterator[Call]:
    """The statements that call `name`."""
    for statement in statements:
        for value in statement.values[:1]:
            if not statement.keyword and isinstance(value, Call) and value.name == name and value.receiver is None:
                yield value


def _is_agent(statement: Statement) -> bool:
    return any(_calls_named([statement], "agent"))


AMBIGUOUS_BRACE = Bilingual(
    zh="`{{` 不能单独起行：Groovy 分不清它是代码块还是闭包。把它写在上一行的末尾。",
    en="`{{` can't open a line: Groovy can't tell a block from a closure. Put it at the end of the line before.",
)
