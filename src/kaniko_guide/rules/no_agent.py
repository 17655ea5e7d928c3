"""Steps that need an agent, in a declarative pipeline where there is none: with `agent none`, or before it starts.

Not checked inside a step that is not known, as it may allocate an agent.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.pipeline_steps import all_blocks
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.rules.undefined_groovy_variable import SHARED_CODE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block, Jenkinsfile

NONE = Message(
    "none",
    Bilingual(
        zh="`{step}` 需要 agent，而这里是 `agent none`。", en="`{step}` needs an agent, but here `agent none` applies."
    ),
    Bilingual(
        zh="给这个 stage 加上 `agent`；在 `post` 里用 `node('…') {{ … }}` 包住，或者移到有 agent 的 stage 的 `post`。",
        en=(
            "Give the stage an `agent`; in `post` enclose the steps in `node('…') {{ … }}`, or move them to the `post` "
            "of a stage that has an agent."
        ),
    ),
)
BEFORE = Message(
    "before",
    Bilingual(
        zh="`{step}` 需要工作区，而 agent 启动之前还没有工作区。",
        en="`{step}` needs a workspace, and there is none before the agent has started.",
    ),
    Bilingual(
        zh="Pod 的文件写成 `yamlFile '…'`；其他的移到 stage 的 `steps` 里。",
        en="Name the file of a pod with `yamlFile '…'`; move other steps into the `steps` of a stage.",
    ),
)

RULE = Rule(
    name="no-agent",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="步骤没有 agent", en="Step without an agent"),
    why=Bilingual(
        zh=(
            "写了 `agent none` 以后，只有自带 `agent` 的 stage 才有工作区。其他 stage 和 `pipeline` 的 `post` 里的 "
            "`sh`、`checkout`、`cleanWs` 等步骤会报 `Required context class hudson.FilePath is missing`。"
        ),
        en=(
            "With `agent none` only the stages that have an `agent` of their own have a workspace. In other stages, "
            "and in the `post` of the pipeline, steps such as `sh`, `checkout` and `cleanWs` fail with `Required "
            "context class hudson.FilePath is missing`."
        ),
    ),
    messages=(NONE, BEFORE),
    source=(
        "jenkinsci/pipeline-model-definition-plugin at 42c9dc3, agent/impl/NoneScript.groovy; "
        "jenkinsci/workflow-durable-task-step-plugin, DurableTaskStep.java, getRequiredContext"
    ),
)

_NEED_AN_AGENT = frozenset(
    {"archiveArtifacts", "bat", "checkout", "cleanWs", "container", "deleteDir", "dir", "findFiles", "git", "junit"}
    | {"powershell", "publishHTML", "pwsh", "sh", "stash", "unstash", "writeFile", "ws"}
)
_KEEP_THE_CONTEXT = frozenset(
    {"ansiColor", "catchError", "lock", "parallel", "retry", "script", "sshagent", "stage", "timeout", "timestamps"}
    | {"warnError", "withCredentials", "withEnv"}
    | {"if", "else", "for", "while", "try", "catch", "finally", "switch"}
)
"""Steps and statements that run their body with the agent they have."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the first such step of each section."""
    for pipeline in project.jenkinsfiles:
        for block in pipeline.blocks:
            if block.name == "pipeline" and block.children is not None:
                yield from _section(block, has_agent=True)
                yield from _before(pipeline, block)


def _before(pipeline: Jenkinsfile, declared: Block) -> Iterator[Finding]:
    """Yields a finding at each step in the pipeline's `agent`, and in front of or after `pipeline`."""
    if SHARED_CODE & set(PurePath(pipeline.text.source.path).parts):
        return
    for block in pipeline.blocks:
        if block.name in _NEED_AN_AGENT:
            yield RULE.finding(block.where, BEFORE, step=block.name)
        elif block.name in {"def", "="}:
            yield from _at_start(block)
    for agent in declared.children or ():
        for block in all_blocks(agent.children or ()) if agent.name == "agent" else ():
            yield from _at_start(block)


def _at_start(block: Block) -> Iterator[Finding]:
    """Yields a finding at each value that begins with a step."""
    for argument in block.arguments:
        found = None if argument.is_string else _READING.match(argument.value.value)
        if found is not None:
            yield RULE.finding(argument.value.cut(*found.span("step")), BEFORE, step=found["step"])


_READING = lazy.pattern(
    r"(?P<step>fileExists|findFiles|pwd|readFile|readJSON|readProperties|readYaml|sh)(?:\(|[ \t]+(?:['\"]|\w+:))"
)
"""A step at the start of an expression, which reads from the workspace."""


def _section(parent: Block, *, has_agent: bool) -> Iterator[Finding]:
    """Checks the sections of `pipeline`, `stage` and `matrix`."""
    children = parent.children or ()
    agent = next((child for child in children if child.name == "agent"), None)
    if agent is not None:
        is_none = [argument.value.value for argument in agent.arguments] == ["none"]
        has_agent = not is_none if parent.name == "pipeline" else has_agent or not is_none
    if has_agent:
        return
    for child in children:
        if child.name == "steps":
            yield from _first(child.children or ())
        elif child.name == "post":
            for condition in child.children or ():
                yield from _first(condition.children or ())
        elif child.name == "matrix":
            yield from _section(child, has_agent=False)
        elif child.name in {"stages", "parallel"}:
            yield from (found for stage in child.children or () for found in _section(stage, has_agent=False))


def _first(blocks: Iterable[Block]) -> Iterator[Finding]:
    found = next(_steps(blocks), None)
    if found is not None:
        yield RULE.finding(found.where, NONE, step=found.name)


def _steps(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.name in _NEED_AN_AGENT:
            yield block
        elif block.name in _KEEP_THE_CONTEXT:
            yield from _steps(block.children or ())
