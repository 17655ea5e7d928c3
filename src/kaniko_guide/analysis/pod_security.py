"""Which Pod Security standard a pod's YAML meets, and what stops the next one.

Judged as the API server does, on each known Kubernetes minor (facts/pod_security.yml). Only what is written counts:
what the Jenkins plugin adds is not there to be seen, and a value that only the run knows is told as such.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import yaml

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts.pod_security import Standard, controls, reached
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.facts.pod_security import Control, Steps
    from kaniko_guide.sources.model import Pod
    from kaniko_guide.text import Text

CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")

OR = Bilingual(zh=" 或 ", en=" or ")
COMMA = Bilingual(zh="、", en=", ")
NOTHING = Bilingual(zh="不写", en="nothing")
OR_NOTHING = Bilingual(zh="{words}，或者不写", en="{words}, or nothing")
ANY_BUT = Bilingual(zh="{words} 以外的值，或者不写", en="anything but {words}, or nothing")
OTHER_TYPE = Bilingual(zh="别的类型的卷", en="a volume of another type")
LISTED = Bilingual(zh="含有 {words}", en="{words} among them")


@dataclass(frozen=True, slots=True)
class Stop:
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
    sure: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The standard that a pod meets, by minor, and what stops the next one; None where that can't be told."""

    meets: dict[str, Standard | None]
    stops: tuple[Stop, ...]

    @property
    def least(self) -> Standard | None:
        """What it meets in every minor."""
        order = (Standard.PRIVILEGED, None, Standard.BASELINE, Standard.RESTRICTED)
        return min(self.meets.values(), key=order.index)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a field stands, or would.

    Attributes:
        path: in the document.
        node: its value, or the placeholder in its way; where it is not stated, the last mapping on the way.
        lacking: how many steps of the way are not stated.
    """

    path: yaml_tree.Path
    node: yaml.Node
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class _Fault:
    control: Control
    place: _Place
    container: yaml.Node | None
    sure: bool


def judge(pod: Pod, minors: Sequence[str]) -> Verdict | None:
    """The verdict on a pod; None when it is not written as YAML.

    Args:
        pod: the pod.
        minors: the Kubernetes minors, oldest first.
    """
    if pod.manifest is None or pod.manifest.root is None or pod.spec is None:
        return None
    reader = _Reader.of(pod, pod.manifest.root)
    meets: dict[str, Standard | None] = {}
    found: dict[tuple[str, yaml_tree.Path, bool], tuple[_Fault, list[str]]] = {}
    for minor in minors:
        meets[minor], faults = _judge(reader, minor)
        for fault in faults:
            key = fault.control.name, fault.place.path, fault.sure
            found.setdefault(key, (fault, []))[1].append(minor)
    text = pod.manifest.text
    return Verdict(meets, tuple(_stop(text, fault, tuple(dict.fromkeys(where))) for fault, where in found.values()))


def _judge(reader: _Reader, minor: str) -> tuple[Standard | None, list[_Fault]]:
    """What the pod meets in a minor, and what is in the way of the next standard."""
    below = Standard.PRIVILEGED
    for standard in (Standard.BASELINE, Standard.RESTRICTED):
        faults = [fault for control in controls(standard) for fault in reader.faults(control, minor)]
        if faults:
            certain = below is not Standard.PRIVILEGED or any(fault.sure for fault in faults)
            return below if certain else None, faults
        below = standard
    return below, []


def _stop(text: Text, fault: _Fault, minors: tuple[str, ...]) -> Stop:
    place = fault.place
    entries = yaml_tree.items(place.node) or [place.node]
    written = [entry.value for entry in entries if isinstance(entry, yaml.ScalarNode)]
    return Stop(
        standard=fault.control.standard,
        control=fault.control,
        where=yaml_tree.head(text, place.node),
        field=yaml_tree.show(place.path),
        found=None if place.lacking else ", ".join(written),
        expected=_expected(fault.control, minors[0]),
        container=fault.container,
        minors=minors,
        sure=fault.sure,
    )


def _expected(control: Control, minor: str) -> Bilingual:
    words = [f"`{word}`" for word in control.contains or control.refused or control.choices(minor) if word]
    if not words:
        return NOTHING
    listed = Bilingual(zh=_or(words, COMMA.zh, OR.zh), en=_or(words, COMMA.en, OR.en))
    if control.contains:
        return LISTED.format(words=listed)
    if control.refused:
        return OTHER_TYPE if control.volumes else ANY_BUT.format(words=listed)
    return listed if control.required or control.volumes else OR_NOTHING.format(words=listed)


def _or(words: Sequence[str], comma: str, last: str) -> str:
    return last.join([comma.join(words[:-1]), words[-1]] if len(words) > 1 else words)


@dataclass(frozen=True, slots=True)
class _Reader:
    """A pod's YAML, as whoever creates the pod understands it.

    Attributes:
        pod: the mapping that holds its `metadata` and `spec`.
        yaml_1_2: whether only `true` and `false` are booleans.
        seen: the places of the containers' fields that were looked up.
    """

    pod: _Place
    yaml_1_2: bool
    seen: dict[Steps, list[tuple[yaml.Node, _Place]]] = field(default_factory=dict)

    @classmethod
    def of(cls, pod: Pod, root: yaml.Node) -> _Reader:
        """The reader of a pod that stands in a document."""
        every = yaml_tree.mappings(root)
        path, mapping = next(each for each in every if yaml_tree.child(each[1], "spec") is pod.spec)
        return cls(_Place(path, mapping), pod.in_jenkinsfile)

    def faults(self, control: Control, minor: str) -> Iterator[_Fault]:
        """What of a pod a minor's demand refuses, or might."""
        if not reached(minor, control.since):
            return
        exempt = self._exempt(control, minor)
        if exempt is True:
            return
        for fault in self._all(control, minor):
            yield fault if exempt is False else _Fault(control, exempt, None, sure=False)

    def _exempt(self, control: Control, minor: str) -> bool | _Place:
        """Whether a demand is lifted; the place of the value that decides it when only the run knows."""
        rule = control.exempt
        if rule is None or not reached(minor, rule.since):
            return False
        (place,) = self._follow(self.pod, ("spec", *rule.steps))
        if self._unknown(place.node):
            return place
        return not place.lacking and self._word(place.node) == rule.value

    def _all(self, control: Control, minor: str) -> Iterator[_Fault]:
        if control.volumes:
            for volume in self._follow(self.pod, ("spec", "volumes", "*")):
                yield from self._volume(control, volume, minor)
        if control.annotations:
            for place in self._annotations(control.annotations):
                yield from self._value(control, place, None, minor)
        yield from self._fields(control, minor)

    def _fields(self, control: Control, minor: str) -> Iterator[_Fault]:
        """What is required and the pod does not state is asked of each container."""
        of_pod = [place for steps in control.pod for place in self._follow(self.pod, ("spec", *steps))]
        stated = [place for place in of_pod if self._is_judged(control, place)]
        for place in stated:
            yield from self._value(control, place, None, minor)
        for steps in control.containers:
            for container, place in self._of_containers(steps):
                if self._is_judged(control, place) or (control.required and not stated):
                    yield from self._value(control, place, container, minor)

    def _of_containers(self, steps: Steps) -> list[tuple[yaml.Node, _Place]]:
        """The places of a field, each with its container; looked up once for all minors."""
        if steps not in self.seen:
            self.seen[steps] = [
                (container.node, place)
                for name in CONTAINER_LISTS
                for container in self._follow(self.pod, ("spec", name, "*"))
                for place in self._follow(container, steps)
            ]
        return self.seen[steps]

    def _is_judged(self, control: Control, place: _Place) -> bool:
        """Whether a field is stated, or its mapping is, which must not be without it."""
        return not place.lacking or (control.whole and place.lacking == 1)

    def _value(self, control: Control, place: _Place, container: yaml.Node | None, minor: str) -> Iterator[_Fault]:
        if self._unknown(place.node):
            yield _Fault(control, place, container, sure=False)
        elif place.lacking:
            yield _Fault(control, place, container, sure=True)
        elif control.contains:
            entries = yaml_tree.items(place.node)
            if not {self._word(entry) for entry in entries} & set(control.contains):
                placeholder = next((entry for entry in entries if self._unknown(entry)), None)
                at = place if placeholder is None else _Place(place.path, placeholder)
                yield _Fault(control, at, container, sure=placeholder is None)
        elif not control.allows(self._word(place.node), minor):
            yield _Fault(control, place, container, sure=True)

    def _volume(self, control: Control, volume: _Place, minor: str) -> Iterator[_Fault]:
        """A volume without a type is an `emptyDir`."""
        if not isinstance(volume.node, yaml.MappingNode):
            yield _Fault(control, volume, None, sure=not self._unknown(volume.node))
            return
        pairs = yaml_tree.pairs(volume.node, yaml_1_2=self.yaml_1_2)
        types = {name: key for name, (key, value) in pairs.items() if name != "name" and not self._null(value)}
        known = {name: key for name, key in types.items() if not yaml_tree.unknown(name)}
        for name, key in known.items():
            if not control.allows(name, minor):
                yield _Fault(control, _Place((*volume.path, name), key), None, sure=True)
        if types and not known:
            yield _Fault(control, _Place(volume.path, next(iter(types.values()))), None, sure=False)

    def _annotations(self, prefix: str) -> Iterator[_Place]:
        (place,) = self._follow(self.pod, ("metadata", "annotations"))
        if self._unknown(place.node):
            yield place
        elif isinstance(place.node, yaml.MappingNode) and not place.lacking:
            for name, (key, value) in yaml_tree.pairs(place.node, yaml_1_2=self.yaml_1_2).items():
                if yaml_tree.unknown(name):
                    yield _Place(place.path, key)
                elif name.startswith(prefix):
                    yield _Place((*place.path, name), value)

    def _follow(self, place: _Place, steps: Steps) -> Iterator[_Place]:
        """The places of a field; where something in its way is only known later, that one's."""
        if not steps or self._unknown(place.node):
            yield place
            return
        step, rest = steps[0], steps[1:]
        if step == "*":
            for index, entry in enumerate(yaml_tree.items(place.node)):
                if not self._null(entry):
                    yield from self._follow(_Place((*place.path, index), entry), rest)
            return
        _, child = yaml_tree.entry(place.node, step, yaml_1_2=self.yaml_1_2)
        if child is not None and not self._null(child):
            yield from self._follow(_Place((*place.path, step), child), rest)
        elif (placeholder := self._placeholder(place.node)) is not None:
            yield _Place(place.path, placeholder)
        elif "*" not in rest:
            yield _Place((*place.path, *steps), place.node, len(steps))

    def _placeholder(self, node: yaml.Node) -> yaml.Node | None:
        """A key that is only known later, of a mapping."""
        keys = [key for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
        return next((key for key in keys if self._unknown(key)), None)

    def _unknown(self, node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and yaml_tree.unknown(node.value)

    def _null(self, node: yaml.Node) -> bool:
        return isinstance(node, yaml.ScalarNode) and yaml_tree.value(node, yaml_1_2=self.yaml_1_2) is None

    def _word(self, node: yaml.Node) -> str:
        """A value as facts write it: `true`, `0`; empty for what is no scalar."""
        return yaml_tree.key_of(node, yaml_1_2=self.yaml_1_2) if isinstance(node, yaml.ScalarNode) else ""
