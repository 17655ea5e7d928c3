"""Compares what `check` says of a manifest with what the API server says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide import project, rules
from kaniko_guide.analysis import pod_security
from kaniko_guide.facts import kubernetes
from kaniko_guide.findings import Severity
from kaniko_guide.project import Settings
from kaniko_guide.sources import yaml_tree
from kaniko_guide.text import Source, Text

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    import yaml

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from lab.cluster.dry_run import Answer

CREATED, NOT_UNDERSTOOD, FORBIDDEN, INVALID = 201, 400, 403, 422
"""The codes of HTTP with which the server answers."""

NAME = PurePosixPath("pod.yaml")
WHOLE = ""
"""The field of a claim that is about the whole object."""

SERVER_REASONS = {
    "FieldValueRequired": "required",
    "FieldValueInvalid": "invalid",
    "FieldValueDuplicate": "duplicate",
    "FieldValueNotSupported": "unsupported",
    "FieldValueForbidden": "forbidden",
    "FieldValueNotFound": "not-found",
    "FieldValueTooLong": "invalid",
    "FieldValueTypeInvalid": "type",
    "FieldValueTooMany": "invalid",
}

RULE_REASONS: dict[tuple[str, str], str] = {
    ("schema", "missing"): "required",
    ("schema", "misspelt"): "required",
    ("schema", "wrong-type"): "type",
    ("unknown-kind", ""): "type",
    ("bad-quantity", "not-a-quantity"): "type",
    ("bad-quantity", "negative"): "invalid",
    ("bad-quantity", "above-limit"): "invalid",
    ("duplicate-name", ""): "duplicate",
    ("unsupported-value", ""): "unsupported",
    ("invalid-name", "container"): "invalid",
    ("invalid-name", "volume"): "invalid",
    ("invalid-name", "namespace"): "invalid",
    ("invalid-name", "object"): "invalid",
    ("mount-without-volume", ""): "not-found",
}
"""What a rule's message claims that the server says; an empty message stands for each. Other rules claim nothing."""

JUDGING_RULES = ("unknown-field", "duplicate-key", "invalid-field", *dict.fromkeys(name for name, _ in RULE_REASONS))
"""The rules that judge what the server judges."""

MAPS = frozenset({"labels", "annotations", "nodeSelector", "matchLabels", "limits", "requests"})
"""Fields whose keys the user chooses, of which the server may name only the whole."""

MISSPELT = ("schema", "misspelt")
"""The rule and message about an unknown field without which a required one is missing."""

DROPPED_RULES = frozenset({"unknown-field", "duplicate-key"})
"""The rules about what the server drops, or what strict validation lists."""

CONTROLS = {
    "hostProcess": "windowsHostProcess",
    "host namespaces": "hostNamespaces",
    "privileged": "privileged",
    "non-default capabilities": "capabilities_baseline",
    "hostPath volumes": "hostPathVolumes",
    "hostPort": "hostPorts",
    "probe or lifecycle host": "hostProbesAndHostLifecycle",
    "forbidden AppArmor profile": "appArmorProfile",
    "forbidden AppArmor profiles": "appArmorProfile",
    "seLinuxOptions": "seLinuxOptions",
    "procMount": "procMount",
    "seccompProfile": "seccompProfile",
    "forbidden sysctls": "sysctls",
    "restricted volume types": "restrictedVolumes",
    "allowPrivilegeEscalation != false": "allowPrivilegeEscalation",
    "runAsNonRoot != true": "runAsNonRoot",
    "runAsUser=0": "runAsUser",
    "unrestricted capabilities": "capabilities_restricted",
}
"""The control of `facts/pod_security.yml`, by the words of the server."""

_DECODED = re.compile(r"Go struct field \w+\.(\S+) of type")
_DROPPED = re.compile(r'^(?:unknown|duplicate) field "(.*)"$')
_YAML_KEY = re.compile(r'line (\d+): key "(.*)" already set in map')
_VIOLATED = re.compile(r'violates PodSecurity "[^"]*": (.*)$', re.DOTALL)
_EMBEDDED = re.compile(r"\b[A-Z]\w*\.")
"""A step of a message about types that is no field, but a Go struct inside another."""
_EMPTY_VALUE = re.compile(r'(?:Invalid|Unsupported) value: (?:""|0|null):')
_VOLUME = re.compile(r"spec\.volumes\[")
EMPTY_NAME = 'Not found: ""'
_SUFFIX = re.compile(r"(?<=^seccompProfile)_\w+$|(?<=^procMount)_\w+$")
"""What the server's words do not tell apart: a control that both levels have."""
_INDEX = re.compile(r"\[(\d+)\]")
_KEY = re.compile(r"\[([^\]]*)\]")


@dataclass(frozen=True, slots=True)
class Claim:
    """One reason why a manifest is refused.

    Attributes:
        fields: the path of the field; several where a finding does not tell a mapping from its first key; none where
            the server does not name it.
        reasons: `required`, `invalid`, `type` …; several where the server calls an empty value invalid.
    """

    fields: tuple[str, ...]
    reasons: tuple[str, ...]

    def agrees(self, other: Claim) -> bool:
        """Whether two claims have the same reason, and are about the same field or one and the next above it."""
        if set(self.reasons).isdisjoint(other.reasons):
            return False
        if not self.fields or not other.fields:
            return True
        return any(_same_field(own, its) for own in self.fields for its in other.fields)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the server or `check` says of a manifest.

    Attributes:
        refused: whether it is refused.
        claims: why.
        complete: whether the claims are all that there are: the server stops at a value of a wrong type.
        dropped: the unknown and duplicate fields.
    """

    refused: bool
    claims: tuple[Claim, ...]
    complete: bool
    dropped: frozenset[str]


def of_server(answer: Answer, text: str) -> Verdict:
    """The verdict of the server, without Pod Security.

    Args:
        answer: its answer.
        text: the manifest.
    """
    dropped = frozenset(field for warning in answer.warnings for field in _dropped_fields(warning, text))
    if answer.code == INVALID:
        return Verdict(refused=True, claims=tuple(_causes(answer)), complete=True, dropped=dropped)
    if answer.code == NOT_UNDERSTOOD:
        found = _DECODED.search(answer.message)
        fields = (_EMBEDDED.sub("", found[1]),) if found is not None else ()
        return Verdict(refused=True, claims=(Claim(fields, ("type",)),), complete=False, dropped=dropped)
    return Verdict(refused=answer.code != CREATED, claims=(), complete=False, dropped=dropped)


def _causes(answer: Answer) -> Iterator[Claim]:
    """The causes, without those that only follow from another: mounts of an invalid volume are not found."""
    causes = [(_dotted(field), SERVER_REASONS.get(reason, reason), message) for field, reason, message in answer.causes]
    bad_volume = any(_VOLUME.match(field) for field, _, _ in causes)
    reasons: dict[str, list[str]] = {}
    for field, reason, message in causes:
        follows = reason == "not-found" and (bad_volume or message == EMPTY_NAME)
        if not follows:
            more = ["required"] * bool(_EMPTY_VALUE.match(message)) + ["duplicate"] * message.endswith("must be unique")
            reasons.setdefault(field, []).extend([reason, *more])
    for field, found in reasons.items():
        if not _follows(field, reasons):
            yield Claim((field,), tuple(dict.fromkeys(found)))


def _follows(field: str, others: Container[str]) -> bool:
    """Whether a field is only what the server sets it to: a request to the limit, the name to the generated one."""
    limit = field.replace(".requests.", ".limits.")
    generated = field == "metadata.name" and "metadata.generateName" in others
    return generated or (limit != field and limit in others)


def of_check(text: str) -> Verdict:
    """The verdict of `check` for a manifest in a file."""
    return of_project(read_manifest(text))


def of_project(read: Project) -> Verdict:
    """The verdict of `check` for a manifest that was read."""
    findings = [finding for name in JUDGING_RULES for finding in rules.load()[name].check(read)]
    claims = tuple(claim for finding in findings for claim in _claims(read, finding))
    dropped = frozenset(
        field
        for finding in findings
        if finding.rule.name in DROPPED_RULES or _is_misspelt(finding)
        for field in _fields_of(read, finding)[:1]
    )
    return Verdict(refused=bool(claims), claims=_without_consequences(claims), complete=True, dropped=dropped)


def read_manifest(text: str) -> Project:
    """The project of one manifest, for the newest minor version of Kubernetes."""
    settings = Settings(kubernetes=(kubernetes.minor_versions()[-1],))
    return project.assemble({NAME: "manifest"}, lambda path: Text.canonical(Source(str(path), text)), settings=settings)


def _without_consequences(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    bad_volume = any(_VOLUME.match(field) for claim in claims for field in claim.fields)
    return tuple(claim for claim in claims if not bad_volume or "not-found" not in claim.reasons)


def outcome(server: Verdict, check: Verdict) -> str:
    """How two verdicts compare: `both accept`, `same reason`, `other reason`, `server only` or `check only`."""
    if server.refused != check.refused:
        return "server only" if server.refused else "check only"
    if not server.refused:
        return "both accept"
    named = all(any(claim.agrees(other) for other in check.claims) for claim in server.claims)
    shared = not server.complete or all(any(claim.agrees(other) for other in server.claims) for claim in check.claims)
    return "same reason" if named and shared else "other reason"


def controls_of_server(answer: Answer) -> frozenset[str]:
    """The Pod Security controls for which the server refuses a pod, by the names of our data."""
    found = _VIOLATED.search(answer.message)
    if found is None:
        return frozenset()
    words = re.split(r"\), |, (?=[a-zA-Z=! ]+ \()", found[1])
    return frozenset(CONTROLS.get(word.partition(" (")[0].strip(), word) for word in words)


def controls_of_check(read: Project, minor: str) -> dict[str, frozenset[str]]:
    """The controls that a pod violates: of *baseline*; else of *restricted*; by the level.

    Args:
        read: the manifest.
        minor: the minor version of Kubernetes.

    Returns:
        No names where the manifest has no pod.
    """
    results = [pod_security.evaluate(pod, [minor]) for pod in read.pods]
    violations = [entry for result in results if result is not None for entry in result.violations]
    names = [(str(entry.standard), _SUFFIX.sub("", entry.control.name)) for entry in violations]
    return {
        level: frozenset(name for standard, name in names if standard == level) for level in ("baseline", "restricted")
    }


def _claims(read: Project, finding: Finding) -> Iterator[Claim]:
    name = finding.rule.name
    reason = RULE_REASONS.get((name, finding.message_name)) or RULE_REASONS.get((name, ""))
    if name == "invalid-field":
        reason = finding.message_name
    if reason is not None and finding.severity is Severity.ERROR:
        fields = _fields_of(read, finding)
        yield Claim(tuple(map(_parent, fields)) if _is_misspelt(finding) else fields, (reason,))


def _is_misspelt(finding: Finding) -> bool:
    return (finding.rule.name, finding.message_name) == MISSPELT


def _parent(field: str) -> str:
    return field.rpartition(".")[0]


def _fields_of(read: Project, finding: Finding) -> tuple[str, ...]:
    """The fields at the position of a finding: a key comes before the mapping that it begins."""
    (document,) = read.manifests
    if document.root is None:
        return ()
    found = [
        yaml_tree.format_path(path)
        for path, node in _nodes(document.root)
        if (node.start_mark.line + 1, node.start_mark.column + 1) == (finding.line, finding.column)
        or (
            getattr(node, "style", None) in {'"', "'"}
            and (node.start_mark.line + 1, node.start_mark.column + 2) == (finding.line, finding.column)
        )
    ]
    return tuple(dict.fromkeys(reversed(found)))


def _nodes(node: yaml.Node, path: yaml_tree.YamlPath = ()) -> Iterator[tuple[yaml_tree.YamlPath, yaml.Node]]:
    """Every node with its path; a key has the path of its value."""
    yield path, node
    if isinstance(node.value, list):
        for index, entry in enumerate(node.value):
            if isinstance(entry, tuple):
                key, value = entry
                yield (*path, str(key.value)), key
                yield from _nodes(value, (*path, str(key.value)))
            else:
                yield from _nodes(entry, (*path, index))


def _dropped_fields(warning: str, text: str) -> Iterator[str]:
    """The unknown or duplicate field that a warning names; for a duplicate key in YAML it names the line."""
    found = _DROPPED.match(warning)
    if found is not None:
        yield found[1]
    duplicate = _YAML_KEY.match(warning)
    (document,) = read_manifest(text).manifests
    if duplicate is not None and document.root is not None:
        line, key = int(duplicate[1]) - 1, duplicate[2]
        keys = [path for path, node in _nodes(document.root) if node.start_mark.line == line and path[-1:] == (key,)]
        yield yaml_tree.format_path(keys[0])


def _dotted(field: str) -> str:
    """A path with dots before the keys of maps: `limits[memory]` is `limits.memory`."""
    marked = _INDEX.sub(r"<\1>", field)
    return _KEY.sub(r".\1", marked).replace("<", "[").replace(">", "]")


def _same_field(own: str, other: str) -> bool:
    if any(
        long.startswith(f"{short}.") and short.rpartition(".")[2] in MAPS
        for long, short in ((own, other), (other, own))
    ):
        return True
    first, second = _steps(own), _steps(other)
    longer, shorter = (first, second) if len(first) >= len(second) else (second, first)
    if len(longer) - len(shorter) > 1:
        return False
    return all(_same_step(left, right) for left, right in zip(longer, shorter, strict=False))


def _steps(field: str) -> list[str]:
    return [step for step in field.split(".") if step]


def _same_step(left: str, right: str) -> bool:
    """Whether two steps are equal; one without an index, as in a message about types, stands for all entries."""
    return left == right or (
        ("[" not in left or "[" not in right) and left.partition("[")[0] == right.partition("[")[0]
    )
