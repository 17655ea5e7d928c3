"""What the API server said of each mutated pod, as it is recorded, and how `check` compares.

`verdicts.tsv` has a line for each pod, `verdicts.yml` the table by kind of mutation.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.facts import kubernetes
from lab.cluster import dry_run, verdicts
from lab.cluster.mutations.pods import mutated_pods
from lab.cluster.verdicts import Claim, Verdict
from lab.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lab.cluster.client import Cluster
    from lab.cluster.dry_run import Answer
    from lab.cluster.mutations.pods import MutatedPod

RECORDS = ROOT / "records" / "cluster-runs"
TSV, TABLE = RECORDS / "verdicts.tsv", RECORDS / "verdicts.yml"
EXPLANATIONS = Path(__file__).parent / "mutations" / "explanations.yml"

COLUMNS = ("kind", "number", "digest", "code", "claims", "dropped", "baseline", "restricted", "message")
OUTCOMES = ("both accept", "same reason", "other reason", "server only", "check only")
LEVELS = ("baseline", "restricted")
OPEN = "privileged"
AGREEING = frozenset({"both accept", "same reason"})

_NAMES = re.compile(r'^pods "[^"]*" is forbidden: ')
_SEPARATOR, _INNER = "; ", "|"


@dataclass(frozen=True, slots=True)
class Line:
    """What the server said of one pod.

    Attributes:
        kind, number, digest: of the pod.
        code: of HTTP, without a level of Pod Security.
        verdict: without Pod Security.
        controls: by level, those of Pod Security that are violated; empty where the pod is refused without them.
        message: of an answer without causes.
    """

    kind: str
    number: int
    digest: str
    code: int
    verdict: Verdict
    controls: Mapping[str, frozenset[str]]
    message: str


def ask(cluster: Cluster, namespaces: Mapping[str, str]) -> list[Line]:
    """The verdicts of a cluster's server.

    Args:
        cluster: the cluster.
        namespaces: by the level of Pod Security: *privileged*, *baseline* and *restricted*.

    Raises:
        ValueError: strict validation lists other fields than the warnings, or an answer has no verdict.
    """
    pods = mutated_pods()
    asked = [
        (namespaces[OPEN], "Warn"),
        (namespaces[OPEN], "Strict"),
        *((namespaces[level], "Warn") for level in LEVELS),
    ]
    requests = [dry_run.Request(*where, pod.text) for where in asked for pod in pods]
    names = {f" {name}/": " NAMESPACE/" for name in namespaces.values()}
    answers = [_without_names(answer, names) for answer in dry_run.ask(cluster, requests)]
    parts = [answers[number * len(pods) : (number + 1) * len(pods)] for number in range(len(asked))]
    return [_line(pod, *of_pod) for pod, *of_pod in zip(pods, *parts, strict=True)]


def _without_names(answer: Answer, names: Mapping[str, str]) -> Answer:
    message = answer.message
    for name, placeholder in names.items():
        message = message.replace(name, placeholder)
    return replace(answer, message=message)


def _line(pod: MutatedPod, warned: Answer, strict: Answer, baseline: Answer, restricted: Answer) -> Line:
    verdict = verdicts.of_server(warned, pod.text)
    refused_strictly = strict.code != verdicts.CREATED
    if refused_strictly != (verdict.refused or bool(verdict.dropped)):
        message = f"{pod.kind} {pod.number}: strict validation answers {strict.code} {strict.message}"
        raise ValueError(message)
    levels = zip(LEVELS, (baseline, restricted), strict=True)
    return Line(
        pod.kind,
        pod.number,
        pod.digest,
        warned.code,
        verdict,
        {level: verdicts.controls_of_server(answer) for level, answer in levels if not verdict.refused},
        "" if any(claim.fields for claim in verdict.claims) else _NAMES.sub("", warned.message).replace("\n", " "),
    )


def to_tsv(lines: Iterable[Line]) -> str:
    """The lines as text; read again by `from_tsv`."""
    rows = ["\t".join(COLUMNS)]
    for line in lines:
        cells = [
            line.kind,
            str(line.number),
            line.digest,
            str(line.code),
            _shown(line.verdict),
            _SEPARATOR.join(sorted(line.verdict.dropped)),
            *(_SEPARATOR.join(sorted(line.controls.get(level, ()))) for level in LEVELS),
            line.message,
        ]
        rows.append("\t".join(cells))
    return "\n".join(rows) + "\n"


def from_tsv(text: str) -> list[Line]:
    """The lines of a text by `to_tsv`."""
    rows = [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in text.splitlines()[1:]]
    return [_line_of_row(row) for row in rows]


def _line_of_row(row: Mapping[str, str]) -> Line:
    code = int(row["code"])
    claims = []
    for entry in filter(None, row["claims"].split(_SEPARATOR)):
        fields, _, reasons = entry.rpartition(" ")
        claims.append(Claim(tuple(filter(None, fields.split(_INNER))), tuple(reasons.split(_INNER))))
    verdict = Verdict(
        refused=code != verdicts.CREATED,
        claims=tuple(claims),
        complete=code == verdicts.INVALID,
        dropped=frozenset(filter(None, row["dropped"].split(_SEPARATOR))),
    )
    controls = {level: frozenset(filter(None, row[level].split(_SEPARATOR))) for level in LEVELS}
    return Line(
        row["kind"],
        int(row["number"]),
        row["digest"],
        code,
        verdict,
        {} if verdict.refused else controls,
        row["message"],
    )


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why `check` and the server differ in some pods.

    Attributes:
        outcome: how they differ; one of `OUTCOMES`.
        server: a regular expression for the server's claims and message.
        check: a regular expression for the claims of `check`.
        why: the reason.
    """

    outcome: str
    server: str
    check: str
    why: str

    def explains(self, line: Line, check: Verdict, outcome: str) -> bool:
        """Whether it is about this pod."""
        said = " ".join(filter(None, (_shown(line.verdict), line.message)))
        matches = re.search(self.server, said) is not None and re.search(self.check, _shown(check)) is not None
        return self.outcome == outcome and matches


def _shown(verdict: Verdict) -> str:
    """The claims of a verdict as text."""
    return _SEPARATOR.join(f"{_INNER.join(claim.fields)} {_INNER.join(claim.reasons)}" for claim in verdict.claims)


@cache
def explanations() -> tuple[Explanation, ...]:
    """Every known difference."""
    entries = yaml.safe_load(EXPLANATIONS.read_text("utf-8"))
    return tuple(
        Explanation(entry["outcome"], entry.get("server", ""), entry.get("check", ""), entry["why"])
        for entry in entries
    )


@dataclass(frozen=True, slots=True)
class Comparison:
    """How `check` compares with the server in one pod.

    Attributes:
        line: what the server said.
        check: the verdict of `check`.
        controls: by level, those of Pod Security that the pod violates for `check`.
        outcome: one of `OUTCOMES`.
        why: the explanation of a difference; empty without one.
    """

    line: Line
    check: Verdict
    controls: Mapping[str, frozenset[str]]
    outcome: str
    why: str


def compare(lines: Sequence[Line]) -> list[Comparison]:
    """The comparison of each pod, in the order of the lines.

    Raises:
        ValueError: the lines are of other pods than those that are generated now.
    """
    pods = {pod.digest: pod for pod in mutated_pods()}
    if [line.digest for line in lines] != list(pods):
        message = f"{TSV} is of other pods: record them again"
        raise ValueError(message)
    found, minor = [], kubernetes.minor_versions()[-1]
    for line in lines:
        read = verdicts.read_manifest(pods[line.digest].text)
        check, controls = verdicts.of_project(read), verdicts.controls_of_check(read, minor)
        outcome = verdicts.outcome(line.verdict, check)
        whys = [entry.why for entry in explanations() if entry.explains(line, check, outcome)]
        found.append(Comparison(line, check, controls, outcome, whys[0] if whys else ""))
    return found


def table(comparisons: Iterable[Comparison]) -> dict[str, Any]:
    """The counts by kind of mutation, and those of each explained difference."""
    by_kind: dict[str, Counter[str]] = {}
    explained: Counter[str] = Counter()
    for comparison in comparisons:
        counter = by_kind.setdefault(comparison.line.kind, Counter())
        counter["pods"] += 1
        counter[comparison.outcome] += 1
        counter["invalid"] += comparison.line.verdict.refused
        if comparison.outcome not in AGREEING:
            counter["explained"] += bool(comparison.why)
            explained[comparison.why or "not explained"] += 1
    columns = ("pods", "invalid", *OUTCOMES, "explained")
    total = sum(by_kind.values(), Counter())
    return {
        "total": {column: total[column] for column in columns},
        "kinds": {
            kind: {column: counts[column] for column in columns if counts[column]} for kind, counts in by_kind.items()
        },
        "differences": dict(sorted(explained.items())),
    }
