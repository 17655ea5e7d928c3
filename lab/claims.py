"""Compares the claims of the guide with the cases and source files that prove them.

`python -m lab.claims count` prints the facts about the executor by kind of proof;
`python -m lab.claims sources NAME=REPOSITORY …` records the source files that claims name, read at the tag of each
release out of checkouts or bare repositories, for the tests, which have none.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaniko_guide.facts import dockerfile_features, environment, load
from kaniko_guide.facts.claims import RELEASES, Claim, Kind, Proof, Subject, contradictions
from kaniko_guide.facts.diagnosis import signatures
from kaniko_guide.facts.diagnosis.signatures import INFERRED
from kaniko_guide_site.fact_tables import KINDS
from kaniko_guide_site.facts import (
    container_detection,
    flag_notes,
    jenkins_claims,
    log_lines,
    silent_features,
)
from lab.end_to_end import run
from lab.executor import cases
from lab.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kaniko_guide.facts.diagnosis.signatures import Signature
    from lab.executor.cases import Case

REPOSITORIES = {"fork": "osscontainertools/kaniko", "upstream": "GoogleContainerTools/kaniko"}
"""The repository of each release of the executor."""
SOURCES = ROOT / "records" / "claim-sources.tsv"
"""The source files that claims name: repository, tag, path and the blob's hash in Git."""
PAGES = ROOT / "records" / "executor-claims.yml"
THREAD = re.compile(r"[\w./-]+#\d+")
SIGNATURE = "signature-"
"""How the ids of signatures' claims begin: their outcome is the cause; their case is compared by diagnosis."""
SILENT = "nothing is printed"
WARNING = "WARN"
"""How warnings begin in the log."""
NONE = "none"
"""Shown in place of the kind of proof of a fact without a claim."""


def facts() -> dict[str, dict[str, tuple[Claim, ...]]]:
    """The claims of each fact about the executor, by topic and by the fact's name in its file."""
    flags, variables = environment.feature_flags(), environment.variables()
    return {
        "flag_notes": {name: note.claims for name, note in flag_notes.notes().items()},
        "feature_flags": {flag.name: flag.claims for flag in chain.from_iterable(flags.values())},
        "announced_flags": {flag.name: flag.claims for flag in environment.announced_flags()},
        "variables": {
            ", ".join(variable.names): variable.claims for variable in chain.from_iterable(variables.values())
        },
        "paths": {path.marker: path.claims for path in environment.paths()},
        "exit_codes": {f"{code.code} {code.en}": code.claims for code in environment.exit_codes()},
        "container_detection": {
            one.indicator if isinstance(one.indicator, str) else one.indicator.en: one.claims
            for one in container_detection.indicators()
        },
        "dockerfile_features": _claims_of(dockerfile_features.features()),
        "silent_features": _claims_of(silent_features.by_id()),
        "log_lines": {line.en: _claims(line) for line in log_lines.log_lines()},
        "executor_claims": {claim.id: (claim,) for claim in chain.from_iterable(of_pages().values())},
        "signatures": {one.id: _of_signature(one) for one in signatures.signatures()},
    }


def of_pages() -> dict[str, tuple[Claim, ...]]:
    """What pages state about the executor and no file of facts has, by topic."""
    return load(str(PAGES), dict[str, tuple[Claim, ...]])


def every_claim() -> list[Claim]:
    """Every claim, those about Jenkins too."""
    named = chain.from_iterable(claims for topic in facts().values() for claims in topic.values())
    return [*{id(claim): claim for claim in named}.values(), *jenkins_claims.claims()]


def without_claims() -> dict[str, list[str]]:
    """The names of the facts that have no claim yet, by topic; only topics that have such facts."""
    found = {topic: [name for name, claims in known.items() if not claims] for topic, known in facts().items()}
    return {topic: names for topic, names in found.items() if names}


def weakest(claims: Iterable[Claim]) -> Kind | str:
    """The weakest kind of proof among the claims of a fact, on which the whole fact rests."""
    order = list(KINDS)
    return max((claim.proof.kind for claim in claims), key=order.index, default=NONE)


def problems(
    claims: Iterable[Claim], known: Mapping[str, Iterable[str]], directory: Path = cases.DIRECTORY
) -> Iterator[str]:
    """What is wrong with claims: contradictions, and proofs that do not exist or can not fail.

    Args:
        claims: all that belong together.
        known: the recorded source files, by release.
        directory: of the cases.

    Yields:
        A message for each problem.
    """
    claims = list(claims)
    yield from contradictions(claims)
    names = set(cases.names(directory))
    for claim in claims:
        run_ = claim.proof.run
        if run_ and run_ not in names:
            yield f"{claim.id}: no case {run_}. Correct run, or add the case to records/executor-cases/."
        elif run_:
            yield from (f"{claim.id}: {problem}" for problem in cases.problems(run_, directory))
            case = cases.read(run_, directory)
            if problem := _unlike(claim, case):
                yield f"{claim.id}: {problem}"
            yield from (f"{claim.id}: {problem}" for problem in _unchecked_silence(claim, case))
        if run_ and not set(claim.outcome) <= RELEASES:
            yield f"{claim.id}: a case has only outcomes of {', '.join(sorted(RELEASES))}"
        sourced = claim.proof.files
        if sourced and set(sourced) != set(claim.outcome):
            yield f"{claim.id}: its sources are of {', '.join(sourced)}, its outcomes of {', '.join(claim.outcome)}"
        for release, files in sourced.items():
            yield from (
                f"{claim.id}: {release} has no recorded file {file}. Correct it, or run: python -m lab.claims sources"
                for file in files
                if file not in known[release]
            )


def _unlike(claim: Claim, case: Case) -> str:
    """That outcomes of the releases differ where the expectations do not, or the reverse; empty if neither."""
    if set(claim.outcome) != RELEASES or claim.id.startswith(SIGNATURE):
        return ""
    alike = claim.outcome["fork"] == claim.outcome["upstream"]
    if alike == (case.expect.fork == case.expect.upstream):
        return ""
    return f"the outcomes of the releases are {'equal' if alike else 'unlike'}, the expectations of the case are not"


def _unchecked_silence(claim: Claim, case: Case) -> Iterator[str]:
    """The releases for which nothing is printed, says the claim, while the case accepts warnings."""
    for release, outcome in claim.outcome.items():
        text = outcome if isinstance(outcome, str) else outcome.en
        expected = {"fork": case.expect.fork, "upstream": case.expect.upstream}.get(release)
        if SILENT in text and expected and WARNING not in expected.log.has_not:
            yield f"{release} prints nothing, but the case accepts {WARNING}"


def recorded_sources() -> dict[str, set[str]]:
    """The recorded source files, by release, or by plugin."""
    rows = [line.split("\t") for line in SOURCES.read_text("utf-8").splitlines()]
    return {
        name: {
            path.removeprefix(prefix)
            for named, at, path, _ in rows
            if (named, at) == (repository, tag) and path.startswith(prefix)
        }
        for name, (repository, tag, prefix) in tags().items()
    }


def tags() -> dict[str, tuple[str, str, str]]:
    """Repository, tag and the beginning of all paths, by release, or by plugin."""
    executors = {short: (REPOSITORIES[short], name.rpartition("-")[2], "") for short, name in cases.releases().items()}
    plugins = {
        name: (plugin.repository, plugin.release, f"{plugin.path}/")
        for name, plugin in jenkins_claims.plugins().items()
    }
    return executors | plugins


def record_sources(repositories: Mapping[str, Path]) -> list[str]:
    """Write the source files that claims name, with the hashes of their content.

    Args:
        repositories: the checkout or bare repository of each of `tags()`.

    Returns:
        The files that are not there.
    """
    named = {
        (release, file) for claim in every_claim() for release, files in claim.proof.files.items() for file in files
    }
    rows, missing = set(), []
    for release, file in sorted(named):
        repository, tag, prefix = tags()[release]
        found = run(["git", "-C", str(repositories[release]), "ls-tree", tag, f"{prefix}{file}"]).split()
        if found:
            rows.add(f"{repository}\t{tag}\t{prefix}{file}\t{found[2]}")
        else:
            missing.append(f"{release}: {file}")
    SOURCES.write_text("".join(f"{row}\n" for row in sorted(rows)), "utf-8")
    return missing


def _claims_of(known: Mapping[str, Any]) -> dict[str, tuple[Claim, ...]]:
    return {name: _claims(fact) for name, fact in known.items()}


def _claims(fact: Any) -> tuple[Claim, ...]:  # noqa: ANN401
    claims: tuple[Claim, ...] = getattr(fact, "claims", ())
    return claims


def _of_signature(signature: Signature) -> tuple[Claim, ...]:
    """That a text has a cause, with the strongest of the signature's proofs; none if only earlier records show it."""
    threads = [_thread(proof) for proof in signature.proof if THREAD.fullmatch(proof)]
    sources = [proof for proof in signature.proof if not THREAD.fullmatch(proof)]
    if signature.cases:
        proof = Proof(run=signature.cases[0])
    elif sources == [INFERRED]:
        proof = Proof(inferred=INFERRED)
    elif sources:
        proof = Proof(source=", ".join(sources))
    elif threads:
        proof = Proof(thread=threads[0])
    else:
        return ()
    shown = [short for short, name in cases.releases().items() if name in signature.releases] or sorted(RELEASES)
    cause = signature.causes[0].cause.en
    return (
        Claim(
            id=f"{SIGNATURE}{signature.id}",
            subject=Subject(log=signature.text),
            condition=f"diagnosed as {signature.id}",
            outcome=dict.fromkeys(shown, cause),
            proof=proof,
        ),
    )


def _thread(proof: str) -> str:
    return proof.replace("GCT#", f"{REPOSITORIES['upstream']}#")


def main() -> int:
    """Run the command; the exit code is 1 when a source file is missing."""
    command, *given = sys.argv[1:]
    if command == "sources":
        missing = record_sources({name: Path(path) for name, _, path in (word.partition("=") for word in given)})
        print("\n".join(missing))  # noqa: T201
        return 1 if missing else 0
    columns = [*KINDS, NONE]
    print("\t".join(["topic", "facts", *columns, "claims"]))  # noqa: T201
    for topic, known in facts().items():
        counts = Counter(weakest(claims) for claims in known.values())
        row = [topic, len(known), *(counts[kind] for kind in columns), sum(map(len, known.values()))]
        print("\t".join(map(str, row)))  # noqa: T201
    by_kind = Counter(claim.proof.kind for claim in every_claim())
    print("all claims:", ", ".join(f"{by_kind[kind]} {kind}" for kind in KINDS))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
