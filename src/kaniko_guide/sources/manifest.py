"""Parses Kubernetes manifests: YAML documents and the pods in them.

A file is split into documents at its `---` lines, as kubectl does it. `yaml_tree` parses each document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.sources import unread, yaml_tree
from kaniko_guide.sources.budget import Budget
from kaniko_guide.sources.model import Container, Manifest, Mount, Pod, SecretItem, Variable, Volume
from kaniko_guide.sources.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.text import Text

POD_SPEC_PATHS: dict[str, yaml_tree.YamlPath] = {
    "Pod": ("spec",),
    "PodTemplate": ("template", "spec"),
    "ReplicationController": ("spec", "template", "spec"),
    "ReplicaSet": ("spec", "template", "spec"),
    "Deployment": ("spec", "template", "spec"),
    "StatefulSet": ("spec", "template", "spec"),
    "DaemonSet": ("spec", "template", "spec"),
    "Job": ("spec", "template", "spec"),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}
"""The path of the pod's `spec` in each kind."""

YAML = Bilingual(zh="这个 YAML 文档", en="YAML document")

_TEMPLATE_VALUE = lazy.pattern(
    r"(?:^|[:\-,{\[] )[ \t\"']*"
    r"(\{\{|\{%|<%"
    rf"|(?={yaml_tree.IN_DOUBLE_BRACKETS})\[\[|(?={yaml_tree.IN_DOUBLE_PARENTHESES})\(\()",
    re.MULTILINE,
)
"""The mark of a template at the beginning of a value."""

CONTAINER_LISTS = ("initContainers", "containers")


def read(
    text: Text, *, in_jenkinsfile: bool = False, exact: bool = False, budget: Budget | None = None
) -> tuple[Manifest, ...]:
    """Parse the YAML documents of a text, without empty ones.

    Args:
        text: a file, or a string of a Jenkinsfile.
        in_jenkinsfile: whether the Kubernetes plugin reads the text.
        exact: whether nothing in the text is replaced before, as in a Groovy string without interpolations.
        budget: what may still be read of the file; by default the text is the whole file.
    """
    budget = budget or Budget()
    manifests = []
    for part in _documents(text):
        document = yaml_tree.read(part, replaced=not exact, budget=budget)
        data = None if document.root is None else yaml_tree.to_python(document.root, by_plugin=in_jenkinsfile)
        if data is not None or document.problems or document.unread:
            manifests.append(
                Manifest(part, document.root, data, document.problems, in_jenkinsfile, _unread(part, document))
            )
    return tuple(manifests)


def _unread(text: Text, document: yaml_tree.Document) -> tuple[Unread, ...]:
    """What of a document is not understood."""
    errors = (Unread(problem.where, unread.SYNTAX_ERROR, {"part": YAML}) for problem in document.problems)
    mark = _TEMPLATE_VALUE.search(text.value) if document.root is not None else None
    values = [] if mark is None else [Unread(text.cut(*mark.span(1)), unread.TEMPLATE_VALUES, {"mark": mark.group(1)})]
    return (*document.unread, *errors, *values)


def pods(manifest: Manifest) -> tuple[Pod, ...]:
    """The pods in a document: a Pod, the template of a Deployment, Job …, or those in the items of a `List`."""
    if manifest.root is None:
        return ()
    return tuple(_pods_below(manifest, manifest.root))


def pod_spec_path(manifest: Manifest) -> yaml_tree.YamlPath | None:
    """The path of the pod's `spec` in a document; None if its kind has no pod."""
    return None if manifest.root is None else _spec_path(manifest, manifest.root)


def _documents(text: Text) -> Iterator[Text]:
    """Split a text at its `---` lines; comments and directives before a document belong to it."""
    start = offset = 0
    directives_only = True
    for line in text.value.splitlines(keepends=True):
        bare = line.rstrip()
        if bare[:3] == "---" and bare[3:4] in {"", " ", "\t"} and not directives_only:
            yield text.cut(start, offset)
            start, directives_only = offset, True
        elif bare and not bare.lstrip().startswith(("#", "%")):
            directives_only = False
        if bare[:3] == "---":
            directives_only = False
        offset += len(line)
    yield text.cut(start)


def _spec_path(manifest: Manifest, root: yaml.Node) -> yaml_tree.YamlPath | None:
    kind = yaml_tree.node_at(root, "kind")
    if kind is None:
        return POD_SPEC_PATHS["Pod"] if manifest.in_jenkinsfile and yaml_tree.node_at(root, "spec") else None
    return POD_SPEC_PATHS.get(kind.value) if isinstance(kind, yaml.ScalarNode) else None


def _pods_below(manifest: Manifest, root: yaml.Node) -> Iterator[Pod]:
    kind = yaml_tree.node_at(root, "kind")
    if isinstance(kind, yaml.ScalarNode) and kind.value == "List":
        for entry in yaml_tree.sequence_items(yaml_tree.node_at(root, "items")):
            yield from _pods_below(manifest, entry)
        return
    path = _spec_path(manifest, root)
    spec = yaml_tree.node_at(root, *path) if path else None
    if not isinstance(spec, yaml.MappingNode):
        return
    text = manifest.text
    yield Pod(
        where=yaml_tree.first_line(text, kind or root),
        containers=tuple(
            container(text, entry, init=name == "initContainers")
            for name in CONTAINER_LISTS
            for entry in _list_entries(spec, name)
        ),
        volumes=tuple(_volume(text, entry) for entry in _list_entries(spec, "volumes")),
        namespace=yaml_tree.scalar_text(text, yaml_tree.node_at(root, "metadata", "namespace")),
        manifest=manifest,
        in_jenkinsfile=manifest.in_jenkinsfile,
        spec=spec,
    )


def _list_entries(spec: yaml.MappingNode, name: str) -> list[yaml.Node]:
    """The entries of a list; a placeholder such as `${CONTAINERS}`, alone or as an entry, is one entry."""
    node = yaml_tree.node_at(spec, name)
    if isinstance(node, yaml.ScalarNode) and yaml_tree.has_placeholder(node.value):
        return [node]
    return [
        entry
        for entry in yaml_tree.sequence_items(node)
        if isinstance(entry, yaml.MappingNode) or yaml_tree.has_placeholder(entry.value)
    ]


def container(text: Text, node: yaml.Node, *, init: bool = False) -> Container:
    """The container that a mapping describes."""
    return Container(
        name=_field_text(text, node, "name"),
        image=_field_text(text, node, "image"),
        command=_word_list(text, yaml_tree.node_at(node, "command")),
        args=_word_list(text, yaml_tree.node_at(node, "args")),
        mounts=tuple(
            Mount(
                name=_field_text(text, entry, "name"),
                path=_field_text(text, entry, "mountPath"),
                sub_path=_field_text(text, entry, "subPath"),
                where=yaml_tree.first_line(text, entry),
            )
            for entry in yaml_tree.sequence_items(yaml_tree.node_at(node, "volumeMounts"))
        ),
        where=yaml_tree.first_line(text, node),
        init=init,
        env=_variables(text, node),
        stdin_is_empty=not {"stdin", "tty"} & _keys_not_false(node),
        node=node,
    )


def _keys_not_false(node: yaml.Node) -> set[str]:
    """The keys of a mapping whose values are not `false`."""
    entries = yaml_tree.mapping_items(node, by_plugin=True) if isinstance(node, yaml.MappingNode) else {}
    return {key for key, (_, value) in entries.items() if value.value != "false"}


def _variables(text: Text, node: yaml.Node) -> tuple[Variable, ...] | None:
    if yaml_tree.node_at(node, "envFrom") is not None:
        return None
    entries = yaml_tree.sequence_items(yaml_tree.node_at(node, "env"))
    return tuple(Variable(_field_text(text, entry, "name"), _field_text(text, entry, "value")) for entry in entries)


def _volume(text: Text, node: yaml.Node) -> Volume:
    keys = yaml_tree.mapping_items(node, by_plugin=True) if isinstance(node, yaml.MappingNode) else {}
    kinds = [key for key in keys if key != "name"]
    secret, name = yaml_tree.node_at(node, "secret"), "secretName"
    if "projected" in keys:
        sources = yaml_tree.sequence_items(yaml_tree.node_at(node, "projected", "sources"))
        secret, name = (yaml_tree.node_at(sources[0], "secret") if len(sources) == 1 else None), "name"
    items = yaml_tree.node_at(secret, "items")
    return Volume(
        name=_field_text(text, node, "name"),
        kind=kinds[0] if kinds else None,
        secret_name=_field_text(text, secret, name),
        items=None
        if items is None
        else tuple(
            SecretItem(_field_text(text, entry, "key"), _field_text(text, entry, "path"))
            for entry in yaml_tree.sequence_items(items)
        ),
        where=yaml_tree.first_line(text, node),
        host_path=_field_text(text, yaml_tree.node_at(node, "hostPath"), "path"),
    )


def _field_text(text: Text, node: yaml.Node | None, key: str) -> Text | None:
    """The text of a field; None if it is missing, null, or no scalar."""
    found = yaml_tree.node_at(node, key)
    is_null = isinstance(found, yaml.ScalarNode) and yaml_tree.to_python(found, by_plugin=True) is None
    return None if is_null else yaml_tree.scalar_text(text, found)


def _word_list(text: Text, node: yaml.Node | None) -> tuple[Text, ...] | None:
    if node is None:
        return None
    words = (yaml_tree.scalar_text(text, entry) for entry in yaml_tree.sequence_items(node))
    return tuple(word for word in words if word is not None)
