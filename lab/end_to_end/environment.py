"""The environment of a build: an isolated network, registries in it under public names, files in memory.

It exists only in the worker's namespaces and disappears with them.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lab.end_to_end import run
from lab.registry import HTPASSWD, PASSWORD
from lab.tools import find

TMPFS = Path("/mnt")
"""Exists on every Linux; in the worker's mount namespace a file system in memory is mounted there."""
AUTHORITY = TMPFS / "authority.pem"
HOSTS = TMPFS / "hosts"
RESOLVER = TMPFS / "resolv.conf"
MACHINE = TMPFS / "machine"
"""The machine's own network namespace, `hosts` and `resolv.conf`."""
DESCRIPTORS = tuple(map(int, os.environ.get("E2E_NAMESPACES", "").split()))
"""File descriptors of the machine's own network and mount namespaces, which the worker inherits."""
POLICY = TMPFS / "policy.json"

COMPANY = TMPFS / "company.pem"
"""A certificate authority that no image trusts, like that of a company."""
ACCOUNT = "100012345678"


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry of the environment.

    Attributes:
        address: the IP address on which it listens.
        names: its host names.
        port: on which it listens.
        authority: the one that signed its certificate; None for plain HTTP.
        login: whether it requires the account and the password.
    """

    address: str
    names: tuple[str, ...]
    port: int = 443
    authority: Path | None = AUTHORITY
    login: bool = False

    @property
    def host(self) -> str:
        """The beginning of an image's name: the host, and the port unless it is 443."""
        return self.names[0] if self.port == 443 else f"{self.names[0]}:{self.port}"


REGISTRIES = (
    Registry("127.0.0.2", ("docker.io", "index.docker.io", "registry-1.docker.io")),
    Registry("127.0.0.3", ("ccr.ccs.tencentyun.com",), login=True),
    Registry("127.0.0.4", ("harbor.corp.internal",), authority=COMPANY),
    Registry("127.0.0.5", ("registry.corp.internal",), port=5000, authority=None),
)
_OWN: set[str] = set()
"""The mount points when no build runs."""


def prepare() -> None:
    """Mount the file systems, isolate the network, and start the registries."""
    run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", TMPFS])
    for name in ("home", "tmp", "registries"):
        (TMPFS / name).mkdir()
    os.environ |= {
        "HOME": str(TMPFS / "home"),
        "TMPDIR": str(TMPFS / "tmp"),
        "XDG_RUNTIME_DIR": str(TMPFS / "tmp"),
        "SSL_CERT_FILE": str(TMPFS / "authorities.pem"),
        "CONTAINERS_REGISTRIES_CONF": str(TMPFS / "registries.conf"),
        "LANG": "C.UTF-8",
        # Java would write performance data to the machine's /tmp, by a process number that differs there.
        "JDK_JAVA_OPTIONS": "-XX:-UsePerfData",
    }
    MACHINE.mkdir()
    (MACHINE / "net").touch()
    run(["mount", "--bind", f"/proc/1/fd/{DESCRIPTORS[0]}", MACHINE / "net"])
    for name in ("hosts", "resolv.conf"):
        (MACHINE / name).write_bytes((Path("/etc") / name).read_bytes())
    names = "".join(f"{registry.address} {' '.join(registry.names)}\n" for registry in REGISTRIES)
    HOSTS.write_text(f"127.0.0.1 localhost\n{names}", "utf-8")
    RESOLVER.write_text("# no name server\n", "utf-8")
    for file, over in ((HOSTS, "/etc/hosts"), (RESOLVER, "/etc/resolv.conf")):
        run(["mount", "--bind", file, Path(over).resolve()])
    # Buildah and skopeo keep a cache of blob locations below /var.
    for name in ("written", "work"):
        (TMPFS / "var" / name).mkdir(parents=True)
    layers = f"lowerdir=/var,upperdir={TMPFS / 'var/written'},workdir={TMPFS / 'var/work'}"
    run(["mount", "-t", "overlay", "-o", layers, "overlay", "/var"])
    # crun rejects cgroup v1, although cgroups are disabled on its command line.
    run(["mount", "-t", "cgroup2", "cgroup2", "/sys/fs/cgroup"])
    run([find("ip"), "link", "set", "lo", "up"])
    POLICY.write_text('{"default": [{"type": "insecureAcceptAnything"}]}', "utf-8")
    (TMPFS / "registries.conf").write_text('unqualified-search-registries = ["docker.io"]\n', "utf-8")
    for authority in (AUTHORITY, COMPANY):
        _certificates(authority)
    (TMPFS / "authorities.pem").write_bytes(AUTHORITY.read_bytes() + COMPANY.read_bytes())
    for registry in REGISTRIES:
        _serve(registry)
    _OWN.update(mounts())


def _certificates(authority: Path) -> None:
    """Make an authority, and a certificate that it signs for all its registries."""
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
    directory = TMPFS / "registries" / authority.stem
    directory.mkdir()
    subject = ["-subj", f"/CN={authority.stem}", "-keyout", str(directory / "ca.key")]
    run([find("openssl"), "req", "-x509", *new, *subject, "-out", authority])
    names = ",".join(
        f"DNS:{name}" for registry in REGISTRIES if registry.authority == authority for name in registry.names
    )
    request = ["-subj", "/CN=registry", "-addext", f"subjectAltName={names}"]
    run([find("openssl"), "req", *new, *request, "-keyout", directory / "key.pem", "-out", directory / "request.pem"])
    signer = ["-CA", str(authority), "-CAkey", str(directory / "ca.key"), "-copy_extensions", "copy", "-days", "1"]
    run(
        [
            find("openssl"),
            "x509",
            "-req",
            "-in",
            directory / "request.pem",
            *signer,
            "-out",
            directory / "certificate.pem",
        ]
    )


def _serve(registry: Registry) -> None:
    """Start a registry."""
    directory = TMPFS / "registries"
    http: dict[str, object] = {"addr": f"{registry.address}:{registry.port}"}
    if registry.authority is not None:
        files = directory / registry.authority.stem
        http["tls"] = {"certificate": str(files / "certificate.pem"), "key": str(files / "key.pem")}
    config: dict[str, object] = {
        "version": 0.1,
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(directory / registry.address)}},
        "http": http,
    }
    if registry.login:
        (directory / "htpasswd").write_text(f"{ACCOUNT}:{HTPASSWD}\n", "utf-8")
        config["auth"] = {"htpasswd": {"realm": "e2e", "path": str(directory / "htpasswd")}}
    file = directory / f"{registry.address}.yml"
    file.write_text(json.dumps(config), "utf-8")
    with (directory / f"{registry.address}.log").open("wb") as log:
        subprocess.Popen([find("docker-registry"), "serve", file], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    wait_for(registry.address, registry.port)


def registry_options(reference: str, side: str) -> list[str]:
    """The options of skopeo for the registry of an image.

    Args:
        reference: with its registry.
        side: `src` or `dest`.
    """
    (registry,) = (known for known in REGISTRIES if reference.partition("/")[0] == known.host)
    login = [f"--{side}-creds={ACCOUNT}:{PASSWORD}"] if registry.login else []
    return login if registry.authority is not None else [*login, f"--{side}-tls-verify=false"]


def clear_storage() -> None:
    """Remove every image and container from Buildah's storage."""
    run([*buildah(), "rm", "--all"])
    run([*buildah(), "rmi", "--all", "--force"])


def leftovers() -> list[str]:
    """What a build must not leave: processes other than the worker and the registries, mounts, files."""
    registry = Path(find("docker-registry")).name
    processes = {path.name: path for path in Path("/proc").iterdir() if path.name.isdecimal() and path.name != "1"}
    named = {number: _command(path) for number, path in processes.items()}
    found = [f"process {number} ({name})" for number, name in named.items() if name not in {registry, ""}]
    found += [f"mount {mount}" for mount in sorted(mounts() - _OWN)]
    return found + [
        str(path) for path in (TMPFS / "build", TMPFS / "containers") if path.is_dir() and any(path.iterdir())
    ]


def mounts() -> set[str]:
    """The mount points of this process."""
    return {line.split()[4] for line in Path("/proc/self/mountinfo").read_text("utf-8").splitlines()}


def _command(process: Path) -> str:
    """The name of a process's program; empty when it has just ended."""
    try:
        return Path((process / "cmdline").read_bytes().split(b"\0")[0].decode()).name
    except FileNotFoundError:
        return ""


def wait_for(address: str, port: int, seconds: float = 10) -> None:
    """Wait until something listens on a port.

    Raises:
        TimeoutError: nothing does within the number of seconds.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((address, port)) == 0:
                return
        time.sleep(0.05)
    message = f"nothing listens on {address}:{port}"
    raise TimeoutError(message)


@cache
def buildah() -> tuple[str, ...]:
    """Buildah's program and options, which keep its storage in memory."""
    storage = ["--storage-driver=vfs", f"--root={TMPFS / 'storage'}", f"--runroot={TMPFS / 'storage-run'}"]
    return (find("buildah"), *storage)


@cache
def skopeo() -> tuple[str, ...]:
    """skopeo's program and options."""
    return (find("skopeo"), f"--policy={POLICY}")
