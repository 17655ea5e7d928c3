"""Queries on the steps of a pipeline: all blocks, and the `sh` steps that run unconditionally.

A step runs unconditionally if it is in no branch, loop, method or block of a library, so that every successful run of
the pipeline executes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.data import Data, remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block, Jenkinsfile, Step
    from kaniko_guide.text import Text

_UNCONDITIONAL_BLOCKS = frozenset(
    {"pipeline", "stages", "stage", "parallel", "steps", "script", "container", "node", "podTemplate"}
    | {"dir", "withEnv", "withCredentials", "retry", "timeout", "timestamps", "ansiColor", "sshagent", "lock"}
    | {"withSonarQubeEnv", "configFileProvider", "withKubeConfig", "withAWS"}
    | {"post", "always", "cleanup"}
)
"""Blocks that run their body at least once, in the enclosing pod."""

_EXPRESSIONS = frozenset({"def", "=", "echo"})
"""Statements whose value a step may return: `def tag = sh(…)`."""

_CONDITIONAL_PARTS = frozenset({"when", "matrix"})
"""Parts of a stage that may skip it or run it several times."""


class UnconditionalStep(Data, frozen=True):
    """An `sh` step that runs unconditionally.

    Attributes:
        pipeline: the Jenkinsfile that contains it.
        step: the step.
        block: the block of the step, with its arguments, or the statement whose value the step returns.
        enclosing: the blocks that enclose it, from the outermost to the innermost.
    """

    pipeline: Jenkinsfile
    step: Step
    block: Block
    enclosing: tuple[Block, ...]

    @property
    def returns_status(self) -> bool:
        """Whether the pipeline goes on if the script fails, because the step returns its exit code."""
        return any(
            argument.name == "returnStatus" or (self.block.name != "sh" and "returnStatus" in argument.value.value)
            for argument in self.block.arguments
        )

    @property
    def container_key(self) -> tuple[object, ...] | None:
        """Equal for steps that run in the same container of the same pod; None if the container is unknown."""
        if self.step.pod is None or self.step.container is None:
            return None
        node = next((block.where.origin(0) for block in reversed(self.enclosing) if block.name == "node"), None)
        return self.step.pod, node, self.step.container.value


def all_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The blocks and all blocks nested in them, in the order of the file."""
    for block in blocks:
        yield block
        yield from all_blocks(block.children or ())


def unconditional_steps(project: Project, *, with_skipped: bool = False) -> Iterator[UnconditionalStep]:
    """The `sh` steps that run unconditionally, in the order of each file, those of `post` after the others.

    A step is left out if its script is a variable, whose text is elsewhere in the file.

    Args:
        project: the project.
        with_skipped: also the steps of stages that `when` may skip.
    """
    skipped_by = _CONDITIONAL_PARTS - {"when"} if with_skipped else _CONDITIONAL_PARTS
    for pipeline in project.jenkinsfiles:
        for block, enclosing in _sh_blocks(pipeline.blocks, (), skipped_by):
            step = _returned_step(pipeline, block) if block.name in _EXPRESSIONS else block.step
            if step is not None and (block.name in _EXPRESSIONS or _is_written_in(block, step.script.text)):
                yield UnconditionalStep(pipeline, step, block, enclosing)


def _returned_step(pipeline: Jenkinsfile, block: Block) -> Step | None:
    """The step whose value a statement uses, if its value begins with this step."""
    for argument in block.arguments:
        value = argument.value
        if value.value.startswith(("sh(", "sh ")):
            start, end = value.origin(0), value.origin(len(value) - 1)
            return next((step for step in pipeline.steps if start <= step.script.text.origin(0) <= end), None)
    return None


def _is_written_in(block: Block, text: Text) -> bool:
    return any(argument.value.origin(0) == text.origin(0) for argument in block.arguments)


def _sh_blocks(
    blocks: tuple[Block, ...], enclosing: tuple[Block, ...], skipped_by: frozenset[str]
) -> Iterator[tuple[Block, tuple[Block, ...]]]:
    """The `sh` blocks and other statements that run unconditionally, each with the blocks that enclose it.

    Args:
        blocks: those to search.
        enclosing: the blocks that enclose them.
        skipped_by: the parts of a stage because of which its steps may not run.
    """
    for block in sorted(blocks, key=lambda block: block.name == "post"):  # which runs after all others
        if block.name == "sh" or block.name in _EXPRESSIONS:
            yield block, enclosing
        children = block.children or ()
        if block.name in _UNCONDITIONAL_BLOCKS and not any(child.name in skipped_by for child in children):
            yield from _sh_blocks(children, (*enclosing, block), skipped_by)


def is_unconditional(enclosing: tuple[Block, ...]) -> bool:
    """Whether all these blocks run their body, in the enclosing pod or in one of their own."""
    return all(
        block.name in _UNCONDITIONAL_BLOCKS
        and not any(child.name in _CONDITIONAL_PARTS for child in block.children or ())
        for block in enclosing
    )


def method_calls(pipeline: Jenkinsfile) -> Iterator[tuple[Block, Block, tuple[Block, ...]]]:
    """Each call of a method of the file: the method, the call, and the blocks that enclose the call.

    Methods of the same name, which Groovy tells apart by their arguments, are left out.
    """
    methods: dict[str, Block | None] = {}
    calls: list[tuple[Block, tuple[Block, ...]]] = []
    pending: list[tuple[Block, tuple[Block, ...]]] = [(block, ()) for block in reversed(pipeline.blocks)]
    while pending:
        block, enclosing = pending.pop()
        found = _METHOD_NAME.match(block.where.value) if block.name == "method" else None
        if found is not None:
            methods[found[1]] = None if found[1] in methods else block
        calls.append((block, enclosing))
        pending += [(child, (*enclosing, block)) for child in reversed(block.children or ())]
    for block, enclosing in calls:
        method = methods.get(block.name)
        if method is not None:
            yield method, block, enclosing


_METHOD_NAME = lazy.pattern(r"[^(=]*?(\w+)\s*\(")


def blocks_around(pipeline: Jenkinsfile, step: Step) -> Iterator[tuple[Block, ...]]:
    """The blocks that enclose a step, from the outermost; nothing if no statement is this step."""
    enclosing = _enclosing_blocks(pipeline)
    if step in enclosing:
        yield enclosing[step]


@remembered
def _enclosing_blocks(pipeline: Jenkinsfile) -> Mapping[Step, tuple[Block, ...]]:
    """By step, the blocks that enclose it."""
    found: dict[Step, tuple[Block, ...]] = {}
    pending: list[tuple[Block, tuple[Block, ...]]] = [(block, ()) for block in reversed(pipeline.blocks)]
    while pending:
        block, enclosing = pending.pop()
        if block.step is not None:
            found.setdefault(block.step, enclosing)
        pending += [(child, (*enclosing, block)) for child in reversed(block.children or ())]
    return found
