"""Runs the recipe's script that creates the Secret, by a shell with kubectl, and mounts it into a pod."""

from __future__ import annotations

import os
import subprocess
from base64 import b64decode
from typing import TYPE_CHECKING

import yaml

from lab.end_to_end import BuildError
from lab.registry import PASSWORD
from lab.tools import find

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Script, Volume

WRAPPER = '#!/bin/sh\nexec "{kubectl}" "$@" --dry-run=client --output=yaml\n'
"""There is no cluster: kubectl prints the object instead of sending it."""
DEFAULT_MODE = 0o644

Secrets = dict[str, dict[str, bytes]]


def create(project: Project, directory: Path) -> Secrets:
    """Run the recipe's scripts that create Secrets; the data of each Secret, by its name.

    Args:
        project: the reader's repository.
        directory: for temporary files.

    Raises:
        BuildError: a script fails, or creates no Secret.
    """
    scripts = [script for script in project.scripts if script.step is None and _creates(script)]
    return dict(_create_secret(script, directory) for script in scripts)


def _creates(script: Script) -> bool:
    return any(
        [word.value for word in command.words[:3]] == ["kubectl", "create", "secret"] for command in script.commands
    )


def _create_secret(script: Script, directory: Path) -> tuple[str, dict[str, bytes]]:
    programs = directory / "programs"
    programs.mkdir(exist_ok=True)
    wrapper = programs / "kubectl"
    wrapper.write_text(WRAPPER.format(kubectl=find("kubectl")), "utf-8")
    wrapper.chmod(0o755)
    done = subprocess.run(
        ["sh", "-c", script.text.value],
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
        env={"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(directory)},
        timeout=60,
        check=False,
    )
    found = yaml.safe_load(done.stdout) if done.returncode == 0 else None
    if not isinstance(found, dict) or found.get("kind") != "Secret":
        raise BuildError(
            script.text, f"the Secret was not created (exit code {done.returncode}): {done.stderr.strip()}"
        )
    return found["metadata"]["name"], {key: b64decode(value) for key, value in found["data"].items()}


def mount(volume: Volume, secrets: Secrets, directory: Path) -> None:
    """Write the files of a Secret volume, as the kubelet does.

    Args:
        volume: of the pod.
        secrets: the Secrets that exist.
        directory: of the volume.

    Raises:
        BuildError: the Secret or one of its keys does not exist, so the pod would never start.
    """
    name = str(volume.secret_name)
    if volume.secret_name is None or name not in secrets:
        raise BuildError(volume.secret_name or volume.where, f'the pod does not start: secret "{name}" not found')
    data = secrets[name]
    files = {key: key for key in data} if volume.items is None else {}
    for item in volume.items or ():
        assert item.key is not None
        assert item.path is not None
        if str(item.key) not in data:
            raise BuildError(item.key, f"the pod does not start: references non-existent secret key: {item.key}")
        files[str(item.path)] = str(item.key)
    for path, key in files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data[key])
        target.chmod(DEFAULT_MODE)
