"""Determines which Pod Security standard a pod's YAML meets, and which fields violate the next stricter one.

The controls are those of the API server, for each known Kubernetes minor version (`facts/pod_security.yml`). Only the
YAML is evaluated, without what the Jenkins plugin adds. A placeholder makes a violation uncertain.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import yaml
from msgspec import field

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.facts import kubernetes
from kaniko_guide.facts.pod_security import Standard, controls, is_at_least
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.facts.pod_security import Control, FieldSteps
    from kaniko_guide.sources.model import Pod
    from kaniko_guide.text import Text

CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")

OR = Bilingual(zh=" 或 ", en=" or ")
COMMA = Bilingual(zh="、", en=", ")
NOTHING = Bilingual(zh="不写", en="nothing")
OR_NOTHING = Bilingual(zh="{words}，或者不写", en="{words}, or nothing")
ANY_BUT = Bilingual(zh="{words} 以外的值，或者不写", en="anything but {words}, or nothing")
OTHER_TYPE = Bilingual(zh="别的类型的卷", en="a volume of another type")
INCLUDES = Bilingual(zh="含有 {words}", en="{words} among them")


class PolicyViolation(Data, frozen=True):
    """A field that violates a standard, or may violate it.

    Attributes:
        standard: the standard that the pod does not meet.
        control: the control of the standard that is violated.
        where: the value, or the mapping that lacks the field.
        field: the path of the field in the document.
        found: the value as written; None if the field is missing.
        expected: what the control allows.
        container: the container that has the field; None for a field of the pod.
        minors: the Kubernetes minor versions with this violation.
        certain: whether the violation is certain; False if the value is a placeholder.
    """

    standard: Standard
    control: Control
    where: Text
    field: str
    found: str | None
    expected: Bilingual
    container: yaml.Node | None
    minors: tuple[str, ...]
    certain: bool


class PodSecurityResult(Data, frozen=True):
    """The strictest standard that a pod meets.

    Attributes:
        standards: by Kubernetes minor version; None if a placeholder decides it.
        violations: of the next stricter standard.
    """

    standards: dict[str, Standard | None]
    violations: tuple[PolicyViolation, ...]

    @property
    def lowest_standard(self) -> Standard | None:
        """The strictest standard that the pod meets on every minor version."""
        order = (Standard.PRIVILEGED, None, Standard.BASELINE, Standard.RESTRICTED)
        return min(self.standards.values(), key=order.index)


class _FieldNode(Data, frozen=True):
    """The YAML node of a field.

    Attributes:
        path: the field's path in the document.
        node: its value; a placeholder that hides it; or, if it is missing, the last existing mapping on the path.
        missing_steps: how many steps of the path do not exist.
    """

    path: yaml_tree.YamlPath
    node: yaml.Node
    missing_steps: int = 0


class _ControlFailure(Data, frozen=True):
    """A field that fails a control on one minor version."""

    control: Control
    field_node: _FieldNode
    container: yaml.Node | None
    certain: bool


def evaluate(pod: Pod, minors: Sequence[str]) -> PodSecurityResult | None:
    """Determine the Pod Security standard of a pod.

    Args:
        pod: the pod.
        minors: the Kubernetes minor versions, oldest first.

    Returns:
        None if the pod is not written as YAML.
    """
    if pod.manifest is None or pod.manifest.root is None or pod.spec is None:
        return None
    evaluator = _PodEvaluator.of_pod(pod, pod.manifest.root)
    standards: dict[str, Standard | None] = {}
    found: dict[tuple[str, yaml_tree.YamlPath, bool], tuple[_ControlFailure, list[str]]] = {}
    for minor in minors:
        standards[minor], failures = _evaluate_on_minor(evaluator, minor)
        for failure in failures:
            key = failure.control.name, failure.field_node.path, failure.certain
            found.setdefault(key, (failure, []))[1].append(minor)
    text = pod.manifest.text
    return PodSecurityResult(
        standards,
        tuple(_violation(text, failure, tuple(dict.fromkeys(failing))) for failure, failing in found.values()),
    )


def _evaluate_on_minor(evaluator: _PodEvaluator, minor: str) -> tuple[Standard | None, list[_ControlFailure]]:
    """The strictest standard that a pod meets on a minor version, and the failures of the next stricter one."""
    below = Standard.PRIVILEGED
    for standard in (Standard.BASELINE, Standard.RESTRICTED):
        failures = [failure for control in controls(standard) for failure in evaluator.failures(control, minor)]
        if failures:
            certain = below is not Standard.PRIVILEGED or any(failure.certain for failure in failures)
            return below if certain else None, failures
        below = standard
    return below, []


def _violation(text: Text, failure: _ControlFailure, minors: tuple[str, ...]) -> PolicyViolation:
    field_node = failure.field_node
    entries = yaml_tree.sequence_items(field_node.node) or [field_node.node]
    written = [entry.value for entry in entries if isinstance(entry, yaml.ScalarNode)]
    return PolicyViolation(
        standard=failure.control.standard,
        control=failure.control,
        where=yaml_tree.first_line(text, field_node.node),
        field=yaml_tree.format_path(field_node.path),
        found=None if field_node.missing_steps else ", ".join(written),
        expected=_expected_text(failure.control, minors[0]),
        container=failure.container,
        minors=minors,
        certain=failure.certain,
    )


def _expected_text(control: Control, minor: str) -> Bilingual:
    """What a control allows on a minor version, as text."""
    words = [f"`{word}`" for word in control.contains or control.forbidden or control.choices(minor) if word]
    if not words:
        return NOTHING
    listed = Bilingual(zh=_enumeration(words, COMMA.zh, OR.zh), en=_enumeration(words, COMMA.en, OR.en))
    if control.contains:
        return INCLUDES.format(words=listed)
    if control.forbidden:
        return OTHER_TYPE if control.volumes else ANY_BUT.format(words=listed)
    return listed if control.required or control.volumes else OR_NOTHING.format(words=listed)


def _enumeration(words: Sequence[str], comma: str, last: str) -> str:
    return last.join([comma.join(words[:-1]), words[-1]] if len(words) > 1 else words)


@cache
def _volume_types() -> frozenset[str]:
    """The types of volumes that some minor version has; the API server drops any other field."""
    schemas = (kubernetes.definitions(minor) for minor in kubernetes.minor_versions())
    return frozenset(name for schema in schemas for name in schema["Volume"]["properties"]) - {"name"}


class _PodEvaluator(Data, frozen=True):
    """Checks a pod's YAML against controls.

    Attributes:
        pod: the mapping that contains `metadata` and `spec`.
        by_plugin: whether the YAML is read as the Jenkins Kubernetes plugin does, otherwise as kubectl does.
        found_fields: the container fields that were looked up already, by their path in the container.
    """

    pod: _FieldNode
    by_plugin: bool
    found_fields: dict[FieldSteps, list[tuple[yaml.Node, _FieldNode]]] = field(default_factory=dict)

    @classmethod
    def of_pod(cls, pod: Pod, root: yaml.Node) -> _PodEvaluator:
        """Create the evaluator of a pod in the document with this root."""
        mappings = yaml_tree.all_mappings(root)
        path, mapping = next(
            (path, mapping) for path, mapping in mappings if yaml_tree.node_at(mapping, "spec") is pod.spec
        )
        return cls(_FieldNode(path, mapping), pod.in_jenkinsfile)

    def failures(self, control: Control, minor: str) -> Iterator[_ControlFailure]:
        """The fields of the pod that fail a control on a minor version, or may fail it."""
        if not is_at_least(minor, control.since):
            return
        exempt = self._exemption(control, minor)
        if exempt is True:
            return
        for failure in self._failures(control, minor):
            yield failure if exempt is False else _ControlFailure(control, exempt, None, certain=False)

    def _exemption(self, control: Control, minor: str) -> bool | _FieldNode:
        """Whether the pod is exempt from a control; the deciding field if its value is a placeholder."""
        rule = control.exempt
        if rule is None or not is_at_least(minor, rule.since):
            return False
        (field_node,) = self._follow(self.pod, ("spec", *rule.steps))
        if self._is_placeholder(field_node.node):
            return field_node
        return not field_node.missing_steps and self._scalar_as_text(field_node.node) == rule.value

    def _failures(self, control: Control, minor: str) -> Iterator[_ControlFailure]:
        if control.volumes:
            for volume in self._follow(self.pod, ("spec", "volumes", "*")):
                yield from self._volume_failures(control, volume, minor)
        if control.annotations:
            for field_node in self._matching_annotations(control.annotations):
                yield from self._value_failures(control, field_node, None, minor)
        yield from self._field_failures(control, minor)

    def _field_failures(self, control: Control, minor: str) -> Iterator[_ControlFailure]:
        """Failures in the pod's and its containers' fields; a required field may be set once, by the pod."""
        pod_fields = [field_node for steps in control.pod for field_node in self._follow(self.pod, ("spec", *steps))]
        existing = [field_node for field_node in pod_fields if self._must_be_checked(control, field_node)]
        for field_node in existing:
            yield from self._value_failures(control, field_node, None, minor)
        for steps in control.containers:
            for container, field_node in self._container_fields(steps):
                if self._must_be_checked(control, field_node) or (control.required and not existing):
                    yield from self._value_failures(control, field_node, container, minor)

    def _container_fields(self, steps: FieldSteps) -> list[tuple[yaml.Node, _FieldNode]]:
        """The nodes of a field of each container, with the container; cached for all minor versions."""
        if steps not in self.found_fields:
            self.found_fields[steps] = [
                (container.node, field_node)
                for name in CONTAINER_LISTS
                for container in self._follow(self.pod, ("spec", name, "*"))
                for field_node in self._follow(container, steps)
            ]
        return self.found_fields[steps]

    def _must_be_checked(self, control: Control, field_node: _FieldNode) -> bool:
        """Whether a field exists, or is missing in an existing mapping that must contain it."""
        return not field_node.missing_steps or (control.whole and field_node.missing_steps == 1)

    def _value_failures(
        self, control: Control, field_node: _FieldNode, container: yaml.Node | None, minor: str
    ) -> Iterator[_ControlFailure]:
        if self._is_placeholder(field_node.node):
            yield _ControlFailure(control, field_node, container, certain=False)
        elif field_node.missing_steps:
            yield _ControlFailure(control, field_node, container, certain=True)
        elif control.contains:
            entries = yaml_tree.sequence_items(field_node.node)
            if not {self._scalar_as_text(entry) for entry in entries} & set(control.contains):
                placeholder = next((entry for entry in entries if self._is_placeholder(entry)), None)
                target = field_node if placeholder is None else _FieldNode(field_node.path, placeholder)
                yield _ControlFailure(control, target, container, certain=placeholder is None)
        elif not control.allows(self._scalar_as_text(field_node.node), minor):
            yield _ControlFailure(control, field_node, container, certain=True)

    def _volume_failures(self, control: Control, volume: _FieldNode, minor: str) -> Iterator[_ControlFailure]:
        """Failures of a volume's type; a volume without a type is an `emptyDir`."""
        if not isinstance(volume.node, yaml.MappingNode):
            yield _ControlFailure(control, volume, None, certain=not self._is_placeholder(volume.node))
            return
        pairs = yaml_tree.mapping_items(volume.node, by_plugin=self.by_plugin)
        types = {name: key for name, (key, value) in pairs.items() if name != "name" and not self._is_null(value)}
        known = {name: key for name, key in types.items() if name in _volume_types()}
        for name, key in known.items():
            if not control.allows(name, minor):
                yield _ControlFailure(control, _FieldNode((*volume.path, name), key), None, certain=True)
        if not known and any(map(yaml_tree.has_placeholder, types)):
            yield _ControlFailure(control, _FieldNode(volume.path, next(iter(types.values()))), None, certain=False)

    def _matching_annotations(self, prefix: str) -> Iterator[_FieldNode]:
        (field_node,) = self._follow(self.pod, ("metadata", "annotations"))
        if self._is_placeholder(field_node.node):
            yield field_node
        elif isinstance(field_node.node, yaml.MappingNode) and not field_node.missing_steps:
            for name, (key, value) in yaml_tree.mapping_items(field_node.node, by_plugin=self.by_plugin).items():
                if yaml_tree.has_placeholder(name):
                    yield _FieldNode(field_node.path, key)
                elif name.startswith(prefix):
                    yield _FieldNode((*field_node.path, name), value)

    def _follow(self, field_node: _FieldNode, steps: FieldSteps) -> Iterator[_FieldNode]:
        """The nodes of a field, `*` in its path meaning every entry; or the placeholder on the path to it."""
        if not steps or self._is_placeholder(field_node.node):
            yield field_node
            return
        step, rest = steps[0], steps[1:]
        if step == "*":
            for index, entry in enumerate(yaml_tree.sequence_items(field_node.node)):
                if not self._is_null(entry) or not rest:
                    yield from self._follow(_FieldNode((*field_node.path, index), entry), rest)
            return
        _, child = yaml_tree.key_and_value(field_node.node, step, by_plugin=self.by_plugin)
        if child is not None and not self._is_null(child):
            yield from self._follow(_FieldNode((*field_node.path, step), child), rest)
        elif (placeholder := self._placeholder_key(field_node.node)) is not None:
            yield _FieldNode(field_node.path, placeholder)
        elif "*" not in rest:
            yield _FieldNode((*field_node.path, *steps), field_node.node, len(steps))

    def _placeholder_key(self, node: yaml.Node) -> yaml.Node | None:
        """A key of a mapping that is a placeholder."""
        keys = [key for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
        return next((key for key in keys if self._is_placeholder(key)), None)

    def _is_placeholder(self, node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and yaml_tree.has_placeholder(node.value)

    def _is_null(self, node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and yaml_tree.to_python(node, by_plugin=self.by_plugin) is None

    def _scalar_as_text(self, node: yaml.Node) -> str:
        """A scalar as `facts/pod_security.yml` writes it: `true`, `0`; empty for null and other nodes."""
        if self._is_null(node):
            return ""
        return yaml_tree.key_string(node, by_plugin=self.by_plugin) if isinstance(node, yaml.ScalarNode) else ""
