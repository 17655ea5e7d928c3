"""Queries on the steps of a pipeline: all blocks, and the `sh` steps that run unconditionally.

A step runs unconditionally if it is in no branch, loop, method or block of a library, so that every successful run of
the pipeline executes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block, Jenkinsfile, Step
    from kaniko_guide.text import Text

_UNCONDITIONAL_BLOCKS = frozenset(
    {"pipeline", "stages", "stage", "parallel", "steps", "script", "container", "node", "podTemplate"}
    | {"dir", "withEnv", "withCredentials", "retry", "timeout", "timestamps", "ansiColor", "sshagent", "lock"}
)
"""Blocks that run their body at least once, in the enclosing pod."""

_CONDITIONAL_PARTS = frozenset({"when", "matrix"})
"""Parts of a stage that may skip it or run it several times."""


@dataclass(frozen=True)
class UnconditionalStep:
    """An `sh` step that runs unconditionally.

    Attributes:
        pipeline: the Jenkinsfile that contains it.
        step: the step.
        enclosing: the blocks that enclose it, from the outermost to the innermost.
    """

    pipeline: Jenkinsfile
    step: Step
    enclosing: tuple[Block, ...]

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


def unconditional_steps(project: Project) -> Iterator[UnconditionalStep]:
    """The `sh` steps that run unconditionally, in the order of each file.

    A step is left out if its script is a variable, whose text is elsewhere in the file.
    """
    for pipeline in project.jenkinsfiles:
        for block, enclosing in _sh_blocks(pipeline.blocks, ()):
            if block.step is not None and _is_written_in(block, block.step.script.text):
                yield UnconditionalStep(pipeline, block.step, enclosing)


def _is_written_in(block: Block, text: Text) -> bool:
    return any(argument.value.origin(0) == text.origin(0) for argument in block.arguments)


def _sh_blocks(blocks: tuple[Block, ...], enclosing: tuple[Block, ...]) -> Iterator[tuple[Block, tuple[Block, ...]]]:
    """The `sh` blocks that run unconditionally, each with the blocks that enclose it."""
    for block in blocks:
        if block.name == "sh":
            yield block, enclosing
        children = block.children or ()
        if block.name in _UNCONDITIONAL_BLOCKS and not any(child.name in _CONDITIONAL_PARTS for child in children):
            yield from _sh_blocks(children, (*enclosing, block))
