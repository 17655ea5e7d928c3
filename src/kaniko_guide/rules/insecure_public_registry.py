"""Flags that disable TLS, or the verification of certificates, for a public registry.

The flags are those of the executor's help (runs 00-help). Every executor image trusts the certificates of these
registries.
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
    title=Bilingual(zh="对公共仓库关闭了 TLS 校验", en="TLS verification disabled for a public registry"),
    why=Bilingual(
        zh=(
            "这些参数用于没有可信证书的自建仓库。对公共仓库使用它们没有好处：中间人可以冒充仓库，窃取推送凭据，"
            "或替换基础镜像。"
        ),
        en=(
            "These flags are for your own registry without a trusted certificate. They have no benefit for a "
            "public registry, and a man in the middle can impersonate the registry, steal the push "
            "credentials or replace the base image."
        ),
    ),
    message=Bilingual(
        zh="`{flag}` 对公共仓库 `{host}` 关闭了 TLS 校验。",
        en="`{flag}` disables TLS verification for the public registry `{host}`.",
    ),
    help=Bilingual(
        zh="去掉它。如果证书报错，原因通常是公司代理：把代理的根证书放进 `/kaniko/ssl/certs`。",
        en=(
            "Remove it. If the certificate is rejected, the likely cause is a corporate proxy: add its root "
            "certificate to `/kaniko/ssl/certs`."
        ),
    ),
    source="runs 00-help and s9-extra-ca-file-in-kaniko-ssl-certs, both executors; the registries' own pages",
)

_PUSH_FLAGS = ("--insecure", "--skip-tls-verify")
_FLAGS_BY_HOST = frozenset({"--insecure-registry", "--skip-tls-verify-registry"})
_PUBLIC_HOSTS = frozenset({"ccr.ccs.tencentyun.com", "docker.io", "index.docker.io", "ghcr.io", "gcr.io", "quay.io"})
_PUBLIC_DOMAINS = (
    ".aliyuncs.com",
    ".myhuaweicloud.com",
    ".amazonaws.com",
    ".pkg.dev",
    ".azurecr.io",
    ".tencentcloudcr.com",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such flag."""
    for call in executor_calls.build_calls(project):
        hosts = [(flag.value or "").partition("/")[0] for flag in call.flags if flag.name in {"--destination", "-d"}]
        for name in _PUSH_FLAGS:
            flag = call.flag(name)
            if flag is not None and executor_calls.is_enabled(call, name) and hosts and all(map(_is_public, hosts)):
                yield RULE.finding(flag.text, flag=name, host=hosts[0])
        for flag in call.flags:
            if flag.name in _FLAGS_BY_HOST and flag.value and _is_public(flag.value):
                yield RULE.finding(flag.text, flag=flag.name, host=flag.value)


def _is_public(host: str) -> bool:
    return executor_calls.is_constant(host) and (host in _PUBLIC_HOSTS or host.endswith(_PUBLIC_DOMAINS))
