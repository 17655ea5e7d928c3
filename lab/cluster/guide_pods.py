"""Every pod of the guide: those of manifests, and those that the plugin makes of Jenkinsfiles."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaniko_guide import project
from kaniko_guide.doctor import plugin_pod
from kaniko_guide_site.evidence.cluster_runs import ARCHITECTURE_LABEL, stated_key
from lab import java_runtime
from lab.paths import SNIPPETS

if TYPE_CHECKING:
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.sources.model import Pod as ParsedPod

Object = dict[str, Any]

FIRST = "quick-start"
"""The recipe whose pod has the first place."""
DEPLOYMENT, DEPLOYMENT_FILE = "Deployment", "deploy/deployment.yaml"
BAD = "bad"
"""The directory of an example that is wrong on purpose."""
JENKINS_URL = "http://jenkins.jenkins.svc.cluster.local:8080/"


@dataclass(frozen=True, slots=True, eq=False)
class GuidePod:
    """A pod, and the files that have it.

    Attributes:
        places: the paths below `snippets`; those of recipes first.
        stated: the object as the file has it: a Pod, or an object that makes pods.
        by_plugin: whether the plugin makes the pod, of a Jenkinsfile.
        number: which of the pods of its first place it is.
    """

    places: tuple[str, ...]
    stated: Object
    by_plugin: bool
    number: int = 1

    @property
    def name(self) -> str:
        """Its first place: the directory, the file unless that is a Jenkinsfile, and its number from the second on."""
        path = Path(self.places[0])
        parts = [part for part in path.parent.parts if part not in {"examples", "good", "bad"}]
        number = [] if self.number == 1 else [str(self.number)]
        return "-".join([*parts, *([] if self.by_plugin else [path.stem]), *number])

    @property
    def key(self) -> str:
        """The hash by which evidence notices that the pod changed."""
        return stated_key(self.stated, by_plugin=self.by_plugin)

    @property
    def spec(self) -> Object:
        """The spec as the file has it."""
        spec: Object = self.stated["spec"]
        return spec["template"]["spec"] if self.stated["kind"] != "Pod" else spec

    def objects(self, namespace: str, number: int) -> list[Object]:
        """What the server gets.

        Args:
            namespace: in which the pod is made, whatever the file names.
            number: of the build; the names of pods of manifests get it as well.
        """
        stated: Object = json.loads(json.dumps(self.stated))
        metadata = stated.setdefault("metadata", {})
        metadata["namespace"] = namespace
        if not self.by_plugin:
            metadata["name"] = f"{metadata['name']}-{number}"
            return [stated]
        build = plugin_pod.Build(self.name, number, ("x7k2p", "9wq4t", "h5d3z"), JENKINS_URL)
        return [plugin_pod.make(stated, build, namespace)]


def pods(directory: Path = SNIPPETS) -> list[GuidePod]:
    """The pods of a directory without those of bad examples and of Deployments; equal ones only once.

    A Deployment runs an image that a build pushed before, see `deployment`. Pods for nodes of another architecture than
    this machine's are left out.

    Raises:
        ValueError: a pod has no YAML, and only YAML is supported.
    """
    found: dict[str, tuple[list[str], Object, bool]] = {}
    for pod in sorted(_read(directory).pods, key=lambda pod: _rank(_path(pod.where.source.path, directory))):
        path = _path(pod.where.source.path, directory)
        if BAD in Path(path).parts:
            continue
        data = _data(pod, path)
        if data["kind"] == DEPLOYMENT or _is_for_another_architecture(data):
            continue
        key = stated_key(data, by_plugin=pod.in_jenkinsfile)
        places, _, _ = found.setdefault(key, ([], data, pod.in_jenkinsfile))
        places.append(path)
    numbers = Counter[str]()
    made = []
    for places, data, by_plugin in found.values():
        numbers[places[0]] += 1
        made.append(GuidePod(tuple(places), data, by_plugin, numbers[places[0]]))
    return made


def _is_for_another_architecture(data: Object) -> bool:
    selector = (data["spec"] if data["kind"] == "Pod" else {}).get("nodeSelector") or {}
    return bool(selector.get(ARCHITECTURE_LABEL, java_runtime.ARCHITECTURE) != java_runtime.ARCHITECTURE)


def deployment() -> GuidePod:
    """The pod of the guide's Deployment."""
    return GuidePod((DEPLOYMENT_FILE,), objects_of_kind(DEPLOYMENT)["myapp"], by_plugin=False)


def objects_of_kind(kind: str, directory: Path = SNIPPETS) -> dict[str, Object]:
    """The objects of a kind in manifests without those of bad examples, by their names."""
    return {
        document.data["metadata"]["name"]: document.data
        for document in _read(directory).manifests
        if isinstance(document.data, dict)
        and document.data.get("kind") == kind
        and BAD not in Path(_manifest_path(document, directory)).parts
    }


@cache
def _read(directory: Path) -> Project:
    return project.read(directory)


def _data(pod: ParsedPod, path: str) -> Object:
    if pod.manifest is None or not isinstance(pod.manifest.data, dict):
        message = f"{path}: a pod without YAML is not supported"
        raise ValueError(message)
    return {"apiVersion": "v1", "kind": "Pod", **pod.manifest.data}


def _path(source: str, directory: Path) -> str:
    return Path(source).relative_to(directory).as_posix() if Path(source).is_absolute() else source


def _manifest_path(document: Manifest, directory: Path) -> str:
    return _path(document.text.source.path, directory)


def _rank(path: str) -> tuple[bool, bool, str]:
    """The place of a path: the quick start, then recipes, then examples."""
    return not path.startswith(f"{FIRST}/"), path.startswith("examples/"), path
