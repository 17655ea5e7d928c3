"""Several keys for one registry in a `config.json`, none of which is exactly its host.

For a push the executor looks up the host only; if no key is equal to it, any key whose host is the same matches, in the
random order of Go's maps. Equal credentials are no problem. Docker Hub's only key is `https://index.docker.io/v1/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.executor_calls import is_constant
from kaniko_guide.analysis.registry_credentials import DOCKER_HUB_HOSTS, docker_configs
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.analysis.registry_credentials import Credential
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="ambiguous-credential",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="同一个仓库有几份凭据", en="Several credentials for one registry"),
    why=Bilingual(
        zh=(
            "推送时，executor 只按仓库的主机查找凭据。`auths` 里没有与主机完全相同的键时，`主机/路径`、"
            "`https://主机` 这样的键都算匹配；有几个，就**随机**用其中一个：同一条流水线有时成功，有时报 "
            "`UNAUTHORIZED`。拉取时先找与镜像全名相同的键，再同样按主机查找。"
        ),
        en=(
            "For a push, the executor only looks up the registry's host. If no key in `auths` is exactly the host, "
            "keys such as `HOST/path` and `https://HOST` all match, and of several it uses one at **random**: the "
            "same pipeline sometimes succeeds and sometimes fails with `UNAUTHORIZED`. For a pull, a key equal to "
            "the full image name comes first, then the host as well."
        ),
    ),
    message=Bilingual(
        zh="`{first}` 和 `{key}` 都匹配仓库 `{host}`，推送时会随机使用其中一个。",
        en="`{first}` and `{key}` both match the registry `{host}`; a push uses one of them at random.",
    ),
    help=Bilingual(
        zh="只写一个键 `{host}`，用能推送全部目标的账号；账号必须分开时，各用各的 Secret 和 kaniko 容器。",
        en=(
            "Write one key `{host}` with an account that may push to all destinations; if the accounts must be "
            "separate, use one Secret and one kaniko container for each."
        ),
    ),
    source=(
        "go-containerregistry, pkg/authn/keychain.go, and docker/cli, cli/config/credentials/file_store.go (`Get`), as "
        "vendored by both executors; pkg/executor/push.go (`Resolve` of the registry)"
    ),
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the second key of each such registry."""
    for credentials in docker_configs(project):
        by_host: dict[str, list[Credential]] = {}
        for credential in credentials:
            by_host.setdefault(credential.host, []).append(credential)
        for host, found in by_host.items():
            keys = {credential.key for credential in found}
            if len(keys) > 1 and host not in keys | DOCKER_HUB_HOSTS and not _are_equal(found):
                yield RULE.finding(found[1].where, first=found[0].key, key=found[1].key, host=host)


def _are_equal(credentials: list[Credential]) -> bool:
    """Whether the credentials are certainly equal: the same text, without a variable or a `printf` directive."""
    values = {credential.value for credential in credentials}
    return len(values) == 1 and all(is_constant(value) and "%" not in value for value in values)
