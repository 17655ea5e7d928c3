"""Parses the pods in a Jenkinsfile: the settings of `kubernetes { … }` and `podTemplate(…)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from kaniko_guide.sources.groovy.tree import Call, Closure, ListOrMap
from kaniko_guide.sources.model import Container, Mount, Pod, PodSource, Variable, Volume

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kaniko_guide.sources.groovy.tree import Node
    from kaniko_guide.sources.groovy.values import Value
    from kaniko_guide.text import Text

FILE_STEPS = frozenset({"readTrusted", "readFile"})
"""Steps that return the content of a file in the repository."""

USERS = frozenset({"runAsUser", "runAsGroup"})
"""The arguments that become the pod's `securityContext`, beside its YAML."""

VOLUME_KINDS = {
    "configMapVolume": "configMap",
    "dynamicPVC": "ephemeral",
    "emptyDirVolume": "emptyDir",
    "genericEphemeralVolume": "ephemeral",
    "hostPathVolume": "hostPath",
    "nfsVolume": "nfs",
    "persistentVolumeClaim": "persistentVolumeClaim",
    "secretVolume": "secret",
}
"""The plugin's calls that describe volumes, and the type of volume that each creates."""


def named_arguments(call: Call) -> dict[str, Node]:
    """The named arguments of a call, written as `name: value` or as a map."""
    found: dict[str, Node] = {}
    for entry in call.arguments:
        if entry.name is not None:
            found[entry.name] = entry.value
        elif isinstance(entry.value, ListOrMap):
            found.update({key.name: key.value for key in entry.value.parts if key.name is not None})
    return found


def settings(call: Call) -> dict[str, Node]:
    """The settings of a call, written as named arguments or as `name value` in its closure."""
    found = named_arguments(call)
    for entry in call.arguments:
        if isinstance(entry.value, Closure):
            for statement in entry.value.body:
                inner = statement.values[0] if statement.values and not statement.keyword else None
                if isinstance(inner, Call) and inner.receiver is None and inner.arguments:
                    value = inner.arguments[0].value
                    found[inner.name] = inner if isinstance(value, Closure) else value
    return found


def positional_argument(call: Call) -> Node | None:
    """The first argument without a name that is neither a closure nor a map."""
    unnamed = (entry.value for entry in call.arguments if entry.name is None and not isinstance(entry.value, Closure))
    return next(
        (node for node in unnamed if not (isinstance(node, ListOrMap) and any(p.name for p in node.parts))), None
    )


def read_pod_source(text: Text, call: Call, value_of: Callable[[Node], Value]) -> PodSource:
    """Parse `kubernetes { … }` or `podTemplate(…)`.

    Args:
        text: the text of the tokenized file.
        call: the call.
        value_of: returns the value of an expression in the call's scope.
    """
    where = text.cut(call.name_start, call.name_start + len(call.name))
    options = settings(call)
    parent = options.get("inheritFrom")
    inherits = parent is not None and value_of(parent).text.value != ""
    templates = _container_templates(options)
    has_yaml = "yaml" in options or "yamlFile" in options
    if templates is None and not has_yaml and call.name == "podTemplate" and _has_only_volumes(options):
        templates = []
    if templates is not None and not has_yaml:
        containers = tuple(_container(text, template, options, value_of) for template in templates)
        containers = containers or ((_agent(text, where, options, value_of),) if "volumes" in options else ())
        pod = Pod(
            where,
            containers,
            volumes=_volumes(text, options, value_of),
            namespace=_setting_text(options, "namespace", value_of),
            manifest=None,
            in_jenkinsfile=True,
        )
        return PodSource(where, inherits=inherits, pods=(pod,))
    mixed = inherits or "containers" in options or "containerTemplates" in options or "containerTemplate" in options
    sets_user = bool(USERS & options.keys())
    file = options.get("yamlFile") or _file_path(options.get("yaml"))
    if file is not None:
        path = value_of(file)
        return PodSource(
            where, path=path.text if path.exact else None, exact=path.exact, inherits=mixed, sets_user=sets_user
        )
    if "yaml" in options:
        yaml = value_of(options["yaml"])
        return PodSource(
            where, yaml=yaml.text if yaml.is_string else None, exact=yaml.exact, inherits=mixed, sets_user=sets_user
        )
    return PodSource(where, exact=False, inherits=mixed)


def _file_path(node: Node | None) -> Node | None:
    """The path argument of `readTrusted('path')`; None for any other expression."""
    if isinstance(node, Call) and node.name in FILE_STEPS and node.receiver is None:
        return settings(node).get("file") or settings(node).get("path") or positional_argument(node)
    return None


def _setting_text(options: Mapping[str, Node], name: str, value_of: Callable[[Node], Value]) -> Text | None:
    node = options.get(name)
    return None if node is None else value_of(node).text


def _container_templates(options: Mapping[str, Node]) -> list[Call] | None:
    """The `containerTemplate` calls; None if there are none or some are unknown expressions."""
    listed = options.get("containers") or options.get("containerTemplates")
    if isinstance(listed, ListOrMap):
        calls = [part.value for part in listed.parts]
    elif isinstance(listed, Call):
        calls = [listed]
    elif "containerTemplate" in options:
        calls = [options["containerTemplate"]]
    else:
        return None
    found = [node for node in calls if isinstance(node, Call) and node.name == "containerTemplate"]
    return found if len(found) == len(calls) else None


def _has_only_volumes(options: Mapping[str, Node]) -> bool:
    """Whether a pod template lists volumes and no containers, so that the plugin only adds that of the agent."""
    listed = options.get("volumes")
    has_volumes = isinstance(listed, ListOrMap) and any(_is_volume(part.value) for part in listed.parts)
    return has_volumes and _CONTAINERS.isdisjoint(options)


_CONTAINERS = frozenset({"containers", "containerTemplates", "containerTemplate"})


def _agent(text: Text, where: Text, pod: Mapping[str, Node], value_of: Callable[[Node], Value]) -> Container:
    """The container of the agent, whose name and image no template gives; the volumes are mounted there too."""
    mounts = tuple(_mount(text, volume, value_of) for volume in _listed(pod, "volumes"))
    return Container(name=None, image=None, command=None, args=None, mounts=mounts, where=where, env=None)


def _container(text: Text, call: Call, pod: Mapping[str, Node], value_of: Callable[[Node], Value]) -> Container:
    options = settings(call)
    own, of_pod = _variables(options, value_of), _variables(pod, value_of)
    return Container(
        name=_setting_text(options, "name", value_of),
        image=_setting_text(options, "image", value_of),
        command=_split_command_line(_setting_text(options, "command", value_of)),
        args=_split_command_line(_setting_text(options, "args", value_of)),
        mounts=tuple(_mount(text, volume, value_of) for volume in _listed(pod, "volumes")),
        where=text.cut(call.name_start, call.name_start + len(call.name)),
        env=None if own is None or of_pod is None else (*of_pod, *own),
    )


def _mount(text: Text, volume: Node, value_of: Callable[[Node], Value]) -> Mount:
    """Where a volume is mounted; its path is None if the volume is not known."""
    options = settings(volume) if _is_volume(volume) else {}
    return Mount(
        None,
        _setting_text(options, "mountPath", value_of),
        _setting_text(options, "subPath", value_of),
        text.cut(volume.start, volume.end),
    )


def _variables(options: Mapping[str, Node], value_of: Callable[[Node], Value]) -> tuple[Variable, ...] | None:
    listed = _listed(options, "envVars")
    found = [node for node in listed if isinstance(node, Call) and node.name in {"envVar", "containerEnvVar"}]
    if len(found) != len(listed):
        return None
    return tuple(
        Variable(_setting_text(settings(call), "key", value_of), _setting_text(settings(call), "value", value_of))
        for call in found
    )


def _listed(options: Mapping[str, Node], name: str) -> list[Node]:
    """The elements of a list; the whole expression if it is no list."""
    listed = options.get(name)
    if isinstance(listed, ListOrMap):
        return [part.value for part in listed.parts]
    return [] if listed is None else [listed]


def _is_volume(node: Node) -> TypeGuard[Call]:
    return isinstance(node, Call) and node.name in VOLUME_KINDS


def _volumes(text: Text, options: Mapping[str, Node], value_of: Callable[[Node], Value]) -> tuple[Volume, ...]:
    """The volumes; the plugin chooses their names and mounts each of them in every container."""
    return tuple(
        Volume(
            name=None,
            kind=VOLUME_KINDS[call.name],
            secret_name=_setting_text(settings(call), "secretName", value_of),
            items=None,
            where=text.cut(call.start, call.end),
        )
        for call in filter(_is_volume, _listed(options, "volumes"))
    )


def _split_command_line(line: Text | None) -> tuple[Text, ...] | None:
    """Split a command line as the plugin does: at whitespace outside double quotes; None if it is empty."""
    if line is None:
        return None
    words: list[Text] = []
    value, position = line.value, 0
    while position < len(value):
        if value[position].isspace():
            position += 1
        elif value[position] == '"' and '"' in value[position + 1 :]:
            end = value.index('"', position + 1)
            words.append(line.cut(position + 1, end))
            position = end + 1
        else:
            end = position
            while end < len(value) and not value[end].isspace():
                end += 1
            words.append(line.cut(position, end))
            position = end
    return tuple(words) or None
