"""The package mirrors of the pages on other languages: each tool asks the host that the page names, and no other.

A proxy on this machine records the hosts and answers none of them.
"""

from __future__ import annotations

import json
import os
import re
import socketserver
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lab.end_to_end import build_tools
from lab.tools import find
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.tool, pytest.mark.slow]
PAGES = {language: (ROOT / f"docs/{language}/other-languages.md").read_text("utf-8") for language in ("zh", "en")}
HOSTS = {
    "zh": {
        "npm": "registry.npmmirror.com",
        "go": "goproxy.cn",
        "pip": "mirrors.aliyun.com",
        "gradle": "maven.aliyun.com",
    },
    "en": dict.fromkeys(("npm", "go", "pip", "gradle"), "nexus.corp.internal"),
}
"""The hosts of the mirrors that each page names."""
ABSENT = "absent-package"


@contextmanager
def recording_proxy() -> Iterator[tuple[int, list[str]]]:
    """The port of a proxy that answers every request with 403, and the hosts that were asked for."""
    hosts: list[str] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            hosts.append(self.rfile.readline().split()[1].decode().rpartition(":")[0])
            while self.rfile.readline().strip():
                pass
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], hosts
        server.shutdown()


def page_line(pattern: str, language: str) -> str:
    """The line of a block of the page that matches a pattern."""
    (line,) = re.findall(rf"(?m)^{pattern}$", PAGES[language])
    return str(line)


def asked_hosts(directory: Path, script: str, environment: dict[str, str], gradle: str = "") -> set[str]:
    """The hosts that a script asks for, in an empty home."""
    with recording_proxy() as (port, hosts):
        proxy = f"http://127.0.0.1:{port}"
        done = subprocess.run(
            ["sh", "-c", script + gradle.format(port=port)],
            cwd=directory,
            env={"PATH": os.environ["PATH"], "HOME": str(directory), "HTTPS_PROXY": proxy, "https_proxy": proxy}
            | environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode != 0
    assert hosts, done.stdout + done.stderr
    return set(hosts)


@pytest.mark.parametrize("language", PAGES)
def test_npm_asks_the_mirror_for_packages_that_the_lock_file_has_from_npmjs(tmp_path: Path, language: str) -> None:
    (tmp_path / ".npmrc").write_text(page_line("registry=https://.*", language) + "\nfetch-retries=0\n", "utf-8")
    package = {"name": "a", "version": "1.0.0", "dependencies": {ABSENT: "1.0.0"}}
    resolved = {"version": "1.0.0", "resolved": f"https://registry.npmjs.org/{ABSENT}/-/{ABSENT}-1.0.0.tgz"}
    lock = {"name": "a", "version": "1.0.0", "lockfileVersion": 3, "requires": True}
    packages = {"": package, f"node_modules/{ABSENT}": resolved | {"integrity": "sha512-" + "A" * 86 + "=="}}
    (tmp_path / "package.json").write_text(json.dumps(package), "utf-8")
    (tmp_path / "package-lock.json").write_text(json.dumps(lock | {"packages": packages}), "utf-8")
    (mount,) = build_tools.build_tool("node:24-slim", tmp_path / "tool").mounts
    npm = mount.source / "lib/node_modules/npm/bin/npm-cli.js"
    assert asked_hosts(tmp_path, f"{mount.source}/bin/node {npm} ci", {}) == {HOSTS[language]["npm"]}


@pytest.mark.parametrize("language", PAGES)
def test_go_asks_the_mirror(tmp_path: Path, language: str) -> None:
    (tmp_path / "go.mod").write_text(f"module a\n\ngo 1.19\n\nrequire example.com/{ABSENT} v1.0.0\n", "utf-8")
    (tmp_path / "main.go").write_text(f'package main\n\nimport _ "example.com/{ABSENT}"\n\nfunc main() {{}}\n', "utf-8")
    command = page_line("GOPROXY=.*", language)
    assert Path(find("go")).is_file()
    environment = {"GOFLAGS": "-mod=mod", "GONOSUMDB": "*", "GOTOOLCHAIN": "local"}
    assert asked_hosts(tmp_path, command, environment) == {HOSTS[language]["go"]}


@pytest.mark.parametrize("language", PAGES)
def test_pip_asks_the_mirror(tmp_path: Path, language: str) -> None:
    (tmp_path / "requirements.txt").write_text(f"{ABSENT}==1.0\n", "utf-8")
    tool = build_tools.build_tool("python:3.13-slim-trixie", tmp_path / "tool")
    (wheel,) = (tmp_path / "tool").glob("pip-*.whl")
    assert tool.environment["PYTHONPATH"].endswith(wheel.name)
    command = page_line("python -m pip install .*", language).replace("python", "/usr/bin/python3", 1)
    environment = {"PYTHONPATH": str(wheel), "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    assert asked_hosts(tmp_path, command, environment) == {HOSTS[language]["pip"]}


@pytest.mark.parametrize("what", ["dependency", "plugin"])
@pytest.mark.parametrize("language", PAGES)
def test_gradle_asks_the_mirror(tmp_path: Path, language: str, what: str) -> None:
    plugins = page_line("pluginManagement .*", language) + "\nrootProject.name = 'app'\n"
    (tmp_path / "settings.gradle").write_text(plugins, "utf-8")
    absent = f"    id 'com.example.{ABSENT}' version '1.0'\n" if what == "plugin" else ""
    build = f"plugins {{\n    id 'java'\n{absent}}}\n{page_line('repositories .*', language)}\n"
    build += f"dependencies {{ runtimeOnly 'com.example:{ABSENT}:1.0' }}\n"
    build += "task list { doLast { configurations.runtimeClasspath.files } }\n"
    (tmp_path / "build.gradle").write_text(build, "utf-8")
    assert Path(find("gradle")).is_file()
    proxy = " -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort={port}"
    assert asked_hosts(tmp_path, "gradle --no-daemon list", {}, proxy) == {HOSTS[language]["gradle"]}
