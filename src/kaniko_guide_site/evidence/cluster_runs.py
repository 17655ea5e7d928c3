"""What ran in a Kubernetes cluster: the records in `records/cluster-runs`, as long as what ran there is unchanged.

`pods.yml` has every pod of the snippets, `commands.yml` the commands that readers run and what they printed. A file
that changed since the run has no evidence of it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import msgspec
import yaml
from msgspec.structs import replace

from kaniko_guide.sources import yaml_tree
from kaniko_guide.text import Source, Text
from kaniko_guide_site.evidence.model import checks
from kaniko_guide_site.snippets.snippet import SNIPPETS, Snippet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kaniko_guide.sources.model import Pod
    from kaniko_guide_site.evidence.model import Check
    from kaniko_guide_site.snippets.library import Library

DIRECTORY = "records/cluster-runs"
PODS = f"{DIRECTORY}/pods.yml"
COMMANDS = f"{DIRECTORY}/commands.yml"
HOW_TO_FIX = "remove its row, or as root run: REFRESH_OUTPUTS=1 nox --session cluster -- tests/lab/cluster/{test}"
BUILT_REPOSITORY = "quick-start"
"""The recipe with the repository that all builds in the cluster check out."""
ARCHITECTURE_LABEL = "kubernetes.io/arch"
"""The label by which a pod chooses nodes of an architecture."""
KEY_LENGTH = 16
"""Hexadecimal digits of a key: enough to notice a change, not to resist an attack."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Content = TypeVar("Content")


class PodRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of `pods.yml`; its columns are described in `records/cluster-runs/README.md`."""

    name: str
    files: tuple[str, ...]
    made_by: Literal["plugin", "manifest"]
    key: str
    stub_images: tuple[str, ...]
    accepted: bool
    scheduled: bool
    state: str
    entered: tuple[str, ...]
    login: tuple[str, ...]
    built: tuple[str, ...]
    pushed: tuple[str, ...]
    deployed: tuple[str, ...]
    build_key: str


class PodRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`pods.yml`."""

    date: dt.date
    versions: Mapping[str, str]
    programs: Mapping[str, str]
    pods: tuple[PodRow, ...]


class CommandRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that was run or applied in the cluster, or the output of such a file.

    Attributes:
        snippet: the file, below `snippets/`.
        check: the check in `checks.yml` that grants its level.
        command: how it was run.
        reads: other snippets that the run used.
        pods: the snippets whose pods ran.
        stub_images: the images of these pods that had only BusyBox.
        key: see `command_key`.
    """

    snippet: str
    check: str
    command: str
    reads: tuple[str, ...]
    pods: tuple[str, ...]
    stub_images: tuple[str, ...]
    key: str


class CommandRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`commands.yml`."""

    date: dt.date
    versions: Mapping[str, str]
    commands: tuple[CommandRow, ...]


@dataclass(frozen=True, slots=True)
class ClusterRun:
    """A snippet that ran in the cluster and has not changed since.

    Attributes:
        snippet: the file, below `snippets/`.
        check: that grants its level, with what was in place of the real thing.
        tools: the programs that ran, each with its version.
        date: of the run.
        record: the file that has it.
    """

    snippet: str
    check: Check
    tools: Mapping[str, str]
    date: dt.date
    record: str


def pod_key(pod: Pod) -> str:
    """The key of a pod: a hash of its YAML and of what makes the pod of it; comments and order do not matter.

    Args:
        pod: with a YAML.
    """
    data = {} if pod.manifest is None else pod.manifest.data
    return stated_key(data if isinstance(data, dict) else {}, by_plugin=pod.in_jenkinsfile)


def stated_key(data: Mapping[str, Any], *, by_plugin: bool) -> str:
    """The same for a YAML that was parsed.

    Args:
        data: the object.
        by_plugin: whether Jenkins' plugin makes the pod.
    """
    return _hash([by_plugin, {"apiVersion": "v1", "kind": "Pod", **data}])


def command_key(row: CommandRow, snippets: Library) -> str:
    """The key of a row of `commands.yml`: a hash of the texts of its files, and of its pods.

    Args:
        row: the row.
        snippets: which has all of its files.
    """
    texts = {name: _text(snippets.directory, name) for name in (row.snippet, *row.reads)}
    pods = {name: sorted(pod_keys(name, snippets)) for name in row.pods}
    return _hash([row.check, row.command, texts, pods])


def build_key(snippet: str, snippets: Library) -> str:
    """The key of a build: a hash of the texts of its recipe or example, and of the repository that it checks out.

    Args:
        snippet: the file that was built, below `snippets/`.
        snippets: all of them.
    """
    directories = {Snippet(snippet).directory, BUILT_REPOSITORY}
    read = [name for name, file in snippets.snippets.items() if file.directory in directories and not file.is_output]
    return _hash({name: _text(snippets.directory, name) for name in read})


def pod_keys(snippet: str, snippets: Library) -> set[str]:
    """The keys of the pods in a file.

    Args:
        snippet: the file, below `snippets/`.
        snippets: all of them.
    """
    return {pod_key(pod) for pod in _pods(snippet, snippets)}


def _pods(snippet: str, snippets: Library) -> list[Pod]:
    project = snippets.projects.get(Snippet(snippet).directory)
    path = f"{SNIPPETS}/{snippet}"
    return [pod for pod in project.pods if pod.where.source.path == path] if project else []


def _keys_of_every_node(snippet: str, snippets: Library) -> set[str]:
    """The keys of the pods in a file that do not choose the architecture of their node: these run in every cluster."""
    return {
        pod_key(pod)
        for pod in _pods(snippet, snippets)
        if yaml_tree.node_at(pod.spec, "nodeSelector", ARCHITECTURE_LABEL) is None
    }


def runs(root: Path, snippets: Library) -> list[ClusterRun]:
    """What ran in the cluster and has not changed since: pods, then commands and their output.

    Args:
        root: the project's directory.
        snippets: all snippets.
    """
    return [*_pod_runs(root, snippets), *_command_runs(root, snippets)]


def pods_that_ran(root: Path) -> int:
    """How many different pods the record holds that ran as they should.

    Args:
        root: the project's directory.
    """
    record = _load(root, PODS, PodRecord)
    return len({row.key for row in record.pods if _ran(row)}) if record else 0


def command_rows(root: Path) -> list[CommandRow]:
    """The rows of `commands.yml`.

    Args:
        root: the project's directory.
    """
    record = _load(root, COMMANDS, CommandRecord)
    return list(record.commands) if record else []


def _pod_runs(root: Path, snippets: Library) -> Iterator[ClusterRun]:
    record = _load(root, PODS, PodRecord)
    if record is None:
        return
    for file, rows in _rows_by_file(record).items():
        if all(map(_ran, rows)) and {row.key for row in rows} == pod_keys(file, snippets):
            check = _check_of_pods(file, rows, snippets)
            kaniko = {"Kaniko": record.programs["executor and warmer"].rpartition("-")[2]}
            tools = _tools(record.versions) | (kaniko if "Kaniko" in check.programs else {})
            yield ClusterRun(file, check, tools, record.date, PODS)


def _rows_by_file(record: PodRecord) -> dict[str, list[PodRow]]:
    found: dict[str, list[PodRow]] = {}
    for row in record.pods:
        for file in row.files:
            found.setdefault(file, []).append(row)
    return found


def _ran(row: PodRow) -> bool:
    stays = row.made_by == "plugin" or row.deployed
    return row.accepted and row.scheduled and row.state == ("Ready" if stays else "Succeeded")


def _check_of_pods(file: str, rows: Iterable[PodRow], snippets: Library) -> Check:
    """The check that has the highest level which the rows of a file give evidence of."""
    built = [row for row in rows if file in row.pushed and row.build_key == build_key(file, snippets)]
    if any(file in row.deployed for row in built):
        return checks()["cluster-build"]
    if any(file in row.deployed and row.made_by == "manifest" for row in rows):
        return checks()["cluster-deployment"]
    if all(row.made_by == "manifest" for row in rows):
        return _with_stubs(checks()["cluster-push" if built else "cluster-manifest"], rows)
    return _with_stubs(checks()["cluster-pod"], rows)


def _with_stubs(check: Check, rows: Iterable[PodRow | CommandRow]) -> Check:
    """The check; it names stub images only where pods had some."""
    return check if any(row.stub_images for row in rows) else replace(check, substitute=None)


def _command_runs(root: Path, snippets: Library) -> Iterator[ClusterRun]:
    record = _load(root, COMMANDS, CommandRecord)
    if record is None:
        return
    for row in record.commands:
        if _is_current(row, snippets):
            check = _with_stubs(checks()[row.check], [row])
            yield ClusterRun(row.snippet, check, _tools(record.versions), record.date, COMMANDS)


def _is_current(row: CommandRow, snippets: Library) -> bool:
    exist = {row.snippet, *row.reads, *row.pods} <= snippets.snippets.keys()
    return exist and row.key == command_key(row, snippets)


def _tools(versions: Mapping[str, str]) -> dict[str, str]:
    """The programs of the cluster, each with its version."""
    runtime, _, version = versions["runtime"].partition("://")
    found = {
        "Kubernetes": versions["server"],
        runtime: version.partition("+")[0],
        "runc": versions["runc"].partition("+")[0],
        "etcd": versions["etcd"],
    }
    return {name: version.removeprefix("v") for name, version in found.items() if version}


def problems(root: Path, snippets: Library) -> Iterator[str]:
    """What changed since it ran, one line each, as compilers print it.

    Args:
        root: the project's directory.
        snippets: all snippets.
    """
    pods = _load(root, PODS, PodRecord)
    for file, rows in _rows_by_file(pods).items() if pods else ():
        ran = {row.key for row in rows}
        if not _keys_of_every_node(file, snippets) <= ran <= pod_keys(file, snippets):
            yield _stale(PODS, f"the pod of {file} is not the one that ran", "test_pods.py")
        if any(file in row.pushed and row.build_key != build_key(file, snippets) for row in rows):
            yield _stale(PODS, f"the build of {file} is not the one that ran", "test_pods.py")
    for row in command_rows(root):
        if not _is_current(row, snippets):
            yield _stale(COMMANDS, f"{row.snippet}, or what its run used, has changed since", "test_guide_commands.py")


def _stale(record: str, what: str, test: str) -> str:
    return f"{record}:1:1: error: {what}; {HOW_TO_FIX.format(test=test)}"


def _load(root: Path, name: str, content: type[Content]) -> Content | None:
    file = root / name
    return msgspec.convert(yaml.load(file.read_bytes(), LOADER), content) if file.is_file() else None  # noqa: S506 (a safe loader)


def _text(directory: Path, snippet: str) -> str:
    return Text.canonical(Source.read(directory / snippet, snippet)).value


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:KEY_LENGTH]
