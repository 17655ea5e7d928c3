"""The Services of a project: which node ports they take, and which pods of the project they select."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from kaniko_guide import lazy
from kaniko_guide.data import Data
from kaniko_guide.sources import yaml_tree
from kaniko_guide.sources.manifest import POD_SPEC_PATHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.sources.yaml_tree import YamlPath

_ENVIRONMENT = lazy.pattern(r"(?i)(?<![a-z])(?:dev|test|qa|uat|sit|stag|prod|pre|demo|local|blue|green|canary)")
"""Words in the name of a file or an object that is for another cluster, or for another stage of a roll-out."""

_WITH_NODE_PORTS = frozenset({"LoadBalancer", "NodePort"})
_SUFFIXES = ("-service", "-svc", "-headless", "-nodeport", "-lb")


class Service(Data, frozen=True, eq=False):
    """A Service; `name` and `namespace` are empty if they are missing."""

    manifest: Manifest
    name: str
    namespace: str
    spec: Mapping[str, Any]

    @property
    def path(self) -> PurePosixPath:
        """The path of its file."""
        return PurePosixPath(self.manifest.text.source.path)


class NodePort(Data, frozen=True):
    """A node port that is taken already.

    Attributes:
        manifest: the Service that asks for it again.
        path: of the number.
        number: the port.
        owner: the name of the Service that has it.
        is_certain: whether both are created together, as they are in one file.
    """

    manifest: Manifest
    path: YamlPath
    number: int
    owner: str
    is_certain: bool


def services(project: Project) -> Iterator[Service]:
    """The Services whose names are known."""
    for manifest in project.manifests:
        data = manifest.data
        if not isinstance(data, dict) or (data.get("apiVersion"), data.get("kind")) != ("v1", "Service"):
            continue
        metadata, spec = data.get("metadata"), data.get("spec")
        if isinstance(metadata, dict) and isinstance(spec, dict):
            names = [metadata.get(key) or "" for key in ("name", "namespace")]
            if not any(map(yaml_tree.is_replaced_later, names)):
                yield Service(manifest, str(names[0]), str(names[1]), spec)


def taken_node_ports(project: Project) -> Iterator[NodePort]:
    """The node ports that a Service asks for although another one has them, or an earlier port of its own.

    Services of other directories may be for other clusters, and so may be those with the name of an environment.
    """
    taken: dict[tuple[object, ...], Service] = {}
    for service in services(project):
        own: set[tuple[object, ...]] = set()
        for index, port in _ports(service):
            number, protocol = port.get("nodePort"), port.get("protocol") or "TCP"
            if type(number) is not int or not number:
                continue
            path: YamlPath = ("spec", "ports", index, "nodePort")
            if (number, protocol) in own:
                yield NodePort(service.manifest, path, number, service.name, is_certain=True)
                continue
            own.add((number, protocol))
            other = taken.setdefault((service.path.parent, number, protocol), service)
            if other is not service and _are_created_together(service, other):
                yield NodePort(service.manifest, path, number, other.name, is_certain=service.path == other.path)


def _ports(service: Service) -> Iterator[tuple[int, dict[str, Any]]]:
    ports = service.spec.get("ports") if service.spec.get("type") in _WITH_NODE_PORTS else None
    for index, port in enumerate(ports if isinstance(ports, list) else ()):
        if isinstance(port, dict):
            yield index, port


def _are_created_together(service: Service, other: Service) -> bool:
    """Whether two Services of one directory are certainly different ones, and seem to be for the same cluster."""
    if service.name == other.name:
        return False
    words = (service.name, other.name, service.namespace, other.namespace, service.path.name, other.path.name)
    is_same_file = service.path == other.path
    return is_same_file or (service.namespace == other.namespace and not any(map(_ENVIRONMENT.search, words)))


def selectors_without_pods(project: Project) -> Iterator[tuple[Service, str, str, str]]:
    """The Services that select none of the project's pods, though they are named like one or are in its file.

    Yields:
        The Service, the key of its selector that differs, the name of the object that makes the pods, and the value
        of the label there.
    """
    templates = [template for manifest in project.manifests for template in _templates(manifest)]
    if not templates or any(map(_may_make_pods, project.manifests)) or _changes_labels(project):
        return
    for service in services(project):
        selector = service.spec.get("selector")
        if not isinstance(selector, dict) or not selector or _is_unknown(selector):
            continue
        if any(_is_unknown(labels) or _selects(selector, labels) for _, _, labels in templates):
            continue
        for _, name, labels in _meant(service, templates, is_whole=project.has_all_files):
            different = [key for key, value in selector.items() if labels.get(key, value) != value]
            if len(different) == 1 and not _ENVIRONMENT.search(f"{selector[different[0]]} {labels[different[0]]}"):
                yield service, different[0], name, str(labels[different[0]])


def _selects(selector: Mapping[Any, Any], labels: Mapping[Any, Any]) -> bool:
    return all(labels.get(key) == value for key, value in selector.items())


_Template = tuple["Manifest", str, dict[str, Any]]
"""An object that makes pods: its document, its name, and the labels of its pods."""


def _templates(manifest: Manifest) -> Iterator[_Template]:
    data = manifest.data if isinstance(manifest.data, dict) and not manifest.in_jenkinsfile else {}
    path = POD_SPEC_PATHS.get(str(data.get("kind")))
    if path is None:
        return
    metadata = data.get("metadata")
    node: Any = data
    for step in (*path[:-1], "metadata", "labels"):
        node = node.get(step) if isinstance(node, dict) else None
    name = metadata.get("name") if isinstance(metadata, dict) else None
    yield manifest, str(name), node if isinstance(node, dict) else {}


def _may_make_pods(manifest: Manifest) -> bool:
    """Whether a document may make pods whose labels are not known: an unread one, or a custom object."""
    data = manifest.data
    if not isinstance(data, dict):
        return bool(manifest.problems or manifest.unread) or data is not None
    version = str(data.get("apiVersion"))
    is_own = "." not in version.partition("/")[0] or version.partition("/")[0].endswith(".k8s.io")
    return bool(manifest.problems or manifest.unread) or not is_own or data.get("kind") == "List"


def _changes_labels(project: Project) -> bool:
    """Whether Kustomize, Helm or a command may change labels or selectors, or create pods itself."""
    names = {file.stem.lower() for file in project.files} | {file.name for file in project.files}
    if {"kustomization", "Chart.yaml"} & names:
        return True
    texts = [script.text.value for script in project.scripts] + [entry.text.value for entry in project.jenkinsfiles]
    return any(_CHANGES.search(text) for text in texts)


_CHANGES = lazy.pattern(
    r"\bselector\b|\bkubectl\s+(?:patch|label|run|expose|edit|create\s+(?!secret|namespace|ns\b))|\bhelm\b|\bkustomize\b"
)


def _is_unknown(values: Mapping[Any, Any]) -> bool:
    return any(map(yaml_tree.is_replaced_later, (*values, *values.values())))


def _meant(service: Service, templates: list[_Template], *, is_whole: bool) -> list[_Template]:
    """The object that a Service is for: the only one of its name, or else the only one of its file.

    Args:
        service: the Service.
        templates: the project's.
        is_whole: whether all files of the project are known; only an object of the name in the file counts otherwise.
    """
    name = service.name
    for suffix in _SUFFIXES:
        name = name.removesuffix(suffix)
    path = service.manifest.text.source.path
    in_file = [template for template in templates if template[0].text.source.path == path]
    of_name = {name, service.name, f"{name}-deployment"}
    named = [template for template in (templates if is_whole else in_file) if template[1] in of_name]
    for found in (named, in_file if is_whole else []):
        if len(found) == 1:
            return found
    return []
