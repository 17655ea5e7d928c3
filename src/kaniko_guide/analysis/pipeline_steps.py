"""What rules ask about the steps of a pipeline: every call, and the `sh` steps that surely run.

A step surely runs, as far as the pipeline goes well, in no branch, loop, method or library's block.
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
"""Blocks that run what stands in them, at least once and in the pod around."""

_CONDITIONAL_PARTS = frozenset({"when", "matrix"})
"""Parts of a stage by which it may be left out or run several times."""


@dataclass(frozen=True)
class UnconditionalStep:
    """A step and what stands around it.

    Attributes:
        pipeline: its file.
        step: the step.
        around: the blocks around it, the outermost first.
    """

    pipeline: Jenkinsfile
    step: Step
    enclosing: tuple[Block, ...]

    @property
    def container_key(self) -> tuple[object, ...] | None:
        """What is equal for steps that run in the same container; None when it can't be told."""
        if self.step.pod is None or self.step.container is None:
            return None
        node = next((block.where.origin(0) for block in reversed(self.enclosing) if block.name == "node"), None)
        return self.step.pod, node, self.step.container.value


def all_blocks(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """A Jenkinsfile's calls and the calls inside them, in the order of the file."""
    for block in blocks:
        yield block
        yield from all_blocks(block.children or ())


def unconditional_steps(project: Project) -> Iterator[UnconditionalStep]:
    """Every such step, in the order of its file; one whose script is written elsewhere in the file is left out."""
    for pipeline in project.jenkinsfiles:
        for block, enclosing in _sh_blocks(pipeline.blocks, ()):
            if block.step is not None and _is_written_in(block, block.step.script.text):
                yield UnconditionalStep(pipeline, block.step, enclosing)


def _is_written_in(block: Block, text: Text) -> bool:
    return any(argument.value.origin(0) == text.origin(0) for argument in block.arguments)


def _sh_blocks(blocks: tuple[Block, ...], enclosing: tuple[Block, ...]) -> Iterator[tuple[Block, tuple[Block, ...]]]:
    for block in blocks:
        if block.name == "sh":
            yield block, enclosing
        children = block.children or ()
        if block.name in _UNCONDITIONAL_BLOCKS and not any(child.name in _CONDITIONAL_PARTS for child in children):
            yield from _sh_blocks(children, (*enclosing, block))
