"""Containers that run the executor without a capability it needs.

CHOWN, DAC_OVERRIDE and FOWNER are enough for `COPY` and for `RUN` as root; without CHOWN or FOWNER the build fails.
Without DAC_OVERRIDE it may succeed, so that is only reported where Jenkins runs a step in the container, whose files
belong to the agent's user. `RUN` after `USER` needs both SETUID and SETGID. Without FSETID the build succeeds, but
setgid bits are lost, so the fix names it too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import AGENT_CONTAINER, is_fully_known, waits
from kaniko_guide.analysis.security_context import build_containers, capabilities, setting
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Dockerfile, Pod

RULE = Rule(
    name="missing-capability",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="Kaniko 缺少 capabilities", en="Missing capabilities for Kaniko"),
    why=Bilingual(
        zh=(
            "executor 以 root 解压基础镜像，并设置属主和权限；没有 `CHOWN` 或 `FOWNER` 时报 `operation not "
            "permitted`。没有 `DAC_OVERRIDE`，Jenkins 在这个容器里的步骤不会开始：工作区属于 `jnlp` 的 uid 1000，"
            "root 也写不进去。写了 `drop: [ALL]` 时，加回 `CHOWN`、`DAC_OVERRIDE`、`FOWNER` 和 `FSETID`"
            "（少了它不报错，但 setgid 位会丢）；Dockerfile 在 `USER` 之后还有 `RUN` 时，另加 `SETUID` 和 `SETGID`。"
        ),
        en=(
            "The executor unpacks the base image as root and sets owners and modes; without `CHOWN` or "
            "`FOWNER` it fails with `operation not permitted`. Without `DAC_OVERRIDE` a Jenkins step in this container "
            "does not start: the workspace belongs to uid 1000 of `jnlp`, and even root can't write there. After "
            "`drop: [ALL]`, add `CHOWN`, "
            "`DAC_OVERRIDE`, `FOWNER` and `FSETID` (without it setgid bits are silently lost), and also `SETUID` "
            "and `SETGID` if the Dockerfile has a `RUN` after `USER`."
        ),
    ),
    message=Bilingual(
        zh="容器 `{container}` 运行 executor，但缺少它需要的 {missing}。",
        en="Container `{container}` runs the executor, but lacks the capabilities {missing}.",
    ),
    help=Bilingual(
        zh="在 `drop: [ALL]` 旁边加上 `add: [{needed}]`。", en="Add `add: [{needed}]` next to `drop: [ALL]`."
    ),
    source=(
        "runs w4-drop-all-caps, w4b-caps-chown, own3-context-uid-1000-no-fowner, w5-caps-chown-dac-fowner, "
        "w8-caps-user-run-no-setuid and w9-caps-user-run-setuid; cases capabilities-without-setuid, "
        "capabilities-without-setgid and capabilities-without-dac-override, both executors; the step that does not "
        "start: tests/lab/cluster/test_pitfalls.py"
    ),
)

AGENT_IMAGE = "inbound-agent"
"""In the names of Jenkins' own images of the agent, whose user is 1000."""
_SUFFICIENT = ("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID")
_REQUIRED = ("CHOWN", "FOWNER")
_REQUIRED_FOR_STEPS = ("CHOWN", "DAC_OVERRIDE", "FOWNER")
_REQUIRED_AFTER_USER = ("SETUID", "SETGID")
_ROOT_USERS = frozenset({"root", "0"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at `ALL` in `drop`."""
    changes_user = (
        any(_runs_as_user(dockerfile) for dockerfile in project.dockerfiles) and len(project.dockerfiles) == 1
    )
    needed = (*_SUFFICIENT, *_REQUIRED_AFTER_USER) if changes_user else _SUFFICIENT
    for pod, container in build_containers(project):
        dropped, added = capabilities(pod, container, "drop"), capabilities(pod, container, "add")
        if not dropped or "ALL" not in dropped or added is None or "ALL" in added:
            continue
        privileged = setting(pod, container, "privileged", of_pod=False)
        if privileged is not None and privileged[1] is True:
            continue
        required = _REQUIRED_FOR_STEPS if _writes_as_another_user(project, pod, container) else _REQUIRED
        required = (*required, *_REQUIRED_AFTER_USER) if changes_user else required
        missing = [name for name in required if name not in added]
        if missing:
            yield RULE.finding(
                dropped["ALL"],
                container=container.name or "",
                missing=Bilingual(
                    zh="、".join(f"`{name}`" for name in missing), en=", ".join(f"`{name}`" for name in missing)
                ),
                needed=", ".join(needed),
            )


def _writes_as_another_user(project: Project, pod: Pod, container: Container) -> bool:
    """Whether Jenkins runs steps in the container, whose files the agent makes as a user that is not root."""
    agents = [other for other in pod.containers if other.name is not None and other.name.value == AGENT_CONTAINER]
    return (
        pod.in_jenkinsfile
        and waits(container)
        and is_fully_known(project, pod)
        and yaml_tree.node_at(pod.spec, "securityContext") is None
        and not any(source.sets_user for source in project.sources_of(pod))
        and all(
            yaml_tree.node_at(agent.node, "securityContext") is None
            and (agent.image is None or AGENT_IMAGE in agent.image.value)
            for agent in agents
        )
    )


def _runs_as_user(dockerfile: Dockerfile) -> bool:
    """Whether a `RUN` follows a `USER` that is certainly not root."""
    user = ""
    for instruction in dockerfile.instructions:
        if instruction.keyword == "FROM":
            user = ""
        elif instruction.keyword == "USER" and instruction.arguments:
            name = instruction.arguments[0].value.partition(":")[0]
            user = "" if name in _ROOT_USERS or "$" in name else name
        elif instruction.keyword == "RUN" and user:
            return True
    return False
