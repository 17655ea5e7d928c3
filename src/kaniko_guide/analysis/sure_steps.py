"""The `sh` steps that a pipeline surely runs, as far as it goes well: in no branch, loop, method or library's block."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block, Jenkinsfile, Script, Step

_PLAIN = frozenset(
    {"pipeline", "stages", "stage", "parallel", "steps", "script", "container", "node", "podTemplate"}
    | {"dir", "withEnv", "withCredentials", "retry", "timeout", "timestamps", "ansiColor", "sshagent", "lock"}
)
"""Blocks that run what stands in them, at least once and in the pod around."""

_CONDITIONS = frozenset({"when", "matrix"})
"""Parts of a stage by which it may be left out or run several times."""


@dataclass(frozen=True)
class SureStep:
    """A step and what stands around it.

    Attributes:
        pipeline: its file.
        script: what it runs.
        step: the same as the reader found it.
        around: the blocks around it, the outermost first.
    """

    pipeline: Jenkinsfile
    script: Script
    step: Step
    around: tuple[Block, ...]

    @property
    def place(self) -> tuple[object, ...] | None:
        """What is equal for steps that run in the same container; None when it can't be told."""
        if self.step.pod is None or self.step.container is None:
            return None
        node = next((block.where.origin(0) for block in reversed(self.around) if block.name == "node"), None)
        return self.pipeline.text.source.path, self.step.pod, node, self.step.container.value


@lru_cache(maxsize=1)
def sure_steps(project: Project) -> tuple[SureStep, ...]:
    """Every such step, in the order of its file."""
    return tuple(_sure_steps(project))


def _sure_steps(project: Project) -> Iterator[SureStep]:
    scripts = {
        (script.text.source.path, script.step.script.origin(0)): (script, script.step)
        for script in project.scripts
        if script.step is not None
    }
    for pipeline in project.jenkinsfiles:
        for call, around in _calls(pipeline.blocks, ()):
            for argument in call.arguments:
                found = scripts.get((argument.value.source.path, argument.value.origin(0)))
                if found is not None:
                    yield SureStep(pipeline, *found, around)


def _calls(blocks: tuple[Block, ...], around: tuple[Block, ...]) -> Iterator[tuple[Block, tuple[Block, ...]]]:
    for block in blocks:
        if block.name == "sh":
            yield block, around
        children = block.children or ()
        if block.name in _PLAIN and not any(child.name in _CONDITIONS for child in children):
            yield from _calls(children, (*around, block))
