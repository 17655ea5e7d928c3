"""Flags that disable TLS, or the verification of certificates, for a public registry.

`--skip-tls-verify` is for every connection to a registry, pulls included (pkg/util/transport_util.go), unlike what the
executor's help says; `--insecure` is only for pushes. Every executor image trusts the certificates of these registries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.analysis.build_stages import base_registries
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall

FLAG = Message(
    "registry",
    Bilingual(
        zh="`{flag}` 对公共仓库 `{host}` 关闭了 TLS 校验。",
        en="`{flag}` disables TLS verification for the public registry `{host}`.",
    ),
    Bilingual(
        zh="去掉它。如果证书报错，原因可能是公司代理：那就把代理的根证书放进 `/kaniko/ssl/certs`。",
        en=(
            "Remove it. If the certificate is rejected, a corporate proxy may be the cause: then add its root "
            "certificate to `/kaniko/ssl/certs`."
        ),
    ),
)
PULL = Message(
    "pull",
    Bilingual(
        zh="`{flag}` 对拉取同样有效，从公共仓库 `{host}` 拉取基础镜像时也不校验证书。",
        en="`{flag}` is for pulls too, so the base image from the public registry `{host}` is pulled unverified.",
    ),
    Bilingual(
        zh="改用只对自己的仓库有效的 `--registry-certificate=主机=证书文件`，或者 `--skip-tls-verify-registry=主机`。",
        en=(
            "Use a flag that is only for your own registry: `--registry-certificate=HOST=FILE`, or "
            "`--skip-tls-verify-registry=HOST`."
        ),
    ),
)

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
    messages=(FLAG, PULL),
    source=(
        "run s9-extra-ca-file-in-kaniko-ssl-certs; pkg/util/transport_util.go of GoogleContainerTools/kaniko v1.24.0 "
        "and osscontainertools/kaniko v1.28.3; the registries' own pages"
    ),
)

_PUSH_FLAGS = ("--insecure", "--skip-tls-verify")
_PULL_FLAG = "--skip-tls-verify"
_FLAGS_BY_HOST = frozenset({"--insecure-registry", "--skip-tls-verify-registry"})
_MIRROR_FLAGS = ("--registry-map", "--registry-mirror")
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
    bases = sorted(set(base_registries(project.dockerfiles[0]))) if len(project.dockerfiles) == 1 else []
    for call in executor_calls.build_calls(project):
        destinations = executor_calls.destination_registries(project, call)
        for name in _PUSH_FLAGS:
            flag = call.flag(name)
            if flag is None or not executor_calls.is_enabled(call, name):
                continue
            if destinations and all(map(is_public, destinations)):
                yield RULE.finding(flag.text, FLAG, flag=name, host=destinations[0])
            elif name == _PULL_FLAG and _pulls_unverified(project, call):
                yield from (RULE.finding(flag.text, PULL, flag=name, host=host) for host in filter(is_public, bases))
        for flag in call.flags:
            host = flag.value or "$"
            if flag.name in _FLAGS_BY_HOST and executor_calls.is_constant(host) and is_public(host):
                yield RULE.finding(flag.text, FLAG, flag=flag.name, host=host)


def _pulls_unverified(project: Project, call: ExecutorCall) -> bool:
    """Whether a call builds the project's Dockerfile, from the registries that it names, with a known executor."""
    context = call.flag("--context", "-c")
    is_remote = context is not None and "://" in (context.value or "") and not (context.value or "").startswith("dir:")
    return not is_remote and call.flag(*_MIRROR_FLAGS) is None and not executor_calls.may_precede_1_0(project, call)


def is_public(host: str | None) -> bool:
    """Whether a registry is a public one, which has a trusted certificate."""
    return host is not None and (host in _PUBLIC_HOSTS or host.endswith(_PUBLIC_DOMAINS))
