"""Finds executor calls in YAML that is no Kubernetes pod: Tekton, GitLab CI, Drone, Argo Workflows and the like.

Their formats are not known here. A mapping with an image and arguments is read as a container, the texts of a job's
script as a shell script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from kaniko_guide.sources import executor, manifest, shell, yaml_tree
from kaniko_guide.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.sources.model import ExecutorCall, Manifest

SCRIPT_KEYS = ("before_script", "script", "commands", "run")
"""Keys whose value is a shell script, or a list of its lines."""

EXPRESSION = "${{"
"""How an expression of GitHub Actions begins; its spaces would be taken for the end of a word."""


def calls(document: Manifest) -> Iterator[ExecutorCall]:
    """The executor calls in a document that is no Kubernetes pod."""
    if document.root is None or EXPRESSION in document.text.value or "kaniko" not in document.text.value:
        return
    for _, node in yaml_tree.all_mappings(document.root):
        yield from _calls_of_container(document.text, node)
        lines = [line for key in SCRIPT_KEYS for line in _lines(document.text, yaml_tree.node_at(node, key))]
        if any("executor" in line.value for line in lines):
            pieces = [piece for line in lines for piece in (*line.pieces(), ("\n", line.origin(len(line))))]
            yield from executor.calls_in_script(shell.read(Text.build(lines[0].source, pieces)))


def _calls_of_container(text: Text, node: yaml.MappingNode) -> Iterator[ExecutorCall]:
    if isinstance(yaml_tree.node_at(node, "image"), yaml.ScalarNode):
        yield from executor.calls_in_container(manifest.container(text, node))


def _lines(text: Text, node: yaml.Node | None) -> Iterator[Text]:
    for entry in [node] if isinstance(node, yaml.ScalarNode) else yaml_tree.sequence_items(node):
        line = yaml_tree.scalar_text(text, entry)
        if line is not None:
            yield line
