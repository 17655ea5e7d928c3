"""The cases: what is run, under which conditions, and what must come out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

from msgspec import field

from kaniko_guide.facts import Fact, executors, load
from lab.executor.outcome import ABSENT, Expectation, Outcome, parse, unmet
from lab.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DIRECTORY = ROOT / "records" / "executor-cases"
CASE_FILE = "case.yml"
CONTEXT = "context"
OWNERS = {"fork": "osscontainertools-", "upstream": "google-"}
"""The short name of each release, and how its name in `facts.executors.releases` begins."""


class Expectations(Fact, frozen=True):
    """The expectation for each release."""

    fork: Expectation
    upstream: Expectation


class Capabilities(Fact, frozen=True):
    """The container's capabilities: those added to containerd's defaults, and dropped: `ALL` for every one."""

    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


Operation = Literal[
    "connect",
    "ping",
    "token",
    "head-manifest",
    "get-manifest",
    "put-manifest",
    "head-blob",
    "get-blob",
    "start-upload",
    "upload-blob",
]
"""A request to a registry, by its method and its path; `connect` is that to a proxy."""


class Answer(Fact, frozen=True):
    """An answer that a server of a case gives in place of the registry.

    Attributes:
        to: the request.
        status: of HTTP.
        body: of the answer; `HOST` stands for the host of the request, here and in headers.
        headers: of the answer, besides its length.
        times: how often it is given before the registry answers; 0 for always.
        breaks: how the connection ends instead: it is closed or reset before an answer, or after half of the
            registry's.
    """

    to: Operation
    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 0
    breaks: Literal["", "closed", "reset", "half"] = ""


class Server(Fact, frozen=True):
    """A server of a case, see `lab.executor.servers`; it passes requests on to the registry with plain HTTP.

    Attributes:
        names: its host names, or its address (the first server has 127.0.0.20).
        port: on which it listens.
        connection: how it speaks, or why no connection is made.
        certificate: what is wrong with its certificate; of an authority that the container trusts.
        registry: the registry to which it passes requests on: that of the environment, also without the content of its
            layers, or one that is read-only or whose disk is full.
        answers: the first that applies is given.
        nginx: directives of nginx, which then is the server; `PASS` stands for those that pass requests on.
        source: where the text of the answers is from: a file of the registry and its commit, or a thread.
    """

    names: tuple[str, ...]
    port: int = 443
    connection: Literal[
        "tls",
        "http",
        "tls-1.1",
        "old-cipher",
        "client-certificate",
        "client-certificate-1.2",
        "unrecognized-name",
        "internal-error",
        "silent",
        "closes",
        "resets",
        "other-protocol",
        "http2-reset",
        "http2-goaway",
        "refuses",
        "drops",
        "no-route",
        "no-network",
    ] = "tls"
    certificate: Literal[
        "",
        "expired",
        "future",
        "other-name",
        "no-names",
        "for-clients",
        "sha1",
        "small-key",
        "self-signed",
        "unknown-authority",
        "same-name-authority",
        "missing-intermediate",
        "constrained",
        "leaf-as-authority",
    ] = ""
    registry: Literal["shared", "without-layers", "read-only", "full"] = "shared"
    answers: tuple[Answer, ...] = ()
    nginx: str = ""
    source: str = ""


class Case(Fact, frozen=True):
    """A case.

    Attributes:
        proves: what the case shows, as a sentence.
        steps: shell commands, run one after the other in one container.
        expect: what must come out.
        control: the case, or the case for each release, in which the condition is reversed: the expectation must fail
            for its outcome.
        context: the case whose build context it uses; empty for its own.
        context_at: where the context is mounted.
        owner: of the context's files, as `uid:gid`.
        environment: variables, in addition to those of the executor's image.
        auths: keys of the mounted `config.json`, each with a right or a wrong password; no file where there is none.
        config: other text of the mounted `config.json`.
        capabilities: of the container.
        user: the user id of the container.
        privilege_escalation: false for `allowPrivilegeEscalation: false`.
        read_only: whether the container's file system is read-only.
        volumes: empty directories that are mounted.
        servers: in addition to the registries of the environment.
        name_server: one that knows no name, fails, or is silent; none where there is no name server.
    """

    proves: str
    steps: tuple[str, ...]
    expect: Expectations
    control: str | dict[Literal["fork", "upstream"], str]
    context: str = ""
    context_at: str = "/workspace"
    owner: str = "0:0"
    environment: dict[str, str] = field(default_factory=dict)
    auths: dict[str, Literal["valid", "wrong"]] = field(default_factory=dict)
    config: str = ""
    capabilities: Capabilities = Capabilities()
    user: int = 0
    privilege_escalation: bool = True
    read_only: bool = False
    volumes: tuple[str, ...] = ()
    servers: tuple[Server, ...] = ()
    name_server: Literal["", "unknown", "fails", "silent"] = ""

    def control_of(self, release: str) -> str:
        """The name of the control for a release, by the release's short name."""
        return self.control if isinstance(self.control, str) else self.control.get(release, "")  # type: ignore[call-overload]


@cache
def releases() -> dict[str, str]:
    """The releases that cases are run with: short name, and name in `facts.executors.releases`."""
    return {
        short: next(release for release in executors.releases() if release.startswith(prefix))
        for short, prefix in OWNERS.items()
    }


def names(directory: Path = DIRECTORY) -> list[str]:
    """The names of all cases."""
    return sorted(path.parent.name for path in directory.glob(f"*/{CASE_FILE}"))


def read(name: str, directory: Path = DIRECTORY) -> Case:
    """Read a case.

    Raises:
        DataError: the file does not match the type.
    """
    return load(str(directory / name / CASE_FILE), Case)


def context_directory(name: str, directory: Path = DIRECTORY) -> Path:
    """The build context of a case."""
    return directory / (read(name, directory).context or name) / CONTEXT


def record_file(name: str, release: str, directory: Path = DIRECTORY) -> Path:
    """The file of the recorded outcome.

    Args:
        name: of the case.
        release: the short name.
        directory: of all cases.
    """
    return directory / name / f"{releases()[release]}.txt"


def recorded_outcome(name: str, release: str, directory: Path = DIRECTORY) -> Outcome | None:
    """The recorded outcome of a case; None where it was not recorded."""
    file = record_file(name, release, directory)
    return parse(file.read_text("utf-8")) if file.is_file() else None


def problems(name: str, directory: Path = DIRECTORY) -> list[str]:
    """What is wrong with a case, a message each.

    Every expectation states something, the recorded outcome fulfills it, and that of the control does not.
    """
    case = read(name, directory)
    found = []
    if not context_directory(name, directory).is_dir():
        found.append(f"no directory {context_directory(name, directory).relative_to(directory)}")
    for release in OWNERS:
        expectation: Expectation = getattr(case.expect, release)
        where = f"{release}: "
        if expectation.is_empty:
            found.append(f"{where}the expectation states nothing")
        found += [
            f"{where}{path}: expected a mapping or {ABSENT!r}, found {file!r}"
            for path, file in expectation.files.items()
            if isinstance(file, str) and file != ABSENT
        ]
        outcome = recorded_outcome(name, release, directory)
        if outcome is None:
            found.append(f"{where}no recorded outcome; run: python -m lab.executor run --record {name}")
        else:
            commands = tuple(step.command for step in outcome.steps)
            if commands != case.steps:
                found.append(f"{where}the recorded commands are not those of the case")
            found += [f"{where}{problem}" for problem in unmet(expectation, outcome)]
        control = case.control_of(release)
        if control == name or not (directory / control / CASE_FILE).is_file():
            found.append(f"{where}the control {control!r} is no other case")
        elif (reversed_outcome := recorded_outcome(control, release, directory)) and not unmet(
            expectation, reversed_outcome
        ):
            found.append(f"{where}the expectation also holds for the outcome of the control {control}")
    return found
