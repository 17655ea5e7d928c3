"""`--insecure`, which only allows plain HTTP for the push, if the base image is in the same registry.

The executor reads the flag only where it pushes (pkg/executor/push.go) and uses the layer cache (pkg/cache/cache.go).
Hosts for which plain HTTP may be tried without a flag (IP addresses, `localhost`, `*.local`) are not checked. Upstream
tries it for `*.local`, the fork only for `*.localhost` (name/registry.go of go-containerregistry).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.analysis.build_stages import base_registries
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.rules.insecure_public_registry import is_public

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="insecure-push-only",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="`--insecure` 只对推送有效", en="`--insecure` only affects the push"),
    why=Bilingual(
        zh=(
            "`--insecure` 只允许推送使用 HTTP。基础镜像也在同一个 HTTP 仓库里时，拉取仍然使用 HTTPS，于是失败："
            "`server gave HTTP response to HTTPS client`。`--insecure-registry` 对推送和拉取都有效。"
        ),
        en=(
            "`--insecure` allows plain HTTP only for the push. If the base image is in the same HTTP registry, "
            "its pull still uses HTTPS and fails: `server gave HTTP response to HTTPS client`. "
            "`--insecure-registry` applies to pushes and pulls."
        ),
    ),
    message=Bilingual(
        zh="`--insecure` 只影响推送，但基础镜像也从 `{host}` 拉取。",
        en="`--insecure` only affects the push, but the base image is also pulled from `{host}`.",
    ),
    help=Bilingual(
        zh="改用 `--insecure-registry={host}`，它对推送和拉取都有效。",
        en="Use `--insecure-registry={host}` instead, which applies to pushes and pulls.",
    ),
    source=(
        "pkg/executor/push.go, pkg/cache/cache.go and pkg/image/remote/remote.go (which reads `InsecurePull` and "
        "`InsecureRegistries`) of GoogleContainerTools/kaniko v1.24.0 and osscontainertools/kaniko v1.28.3"
    ),
)

_FLAGS_BY_HOST = ("--insecure-registry",)
_MIRROR_FLAGS = ("--registry-map", "--registry-mirror")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at `--insecure`."""
    if len(project.dockerfiles) != 1:
        return
    bases = {host for host in base_registries(project.dockerfiles[0]) if not _is_tried_by_http(host)}
    for call in executor_calls.build_calls(project):
        flag = call.flag("--insecure")
        if (
            flag is None
            or not executor_calls.all_flags_known(call)
            or call.flag(*_FLAGS_BY_HOST, *_MIRROR_FLAGS) is not None
            or executor_calls.is_enabled(call, "--insecure") is not True
            or executor_calls.is_enabled(call, "--insecure-pull") is not False
        ):
            continue
        hosts = [
            host
            for host in executor_calls.destination_registries(project, call)
            if host in bases and not is_public(host)
        ]
        if hosts:
            yield RULE.finding(flag.text, host=hosts[0])


def _is_tried_by_http(host: str) -> bool:
    name = host.partition(":")[0]
    return name == "localhost" or name.endswith(".local") or name.replace(".", "").isdecimal()
