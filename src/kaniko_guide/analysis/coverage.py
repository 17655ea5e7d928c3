"""What of the files was understood, and what was not.

A file was understood if it has something that a rule can check: a pod, a step, a command, an instruction, a manifest
of a kind that has rules. `unread` has the rest, with the place and the reason.
"""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import yaml
from msgspec import field

from kaniko_guide import lazy
from kaniko_guide.analysis.schema import schema_kind
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.project import IGNORE_FILE
from kaniko_guide.project.kinds import executor_uses
from kaniko_guide.project.model import SHARED_LIBRARY_DIRECTORY
from kaniko_guide.sources import executor, manifest, unread, yaml_tree
from kaniko_guide.sources.unread import Unread
from kaniko_guide.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Jenkinsfile, Manifest, PodSource, Script, Step
    from kaniko_guide.sources.unread import Reason
    from kaniko_guide.text import Source

COUNTED = (
    "jenkinsfiles",
    "manifests",
    "dockerfiles",
    "scripts",
    "pods",
    "sh_steps",
    "executor_calls",
    "run_time_values",
)
"""What `Coverage.understood` counts: files by kind, then what is in them."""

NOTHING_UNDERSTOOD = Rule(
    name="nothing-understood",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="文件里没有能检查的内容", en="Nothing in the file could be checked"),
    why=Bilingual(
        zh="命令行上写出的文件，如果什么都没有读懂，“没有发现问题”就没有意义。",
        en="For a file that is named on the command line and not understood, *no findings* would mean nothing.",
    ),
    message=Bilingual(zh="{reason}这个文件里没有任何内容被检查。", en="{reason} Nothing in this file was checked."),
    help=Bilingual(
        zh="检查文件名和内容；如果它本来就不需要检查，不要写出它，或者加 `--ignore=nothing-understood`。",
        en="Check its name and content; if it needs no check, do not name it, or use `--ignore=nothing-understood`.",
    ),
    source="kaniko_guide/analysis/coverage.py",
    explained_in="check.md#coverage",
)

FILES_WITH_CONTENT = {"ConfigMap": ("data", "binaryData"), "Secret": ("stringData", "data")}
"""By kind: the fields whose values are files, which no rule checks."""


RUNNERS = frozenset(
    {"busybox", "chroot", "find", "flock", "ionice", "nice", "nsenter", "parallel", "setsid", "ssh", "stdbuf", "strace"}
    | {"sudo", "su", "tini", "timeout", "unshare", "watch", "xargs"}
)
"""Programs that run the words after their own options as a command."""

OTHER_YAML = Bilingual(zh="另一个系统", en="another system")
SYSTEMS = {
    "/.gitlab-ci.": "GitLab CI",
    "/.drone.": "Drone",
    "/.woodpecker": "Woodpecker",
    "/.github/workflows/": "GitHub Actions",
    "/.gitea/workflows/": "Gitea Actions",
    "/.circleci/": "CircleCI",
    "/azure-pipelines": "Azure Pipelines",
    "/bitbucket-pipelines": "Bitbucket Pipelines",
    "/cloudbuild.": "Cloud Build",
    "/codefresh": "Codefresh",
    "/skaffold": "Skaffold",
    "/docker-compose": "Docker Compose",
    "/compose.": "Docker Compose",
    "/buildspec.": "CodeBuild",
}
"""By a part of the path: the name of the system whose file it is."""

_VERSION = lazy.pattern(r"^apiVersion:", re.MULTILINE)
_KIND = lazy.pattern(r"^kind:", re.MULTILINE)

REASONS: Mapping[str | None, Reason] = {"jenkinsfile": unread.NO_PIPELINE, "shell": unread.NO_COMMAND}
"""By kind of file: why nothing in it was understood, if nothing else explains it."""


class Coverage(Data, frozen=True):
    """What was understood and what was not.

    Attributes:
        understood: how many of each thing in `COUNTED`.
        unread: what was not, in the order of the files.
        empty: the paths of the files in which nothing was understood, with the reason.
        other_yaml: how many YAML files in directories are no Kubernetes manifests.
        linted: how many texts each linter checked, by its package with the version; empty if none was run.
    """

    understood: Mapping[str, int]
    unread: tuple[Unread, ...]
    empty: Mapping[str, Unread]
    other_yaml: int = 0
    linted: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def combine(cls, coverages: Iterable[Coverage]) -> Coverage:
        """The coverage of files that were read separately."""
        every = list(coverages)
        return cls(
            {name: sum(coverage.understood.get(name, 0) for coverage in every) for name in COUNTED},
            tuple(entry for coverage in every for entry in coverage.unread),
            {path: entry for coverage in every for path, entry in coverage.empty.items()},
            sum(coverage.other_yaml for coverage in every),
        )


NO_COVERAGE = Coverage({}, (), {})


def measure(
    project: Project, sources: Iterable[Source], skipped: Iterable[Unread] = (), *, other_yaml: int = 0
) -> Coverage:
    """The coverage of files that were read together.

    Args:
        project: their content.
        sources: the files.
        skipped: what was found not to be understood before the files were read.
        other_yaml: as in `Coverage`.
    """
    view = _ProjectView(project)
    by_path: dict[str, dict[tuple[int, str], Unread]] = {}
    for entry in (*skipped, *view.unread()):
        by_path.setdefault(entry.where.source.path, {})[entry.where.origin(0), entry.reason.name] = entry
    understood, kinds = view.understood_paths(), _kinds(project)
    with_blocks = {pipeline.text.source.path for pipeline in project.jenkinsfiles if pipeline.has_blocks}
    empty: dict[str, Unread] = {}
    for source in sources:
        if source.path in understood or PurePosixPath(source.path).name == IGNORE_FILE:
            continue
        entries = by_path.get(source.path, {})
        reason = _reason_for_file(source.text, kinds.get(source.path), entries.values())
        if reason is unread.NO_PIPELINE and entries and source.path in with_blocks:
            reason = None
        if reason is not None:
            entry = Unread(_first_line(source), reason)
            by_path[source.path] = entries = {(0, reason.name): entry}
        empty[source.path] = next(iter(entries.values()))
    ordered = [by_path[path][key] for path in sorted(by_path) for key in sorted(by_path[path])]
    return Coverage(_counts(project, understood), tuple(ordered), empty, other_yaml)


def nothing_understood(coverage: Coverage, paths: Iterable[str]) -> Iterator[Finding]:
    """A warning for each of these files in which nothing was understood."""
    for path in paths:
        if path in coverage.empty:
            entry = coverage.empty[path]
            yield NOTHING_UNDERSTOOD.finding(entry.where, reason=entry.message)


# --- files -----------------------------------------------------------------------------------------------------------


def _first_line(source: Source) -> Text:
    start = len(source.text) - len(source.text.lstrip())
    line = source.text[start:].split("\n", 1)[0].rstrip()
    return Text(source.text, source).cut(start if line else 0, start + len(line))


def _reason_for_file(text: str, kind: str | None, entries: Iterable[Unread]) -> Reason | None:
    """Why nothing in a file was understood; None if the entries for its parts say it."""
    if not text.strip():
        return unread.EMPTY
    if unread.is_markup(text):
        return unread.MARKUP
    if not {entry.reason for entry in entries} <= {unread.UNKNOWN_CALL}:
        return None
    comment = ("//", "/*", "*") if kind == "jenkinsfile" else ("#",)
    if all(line.lstrip().startswith(comment) for line in text.splitlines() if line.strip()):
        return unread.ONLY_COMMENTS
    has_kind = _VERSION.search(text) is not None and _KIND.search(text) is not None
    return REASONS.get(kind, unread.NO_POD if has_kind else unread.NOT_KUBERNETES)


def _kinds(project: Project) -> dict[str, str]:
    """The kinds of the files in which something may be understood, by path; a YAML file has no entry."""
    kinds = {script.text.source.path: "shell" for script in project.scripts if script.step is None}
    return kinds | {pipeline.text.source.path: "jenkinsfile" for pipeline in project.jenkinsfiles}


def _is_known(step: Step) -> bool:
    """Whether something of a step's script is known before the run."""
    unknown = not step.exact and yaml_tree.has_only_variables(step.script.text.value)
    return not unknown and (not step.script.unread or bool(step.script.commands))


def _is_checked(document: Manifest) -> bool:
    """Whether a document is of a kind that has rules."""
    return schema_kind(document) is not None or next(iter(manifest.pods(document)), None) is not None


def _is_kubernetes(document: Manifest) -> bool:
    """Whether a document is for Kubernetes; a file of another system may have executor calls too."""
    has_kind = document.root is not None and all(
        yaml_tree.node_at(document.root, key) is not None for key in ("apiVersion", "kind")
    )
    return has_kind or _is_checked(document)


# --- counts ----------------------------------------------------------------------------------------------------------


def _counts(project: Project, understood: Collection[str]) -> dict[str, int]:
    files = {
        "jenkinsfiles": {pipeline.text.source.path for pipeline in project.jenkinsfiles},
        "manifests": {document.text.source.path for document in project.manifests if _is_kubernetes(document)},
        "dockerfiles": {dockerfile.text.source.path for dockerfile in project.dockerfiles},
        "scripts": {script.text.source.path for script in project.scripts if script.step is None},
    }
    files["manifests"] -= files["jenkinsfiles"]
    counted = {name: len(paths.intersection(understood)) for name, paths in files.items()} | {
        "pods": len(project.pods),
        "sh_steps": sum(_is_known(step) for pipeline in project.jenkinsfiles for step in pipeline.steps),
        "executor_calls": len(project.executor_calls) + len(project.other_calls),
    }
    return counted | {"run_time_values": _run_time_values(project)}


def _run_time_values(project: Project) -> int:
    """How many values of executor calls, scripts and pods only the run knows."""
    places = {
        (word.text.source.path, word.text.origin(0))
        for call in project.executor_calls
        for word in call.words
        if not word.literal
    }
    for pod in project.pods:
        if pod.manifest is not None and pod.manifest.root is not None and "$" in pod.manifest.text.value:
            text = pod.manifest.text
            values = (node for node in yaml_tree.scalars(pod.manifest.root) if yaml_tree.has_placeholder(node.value))
            places |= {(text.source.path, text.origin(node.start_mark.index)) for node in values}
    return len(places)


# --- parts of files --------------------------------------------------------------------------------------------------


class _ProjectView:
    """Finds what was understood of a project; what several files share is determined once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.call_places: dict[str, list[Text]] = {}
        for call in project.other_calls:
            self.call_places.setdefault(call.where.source.path, []).append(call.where)

    @cached_property
    def container_names(self) -> frozenset[str]:
        """The names of all containers."""
        containers = (container for pod in self.project.pods for container in pod.containers)
        return frozenset(container.name.value for container in containers if container.name is not None)

    @cached_property
    def code_paths(self) -> frozenset[tuple[str, ...]]:
        """The paths of the Jenkinsfiles, and the ends of these paths."""
        paths = (PurePosixPath(pipeline.text.source.path).parts for pipeline in self.project.jenkinsfiles)
        return frozenset(parts[start:] for parts in paths for start in range(len(parts)))

    @cached_property
    def files_by_name(self) -> dict[str, list[PurePosixPath]]:
        """The files of the project by their name without a directory."""
        found: dict[str, list[PurePosixPath]] = {}
        for path in self.project.files:
            found.setdefault(path.name, []).append(path)
        return found

    def understood_paths(self) -> set[str]:
        """The files in which something was understood."""
        project = self.project
        paths = {dockerfile.text.source.path for dockerfile in project.dockerfiles if dockerfile.instructions}
        paths |= {pipeline.text.source.path for pipeline in project.jenkinsfiles if self.has_content(pipeline)}
        paths |= {script.text.source.path for script in project.scripts if script.step is None and script.commands}
        paths |= self.call_places.keys()
        return paths | {document.text.source.path for document in project.manifests if _is_checked(document)}

    def has_content(self, pipeline: Jenkinsfile) -> bool:
        """Whether a Jenkinsfile has a known step, a pod, or a known script, or blocks with nothing unknown."""
        unknown = [entry for entry in pipeline.unread if not self.is_read_elsewhere(entry)]
        known_scripts = all(map(_is_known, pipeline.steps))
        if len(unknown) < len(pipeline.unread) or (pipeline.has_blocks and known_scripts and not unknown):
            return True
        return pipeline.has_steps or any(map(_is_known, pipeline.steps)) or any(source.pods for source in pipeline.pods)

    def unread(self) -> Iterator[Unread]:
        """What the parsers did not understand, without what other files of the project explain."""
        for pipeline in self.project.jenkinsfiles:
            yield from (entry for entry in pipeline.unread if not self.is_read_elsewhere(entry))
            for source in pipeline.pods:
                yield from self.unread_pod(source)
            for use in pipeline.containers:
                if use.pod is None and use.name.value not in self.container_names:
                    yield Unread(use.name, unread.UNKNOWN_POD, {"container": use.name.value})
        for script in self.project.scripts:
            yield from script.unread
            yield from _unread_executors(script)
        for pod in self.project.pods:
            for script in filter(None, map(executor.script_of_container, pod.containers)):
                yield from script.unread
        for dockerfile in self.project.dockerfiles:
            yield from dockerfile.unread
        for document in self.project.manifests:
            yield from document.unread
            yield from self.unread_kind(document)

    def is_read_elsewhere(self, entry: Unread) -> bool:
        """Whether the code of a loaded file or of a library's step is in a Jenkinsfile of the project."""
        if entry.reason is unread.LOADED_CODE:
            return PurePosixPath(str(entry.values["path"]).strip("`")).parts in self.code_paths
        if entry.reason is unread.UNKNOWN_CALL:
            name = str(entry.values["call"]).partition(".")[0]
            return (SHARED_LIBRARY_DIRECTORY, f"{name}.groovy") in self.code_paths
        if entry.reason is unread.LIBRARY_CLASS:
            *package, name = str(entry.values["name"]).split(".")
            return ("src", *package, f"{name}.groovy") in self.code_paths
        return False

    def unread_pod(self, source: PodSource) -> Iterator[Unread]:
        """Report a pod that is not known, or not wholly."""
        if source.path is not None and not source.pods:
            name = PurePosixPath(source.path.value)
            candidates = self.files_by_name.get(name.name, ())
            is_there = any(path.parts[-len(name.parts) :] == name.parts for path in candidates)
            reason = unread.NO_POD_IN_FILE if is_there else unread.POD_FILE
            yield Unread(source.path, reason, {"path": f"`{name}`"})
        elif not source.pods and not any(document.problems or document.unread for document in source.documents):
            yield Unread(source.where, unread.RUN_TIME_POD)
        elif source.inherits and source.enclosing is None and source.pods:
            yield Unread(source.where, unread.INHERITED_POD)

    def unread_kind(self, document: Manifest) -> Iterator[Unread]:
        """Report a document of a kind without rules, and files in a document of another kind."""
        text = document.text
        if document.root is None or document.in_jenkinsfile:
            return
        nodes = {key: yaml_tree.node_at(document.root, key) for key in ("apiVersion", "kind")}
        version, kind = (yaml_tree.scalar_text(text, node) for node in nodes.values())
        if _is_checked(document):
            if kind is not None and kind.value in FILES_WITH_CONTENT:
                yield from _unread_files(document, kind.value)
            return
        if kind is None or version is None:
            uses = list(self.executor_uses(text))
            yield from uses
            if not uses:
                yield Unread(yaml_tree.first_line(text, document.root), unread.NOT_KUBERNETES)
        elif kind.value != "List":
            yield Unread(kind, unread.OTHER_KIND, {"kind": kind.value, "version": version.value})
            yield from self.executor_uses(text)

    def executor_uses(self, document: Text) -> Iterator[Unread]:
        """Report the calls of the executor in a file of another system, or else the lines that name it."""
        path = document.source.path
        values = {"system": next((name for part, name in SYSTEMS.items() if part in f"/{path}"), OTHER_YAML)}
        first, last = document.origin(0), document.origin(len(document))
        calls = [call for call in self.call_places.get(path, ()) if first <= call.origin(0) <= last]
        yield from (Unread(call, unread.ONLY_FLAGS, values) for call in calls)
        if not calls:
            yield from (Unread(use, unread.OTHER_SYSTEM, values) for use in executor_uses(document))


def _unread_executors(script: Script) -> Iterator[Unread]:
    """The executor as an argument of a program that runs it, such as `xargs`."""
    for command in script.commands:
        program = command.words[0].value.rpartition("/")[2]
        for word in command.words[1:] if program in RUNNERS else ():
            if word.value.endswith("/kaniko/executor"):
                yield Unread(word.text, unread.UNREAD_EXECUTOR, {"program": program})
                break


def _unread_files(document: Manifest, kind: str) -> Iterator[Unread]:
    for name in FILES_WITH_CONTENT[kind]:
        key, value = yaml_tree.key_and_value(document.root, name, by_plugin=True)
        if key is not None and isinstance(value, yaml.MappingNode) and value.value:
            where = yaml_tree.first_line(document.text, key)
            yield Unread(where, unread.CONFIGURATION_DATA, {"kind": kind, "field": name})
