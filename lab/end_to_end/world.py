"""Where a build is played: a network without an outside, registries in it under public names, files in memory.

All of it lives in the worker's namespaces and goes with them.
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

PLACE = Path("/mnt")
"""Every Linux has this folder; in the worker's mount namespace a file system in memory lies over it."""
AUTHORITY = PLACE / "authority.pem"
HOSTS = PLACE / "hosts"
RESOLVER = PLACE / "resolv.conf"
OUTSIDE = PLACE / "outside"
"""The machine's own network, and beside it its own `hosts` and `resolv.conf`."""
DESCRIPTORS = tuple(map(int, os.environ.get("E2E_OUTSIDE", "").split()))
"""The machine's own network and mounts, as the worker was given them: two file descriptors."""
POLICY = PLACE / "policy.json"

COMPANY = PLACE / "company.pem"
"""An authority that no image knows, as companies have one of their own."""
ACCOUNT = "100012345678"


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry of the run.

    Attributes:
        address: where it listens.
        names: under which it is known.
        port: at which it listens.
        authority: which signed its certificate; None for plain http.
        login: whether it asks for the account and the password.
    """

    address: str
    names: tuple[str, ...]
    port: int = 443
    authority: Path | None = AUTHORITY
    login: bool = False

    @property
    def host(self) -> str:
        """How the name of an image begins."""
        return self.names[0] if self.port == 443 else f"{self.names[0]}:{self.port}"


REGISTRIES = (
    Registry("127.0.0.2", ("docker.io", "index.docker.io", "registry-1.docker.io")),
    Registry("127.0.0.3", ("ccr.ccs.tencentyun.com",), login=True),
    Registry("127.0.0.4", ("harbor.corp.internal",), authority=COMPANY),
    Registry("127.0.0.5", ("registry.corp.internal",), port=5000, authority=None),
)
_OWN: set[str] = set()
"""What is mounted when no build runs."""


def prepare() -> None:
    """Make the place, cut it off from every network, and start the registries."""
    run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", PLACE])
    for name in ("home", "tmp", "registries"):
        (PLACE / name).mkdir()
    os.environ |= {
        "HOME": str(PLACE / "home"),
        "TMPDIR": str(PLACE / "tmp"),
        "XDG_RUNTIME_DIR": str(PLACE / "tmp"),
        "SSL_CERT_FILE": str(PLACE / "authorities.pem"),
        "CONTAINERS_REGISTRIES_CONF": str(PLACE / "registries.conf"),
        "LANG": "C.UTF-8",
        # Java counts in a file below /tmp, by the number of its process, which is another outside.
        "JDK_JAVA_OPTIONS": "-XX:-UsePerfData",
    }
    OUTSIDE.mkdir()
    (OUTSIDE / "net").touch()
    run(["mount", "--bind", f"/proc/1/fd/{DESCRIPTORS[0]}", OUTSIDE / "net"])
    for name in ("hosts", "resolv.conf"):
        (OUTSIDE / name).write_bytes((Path("/etc") / name).read_bytes())
    names = "".join(f"{registry.address} {' '.join(registry.names)}\n" for registry in REGISTRIES)
    HOSTS.write_text(f"127.0.0.1 localhost\n{names}", "utf-8")
    RESOLVER.write_text("# nobody to ask\n", "utf-8")
    for file, over in ((HOSTS, "/etc/hosts"), (RESOLVER, "/etc/resolv.conf")):
        run(["mount", "--bind", file, Path(over).resolve()])
    # Buildah and skopeo remember below /var where they saw what.
    for name in ("written", "work"):
        (PLACE / "var" / name).mkdir(parents=True)
    layers = f"lowerdir=/var,upperdir={PLACE / 'var/written'},workdir={PLACE / 'var/work'}"
    run(["mount", "-t", "overlay", "-o", layers, "overlay", "/var"])
    # crun refuses the older arrangement of control groups, which it is told not to use.
    run(["mount", "-t", "cgroup2", "cgroup2", "/sys/fs/cgroup"])
    run([find("ip"), "link", "set", "lo", "up"])
    POLICY.write_text('{"default": [{"type": "insecureAcceptAnything"}]}', "utf-8")
    (PLACE / "registries.conf").write_text('unqualified-search-registries = ["docker.io"]\n', "utf-8")
    for authority in (AUTHORITY, COMPANY):
        _certificates(authority)
    (PLACE / "authorities.pem").write_bytes(AUTHORITY.read_bytes() + COMPANY.read_bytes())
    for registry in REGISTRIES:
        _serve(registry)
    _OWN.update(mounts())


def _certificates(authority: Path) -> None:
    """An authority of this run, and a certificate of it for all its registries."""
    new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
    folder = PLACE / "registries" / authority.stem
    folder.mkdir()
    subject = ["-subj", f"/CN={authority.stem}", "-keyout", str(folder / "ca.key")]
    run([find("openssl"), "req", "-x509", *new, *subject, "-out", authority])
    names = ",".join(
        f"DNS:{name}" for registry in REGISTRIES if registry.authority == authority for name in registry.names
    )
    request = ["-subj", "/CN=registry", "-addext", f"subjectAltName={names}"]
    run([find("openssl"), "req", *new, *request, "-keyout", folder / "key.pem", "-out", folder / "request.pem"])
    by = ["-CA", str(authority), "-CAkey", str(folder / "ca.key"), "-copy_extensions", "copy", "-days", "1"]
    run([find("openssl"), "x509", "-req", "-in", folder / "request.pem", *by, "-out", folder / "certificate.pem"])


def _serve(registry: Registry) -> None:
    """Start a registry."""
    folder = PLACE / "registries"
    http: dict[str, object] = {"addr": f"{registry.address}:{registry.port}"}
    if registry.authority is not None:
        made = folder / registry.authority.stem
        http["tls"] = {"certificate": str(made / "certificate.pem"), "key": str(made / "key.pem")}
    config: dict[str, object] = {
        "version": 0.1,
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(folder / registry.address)}},
        "http": http,
    }
    if registry.login:
        (folder / "htpasswd").write_text(f"{ACCOUNT}:{HTPASSWD}\n", "utf-8")
        config["auth"] = {"htpasswd": {"realm": "e2e", "path": str(folder / "htpasswd")}}
    file = folder / f"{registry.address}.yml"
    file.write_text(json.dumps(config), "utf-8")
    with (folder / f"{registry.address}.log").open("wb") as log:
        subprocess.Popen([find("docker-registry"), "serve", file], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    wait_for(registry.address, registry.port)


def reached(reference: str, side: str) -> list[str]:
    """What skopeo is told besides an image's name, for the registry that it names.

    Args:
        reference: with its registry.
        side: `src` or `dest`.
    """
    (registry,) = (known for known in REGISTRIES if reference.partition("/")[0] == known.host)
    login = [f"--{side}-creds={ACCOUNT}:{PASSWORD}"] if registry.login else []
    return login if registry.authority is not None else [*login, f"--{side}-tls-verify=false"]


def cleared() -> None:
    """Forget every image and container of Buildah's."""
    run([*buildah(), "rm", "--all"])
    run([*buildah(), "rmi", "--all", "--force"])


def left_behind() -> list[str]:
    """What a build must not leave: processes other than the worker and the registries, mounts, files."""
    registry = Path(find("docker-registry")).name
    processes = {path.name: path for path in Path("/proc").iterdir() if path.name.isdecimal() and path.name != "1"}
    named = {number: _command(path) for number, path in processes.items()}
    found = [f"process {number} ({name})" for number, name in named.items() if name not in {registry, ""}]
    found += [f"mount {mount}" for mount in sorted(mounts() - _OWN)]
    return found + [
        str(path) for path in (PLACE / "build", PLACE / "containers") if path.is_dir() and any(path.iterdir())
    ]


def mounts() -> set[str]:
    """Where something is mounted."""
    return {line.split()[4] for line in Path("/proc/self/mountinfo").read_text("utf-8").splitlines()}


def _command(process: Path) -> str:
    """A process's program; empty when it has just ended."""
    try:
        return Path((process / "cmdline").read_bytes().split(b"\0")[0].decode()).name
    except FileNotFoundError:
        return ""


def wait_for(address: str, port: int, seconds: float = 10) -> None:
    """Wait until something listens.

    Raises:
        TimeoutError: nothing does, for so many seconds.
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
    """How Buildah is called: its storage is in memory too."""
    storage = ["--storage-driver=vfs", f"--root={PLACE / 'storage'}", f"--runroot={PLACE / 'storage-run'}"]
    return (find("buildah"), *storage)


@cache
def skopeo() -> tuple[str, ...]:
    """How skopeo is called."""
    return (find("skopeo"), f"--policy={POLICY}")
