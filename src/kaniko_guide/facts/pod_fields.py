"""The fields of a pod and the options of the plugin that matter where kaniko builds: `pod_fields.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from kaniko_guide.facts import content
from kaniko_guide.findings import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

EXECUTOR = "kaniko"
"""The container that the fields of containers are about, unless they say another."""

CONTAINER = ("spec", "containers", "*")
"""How the paths of a container's fields begin."""


@dataclass(frozen=True, slots=True)
class PodField:
    """A field.

    Attributes:
        steps: its path in a pod, `*` for any entry of a list; the one name of an option of the plugin.
        option: whether it is such an option.
        container: whose field it is.
        value: what to write; empty to leave it out, or where it depends.
        seen: the recipe that writes just that; empty for none.
        meaning: what it does, and what goes wrong.
        rules: those that find what is wrong.
        proofs: how it is known.
        page: where the guide says more.
    """

    steps: tuple[str, ...]
    option: bool
    container: str
    value: str
    seen: str
    meaning: Bilingual
    rules: tuple[str, ...]
    proofs: tuple[str, ...]
    page: str

    @property
    def name(self) -> str:
        """Its path below the container or the pod, with `[]` behind each list."""
        own = self.steps[3:] if self.steps[:3] == CONTAINER else self.steps
        return ".".join(own).replace(".*", "[]")


@cache
def groups() -> Mapping[str, tuple[PodField, ...]]:
    """Every field, by group."""
    return {
        group["group"]: tuple(_field(entry) for entry in group["fields"]) for group in content("pod_fields")["groups"]
    }


def _field(entry: Mapping[str, Any]) -> PodField:
    return PodField(
        steps=tuple(entry["field"].split(".")) if "field" in entry else (entry["option"],),
        option="option" in entry,
        container=entry.get("of", EXECUTOR),
        value=entry.get("value", ""),
        seen=entry.get("seen", ""),
        meaning=Bilingual(zh=entry["zh"], en=entry["en"]),
        rules=tuple(entry.get("rules", ())),
        proofs=tuple(f"`{name}`" for name in (*entry.get("runs", ()), *entry.get("rows", ()))) or (entry["source"],),
        page=entry.get("page", ""),
    )
