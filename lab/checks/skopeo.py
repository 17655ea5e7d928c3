"""Runs skopeo, which copies the images with both architectures between registries on this machine."""

from __future__ import annotations

import tempfile
from base64 import b64encode
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import yaml

from kaniko_guide.facts import images
from lab import registry
from lab.kubectl.terminal import PROMPT, terminal
from lab.paths import SNIPPETS, snippet_path
from lab.tools import find, output_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.checks import PassingSnippets

GITHUB, DOCKER_HUB, TARGET = "ghcr.io", "registry-1.docker.io", "ccr.ccs.tencentyun.com"
USER = "100012345678"
EXECUTOR = (GITHUB, "osscontainertools/kaniko", f"{images.pinned_version()}-debug")
COPIED = {
    SNIPPETS / "copy-executor-image" / "skopeo-copy-all.sh": [
        EXECUTOR,
        (DOCKER_HUB, "library/maven", "3.9-eclipse-temurin-21"),
        (DOCKER_HUB, "library/eclipse-temurin", "21-jre-noble"),
        (DOCKER_HUB, "jenkins/inbound-agent", "3355.v388858a_47b_33-3-jdk21"),
    ],
    SNIPPETS / "copy-language-images" / "skopeo-copy.sh": [
        (DOCKER_HUB, "library/node", "24-slim"),
        (DOCKER_HUB, "library/nginx", "1.30-alpine"),
    ],
}
"""The images that each script copies: source registry, repository, tag."""

RENAMED = {"21-jre-noble": "21-jre"}
"""The tag of a copy whose original has another one, as only that is of Linux images alone."""


def subjects(passing: PassingSnippets) -> list[str]:  # noqa: ARG001 (always the same snippets)
    return sorted(map(snippet_path, COPIED))


def versions() -> dict[str, str]:
    return {
        "docker-registry": output_of("docker-registry", "--version").split()[-1].removeprefix("v"),
        "skopeo": output_of("skopeo", "--version").split()[2],
    }


def failures(snippets: Iterable[str]) -> list[str]:
    return [
        f"{SNIPPETS.name}/{snippet}:1:1: error: {line} [skopeo]"
        for snippet in snippets
        for line in problems(SNIPPETS / snippet)
    ]


def problems(script: Path) -> list[str]:
    """What goes wrong when a script is pasted into a terminal and the password is typed, a message each."""
    skopeo = find("skopeo")
    with (
        tempfile.TemporaryDirectory() as temporary,
        registry.serve(Path(temporary) / "github", GITHUB) as github,
        registry.serve(Path(temporary) / "docker-hub", DOCKER_HUB) as docker_hub,
        registry.serve(Path(temporary) / "target", TARGET, USER) as target,
        registry.proxy(github, docker_hub, target) as proxy,
    ):
        directory = Path(temporary)
        sources = {source.name: source for source in (github, docker_hub)}
        digests = [sources[host].put_image(repository, tag) for host, repository, tag in COPIED[script]]
        trusted = directory / "trusted.pem"
        trusted.write_bytes(b"".join(server.certificate.read_bytes() for server in (*sources.values(), target)))
        environment = {
            "HOME": str(directory),
            "HTTPS_PROXY": proxy,
            "PATH": skopeo.rpartition("/")[0],
            "SSL_CERT_FILE": str(trusted),
            "XDG_RUNTIME_DIR": str(directory),
        }
        with terminal(["sh", "-i"], environment) as screen:
            screen.type(script.read_text("utf-8"))
            screen.wait_for_hidden_input()
            screen.type(registry.PASSWORD + "\n")
            screen.wait_for("Login Succeeded!")
            screen.wait_for(PROMPT)
            screen.type("echo status $? d''one\n")
            ended = screen.wait_for("done")
        login = b64encode(f"{USER}:{registry.PASSWORD}".encode()).decode()
        headers = {"Accept": registry.INDEX, "Authorization": f"Basic {login}"}
        paths = [
            f"/v2/nms4cloud/{PurePosixPath(name).name}/manifests/{RENAMED.get(tag, tag)}"
            for _, name, tag in COPIED[script]
        ]
        answers = [target.request("GET", path, headers=headers) for path in paths]
    wrong = []
    if "status 0 done" not in ended:
        wrong.append(f"skopeo ends with {ended}")
    if registry.PASSWORD in screen.screen:
        wrong.append("the password appears on the screen")
    for path, digest, (status, answer_headers, body) in zip(paths, digests, answers, strict=True):
        if (status, answer_headers.get("docker-content-digest")) != (200, digest):
            wrong.append(f"{path} is {answer_headers.get('docker-content-digest')}, expected {digest}")
        elif (found := [entry["platform"]["architecture"] for entry in yaml.safe_load(body)["manifests"]]) != list(
            registry.PLATFORMS
        ):
            wrong.append(f"{path} has the architectures {found}")
    return wrong
