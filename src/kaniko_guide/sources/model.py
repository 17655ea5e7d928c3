"""The parsed content of files: the data that rules check.

Every element keeps the `Text` that it was parsed from, so that a rule can mark it. A value that is only known at run
time (`${WORKSPACE}`, `"${env.TAG}"`) is kept as written. Related elements are linked: a step to its script and pod, a
pod source to its pods, an executor call to its containers. Linked elements are compared by identity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import msgspec

from kaniko_guide.data import Data

if TYPE_CHECKING:
    from collections.abc import Mapping

    import yaml

    from kaniko_guide.bilingual import Bilingual
    from kaniko_guide.sources.groovy.tokens import Code
    from kaniko_guide.sources.unread import Unread
    from kaniko_guide.text import Text


class SyntaxProblem(Data, frozen=True):
    """A syntax error.

    Attributes:
        where: the characters that are wrong.
        template: the message, with `{name}` placeholders.
        values: for the placeholders.
    """

    where: Text
    template: Bilingual
    values: Mapping[str, object] = msgspec.field(default_factory=dict)

    @property
    def message(self) -> Bilingual:
        """The message with its placeholders filled."""
        return self.template.format(**self.values)


# --- manifests -------------------------------------------------------------------------------------------------------


class Manifest(Data, frozen=True, dict=True):
    """One YAML document, from a YAML file or from a string in a Jenkinsfile.

    Attributes:
        text: the whole document.
        root: PyYAML's node tree; None if the document is empty or invalid. Its marks are offsets in `text`.
        data: the document as Python values, as kubectl or the Kubernetes plugin reads it (see `sources.yaml_tree`).
        problems: syntax errors.
        in_jenkinsfile: whether the Kubernetes plugin reads the document, from a string in a Jenkinsfile or from a file
            that one names. It may then lack `apiVersion` and `kind`, and the plugin adds the agent container.
        unread: what of it is not understood.
    """

    text: Text
    root: yaml.Node | None
    data: Any
    problems: tuple[SyntaxProblem, ...] = ()
    in_jenkinsfile: bool = False
    unread: tuple[Unread, ...] = ()


class Mount(Data, frozen=True):
    """An entry of `volumeMounts`."""

    name: Text | None
    path: Text | None
    sub_path: Text | None
    where: Text


class Variable(Data, frozen=True):
    """An environment variable of a container; `value` is None if it has `valueFrom`."""

    name: Text | None
    value: Text | None


class Container(Data, frozen=True, eq=False):
    """A container of a pod.

    Attributes:
        name, image: None if missing.
        command, args: None if missing; the image's own apply then.
        mounts: the entries of `volumeMounts`.
        where: the characters that mark it: the first line of its YAML, or the word `containerTemplate`.
        init: whether it is an init container.
        env: None if it is not known, or `envFrom` adds more variables.
        stdin_is_empty: whether its standard input is empty from the start: neither `stdin` nor `tty` is set.
        node: its YAML, whose marks are offsets in the text of the pod's manifest; None for a `containerTemplate`.
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
    node: yaml.Node | None = None


class SecretItem(Data, frozen=True):
    """An entry of a Secret volume's `items`: the key that is mounted as the file `path`."""

    key: Text | None
    path: Text | None


class Volume(Data, frozen=True):
    """A volume of a pod.

    Attributes:
        name: None if missing.
        kind: its type, `secret`, `emptyDir` …; None if missing.
        secret_name: of a Secret volume, or of a projected volume whose only source is a Secret.
        items: of that Secret; None if missing.
        where: the characters that mark it.
        host_path: the path of a `hostPath`.
    """

    name: Text | None
    kind: str | None
    secret_name: Text | None
    items: tuple[SecretItem, ...] | None
    where: Text
    host_path: Text | None = None


class Pod(Data, frozen=True, eq=False):
    """A pod, written as YAML or with `podTemplate(containers: …)`.

    Attributes:
        where: the characters that mark it: the value of `kind`, or the word `podTemplate`.
        containers: including init containers. A placeholder such as `${CONTAINERS}` is a container without a name.
        volumes: a placeholder is a volume without a name.
        namespace: None if missing.
        manifest: its YAML document; None for a pod made of `containerTemplate`s.
        in_jenkinsfile: whether the Kubernetes plugin creates it, which adds the `jnlp` container and the workspace.
        spec: the YAML of its `spec`; None if `manifest` is.
    """

    where: Text
    containers: tuple[Container, ...]
    volumes: tuple[Volume, ...]
    namespace: Text | None
    manifest: Manifest | None
    in_jenkinsfile: bool
    spec: yaml.Node | None = None


# --- shell and the executor ------------------------------------------------------------------------------------------


class Word(Data, frozen=True):
    """A word of a shell command or of a Dockerfile instruction.

    Attributes:
        text: as written.
        value: without quotes; expansions are kept as written.
        literal: whether it has neither an expansion nor an unquoted glob.
    """

    text: Text
    value: str
    literal: bool


class Redirection(Data, frozen=True):
    """A redirection to or from a file: the operator (`<`, `>>` …), and the file."""

    operator: str
    target: Word


class Command(Data, frozen=True):
    """A simple shell command.

    Attributes:
        words: the program and its arguments, without assignments before the program.
        text: from the first word to the last.
        redirections: those to and from files.
        conditional: whether a successful run of the script may skip the command or ignore its failure: it is in a
            branch, a loop, a function or an `||` list.
        looped: whether it is in the body of a loop.
    """

    words: tuple[Word, ...]
    text: Text
    redirections: tuple[Redirection, ...] = ()
    conditional: bool = False
    looped: bool = False


class Flag(Data, frozen=True):
    """A flag of an executor call; `name` includes the dashes, `value` is None if the flag has none."""

    name: str
    text: Text
    value: str | None
    value_text: Text | None


class ExecutorCall(Data, frozen=True):
    """A command line of the executor, from a script or from a container's `command` and `args`.

    Attributes:
        where: the program's name, or the container's first argument.
        flags: in order.
        positionals: words that are neither flags nor values of flags.
        subcommand: `login`, `push`, `version` …; None for a build.
        script: the script that contains it; None if it comes from a pod.
        containers: those that may run it: the step's (see `Step`), or the container of the pod.
        words: the whole command line; for a container without `command`, only its `args`.
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
        """The `sh` step whose script contains the call; None for a file or a pod."""
        return None if self.script is None else self.script.step

    @property
    def container_name(self) -> str | None:
        """The name of the container that runs the call; it may be known although the container is not."""
        names = [container.name for container in self.containers] if self.step is None else [self.step.container]
        return next((name.value for name in names if name is not None), None)

    def flag(self, *names: str) -> Flag | None:
        """The last flag with one of these names (with dashes), which overrides the others."""
        return next((flag for flag in reversed(self.flags) if flag.name in names), None)


class Script(Data, frozen=True, dict=True):
    """A shell script: a file, or the string of an `sh` step.

    Attributes:
        text: the script as the shell receives it.
        commands: all simple commands in order, including those in pipelines, groups, loops and substitutions.
        problems: syntax errors.
        step: the `sh` step that runs it; None for a file.
        assigned: the names of variables that an assignment or a `for` loop sets.
        unread: what of it is not understood.
        bash_only: the syntax that bash has and POSIX has not, such as `${a:0:7}`, apart from commands.
        constants: the names and values of variables that are set once, to a text without other expansions than
            variables, by a statement that every successful run reaches in the script's own shell.
    """

    text: Text
    commands: tuple[Command, ...]
    problems: tuple[SyntaxProblem, ...] = ()
    step: Step | None = None
    assigned: tuple[Text, ...] = ()
    unread: tuple[Unread, ...] = ()
    bash_only: tuple[Text, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()


# --- Jenkinsfile -----------------------------------------------------------------------------------------------------


class Step(Data, frozen=True, eq=False):
    """An `sh` step, with its container, stage and pod as far as they are known.

    Attributes:
        kind: the step's name.
        container: the name of its container; None if unknown.
        stage: the name of its stage; None if unknown.
        exact: False if part of the script is only known at run time. The script then contains `${…}`, as written in a
            GString or for another expression (a variable, a call).
        pod: the source of its pod; None if unknown.
        containers: the containers with that name in its pod or in an enclosing `podTemplate`; if the pod is unknown, in
            the only pod of the file. Several if YAML describes several pods, none if the pod is unknown.
        run_time: where the parts of the script that are only known at run time are written: for each the offsets in the
            source of its first character and after its last one. A character of the script that comes from there stands
            for the unknown value.
        script: the script. As it refers back to the step, the parser sets it after creating both.
    """

    kind: str
    container: Text | None
    stage: Text | None
    exact: bool
    pod: PodSource | None = None
    containers: tuple[Container, ...] = ()
    run_time: tuple[tuple[int, int], ...] = ()
    script: Script = cast("Any", None)


class PodSource(Data, frozen=True, eq=False):
    """The description of a pod in a Jenkinsfile: inline YAML, the path of a YAML file, or `containerTemplate`s.

    Attributes:
        where: the characters that mark it: `kubernetes` or `podTemplate`.
        yaml: inline YAML.
        path: the path of a YAML file. If `yaml`, `path` and `pods` are empty, the description is an unknown expression.
        exact: as in `Step`.
        inherits: whether the pod may have other containers too, from `inheritFrom`, an enclosing `podTemplate`, or
            `containers` next to YAML.
        enclosing: the enclosing `podTemplate`, whose containers the pod has too.
        sets_user: whether `runAsUser` or `runAsGroup` sets the user of all its containers.
        documents: the documents of the inline YAML.
        pods: one pod, unless the YAML has several documents or was not found.
    """

    where: Text
    yaml: Text | None = None
    path: Text | None = None
    exact: bool = True
    inherits: bool = False
    enclosing: PodSource | None = None
    sets_user: bool = False
    documents: tuple[Manifest, ...] = ()
    pods: tuple[Pod, ...] = ()


class ContainerUse(Data, frozen=True):
    """A container name in `container('x')` or `defaultContainer`, and the source of the pod; None if unknown."""

    name: Text
    pod: PodSource | None


class Block(Data, frozen=True):
    """A statement of a Jenkinsfile, usually a method call.

    `stages { stage('a') { steps { … } } }` is a `stages` block with a `stage` block as its child, and so on.

    Attributes:
        name: the name of the called method, with its object if it has one (`docker.build`). For other statements the
            first word (`if`, `return` …), `=` for an assignment, `def` for a declaration, `method` for a method
            definition, empty for any other expression.
        where: the name, or the whole of another statement.
        arguments: of the call; for an assignment or declaration, its value with the variable's name.
        children: the statements in its closure or body; None if it has none.
        step: the step, if this is an `sh` step.
    """

    name: str
    where: Text
    arguments: tuple[Argument, ...] = ()
    children: tuple[Block, ...] | None = None
    step: Step | None = None


class Argument(Data, frozen=True):
    """An argument of a block.

    Attributes:
        name: for `name: value`; else None.
        value: the decoded string, or the expression as written.
        is_string: whether it is a string.
        exact: whether the value is known before the run.
    """

    name: str | None
    value: Text
    is_string: bool
    exact: bool


class Jenkinsfile(Data, frozen=True, dict=True):
    """A Jenkinsfile, declarative or scripted.

    Attributes:
        text: the whole file.
        code: its tokens.
        blocks: the top-level statements.
        pods: the sources of its pods, in order.
        steps: its `sh` steps, in order.
        problems: syntax errors; if there are any, the other lists are empty.
        containers: every use of a container name, in order.
        unread: what of its code is not understood, in order.
        has_steps: whether there is a step that is known, apart from `sh`, or a `pipeline` block.
        has_blocks: whether there is another call that is known, such as `node`.
    """

    text: Text
    code: Code
    blocks: tuple[Block, ...]
    pods: tuple[PodSource, ...]
    steps: tuple[Step, ...]
    problems: tuple[SyntaxProblem, ...] = ()
    containers: tuple[ContainerUse, ...] = ()
    unread: tuple[Unread, ...] = ()
    has_steps: bool = False
    has_blocks: bool = False


# --- Dockerfile ------------------------------------------------------------------------------------------------------


class Instruction(Data, frozen=True):
    """A Dockerfile instruction.

    Attributes:
        keyword: in upper case.
        where: the keyword as written.
        flags: the words before the arguments that start with `--`, such as `--from=build`.
        arguments: the other words; for the JSON form, its strings.
        json: whether it is written in the JSON form.
        heredocs: the content of its heredocs, in order.
        text: the whole instruction.
    """

    keyword: str
    where: Text
    flags: tuple[Word, ...]
    arguments: tuple[Word, ...]
    json: bool
    heredocs: tuple[Text, ...]
    text: Text


class Dockerfile(Data, frozen=True, dict=True):
    """A Dockerfile: its instructions in order, and the errors that BuildKit's parser would report."""

    text: Text
    instructions: tuple[Instruction, ...]
    problems: tuple[SyntaxProblem, ...] = ()
    unread: tuple[Unread, ...] = ()
