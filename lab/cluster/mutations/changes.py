"""Changes the fields of a pod, and writes it as YAML."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

Object = dict[str, Any]

ANY: Final = "*"
"""The step of a path that stands for an entry of a list."""
NEW: Final = "+"
"""The step of a path that adds an entry at the end of a list."""
DELETED: Final = {"delete": True}
"""The value that removes a field."""
DUPLICATE: Final = "§"
"""The character around text that is written without quotes, and before a key that is a duplicate."""

_PLAIN = re.compile(f"['\"]?{DUPLICATE}(.*?){DUPLICATE}['\"]?")


class NotSuitedError(Exception):
    """The pod has no such list, or no such entry in it."""


def plain(text: str) -> str:
    """A value that `to_yaml` writes as it is, without quotes."""
    return f"{DUPLICATE}{text}{DUPLICATE}"


def duplicate(key: str) -> str:
    """A key that `to_yaml` writes as another key of the same name."""
    return f"{DUPLICATE}{DUPLICATE}{key}"


def entries(pod: Object, path: str) -> int:
    """How many entries the list before the first `*` of a path has; 1 without a `*`, 0 if there is no list."""
    steps = path.split(".")
    if ANY not in steps:
        return 1
    value: Any = pod
    for step in steps[: steps.index(ANY)]:
        value = value.get(step) if isinstance(value, dict) else None
    return len(value) if isinstance(value, list) else 0


def changed(pod: Object, fields: Mapping[str, Any], entry: int = 0) -> Object:
    """A copy of a pod with other values.

    Args:
        pod: the pod.
        fields: values by path, such as `spec.containers.*.image`; see `kinds.yml`. An empty path is the pod itself.
        entry: the index for `*`.

    Raises:
        NotSuitedError: the pod does not have the list, or the entry.
    """
    copied = copy.deepcopy(pod)
    for path, value in fields.items():
        steps = tuple(int(step) if step.isdecimal() else step for step in path.split("."))
        _set(copied, tuple(entry if step == ANY else step for step in steps), copy.deepcopy(value))
    return copied


def to_yaml(pod: Object) -> str:
    """The manifest of a pod."""
    written = yaml.dump(pod, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000)
    return _PLAIN.sub(r"\1", written.replace(f"'{DUPLICATE * 2}", "'").replace(DUPLICATE * 2, ""))


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002
        return True


def _set(value: Any, steps: tuple[str | int, ...], new: Any) -> None:  # noqa: ANN401
    step, *rest = steps
    holder: Any = value
    if isinstance(value, list):
        if step == NEW:
            value.append(None)
            step = len(value) - 1
        if not isinstance(step, int) or step >= len(value):
            raise NotSuitedError
    elif not isinstance(value, dict) or isinstance(step, int) or step == NEW:
        raise NotSuitedError
    if rest:
        child = holder[step] if isinstance(value, list) else value.get(step)
        if child is None:
            child = [] if rest[0] == NEW else {}
        _set(child, tuple(rest), new)
        holder[step] = child
    elif new == DELETED:
        del holder[step]
    else:
        holder[step] = new


def expand(value: Any) -> Any:  # noqa: ANN401
    """A value of `kinds.yml` with its long texts written out."""
    if isinstance(value, dict):
        if value.keys() == {"repeat", "times"}:
            return value["repeat"] * value["times"]
        return {key: expand(entry) for key, entry in value.items()}
    return [expand(entry) for entry in value] if isinstance(value, list) else value
