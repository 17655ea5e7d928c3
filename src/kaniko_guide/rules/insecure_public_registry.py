"""A flag that gives up TLS, or the check of certificates, towards a public registry.

What the flags do is in the executor's own help (runs 00-help); these registries have certificates that every image of
the executor trusts.
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

RULE = Rule(
    name="insecure-public-registry",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="对公共仓库关掉了 TLS 检查", en="TLS given up towards a public registry"),
    why=Bilingual(
        zh=(
            "这些参数是给自建的、没有可信证书的仓库用的。对公共仓库使用它们没有好处："
            "中间的任何人都可以冒充仓库，拿到推送凭据，或者换掉基础镜像。"
        ),
        en=(
            "These flags are for a registry of your own without a trusted certificate. Towards a public one they "
            "gain nothing, and whoever stands in between may pose as the registry, take the push credential or "
            "exchange the base image."
        ),
    ),
    message=Bilingual(
        zh="`{flag}` 对公共仓库 `{host}` 关掉了 TLS 检查。",
        en="`{flag}` gives up the check of TLS towards the public registry `{host}`.",
    ),
    help=Bilingual(
        zh="去掉它。证书报错时，原因多半是公司代理：把代理的根证书放进 `/kaniko/ssl/certs`。",
        en="Leave it out. If a certificate is refused, a company's proxy is the likely cause: put its root certificate "
        "into `/kaniko/ssl/certs`.",
    ),
    source="runs 00-help and s9-extra-ca-file-in-kaniko-ssl-certs, both executors; the registries' own pages",
)

_PUSH = ("--insecure", "--skip-tls-verify")
_BY_HOST = frozenset({"--insecure-registry", "--skip-tls-verify-registry"})
_HOSTS = frozenset({"ccr.ccs.tencentyun.com", "docker.io", "index.docker.io", "ghcr.io", "gcr.io", "quay.io"})
_DOMAINS = (".aliyuncs.com", ".myhuaweicloud.com", ".amazonaws.com", ".pkg.dev", ".azurecr.io", ".tencentcloudcr.com")


def check(project: Project) -> Iterator[Finding]:
    """Findings at each such flag."""
    for call in executor_calls.build_calls(project):
        hosts = [(flag.value or "").partition("/")[0] for flag in call.flags if flag.name in {"--destination", "-d"}]
        for name in _PUSH:
            flag = call.flag(name)
            if flag is not None and executor_calls.is_enabled(call, name) and hosts and all(map(_is_public, hosts)):
                yield RULE.finding(flag.text, flag=name, host=hosts[0])
        for flag in call.flags:
            if flag.name in _BY_HOST and flag.value and _is_public(flag.value):
                yield RULE.finding(flag.text, flag=flag.name, host=flag.value)


def _is_public(host: str) -> bool:
    return executor_calls.is_constant(host) and (host in _HOSTS or host.endswith(_DOMAINS))
