"""Flags that both executor releases accept and never read: `--skip-tls-verify-pull`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall

PULL_IS_VERIFIED = Message(
    "pull-is-verified",
    Bilingual(
        zh="`{flag}` 不起作用：拉取基础镜像时仍然校验证书。",
        en="`{flag}` has no effect: certificates are still verified when base images are pulled.",
    ),
    Bilingual(
        zh=(
            "信任自己的 CA 用 `--registry-certificate=主机=证书文件`；临时跳过校验用 "
            "`--skip-tls-verify-registry=主机`。"
        ),
        en=(
            "Trust your own CA with `--registry-certificate=HOST=FILE`; to skip the verification for now, use "
            "`--skip-tls-verify-registry=HOST`."
        ),
    ),
)
NEEDLESS = Message(
    "needless",
    Bilingual(
        zh="`{flag}` 不起作用：`{effective}` 已经对推送和拉取都有效。",
        en="`{flag}` has no effect: `{effective}` is already for pushes and pulls.",
    ),
    Bilingual(zh="去掉它。", en="Remove it."),
)

RULE = Rule(
    name="flag-without-effect",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="不起作用的参数", en="Flag without effect"),
    why=Bilingual(
        zh=(
            "两个版本都接受 `--skip-tls-verify-pull`，但从不读取它：拉取是否校验证书，由 `--skip-tls-verify`（推送和"
            "拉取都有效）、`--skip-tls-verify-registry` 和 `--registry-certificate` 决定。只写这一个参数，从证书"
            "不受信任的仓库拉取基础镜像仍会失败：`x509: certificate signed by unknown authority`。"
        ),
        en=(
            "Both releases accept `--skip-tls-verify-pull` and never read it. Whether a pull is verified depends on "
            "`--skip-tls-verify` (for pushes and pulls), `--skip-tls-verify-registry` and `--registry-certificate`. "
            "With this flag only, the pull of a base image from a registry with an untrusted certificate still fails: "
            "`x509: certificate signed by unknown authority`."
        ),
    ),
    messages=(PULL_IS_VERIFIED, NEEDLESS),
    source=(
        "GoogleContainerTools/kaniko v1.24.0 and osscontainertools/kaniko v1.28.3: `SkipTLSVerifyPull` occurs only in "
        "pkg/config/options.go and cmd; pkg/util/transport_util.go decides"
    ),
)

_FLAG = "--skip-tls-verify-pull"
_EFFECTIVE = ("--skip-tls-verify", "--skip-tls-verify-registry", "--registry-certificate")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such flag that is not set to false."""
    for call in executor_calls.build_calls(project):
        flag = call.flag(_FLAG)
        if flag is None or executor_calls.is_enabled(call, _FLAG) is False:
            continue
        effective = next((name for name in _EFFECTIVE if _is_set(call, name)), None)
        if effective is None:
            yield RULE.finding(flag.text, PULL_IS_VERIFIED, flag=_FLAG)
        else:
            yield RULE.finding(flag.text, NEEDLESS, flag=_FLAG, effective=effective)


def _is_set(call: ExecutorCall, name: str) -> bool:
    if name == "--skip-tls-verify":
        return executor_calls.is_enabled(call, name) is not False
    return call.flag(name) is not None
