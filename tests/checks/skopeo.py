"""skopeo really copies the executor's image, with both architectures, between two registries on this machine."""

from __future__ import annotations

import tempfile
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import registry
import yaml
from kubectl.terminal import PROMPT, terminal

from checks import SNIPPETS, below, find, said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checks import Sound

SCRIPT = SNIPPETS / "copy-executor-image/skopeo-copy.sh"
SOURCE, TARGET = "ghcr.io", "ccr.ccs.tencentyun.com"
USER = "100012345678"
TAG = "v1.28.3-debug"


def subjects(sound: Sound) -> list[str]:  # noqa: ARG001 (others are told by kind)
    return [below(SCRIPT)]


def versions() -> dict[str, str]:
    return {
        "docker-registry": said("docker-registry", "--version").split()[-1].removeprefix("v"),
        "skopeo": said("skopeo", "--version").split()[2],
    }


def faults(snippets: Iterable[str]) -> list[str]:
    return [f"{SNIPPETS.name}/{snippet}:1:1: error: {line} [skopeo]" for snippet in snippets for line in copying()]


@cache
def copying() -> list[str]:
    """What goes wrong when the script is pasted into a terminal and the password is typed."""
    skopeo = find("skopeo")
    with (
        tempfile.TemporaryDirectory() as name,
        registry.serve(Path(name) / "source", SOURCE) as source,
        registry.serve(Path(name) / "target", TARGET, USER) as target,
        registry.proxy(source, target) as proxy,
    ):
        folder = Path(name)
        digest = source.put_image("osscontainertools/kaniko", TAG)
        trusted = folder / "trusted.pem"
        trusted.write_bytes(source.certificate.read_bytes() + target.certificate.read_bytes())
        environment = {
            "HOME": str(folder),
            "HTTPS_PROXY": proxy,
            "PATH": skopeo.rpartition("/")[0],
            "SSL_CERT_FILE": str(trusted),
            "XDG_RUNTIME_DIR": str(folder),
        }
        with terminal(["sh", "-i"], environment) as screen:
            screen.type(SCRIPT.read_text("utf-8"))
            screen.wait_for_hidden_input()
            screen.type(registry.PASSWORD + "\n")
            screen.wait_for("Login Succeeded!")
            screen.wait_for(PROMPT)
            screen.type("echo status $? d''one\n")
            ended = screen.wait_for("done")
        login = b64encode(f"{USER}:{registry.PASSWORD}".encode()).decode()
        path = f"/v2/nms4cloud/kaniko/manifests/{TAG}"
        headers = {"Accept": registry.INDEX, "Authorization": f"Basic {login}"}
        status, answered, body = target.request("GET", path, headers=headers)
    wrong = []
    if "status 0 done" not in ended:
        wrong.append(f"skopeo ends with {ended}")
    if registry.PASSWORD in screen.screen:
        wrong.append("the password is shown")
    if (status, answered.get("docker-content-digest")) != (200, digest):
        wrong.append(f"the target has {answered.get('docker-content-digest')}, expected {digest}")
    elif (found := [entry["platform"]["architecture"] for entry in yaml.safe_load(body)["manifests"]]) != list(
        registry.PLATFORMS
    ):
        wrong.append(f"the target has the architectures {found}")
    return wrong
