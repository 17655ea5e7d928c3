"""The mutated pods: for each kind of mutation at least fifteen, always the same."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from lab.cluster import guide_pods
from lab.cluster.mutations import kinds
from lab.cluster.mutations.changes import NotSuitedError, changed, entries, to_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.cluster.mutations.changes import Object
    from lab.cluster.mutations.kinds import Case, Kind

FULL = Path(__file__).with_name("full-pod.yml")
GUIDE = ("quick-start", "hardened-pod")
"""The pods of the guide from which mutations start, as the plugin makes them."""
LEAST, OF_SCHEMA = 16, 40
"""How many pods a kind has at least; how many, if it follows from the schema."""


@dataclass(frozen=True, slots=True)
class MutatedPod:
    """A pod.

    Attributes:
        kind: the name of its kind of mutation.
        number: in its kind, from 1.
        start: the name of the pod from which it was made.
        change: the fields that were changed, and their values.
        text: its manifest.
    """

    kind: str
    number: int
    start: str
    change: str
    text: str

    @property
    def digest(self) -> str:
        """A digest of its manifest."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


@cache
def start_pods() -> dict[str, Object]:
    """The pods from which mutations start, by name."""
    guide = {pod.name: pod for pod in guide_pods.pods()}
    found = {name: guide[name].objects("", 1)[0] for name in GUIDE}
    for pod in found.values():
        del pod["metadata"]["namespace"]
    return {**found, "full": yaml.safe_load(FULL.read_text("utf-8"))}


@cache
def mutated_pods() -> tuple[MutatedPod, ...]:
    """Every mutated pod; no two are equal."""
    found: dict[str, MutatedPod] = {}
    for kind, least in _kinds():
        for number, (case, start, text) in zip(count(1), _chosen(kind, least, set(found)), strict=False):
            found[text] = MutatedPod(kind.name, number, start, str(dict(case.fields)), text)
    return tuple(found.values())


def _kinds() -> Iterator[tuple[Kind, int]]:
    yield from ((kind, OF_SCHEMA) for kind in kinds.from_schema(start_pods()))
    yield from ((kind, max(LEAST, len(kind.cases))) for kind in kinds.from_file())


def _chosen(kind: Kind, most: int, known: set[str]) -> Iterator[tuple[Case, str, str]]:
    """Pods of a kind: one of each case, then one more of each, until there are enough."""
    left = {case_number: _variants(case, kind) for case_number, case in enumerate(kinds.shuffled(kind))}
    written = 0
    while left:
        for case_number, variants in list(left.items()):
            for case, start, text in variants:
                if text not in known:
                    known.add(text)
                    yield case, start, text
                    written += 1
                    break
            else:
                del left[case_number]
            if written == most:
                return


def _variants(case: Case, kind: Kind) -> Iterator[tuple[Case, str, str]]:
    """A mutation of each start pod, and of each container."""
    pods = {name: pod for name, pod in start_pods().items() if case.start in {"", name}}
    found = [(name, entry) for name, pod in pods.items() for entry in range(_entries(pod, case))]
    random.Random(f"{kind.name}{case.fields}").shuffle(found)  # noqa: S311
    for name, entry in found:
        try:
            pod = changed(pods[name], case.fields, entry)
        except (NotSuitedError, KeyError):
            continue
        yield case, name, to_yaml(pod)


def _entries(pod: Object, case: Case) -> int:
    return max(entries(pod, path) for path in case.fields)
