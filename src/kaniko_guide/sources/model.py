"""What the readers find in the files: the model that rules are written against.

Every part keeps the `Text` it was read from, so that a rule can point at it. A value that only the run knows
(`${WORKSPACE}`, `"${env.TAG}"`) is kept verbatim. What belongs together is linked: a step to its script and its pod, a
pod's place in a Jenkinsfile to the pods, a call to its containers. These parts are compared by identity.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import yaml

    from kaniko_guide.bilingual import Bilingual
    from kaniko_guide.sources.groovy.tokens import Code
    from kaniko_guide.text import Text


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """A place at which a reader could not follow the language it reads.

    Attributes:
        where: the characters at which it stopped.
        template: what is wrong, with `{name}` places.
        values: what stands in those places.
    """

    where: Text
    template: Bilingual
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> Bilingual:
        """What is wrong."""
        return self.template.format(**self.values)


# --- manifests -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Manifest:
    """One YAML document, from a file of its own or from a string in a Jenkinsfile.

    Attributes:
        text: the whole document.
        root: PyYAML's node tree, None when the document is empty or could not be parsed; marks count in `text`.
        data: the same as plain Python values, as kubectl understands them (see `sources.manifest`).
        problems: syntax errors.
        in_jenkinsfile: whether the Kubernetes plugin reads it, from a string of a Jenkinsfile or a file it names (it
            then adds the agent, and `apiVersion` and `kind` may be missing).
    """

    text: Text
    root: yaml.Node | None
    data: Any
    problems: tuple[SyntaxProblem, ...] = ()
    in_jenkinsfile: bool = False


@dataclass(frozen=True, slots=True)
class Mount:
    """An entry of `volumeMounts`."""

    name: Text | None
    path: Text | None
    sub_path: Text | None
    where: Text


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable of a container; `value` None when it comes from elsewhere (`valueFrom`)."""

    name: Text | None
    value: Text | None


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """A container of a pod. `command` and `args` are None when the pod does not state them (the image's own apply).

    `env` is None when more variables come from elsewhere (`envFrom`) or it is not known. `input_ends` tells whether its
    standard input surely is at its end from the beginning: neither `stdin` nor `tty` is stated. `node` is its YAML,
    whose marks count in the text of the pod's manifest; None for a `containerTemplate`.
    """

    name: Text | None
    image: Text | None
    command: tuple[Text, ...] | None
    args: tuple[Text, ...] | None
    mounts: tuple[Mount, ...]
    where: Text
    init: bool = False
    env: tuple[Variable, ...] | None = ()
    stdin_is_empty: bool = False
    node: yaml.Node | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SecretItem:
    """An entry of a secret volume's `items`: `key` becomes the file `path`."""

    key: Text | None
    path: Text | None


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume of a pod. `kind` is the key beside `name` (`secret`, `emptyDir` …); `items` is None when not stated.

    `host_path` is the path of a `hostPath`.
    """

    name: Text | None
    kind: str | None
    secret_name: Text | None
    items: tuple[SecretItem, ...] | None
    where: Text
    host_path: Text | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Pod:
    """A pod, whether written as YAML or with `podTemplate(containers: …)`.

    A container or volume without a name stands for what is not known (`${CONTAINERS}`), or has none.

    Attributes:
        where: the characters that name it (its `kind:` line, or the `podTemplate` word).
        containers: init containers too.
        manifest: its YAML, None for a pod made of `containerTemplate`s.
        in_jenkinsfile: whether the plugin creates it (it adds the `jnlp` container and mounts the workspace).
        spec: the YAML of its `spec`; None like `manifest`.
    """

    where: Text
    containers: tuple[Container, ...]
    volumes: tuple[Volume, ...]
    namespace: Text | None
    manifest: Manifest | None
    in_jenkinsfile: bool
    spec: yaml.Node | None = field(default=None, repr=False)


# --- shell and the executor ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """A shell word: `text` as written, `value` without its quotes, expansions verbatim.

    `literal` is False when an expansion or a glob stands in it unquoted or in double quotes.
    """

    text: Text
    value: str
    literal: bool


@dataclass(frozen=True, slots=True)
class Redirection:
    """A redirection of a command to or from a file: `<`, `>>`, `2>` …, and the file."""

    operator: str
    target: Word


@dataclass(frozen=True, slots=True)
class Command:
    """A simple command: its words, the first being the program. Assignments are left out.

    `conditional` tells whether a sound run may leave it out, or bear its failure: it stands in a branch, a loop, a
    function, or an `||`.
    """

    words: tuple[Word, ...]
    text: Text
    redirections: tuple[Redirection, ...] = ()
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """An executor flag: `name` with its dashes; `value` None when the flag has none."""

    name: str
    text: Text
    value: str | None
    value_text: Text | None


@dataclass(frozen=True, slots=True)
class ExecutorCall:
    """A command line of the executor, from a script or from a container's `command` and `args`.

    Attributes:
        where: the program's name, or the container's `args`.
        flags: in order.
        positionals: words that are neither flags nor their values.
        subcommand: `login`, `push`, `version` …, None for a build.
        script: the script it stands in; None when it comes from a pod.
        containers: those that run it, as in `Step`; of a call that comes from a pod, its own.
        words: the whole command line, in order; of a container without `command`, its `args` alone.
    """

    where: Text
    flags: tuple[Flag, ...]
    positionals: tuple[Word, ...]
    subcommand: str | None
    script: Script | None
    containers: tuple[Container, ...]
    words: tuple[Word, ...] = ()

    @property
    def step(self) -> Step | None:
        """The `sh` step whose script it is part of."""
        return None if self.script is None else self.script.step

    @property
    def container_name(self) -> str | None:
        """The name of the container that runs it, also where the container itself is not known."""
        names = [container.name for container in self.containers] if self.step is None else [self.step.container]
        return next((name.value for name in names if name is not None), None)

    def flag(self, *names: str) -> Flag | None:
        """The last flag of any of these names (with dashes), which is the one that counts."""
        return next((flag for flag in reversed(self.flags) if flag.name in names), None)


@dataclass(frozen=True, slots=True)
class Script:
    """A shell script: a file, or the string of an `sh` step.

    Attributes:
        text: exactly what the shell receives.
        commands: every simple command, also those in pipelines, groups, loops and substitutions, in order.
        problems: syntax errors.
        step: the step it belongs to; None for a file.
        assigned: the names to which it gives a value, by an assignment or a `for` loop.
    """

    text: Text
    commands: tuple[Command, ...]
    problems: tuple[SyntaxProblem, ...] = ()
    step: Step | None = None
    assigned: tuple[Text, ...] = ()


# --- Jenkinsfile -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """An `sh` step: its script, and the container, stage and pod around it, where known.

    Attributes:
        kind: the step's name.
        container: the name of the container it runs in.
        stage: the name of the stage.
        exact: False when part of the script is only known at run time: a GString with `${…}` keeps it verbatim, any
            other expression (a variable, a call) stands as `${expression}`.
        pod: the source of the pod it runs in, None when unknown.
        containers: those of that name in its pod, or in a `podTemplate` around it; where the pod is unknown, in the
            only pod of the file. Several where YAML has several pods, none where the pod or its containers are not
            known.
        script: what the shell receives; it refers to its step too, so the reader sets it once both exist.
    """

    kind: str
    container: Text | None
    stage: Text | None
    exact: bool
    pod: PodSource | None = None
    containers: tuple[Container, ...] = field(default=(), repr=False)
    script: Script = field(init=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class PodSource:
    """Where a Jenkinsfile gets a pod from: inline YAML, the path of a YAML file, or `containerTemplate`s.

    Attributes:
        where: the characters that name it.
        yaml: inline YAML.
        path: of a YAML file; where neither is set and there are no pods, it is an expression that can't be told.
        exact: as in `Step`.
        inherits: whether containers may also come from elsewhere: `inheritFrom`, a `podTemplate` around it, or a
            mixture.
        around: the `podTemplate` around it, whose containers its pod has too.
        documents: those of the inline YAML.
        pods: one, unless the YAML has several documents or was not found.
    """

    where: Text
    yaml: Text | None = None
    path: Text | None = None
    exact: bool = True
    inherits: bool = False
    enclosing: PodSource | None = field(default=None, repr=False)
    documents: tuple[Manifest, ...] = field(default=(), repr=False)
    pods: tuple[Pod, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class ContainerUse:
    """A container named by `container('x')` or `defaultContainer`, and the source of its pod."""

    name: Text
    pod: PodSource | None


@dataclass(frozen=True, slots=True)
class Block:
    """A statement of a Jenkinsfile: a method call, with its arguments and, where it has one, its closure's statements.

    `stages { stage('a') { steps { … } } }` is a `stages` block with a `stage` block as its child, and so on. A method
    of an object keeps it in `name`, as written: `docker.build`. Of other statements `name` is the word they begin with
    (`if`, `return` …), `=` for an assignment and `def` for a declaration (its argument has the variable's name),
    `method` for a method, empty for any other expression. `step` is set for an `sh` step.
    """

    name: str
    where: Text
    arguments: tuple[Argument, ...] = ()
    children: tuple[Block, ...] | None = None
    step: Step | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument: `name` for `name: value`; `value` decoded when it is a string, else the expression as written."""

    name: str | None
    value: Text
    is_string: bool
    exact: bool


@dataclass(frozen=True, slots=True)
class Jenkinsfile:
    """A Jenkinsfile, declarative or scripted.

    Attributes:
        text: the whole file.
        code: the same, split into tokens.
        blocks: the top-level calls, as a tree.
        pods: where its pods come from, in order.
        steps: its `sh` steps, in order.
        problems: what Groovy would refuse; when there are any, nothing else was read.
        containers: every container it names, in order.
    """

    text: Text
    code: Code
    blocks: tuple[Block, ...]
    pods: tuple[PodSource, ...]
    steps: tuple[Step, ...]
    problems: tuple[SyntaxProblem, ...] = field(default=())
    containers: tuple[ContainerUse, ...] = ()


# --- Dockerfile ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Instruction:
    """A Dockerfile instruction.

    Attributes:
        keyword: in upper case.
        where: the keyword as written.
        flags: `--from=build`, `--chown=…` before the arguments.
        arguments: the words; of the JSON form, its strings.
        json: whether it was written in the JSON form.
        heredocs: the bodies, in order.
        text: the whole instruction.
    """

    keyword: str
    where: Text
    flags: tuple[Word, ...]
    arguments: tuple[Word, ...]
    json: bool
    heredocs: tuple[Text, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """A Dockerfile: its instructions in order, and what BuildKit's grammar refuses."""

    text: Text
    instructions: tuple[Instruction, ...]
    problems: tuple[SyntaxProblem, ...] = ()
