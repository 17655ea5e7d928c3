"""The fields of a pod and the options of the plugin that matter to Kaniko: `pod_fields.yml`."""

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
    """A field; its meaning states its effect and the result of an error.

    Attributes:
        path: in a pod; empty for an option of the plugin.
        option: the name of an option of the plugin; empty for a field.
        container: whose field it is.
        value: to write; empty if the field is left out or depends on the case.
        seen: the recipe that has exactly this value; empty for none.
        rules: that find errors in it.
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
        """Its path below the container or the pod, with `[]` after each list."""
        own = self.steps[3:] if self.steps[:3] == CONTAINER else self.steps
        return ".".join(own).replace(".*", "[]")


class File(Facts, frozen=True, kw_only=True):
    """`pod_fields.yml`."""

    groups: Mapping[str, tuple[PodField, ...]]


def groups() -> Mapping[str, tuple[PodField, ...]]:
    """Every field, by group."""
    return load(__file__, File).groups
