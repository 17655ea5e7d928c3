"""An amount of cpu or memory that Kubernetes can't read, or that can't be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from kaniko_guide.analysis import quantity
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources import manifest, yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.text import Text

RULE = Rule(
    name="bad-quantity",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="写错的资源数量", en="An amount Kubernetes cannot read"),
    why=Bilingual(
        zh=(
            "资源数量是数字加后缀：CPU 用 `500m`、`2`，内存用 `Mi`、`Gi`。`512MB`、`1 Gi` 会被 API server 拒绝；"
            "`512m` 的内存是半个字节，写在 `limits` 里容器起不来。schema 只看它是不是字符串，查不出来。"
        ),
        en=(
            "An amount is a number with a suffix: `500m` or `2` for cpu, `Mi` or `Gi` for memory. The API server "
            "refuses `512MB` and `1 Gi`; a memory of `512m` is half a byte, and under such a limit no container "
            "starts. A schema only sees a string."
        ),
    ),
    message=Bilingual(zh="`{path}` 是 `{found}`：{fault}。", en="`{path}` is `{found}`: {fault}."),
    help=Bilingual(
        zh="CPU 写成 `500m` 或 `2`，内存写成 `512Mi` 或 `4Gi`，且 `requests` 不超过 `limits`。",
        en="Write cpu as `500m` or `2`, memory as `512Mi` or `4Gi`, and keep `requests` within `limits`.",
    ),
    source="Kubernetes, apimachinery/pkg/api/resource/quantity.go and pkg/apis/core/validation",
)

NOT_A_QUANTITY = Bilingual(zh="不是 Kubernetes 的数量写法", en="not a quantity")
NEGATIVE = Bilingual(zh="不能是负数", en="it must not be negative")
FRACTION = Bilingual(
    zh="后缀 `m`、`u`、`n` 表示千分之一或更小，而内存以整字节计",
    en="`m`, `u` and `n` are fractions, and memory comes in whole bytes",
)
ABOVE_LIMIT = Bilingual(zh="超过了 `limits` 里的 `{limit}`", en="more than the `{limit}` under `limits`")

BELOW_ONE = ("m", "u", "n")
BYTES = frozenset({"memory", "ephemeral-storage"})


def check(project: Project) -> Iterator[Finding]:
    """Findings at each amount at fault, in the `resources` of pods and containers and in `sizeLimit`."""
    for document in project.manifests:
        spec = manifest.pod_spec(document)
        node = yaml_tree.child(document.root, *spec) if spec is not None else None
        if node is None or spec is None:
            continue
        for below, mapping in yaml_tree.mappings(node):
            path = (*spec, *below)
            if path[-1] == "resources":
                yield from _resources(document, path, mapping)
            elif path[-1] == "emptyDir":
                yield from _amount(document, (*path, "sizeLimit"), yaml_tree.child(mapping, "sizeLimit"), in_bytes=True)


def _resources(document: Manifest, path: yaml_tree.Path, resources: yaml.Node) -> Iterator[Finding]:
    amounts: dict[tuple[str, str], Text] = {}
    for part in ("requests", "limits"):
        node = yaml_tree.child(resources, part)
        if not isinstance(node, yaml.MappingNode):
            continue
        for name, (_, value) in yaml_tree.pairs(node, yaml_1_2=True).items():
            yield from _amount(document, (*path, part, name), value, in_bytes=name in BYTES)
            amount = yaml_tree.scalar(document.text, value)
            if amount is not None:
                amounts[part, name] = amount
    for (part, name), request in amounts.items():
        limit = amounts.get(("limits", name))
        if part != "requests" or limit is None:
            continue
        asked, allowed = quantity.parse(request.value), quantity.parse(limit.value)
        if asked is not None and allowed is not None and asked > allowed >= 0:
            fault = ABOVE_LIMIT.format(limit=limit)
            yield RULE.finding(request, path=yaml_tree.show((*path, part, name)), found=request, fault=fault)


def _amount(document: Manifest, path: yaml_tree.Path, node: yaml.Node | None, *, in_bytes: bool) -> Iterator[Finding]:
    found = yaml_tree.scalar(document.text, node)
    if found is None or not found.value or yaml_tree.unknown(found.value):
        return
    amount = quantity.parse(found.value)
    if amount is None:
        fault = NOT_A_QUANTITY
    elif amount < 0:
        fault = NEGATIVE
    elif in_bytes and found.value.endswith(BELOW_ONE):
        fault = FRACTION
    else:
        return
    yield RULE.finding(found, path=yaml_tree.show(path), found=found, fault=fault)
