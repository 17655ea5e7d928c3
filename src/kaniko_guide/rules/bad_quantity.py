"""CPU and memory quantities that Kubernetes cannot parse, or that are out of range."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml
from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis import quantity
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import manifest, yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from kaniko_guide.edits import Fix
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.text import Text

HELP = Bilingual(
    zh="CPU 写成 `500m` 或 `2`，内存写成 `512Mi` 或 `4Gi`，且 `requests` 不超过 `limits`。",
    en="Write CPU as `500m` or `2`, memory as `512Mi` or `4Gi`, and keep `requests` at or below `limits`.",
)
NOT_A_QUANTITY = Message(
    "not-a-quantity",
    Bilingual(
        zh="`{path}` 的值 `{found}` 不是 Kubernetes 的数量写法。",
        en="`{path}` is `{found}`, which is not a Kubernetes quantity.",
    ),
    HELP,
)
NEGATIVE = Message(
    "negative",
    Bilingual(zh="`{path}` 的值 `{found}` 是负数。", en="`{path}` is `{found}`, but must not be negative."),
    HELP,
)
FRACTION = Message(
    "fraction",
    Bilingual(
        zh="`{path}` 的值 `{found}` 不是整字节：后缀 `m`、`u`、`n` 表示千分之一或更小。",
        en=(
            "`{path}` is `{found}`, not a whole number of bytes: the suffixes `m`, `u` and `n` are thousandths or less."
        ),
    ),
    HELP,
)
ABOVE_LIMIT = Message(
    "above-limit",
    Bilingual(
        zh="`{path}` 的值 `{found}` 超过了 `limits` 里的 `{limit}`。",
        en="`{path}` is `{found}`, which exceeds the limit `{limit}`.",
    ),
    HELP,
)

RULE = Rule(
    name="bad-quantity",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="无效的资源数量", en="Invalid resource quantity"),
    why=Bilingual(
        zh=(
            "资源数量由数字和后缀组成：CPU 用 `500m`、`2`，内存用 `Mi`、`Gi`。`512MB`、`1 Gi` 会被 API "
            "Server 拒绝；`512m` 的内存是半个字节，写在 `limits` 里容器无法启动。schema 只检查类型是否为字符"
            "串，发现不了这类错误。"
        ),
        en=(
            "A quantity is a number with a suffix: `500m` or `2` for CPU, `Mi` or `Gi` for memory. The API "
            "server rejects `512MB` and `1 Gi`. A memory of `512m` is half a byte, and with such a limit the "
            "container cannot start. A schema only checks that the value is a string."
        ),
    ),
    messages=(NOT_A_QUANTITY, NEGATIVE, FRACTION, ABOVE_LIMIT),
    source="Kubernetes, apimachinery/pkg/api/resource/quantity.go and pkg/apis/core/validation",
)


FRACTIONAL_SUFFIXES = ("m", "u", "n")
BYTE_RESOURCES = frozenset({"memory", "ephemeral-storage"})


_BINARY = lazy.pattern(r"(\d+(?:\.\d+)?)[ \t]*([KMGTPE])i(?:B|b)?", re.IGNORECASE | re.ASCII)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each invalid quantity in `resources` of pods and containers and in `sizeLimit`."""
    for document in project.manifests:
        spec = manifest.pod_spec_path(document)
        node = yaml_tree.node_at(document.root, *spec) if spec is not None else None
        if node is None or spec is None:
            continue
        for below, mapping in yaml_tree.all_mappings(node):
            path = (*spec, *below)
            if path[-1] == "resources":
                yield from _resources(document, path, mapping)
            elif path[-1] == "emptyDir":
                yield from _check_quantity(
                    document, (*path, "sizeLimit"), yaml_tree.node_at(mapping, "sizeLimit"), in_bytes=True
                )


def _resources(document: Manifest, path: yaml_tree.YamlPath, resources: yaml.Node) -> Iterator[Finding]:
    quantities: dict[tuple[str, str], tuple[Text, Fraction | None]] = {}
    for part in ("requests", "limits"):
        node = yaml_tree.node_at(resources, part)
        if not isinstance(node, yaml.MappingNode):
            continue
        for name, (_, value) in yaml_tree.mapping_items(node, by_plugin=True).items():
            yield from _check_quantity(document, (*path, part, name), value, in_bytes=name in BYTE_RESOURCES)
            text = yaml_tree.scalar_text(document.text, value)
            if text is not None:
                quantities[part, name] = text, _parsed(document, value, text)
    for (part, name), (request, requested) in quantities.items():
        if part != "requests" or ("limits", name) not in quantities:
            continue
        limit, limited = quantities["limits", name]
        if requested is not None and limited is not None and requested > limited >= 0:
            shown = yaml_tree.format_path((*path, part, name))
            yield RULE.finding(request, ABOVE_LIMIT, path=shown, found=request, limit=limit)


def _check_quantity(
    document: Manifest, path: yaml_tree.YamlPath, node: yaml.Node | None, *, in_bytes: bool
) -> Iterator[Finding]:
    found = yaml_tree.scalar_text(document.text, node)
    if node is None or found is None or yaml_tree.is_replaced_later(found.value) or _is_null(document, node):
        return
    parsed = _parsed(document, node, found)
    if parsed is None:
        message = NOT_A_QUANTITY
    elif parsed < 0:
        message = NEGATIVE
    elif in_bytes and found.value.endswith(FRACTIONAL_SUFFIXES):
        message = FRACTION
    else:
        return
    finding = RULE.finding(found, message, fix=_exact(found), path=yaml_tree.format_path(path), found=found)
    yield replace(finding, severity=Severity.WARNING) if message is FRACTION and "requests" in path else finding


def _parsed(document: Manifest, node: yaml.Node, found: Text) -> Fraction | None:
    """The value of a quantity; of a YAML number such as `0x10` that of the number."""
    value = yaml_tree.to_python(node, by_plugin=document.in_jenkinsfile)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return quantity.parse_quantity(str(value) if is_number else found.value)


def _exact(found: Text) -> Fix | None:
    """The fix of `4GiB`, `4 Gi` and `4gi`; not of `4GB`, which may mean `4G` or `4Gi`."""
    match = _BINARY.fullmatch(found.value)
    return None if match is None else replacement(found, found.value, f"{match[1]}{match[2].upper()}i")


def _is_null(document: Manifest, node: yaml.Node) -> bool:
    return yaml_tree.to_python(node, by_plugin=document.in_jenkinsfile) is None
