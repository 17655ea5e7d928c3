"""Which Pod Security standard a pod's YAML meets, and what stops the next one.

Judged as the API server does, on each known Kubernetes minor (facts/pod_security.yml). Only what is written counts:
what the Jenkins plugin adds is not there to be seen, and a value that only the run knows is told as such.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from kaniko_guide.bilingual import Bilingual
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


@dataclass(frozen=True, slots=True)
class Violation:
    """What keeps a pod from a standard, or might.

    Attributes:
        standard: the one that is out of reach.
        control: the demand.
        where: the value, or what should hold it.
        field: its path in the document.
        found: the value as written, None where it is not stated.
        expected: what the standard demands.
        container: the container it belongs to; None for the pod itself.
        minors: where it counts.
        sure: whether the value is known before the run.
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


@dataclass(frozen=True, slots=True)
class PodSecurityResult:
    """The standard that a pod meets, by minor, and what stops the next one; None where that can't be told."""

    standards: dict[str, Standard | None]
    violations: tuple[Violation, ...]

    @property
    def lowest_standard(self) -> Standard | None:
        """What it meets in every minor."""
        order = (Standard.PRIVILEGED, None, Standard.BASELINE, Standard.RESTRICTED)
        return min(self.standards.values(), key=order.index)


@dataclass(frozen=True, slots=True)
class _FieldNode:
    """Where a field stands, or would.

    Attributes:
        path: in the document.
        node: its value, or the placeholder in its way; where it is not stated, the last mapping on the way.
        lacking: how many steps of the way are not stated.
    """

    path: yaml_tree.YamlPath
    node: yaml.Node
    missing_steps: int = 0


@dataclass(frozen=True, slots=True)
class _ControlFailure:
    control: Control
    place: _FieldNode
    container: yaml.Node | None
    certain: bool


def evaluate(pod: Pod, minors: Sequence[str]) -> PodSecurityResult | None:
    """The verdict on a pod; None when it is not written as YAML.

    Args:
        pod: the pod.
        minors: the Kubernetes minors, oldest first.
    """
    if pod.manifest is None or pod.manifest.root is None or pod.spec is None:
        return None
    reader = _PodEvaluator.of_pod(pod, pod.manifest.root)
    meets: dict[str, Standard | None] = {}
    found: dict[tuple[str, yaml_tree.YamlPath, bool], tuple[_ControlFailure, list[str]]] = {}
    for minor in minors:
        meets[minor], faults = _evaluate_on_minor(reader, minor)
        for fault in faults:
            key = fault.control.name, fault.place.path, fault.certain
            found.setdefault(key, (fault, []))[1].append(minor)
    text = pod.manifest.text
    return PodSecurityResult(
        meets, tuple(_violation(text, fault, tuple(dict.fromkeys(where))) for fault, where in found.values())
    )


def _evaluate_on_minor(reader: _PodEvaluator, minor: str) -> tuple[Standard | None, list[_ControlFailure]]:
    """What the pod meets in a minor, and what is in the way of the next standard."""
    below = Standard.PRIVILEGED
    for standard in (Standard.BASELINE, Standard.RESTRICTED):
        faults = [fault for control in controls(standard) for fault in reader.failures(control, minor)]
        if faults:
            certain = below is not Standard.PRIVILEGED or any(fault.certain for fault in faults)
            return below if certain else None, faults
        below = standard
    return below, []


def _violation(text: Text, fault: _ControlFailure, minors: tuple[str, ...]) -> Violation:
    place = fault.place
    entries = yaml_tree.sequence_items(place.node) or [place.node]
    written = [entry.value for entry in entries if isinstance(entry, yaml.ScalarNode)]
    return Violation(
        standard=fault.control.standard,
        control=fault.control,
        where=yaml_tree.first_line(text, place.node),
        field=yaml_tree.format_path(place.path),
        found=None if place.missing_steps else ", ".join(written),
        expected=_expected(fault.control, minors[0]),
        container=fault.container,
        minors=minors,
        certain=fault.certain,
    )


def _expected(control: Control, minor: str) -> Bilingual:
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


@dataclass(frozen=True, slots=True)
class _PodEvaluator:
    """A pod's YAML, as whoever creates the pod understands it.

    Attributes:
        pod: the mapping that holds its `metadata` and `spec`.
        yaml_1_2: whether only `true` and `false` are booleans.
        seen: the places of the containers' fields that were looked up.
    """

    pod: _FieldNode
    yaml_1_2: bool
    found_fields: dict[FieldSteps, list[tuple[yaml.Node, _FieldNode]]] = field(default_factory=dict)

    @classmethod
    def of_pod(cls, pod: Pod, root: yaml.Node) -> _PodEvaluator:
        """The reader of a pod that stands in a document."""
        every = yaml_tree.all_mappings(root)
        path, mapping = next(each for each in every if yaml_tree.node_at(each[1], "spec") is pod.spec)
        return cls(_FieldNode(path, mapping), pod.in_jenkinsfile)

    def failures(self, control: Control, minor: str) -> Iterator[_ControlFailure]:
        """What of a pod a minor's demand refuses, or might."""
        if not is_at_least(minor, control.since):
            return
        exempt = self._exemption(control, minor)
        if exempt is True:
            return
        for fault in self._failures(control, minor):
            yield fault if exempt is False else _ControlFailure(control, exempt, None, certain=False)

    def _exemption(self, control: Control, minor: str) -> bool | _FieldNode:
        """Whether a demand is lifted; the place of the value that decides it when only the run knows."""
        rule = control.exempt
        if rule is None or not is_at_least(minor, rule.since):
            return False
        (place,) = self._follow(self.pod, ("spec", *rule.steps))
        if self._is_placeholder(place.node):
            return place
        return not place.missing_steps and self._scalar_as_text(place.node) == rule.value

    def _failures(self, control: Control, minor: str) -> Iterator[_ControlFailure]:
        if control.volumes:
            for volume in self._follow(self.pod, ("spec", "volumes", "*")):
                yield from self._volume_failures(control, volume, minor)
        if control.annotations:
            for place in self._matching_annotations(control.annotations):
                yield from self._value_failures(control, place, None, minor)
        yield from self._field_failures(control, minor)

    def _field_failures(self, control: Control, minor: str) -> Iterator[_ControlFailure]:
        """What is required and the pod does not state is asked of each container."""
        of_pod = [place for steps in control.pod for place in self._follow(self.pod, ("spec", *steps))]
        stated = [place for place in of_pod if self._must_be_checked(control, place)]
        for place in stated:
            yield from self._value_failures(control, place, None, minor)
        for steps in control.containers:
            for container, place in self._container_fields(steps):
                if self._must_be_checked(control, place) or (control.required and not stated):
                    yield from self._value_failures(control, place, container, minor)

    def _container_fields(self, steps: FieldSteps) -> list[tuple[yaml.Node, _FieldNode]]:
        """The places of a field, each with its container; looked up once for all minors."""
        if steps not in self.found_fields:
            self.found_fields[steps] = [
                (container.node, place)
                for name in CONTAINER_LISTS
                for container in self._follow(self.pod, ("spec", name, "*"))
                for place in self._follow(container, steps)
            ]
        return self.found_fields[steps]

    def _must_be_checked(self, control: Control, place: _FieldNode) -> bool:
        """Whether a field is stated, or its mapping is, which must not be without it."""
        return not place.missing_steps or (control.whole and place.missing_steps == 1)

    def _value_failures(
        self, control: Control, place: _FieldNode, container: yaml.Node | None, minor: str
    ) -> Iterator[_ControlFailure]:
        if self._is_placeholder(place.node):
            yield _ControlFailure(control, place, container, certain=False)
        elif place.missing_steps:
            yield _ControlFailure(control, place, container, certain=True)
        elif control.contains:
            entries = yaml_tree.sequence_items(place.node)
            if not {self._scalar_as_text(entry) for entry in entries} & set(control.contains):
                placeholder = next((entry for entry in entries if self._is_placeholder(entry)), None)
                at = place if placeholder is None else _FieldNode(place.path, placeholder)
                yield _ControlFailure(control, at, container, certain=placeholder is None)
        elif not control.allows(self._scalar_as_text(place.node), minor):
            yield _ControlFailure(control, place, container, certain=True)

    def _volume_failures(self, control: Control, volume: _FieldNode, minor: str) -> Iterator[_ControlFailure]:
        """A volume without a type is an `emptyDir`."""
        if not isinstance(volume.node, yaml.MappingNode):
            yield _ControlFailure(control, volume, None, certain=not self._is_placeholder(volume.node))
            return
        pairs = yaml_tree.mapping_items(volume.node, yaml_1_2=self.yaml_1_2)
        types = {name: key for name, (key, value) in pairs.items() if name != "name" and not self._is_null(value)}
        known = {name: key for name, key in types.items() if not yaml_tree.has_placeholder(name)}
        for name, key in known.items():
            if not control.allows(name, minor):
                yield _ControlFailure(control, _FieldNode((*volume.path, name), key), None, certain=True)
        if types and not known:
            yield _ControlFailure(control, _FieldNode(volume.path, next(iter(types.values()))), None, certain=False)

    def _matching_annotations(self, prefix: str) -> Iterator[_FieldNode]:
        (place,) = self._follow(self.pod, ("metadata", "annotations"))
        if self._is_placeholder(place.node):
            yield place
        elif isinstance(place.node, yaml.MappingNode) and not place.missing_steps:
            for name, (key, value) in yaml_tree.mapping_items(place.node, yaml_1_2=self.yaml_1_2).items():
                if yaml_tree.has_placeholder(name):
                    yield _FieldNode(place.path, key)
                elif name.startswith(prefix):
                    yield _FieldNode((*place.path, name), value)

    def _follow(self, place: _FieldNode, steps: FieldSteps) -> Iterator[_FieldNode]:
        """The places of a field; where something in its way is only known later, that one's."""
        if not steps or self._is_placeholder(place.node):
            yield place
            return
        step, rest = steps[0], steps[1:]
        if step == "*":
            for index, entry in enumerate(yaml_tree.sequence_items(place.node)):
                if not self._is_null(entry):
                    yield from self._follow(_FieldNode((*place.path, index), entry), rest)
            return
        _, child = yaml_tree.key_and_value(place.node, step, yaml_1_2=self.yaml_1_2)
        if child is not None and not self._is_null(child):
            yield from self._follow(_FieldNode((*place.path, step), child), rest)
        elif (placeholder := self._placeholder_key(place.node)) is not None:
            yield _FieldNode(place.path, placeholder)
        elif "*" not in rest:
            yield _FieldNode((*place.path, *steps), place.node, len(steps))

    def _placeholder_key(self, node: yaml.Node) -> yaml.Node | None:
        """A key that is only known later, of a mapping."""
        keys = [key for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
        return next((key for key in keys if self._is_placeholder(key)), None)

    def _is_placeholder(self, node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and yaml_tree.has_placeholder(node.value)

    def _is_null(self, node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and yaml_tree.to_python(node, yaml_1_2=self.yaml_1_2) is None

    def _scalar_as_text(self, node: yaml.Node) -> str:
        """A value as facts write it: `true`, `0`; empty for what is no scalar."""
        return yaml_tree.key_string(node, yaml_1_2=self.yaml_1_2) if isinstance(node, yaml.ScalarNode) else ""
