"""Runs the step that joins two architectures under one tag, against a registry on this machine.

The images are those that two builds would have pushed: a manifest for each architecture, with a suffix in the tag.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide import project
from lab import manifest_tool, registry
from lab.paths import SNIPPETS, snippet_path
from lab.tools import output_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.checks import PassingSnippets

PIPELINE = SNIPPETS / "multi-arch/Jenkinsfile"
CONTAINER = "manifest-tool"
HOST, REPOSITORY, NUMBER = "ccr.ccs.tencentyun.com", "nms4cloud/myapp", "42"
USER = "100012345678"
KINDS = {
    "Docker": (
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.container.image.v1+json",
    ),
    "OCI": (registry.MANIFEST, registry.CONFIG),
}
"""The media types of an image's manifest and configuration: kaniko pushes those of the base image."""
ACCEPTED = "application/vnd.docker.distribution.manifest.list.v2+json"


def subjects(passing: PassingSnippets) -> list[str]:  # noqa: ARG001 (always the same snippet)
    return [snippet_path(PIPELINE)]


def versions() -> dict[str, str]:
    manifest_tool.provide()
    return {
        "docker-registry": output_of("docker-registry", "--version").split()[-1].removeprefix("v"),
        "manifest-tool": manifest_tool.version(),
    }


def failures(snippets: Iterable[str]) -> list[str]:
    return [
        f"{SNIPPETS.name}/{snippet}:1:1: error: {line} [manifest-tool]"
        for snippet in snippets
        for line in problems(step_script())
    ]


def step_script() -> str:
    """The script that runs in the container with manifest-tool."""
    (pipeline,) = project.read(PIPELINE.parent).jenkinsfiles
    (script,) = (
        str(step.script.text)
        for step in pipeline.steps
        if step.container is not None and str(step.container) == CONTAINER
    )
    return script


def problems(script: str) -> list[str]:
    """What goes wrong when images of both kinds are joined, a message each."""
    program = manifest_tool.provide()
    login = b64encode(f"{USER}:{registry.PASSWORD}".encode()).decode()
    wrong = []
    for kind in KINDS:
        with (
            tempfile.TemporaryDirectory() as temporary,
            registry.serve(Path(temporary) / "target", HOST, USER) as target,
            registry.proxy(target) as proxy,
        ):
            authorization = {"Authorization": f"Basic {login}"}
            digests = [put_image(target, kind, architecture, authorization) for architecture in registry.PLATFORMS]
            home = Path(temporary)
            (home / ".docker").mkdir()
            (home / ".docker/config.json").write_text(json.dumps({"auths": {HOST: {"auth": login}}}), "utf-8")
            environment = {
                "BUILD_NUMBER": NUMBER,
                "HOME": str(home),
                "HTTPS_PROXY": proxy,
                "PATH": os.pathsep.join((str(program.parent), "/usr/bin", "/bin")),
                "SSL_CERT_FILE": str(target.certificate),
            }
            done = subprocess.run(
                ["sh", "-xec", script], env=environment, capture_output=True, text=True, timeout=60, check=False
            )
            accepted = authorization | {"Accept": f"{ACCEPTED}, {registry.INDEX}"}
            status, _, body = target.request("GET", f"/v2/{REPOSITORY}/manifests/{NUMBER}", headers=accepted)
        if done.returncode or status != 200:
            wrong.append(f"{kind} images: exit code {done.returncode}, {status}: {done.stdout}{done.stderr}")
            continue
        found = [(entry["platform"]["architecture"], entry["digest"]) for entry in json.loads(body)["manifests"]]
        if found != list(zip(registry.PLATFORMS, digests, strict=True)):
            wrong.append(f"{kind} images: the tag has {found}")
    return wrong


def put_image(target: registry.Registry, kind: str, architecture: str, headers: dict[str, str]) -> str:
    """Push an image of one architecture without layers, under the tag of its build; its digest.

    Args:
        target: the registry.
        kind: a key of `KINDS`.
        architecture: of the image.
        headers: with the login.
    """
    media, configuration = KINDS[kind]
    config = {"architecture": architecture, "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}}
    described = {"mediaType": configuration, **target.put_blob(REPOSITORY, json.dumps(config).encode(), headers)}
    content: dict[str, object] = {"config": described, "layers": []}
    tag = f"{NUMBER}-{architecture}"
    return str(target.put_manifest(REPOSITORY, tag, media, content, headers)["digest"])
