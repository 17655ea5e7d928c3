"""Containers that run the executor without a capability it needs.

CHOWN, DAC_OVERRIDE and FOWNER are enough for `COPY` and for `RUN` as root; without CHOWN or FOWNER the build fails.
Without DAC_OVERRIDE it may succeed, so that is not reported. `RUN` after `USER` needs both SETUID and SETGID. Without
FSETID the build succeeds, but setgid bits are lost, so the fix names it too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.security_context import build_containers, capabilities, setting
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Dockerfile

RULE = Rule(
    name="missing-capability",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="Kaniko 缺少 capabilities", en="Missing capabilities for Kaniko"),
    why=Bilingual(
        zh=(
            "executor 以 root 解压基础镜像，并设置属主和权限；没有 `CHOWN` 或 `FOWNER` 时报 `operation not "
            "permitted`。写了 `drop: [ALL]` 时，加回 `CHOWN`、`DAC_OVERRIDE`、`FOWNER` 和 `FSETID`"
            "（少了它不报错，但 setgid 位会丢）；Dockerfile 在 `USER` 之后还有 `RUN` 时，另加 `SETUID` 和 `SETGID`。"
        ),
        en=(
            "The executor unpacks the base image as root and sets owners and modes; without `CHOWN` or "
            "`FOWNER` it fails with `operation not permitted`. After `drop: [ALL]`, add `CHOWN`, "
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
        "capabilities-without-setgid and capabilities-without-dac-override, both executors"
    ),
)

_SUFFICIENT = ("CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID")
_REQUIRED = ("CHOWN", "FOWNER")
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
        required = (*_REQUIRED, *_REQUIRED_AFTER_USER) if changes_user else _REQUIRED
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
