"""Duplicate keys in a YAML mapping.

YAML files that are not Kubernetes objects, such as Helm values, are read by tools that use the last value; there an
empty first value is not reported, since nothing is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="duplicate-key",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="重复的键", en="Duplicate key"),
    why=Bilingual(
        zh=(
            "同一层里有两个同名的键时，Jenkins 的 Kubernetes 插件和 kubectl 都只取最后一个，静默丢弃前一个，例如"
            "少挂载一个卷。"
        ),
        en=(
            "If a mapping contains the same key twice, the Jenkins Kubernetes plugin and kubectl use the last value "
            "and silently drop the first one, and for example a volume is missing."
        ),
    ),
    message=Bilingual(
        zh="键 `{path}` 在第 {line} 行已经定义过。",
        en="`{path}` is already defined on line {line}.",
    ),
    help=Bilingual(zh="合并成一处。", en="Merge both into one."),
    source=(
        "kubectl 1.37.1, run with --dry-run=client; jackson-dataformat-yaml 2.19.0 with fabric8 7.3.1, run with the "
        "settings of Serialization2.java in jenkinsci/kubernetes-plugin 4423.vb_59f230b_ce53"
    ),
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the second of two equal keys."""
    for manifest in project.manifests:
        if manifest.root is None:
            continue
        is_object = isinstance(manifest.data, dict) and "kind" in manifest.data
        lenient = not manifest.in_jenkinsfile and not is_object
        for path, mapping in yaml_tree.all_mappings(manifest.root):
            first: dict[str, yaml.Node] = {}
            empty: set[str] = set()
            for node, value in mapping.value:
                if (
                    not isinstance(node, yaml.ScalarNode)
                    or yaml_tree.is_merge_key(node)
                    or yaml_tree.has_placeholder(node.value)
                ):
                    continue
                key = yaml_tree.key_string(node, by_plugin=manifest.in_jenkinsfile)
                if first.setdefault(key, node) is node:
                    empty |= {key} if lenient and not yaml_tree.to_python(value, by_plugin=False) else set()
                elif key not in empty:
                    line = yaml_tree.first_line(manifest.text, first[key]).position().line
                    yield RULE.finding(
                        yaml_tree.first_line(manifest.text, node),
                        path=yaml_tree.format_path((*path, node.value)),
                        line=line,
                    )
