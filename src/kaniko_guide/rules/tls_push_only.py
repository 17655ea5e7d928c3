"""`--skip-tls-verify` or `--insecure`, which only affect the push, if the base image is in the same registry.

The executor's help says which flags are for the push and which for the pull (runs 00-help). Hosts for which plain HTTP
is always tried (IP addresses, `localhost`, `*.local`) are not checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Dockerfile

RULE = Rule(
    name="tls-push-only",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="TLS 设置只对推送有效", en="TLS setting that only affects the push"),
    why=Bilingual(
        zh=(
            "`--skip-tls-verify` 和 `--insecure` 只影响推送。基础镜像也在同一个仓库里时，拉取仍会校验证书，证"
            "书不受信任就失败：`x509: certificate signed by unknown authority`。"
        ),
        en=(
            "`--skip-tls-verify` and `--insecure` only affect the push. If the base image is in the same "
            "registry, its pull is still verified and fails with an untrusted certificate: `x509: "
            "certificate signed by unknown authority`."
        ),
    ),
    message=Bilingual(
        zh="`{flag}` 只影响推送，但基础镜像也从 `{host}` 拉取。",
        en="`{flag}` only affects the push, but the base image is also pulled from `{host}`.",
    ),
    help=Bilingual(
        zh="最好用 `--registry-certificate={host}=证书文件`；否则再加上 `{pull}`。",
        en="Preferably use `--registry-certificate={host}=FILE`; otherwise add `{pull}`.",
    ),
    source="runs 00-help, s1-selfsigned-tls, s2-selfsigned-skip-tls-verify and s3-selfsigned-registry-certificate",
)

_PULL_FLAGS = {"--skip-tls-verify": "--skip-tls-verify-pull", "--insecure": "--insecure-pull"}
_FLAGS_BY_HOST = ("--skip-tls-verify-registry", "--insecure-registry", "--registry-certificate")
_MIRROR_FLAGS = ("--registry-map", "--registry-mirror")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the flag that only affects the push."""
    if len(project.dockerfiles) != 1:
        return
    bases = frozenset(_base_hosts(project.dockerfiles[0]))
    for call in executor_calls.build_calls(project):
        if not executor_calls.all_flags_known(call) or call.flag(*_FLAGS_BY_HOST, *_MIRROR_FLAGS) is not None:
            continue
        destinations = [flag.value or "" for flag in call.flags if flag.name in {"--destination", "-d"}]
        hosts = [host for host in map(_host, destinations) if host in bases]
        for name, pull in _PULL_FLAGS.items():
            flag = call.flag(name)
            if (
                flag is not None
                and hosts
                and executor_calls.is_enabled(call, name)
                and executor_calls.is_enabled(call, pull) is False
            ):
                yield RULE.finding(flag.text, flag=name, host=hosts[0], pull=pull)


def _base_hosts(dockerfile: Dockerfile) -> Iterator[str]:
    for instruction in dockerfile.instructions:
        host = _host(instruction.arguments[0].value) if instruction.keyword == "FROM" and instruction.arguments else ""
        if host:
            yield host


def _host(image: str) -> str:
    """The registry in an image's name; empty if there is none, or if plain HTTP is always tried for it."""
    host, slash, _ = image.partition("/")
    name = host.partition(":")[0]
    if not slash or not executor_calls.is_constant(host) or not ("." in host or ":" in host):
        return ""
    by_http = name == "localhost" or name.endswith(".local") or name.replace(".", "").isdecimal()
    return "" if by_http else host
