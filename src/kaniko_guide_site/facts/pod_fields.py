"""The fields of a pod and the options of the plugin that matter where kaniko builds: `pod_fields.yml`."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import field

from kaniko_guide.facts import Facts, load
from kaniko_guide.facts.pod_security import FieldPath
from kaniko_guide.facts.statements import SourcedStatement

EXECUTOR = "kaniko"
"""The container that the fields of containers are about, unless they say another."""

CONTAINER = ("spec", "containers", "*")
"""How the paths of a container's fields begin."""


class PodField(SourcedStatement, frozen=True, kw_only=True):
    """A field; its meaning is what it does, and what goes wrong.

    Attributes:
        path: in a pod; empty for an option of the plugin.
        option: the name of an option of the plugin; empty for a field.
        container: whose field it is.
        value: what to write; empty to leave it out, or where it depends.
        seen: the recipe that writes just that; empty for none.
        rules: those that find what is wrong.
    """

    path: FieldPath = field(name="field", default=FieldPath())
    option: str = ""
    container: str = field(name="of", default=EXECUTOR)
    value: str = ""
    seen: str = ""
    rules: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[str, ...]:
        """Its path, or the one name of an option of the plugin."""
        return self.path or (self.option,)

    @property
    def name(self) -> str:
        """Its path below the container or the pod, with `[]` behind each list."""
        own = self.steps[3:] if self.steps[:3] == CONTAINER else self.steps
        return ".".join(own).replace(".*", "[]")


class File(Facts, frozen=True, kw_only=True):
    """`pod_fields.yml`."""

    groups: Mapping[str, tuple[PodField, ...]]


def groups() -> Mapping[str, tuple[PodField, ...]]:
    """Every field, by group."""
    return load(__file__, File).groups
