"""Parses declarative and scripted Jenkinsfiles: pods, and `sh` steps with their stage, pod and container.

No code is run. Both branches of an `if` are read, and methods are read without knowing their callers. How an agent
becomes a pod follows the Kubernetes plugin's `KubernetesDeclarativeAgentScript` and `PodTemplateStep`.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from msgspec.structs import force_setattr, replace

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.sources import manifest, shell, unread, yaml_tree
from kaniko_guide.sources.budget import Budget
from kaniko_guide.sources.groovy import grammar, pods, tokens, tree, unread_calls
from kaniko_guide.sources.groovy.tree import Call, Closure, Name
from kaniko_guide.sources.groovy.unread_calls import STEP_OWNERS
from kaniko_guide.sources.groovy.values import Evaluator, Scope
from kaniko_guide.sources.model import Argument, Block, ContainerUse, Jenkinsfile, PodSource, Step, SyntaxProblem
from kaniko_guide.sources.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence

    from kaniko_guide.sources.groovy.tree import Node, Statement
    from kaniko_guide.sources.groovy.values import Value
    from kaniko_guide.sources.model import Container, Manifest, Pod
    from kaniko_guide.text import Text

FILE = Bilingual(zh="这个文件", en="file")

BLOCKS_WITH_SECTIONS = frozenset({"pipeline", "stage", "matrix"})
"""Blocks that may have an `agent` and an `environment` section."""


class Context(Data, frozen=True):
    """What encloses a statement.

    Attributes:
        scope: the variables whose values are known.
        stage: the name of the stage.
        container: the name of the container.
        pod: the source of the pod.
        label: the label of the pod, if it sets one.
        declarative: whether this is in a declarative `pipeline` block.
    """

    scope: Scope
    stage: Text | None = None
    container: Text | None = None
    pod: PodSource | None = None
    label: str | None = None
    declarative: bool = False


def _no_pods(_: str) -> tuple[Pod, ...]:
    return ()


MOST_PROBLEMS = 100
"""How many syntax errors of a file are reported; Groovy itself stops at the first."""


def read(text: Text, pods_in: Callable[[str], tuple[Pod, ...]] = _no_pods) -> Jenkinsfile:
    """Parse a Jenkinsfile.

    Args:
        text: the whole file.
        pods_in: returns the pods of a YAML file, by its path as the Jenkinsfile names it.
    """
    code = tokens.read(text)
    if code.unread:
        return Jenkinsfile(text, code, (), (), (), (), unread=code.unread)
    statements = tree.statements(code)
    found = chain(
        grammar.conflicts_behind(code) or code.problems, grammar.problems(code), _ambiguous_braces(code, statements)
    )
    problems = tuple(islice(found, MOST_PROBLEMS))
    if problems:
        errors = tuple(Unread(problem.where, unread.SYNTAX_ERROR, {"part": FILE}) for problem in problems[:1])
        return Jenkinsfile(text, code, (), (), (), problems, unread=errors)
    reader = _JenkinsfileReader(code, pods_in)
    reader.read_file(statements)
    reader.link_steps()
    calls = unread_calls.find(code, statements)
    return Jenkinsfile(
        text,
        code,
        blocks=tuple(reader.block(statement) for statement in statements),
        pods=tuple(reader.pods),
        steps=tuple(step for _, step in sorted(reader.steps.items())),
        containers=tuple(reader.containers),
        unread=tuple(
            sorted((*calls.unread, *reader.unread, *reader.evaluator.unread), key=lambda one: one.where.origin(0))
        ),
        has_steps=calls.has_steps,
        has_blocks=calls.has_blocks,
    )


def _ambiguous_braces(code: tokens.Code, statements: Iterable[Statement]) -> Iterator[SyntaxProblem]:
    """An error for each brace at the start of a statement, which Groovy rejects as ambiguous."""
    for statement in statements:
        if statement.keyword == "{":
            yield SyntaxProblem(code.text.cut(statement.start, statement.start + 1), AMBIGUOUS_BRACE)
        yield from _ambiguous_braces(code, statement.body or ())
        for closure in tree.outermost_closures(statement.values):
            yield from _ambiguous_braces(code, closure.body)


class _JenkinsfileReader:
    """Collects pods, steps and containers from the statements of one file."""

    def __init__(self, code: tokens.Code, pods_in: Callable[[str], tuple[Pod, ...]]) -> None:
        self.code = code
        self.pods_in = pods_in
        self.budget = Budget()
        self.evaluator = Evaluator(code, self.budget)
        self.pods: list[PodSource] = []
        self.scripts: dict[int, tuple[Value, Context]] = {}
        self.steps: dict[int, Step] = {}
        self.containers: list[ContainerUse] = []
        self.methods: list[Statement] = []
        self.unread: list[Unread] = []

    def read_file(self, statements: Sequence[Statement]) -> None:
        """Read the file, then the bodies of its methods, which see global but not local variables."""
        global_variables: dict[str, Value] = {}
        self._read_statements(statements, Context(Scope({}, global_variables)))
        while self.methods:
            self._read_statements(self.methods.pop(0).body or (), Context(Scope({}, global_variables)))

    def link_steps(self) -> None:
        """Link the `sh` steps to their scripts and containers, after all pods of the file are known."""
        only_pod = self.pods[0] if len(self.pods) == 1 else None
        for offset, (script, context) in self.scripts.items():
            containers = tuple(_containers_named(context.pod or only_pod, context.container))
            step = Step("sh", context.container, context.stage, script.exact, context.pod, containers, script.run_time)
            force_setattr(step, "script", shell.read(script.text, step))
            self.steps[offset] = step

    # --- statements --------------------------------------------------------------------------------------------------

    def _read_statements(self, statements: Iterable[Statement], context: Context) -> None:
        for statement in statements:
            if statement.keyword == "method":
                self.methods.append(statement)
                continue
            self._read_expressions(statement.values, context)
            if statement.body is not None:
                self._read_statements(statement.body, replace(context, scope=context.scope.new_child()))
            elif statement.keyword in {"=", "def"} and statement.name is not None and statement.values:
                value = self.evaluator.evaluate(statement.values[0], context.scope)
                self._define(statement, value, context.scope.maps[0 if statement.keyword == "def" else -1])

    def _define(self, statement: Statement, value: Value, scope: MutableMapping[str, Value]) -> None:
        name = statement.name or ""
        if statement.receiver is None:
            self.evaluator.define(scope, name, value)
        elif statement.receiver == "env":
            known: dict[str, Value] = {}
            self.evaluator.define(known, name, value)
            scope.update({key: found for found in known.values() for key in (name, f"env.{name}")})

    def _read_closures(self, call: Call, context: Context) -> None:
        """Read a call's closures."""
        for closure in tree.outermost_closures(entry.value for entry in call.arguments):
            self._read_statements(closure.body, replace(context, scope=context.scope.new_child()))

    # --- expressions -------------------------------------------------------------------------------------------------

    def _read_expressions(self, expressions: Sequence[Node], context: Context) -> None:
        """Read the calls and closures in expressions, in order."""
        pending = list(reversed(expressions))
        while pending:
            node = pending.pop()
            if isinstance(node, Closure):
                self._read_statements(node.body, replace(context, scope=context.scope.new_child()))
            elif isinstance(node, Call) and self._read_step(node, context):
                continue
            else:
                pending.extend(reversed(tree.child_nodes(node)))

    def _read_step(self, call: Call, context: Context) -> bool:
        """Read a call of a known step or section; False for any other call."""
        if call.receiver is not None and not (isinstance(call.receiver, Name) and call.receiver.value in STEP_OWNERS):
            return False
        if call.name == "sh":
            self._read_sh(call, context)
        elif call.name == "container":
            self._read_container(call, context)
        elif call.name == "podTemplate":
            self._read_pod_template(call, context)
        elif call.name == "node":
            self._read_node(call, context)
        elif call.name in BLOCKS_WITH_SECTIONS:
            self._read_block_with_sections(call, context)
        else:
            return False
        return True

    def _argument(self, call: Call, name: str, scope: Scope) -> Value | None:
        """The value of a step's main argument, named or positional."""
        node = pods.named_arguments(call).get(name) or pods.positional_argument(call)
        return None if node is None else self.evaluator.evaluate(node, scope)

    def _read_sh(self, call: Call, context: Context) -> None:
        self._read_expressions([entry.value for entry in call.arguments], context)
        script = self._argument(call, "script", context.scope)
        if script is not None:
            self.scripts[call.name_start] = script, context
            self._read_unknown_script(call, script)

    def _read_unknown_script(self, call: Call, script: Value) -> None:
        """Report a script of which nothing is known before the run: `sh cmd`, `sh "${cmd}"`."""
        node = pods.named_arguments(call).get("script") or pods.positional_argument(call)
        read_elsewhere = isinstance(node, Call) and node.name in {"libraryResource", "readTrusted"}
        if node is None or script.exact or read_elsewhere or not yaml_tree.has_only_variables(script.text.value):
            return
        where = self.code.text.cut(node.start, node.end)
        self.unread.append(Unread(where, unread.RUN_TIME_SCRIPT, {"script": unread_calls.shown(where)}))

    def _read_container(self, call: Call, context: Context) -> None:
        name = self._argument(call, "name", context.scope)
        known = name.text if name is not None and name.exact else None
        if known is not None:
            self.containers.append(ContainerUse(known, context.pod))
        self._read_closures(call, replace(context, container=known))

    def _read_node(self, call: Call, context: Context) -> None:
        """Read `node('x')`, which runs in the enclosing pod unless the labels of both are known and differ."""
        label = self._argument(call, "label", context.scope)
        other_pod = (
            label is not None and label.exact and context.label is not None and label.text.value != context.label
        )
        self._read_closures(call, replace(context, pod=None, container=None) if other_pod else context)

    def _read_pod_template(self, call: Call, context: Context) -> None:
        label = pods.named_arguments(call).get("label")
        pod = self._pod_source(call, context.scope, enclosing=context.pod)
        inner = replace(context, pod=pod, container=None, label=self._label(label, context.scope))
        self._read_closures(call, inner)

    def _label(self, node: Node | None, scope: Scope) -> str | None:
        """The label of a pod: empty if the plugin generates it, None if only the run knows it."""
        value = None if node is None else self.evaluator.evaluate(node, scope)
        if value is None:
            return ""
        return value.text.value if value.exact else None

    def _pod_source(self, call: Call, scope: Scope, enclosing: PodSource | None = None) -> PodSource:
        source = pods.read_pod_source(self.code.text, call, lambda node: self.evaluator.evaluate(node, scope))
        if source.yaml is not None:
            documents = self._documents(source.yaml, exact=source.exact)
            found = tuple(pod for document in documents for pod in manifest.pods(document))
            source = replace(source, documents=documents, pods=found)
        elif source.path is not None:
            source = replace(source, pods=self.pods_in(source.path.value))
        source = replace(source, inherits=source.inherits or enclosing is not None, enclosing=enclosing)
        self.pods.append(source)
        return source

    def _documents(self, text: Text, *, exact: bool) -> tuple[Manifest, ...]:
        """The YAML documents in a string."""
        return manifest.read(text, in_jenkinsfile=True, exact=exact, budget=self.budget)

    # --- declarative sections ----------------------------------------------------------------------------------------

    def _read_block_with_sections(self, call: Call, context: Context) -> None:
        """Read `pipeline`, `stage` or `matrix`; its `environment` and `agent` apply to the whole block."""
        if call.name == "stage":
            name = self._argument(call, "name", context.scope)
            context = replace(context, stage=name.text if name is not None and name.is_string else None)
        scope = context.scope.new_child()
        context = replace(context, scope=scope, declarative=context.declarative or call.name == "pipeline")
        sections = [statement for closure in _closures_of(call) for statement in closure.body]
        if context.declarative:
            for section in _calls_named(sections, "environment"):
                for closure in _closures_of(section):
                    self._read_environment(closure, scope)
            for section in _calls_named(sections, "agent"):
                context = self._context_of_agent(section, context)
        self._read_statements(
            [statement for statement in sections if not (context.declarative and _is_agent(statement))], context
        )

    def _read_environment(self, closure: Closure, scope: Scope) -> None:
        for statement in closure.body:
            if statement.keyword == "=" and statement.name is not None and statement.values:
                value = self.evaluator.evaluate(statement.values[0], scope)
                self._define(replace(statement, receiver="env"), value, scope.maps[0])

    def _context_of_agent(self, section: Call, context: Context) -> Context:
        """The surroundings of the statements to which an `agent` section applies."""
        inside = [statement for closure in _closures_of(section) for statement in closure.body]
        kubernetes = next(_calls_named(inside, "kubernetes"), None)
        if kubernetes is None:
            return replace(context, pod=None, container=None, label=None)
        pod = self._pod_source(kubernetes, context.scope)
        settings = pods.settings(kubernetes)
        container: Text | None = None
        if "defaultContainer" in settings:
            value = self.evaluator.evaluate(settings["defaultContainer"], context.scope)
            container = value.text if value.exact else None
        templates = pod.pods if pod.yaml is None and pod.path is None else ()
        if "containerTemplate" in settings and templates and templates[0].containers:
            container = templates[0].containers[0].name
        elif container is not None:
            self.containers.append(ContainerUse(container, pod))
        return replace(context, pod=pod, container=container, label=self._label(settings.get("label"), context.scope))

    # --- blocks ------------------------------------------------------------------------------------------------------

    def block(self, statement: Statement) -> Block:
        """Convert a statement to the block that rules check."""
        value = statement.values[0] if statement.values else None
        if not statement.keyword and isinstance(value, Call):
            return self._call_block(value)
        arguments = (self._block_argument(statement.name, value),) if value is not None else ()
        children = None if statement.body is None else tuple(self.block(inner) for inner in statement.body)
        return Block(statement.keyword, self.code.text.cut(statement.start, statement.end), arguments, children)

    def _call_block(self, call: Call) -> Block:
        closures = _closures_of(call)
        arguments = [entry for entry in call.arguments if not isinstance(entry.value, Closure)]
        is_step = call.receiver is None or (isinstance(call.receiver, Name) and call.receiver.value in STEP_OWNERS)
        return Block(
            call.name if is_step else self.code.text.value[call.start : call.name_start] + call.name,
            self.code.text.cut(call.name_start if is_step else call.start, call.name_start + len(call.name)),
            tuple(self._block_argument(entry.name, entry.value) for entry in arguments),
            tuple(self.block(inner) for closure in closures for inner in closure.body) if closures else None,
            self.steps.get(call.name_start),
        )

    def _block_argument(self, name: str | None, node: Node) -> Argument:
        value = self.evaluator.evaluate(node, Scope())
        if value.is_string:
            return Argument(name, value.text, is_string=True, exact=value.exact)
        return Argument(name, self.code.text.cut(node.start, node.end), is_string=False, exact=value.exact)


def _containers_named(source: PodSource | None, name: Text | None) -> list[Container]:
    """The containers with a name in a pod or else in its innermost enclosing `podTemplate` that has one."""
    while source is not None and name is not None:
        every = (container for pod in source.pods for container in pod.containers)
        found = [one for one in every if one.name is not None and one.name.value == name.value]
        if found:
            return found
        source = source.enclosing
    return []


def _closures_of(call: Call) -> list[Closure]:
    return list(tree.outermost_closures(entry.value for entry in call.arguments))


def _calls_named(statements: Iterable[Statement], name: str) -> Iterator[Call]:
    """The statements that call the method `name`."""
    for statement in statements:
        for value in statement.values[:1]:
            if not statement.keyword and isinstance(value, Call) and value.name == name and value.receiver is None:
                yield value


def _is_agent(statement: Statement) -> bool:
    return any(_calls_named([statement], "agent"))


AMBIGUOUS_BRACE = Bilingual(
    zh="`{{` 不能写在行首：Groovy 分不清它是代码块还是闭包。把它移到上一行末尾。",
    en="`{{` can't start a line: it may be a block or a closure in Groovy. Move it to the end of the previous line.",
)
