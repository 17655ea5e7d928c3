"""The fields of a pod and the options of the plugin that matter where kaniko builds: `pod_fields.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from kaniko_guide.facts import content
from kaniko_guide.facts.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

EXECUTOR = "kaniko"
"""The container that the fields of containers are about, unless they say another."""

CONTAINER = ("spec", "containers", "*")
"""How the paths of a container's fields begin."""


@dataclass(frozen=True, slots=True)
class PodField(Statement):
    """A field; its meaning is what it does, and what goes wrong.

    Attributes:
        steps: its path in a pod, `*` for any entry of a list; the one name of an option of the plugin.
        option: whether it is such an option.
        container: whose field it is.
        value: what to write; empty to leave it out, or where it depends.
        seen: the recipe that writes just that; empty for none.
        rules: those that find what is wrong.
    """

    steps: tuple[str, ...]
    option: bool
    container: str
    value: str
    seen: str
    rules: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its path below the container or the pod, with `[]` behind each list."""
        own = self.steps[3:] if self.steps[:3] == CONTAINER else self.steps
        return ".".join(own).replace(".*", "[]")


@cache
def groups() -> Mapping[str, tuple[PodField, ...]]:
    """Every field, by group."""
    return {
        group["group"]: tuple(_field(entry) for entry in group["fields"])
        for group in content("pod_fields", __package__)["groups"]
    }


def _field(entry: Mapping[str, Any]) -> PodField:
    return PodField(
        *Statement.fields(entry),
        steps=tuple(entry["field"].split(".")) if "field" in entry else (entry["option"],),
        option="option" in entry,
        container=entry.get("of", EXECUTOR),
        value=entry.get("value", ""),
        seen=entry.get("seen", ""),
        rules=tuple(entry.get("rules", ())),
    )
