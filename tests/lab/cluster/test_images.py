"""The images that the cluster starts with: their names, layers and configuration."""

from __future__ import annotations

import io
import json
import os
import tarfile
import time
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from lab.cluster import images
from lab.cluster.layout import CONFIG
from lab.executor import programs
from lab.tools import UnavailableError
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tool


def entries(archive: bytes) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        return {entry.name: entry for entry in opened}


def content(archive: bytes, name: str) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        file = opened.extractfile(name)
        assert file is not None
        return file.read()


def described(archive: bytes) -> dict[str, dict[str, Any]]:
    """The configuration of each image of an archive, after its layers were checked."""
    found = {}
    for manifest in json.loads(content(archive, "manifest.json")):
        config = json.loads(content(archive, manifest["Config"]))
        digests = [f"sha256:{sha256(content(archive, layer)).hexdigest()}" for layer in manifest["Layers"]]
        assert config["rootfs"]["diff_ids"] == digests
        found[manifest["RepoTags"][0]] = config["config"]
    return found


def test_stub_has_a_shell() -> None:
    image = images.stub("docker.io/library/maven:3.9", User="1000")
    files = entries(image.layer)
    assert files["bin/sh"].linkname == "bin/busybox"
    assert files["bin/busybox"].mode == 0o755
    assert image.config == {"Cmd": ["sh"], "Env": [images.SEARCH_PATH], "User": "1000"}


def test_stub_has_nohup_which_jenkins_runs() -> None:
    files = entries(images.stub("a").layer)
    assert files["bin/nohup"].mode == 0o755
    assert content(images.stub("a").layer, "bin/nohup").startswith(b"#!/bin/sh\n")


def test_agent_runs_until_it_is_ended() -> None:
    config = images.agent("a").config
    assert (config["Entrypoint"], config["Cmd"], config["User"]) == (["/bin/tail", "-f", "/dev/null"], [], "jenkins")


def test_warmer_is_in_its_image(tmp_path: Path) -> None:
    program, authority = tmp_path / "program", tmp_path / "ca.crt"
    program.write_bytes(b"the warmer")
    authority.write_text("a certificate\n", "utf-8")
    image, stub = (images.warmer_image(given, authority) for given in (program, None))
    assert (image.name, image.config["Entrypoint"]) == (f"{images.EXECUTOR}-warmer", ["/kaniko/warmer"])
    assert content(image.layer, "kaniko/warmer") == b"the warmer"
    assert "bin/sh" not in entries(image.layer)
    assert content(image.layer, "kaniko/ssl/certs/ca-certificates.crt").endswith(b"a certificate\n")
    assert content(stub.layer, "kaniko/warmer") == b"#!/bin/sh\n"
    assert "bin/sh" in entries(stub.layer)


def test_archive_has_each_layer_once() -> None:
    archive = images.archive([images.stub("a.test/a:1"), images.stub("a.test/b:1", User="1000")])
    assert {name: config.get("User", "") for name, config in described(archive).items()} == {
        "a.test/a:1": "",
        "a.test/b:1": "1000",
    }
    assert len([name for name in entries(archive) if name.endswith(".tar")]) == 1


def test_first_images_have_the_names_that_are_pinned(tmp_path: Path) -> None:
    authority = tmp_path / "ca.crt"
    authority.write_text("a certificate\n", "utf-8")
    found = described(images.archive(images.first_images(None, authority)))
    pins = yaml.safe_load((ROOT / "src/kaniko_guide_site/facts/pins.yml").read_text("utf-8"))["images"]
    newest = {f"{pin['name']}:{pin['newest']}" for pin in pins}
    assert images.AGENT in newest
    assert "docker.io/library/maven:3.9-eclipse-temurin-21" in found.keys() & newest
    assert f'sandbox = "{images.PAUSE}"' in (CONFIG / "containerd.toml").read_text("utf-8")
    assert found[images.AGENT]["User"] == "jenkins"
    assert images.PAUSE in found


def test_executor_is_in_its_images(tmp_path: Path) -> None:
    program, authority = tmp_path / "program", tmp_path / "ca.crt"
    program.write_bytes(b"the executor")
    authority.write_text("a certificate\n", "utf-8")
    image, debug = images.executor_images(program, authority)
    assert (image.name, debug.name) == (images.EXECUTOR, f"{images.EXECUTOR}-debug")
    assert content(image.layer, "kaniko/executor") == b"the executor"
    assert content(image.layer, "kaniko/ssl/certs/ca-certificates.crt").endswith(b"a certificate\n")
    assert "busybox/cat" not in entries(image.layer)
    assert entries(debug.layer)["busybox/cat"].linkname == "busybox/busybox"
    assert debug.config["Volumes"] == {"/busybox": {}}
    assert "kaniko/executor" not in entries(images.executor_images(None, authority)[0].layer)


def test_executor_is_the_given_one_or_the_built_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(programs, "CACHE", tmp_path)
    monkeypatch.setattr(programs, "cached_program", lambda release: tmp_path / release)
    monkeypatch.delenv("KANIKO_EXECUTOR", raising=False)
    assert images.executor_program() == tmp_path / images.EXECUTOR_RELEASE
    (tmp_path / "given").touch()
    monkeypatch.setenv("KANIKO_EXECUTOR", str(tmp_path / "given"))
    assert images.executor_program() == tmp_path / "given"
    monkeypatch.setenv("KANIKO_EXECUTOR", str(tmp_path / "none"))
    with pytest.raises(UnavailableError, match="KANIKO_EXECUTOR names no file"):
        images.executor_program()


def test_archive_is_written_once_for_the_same_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(images, "executor_program", lambda: None)
    authority, directory = tmp_path / "ca.crt", tmp_path / "images"
    authority.write_text("a certificate\n", "utf-8")
    first = images.provide(directory, authority)
    written = first.stat().st_ino
    assert images.provide(directory, authority) == first
    assert first.stat().st_ino == written
    authority.write_text("another certificate\n", "utf-8")
    second = images.provide(directory, authority)
    assert sorted(directory.iterdir()) == sorted([first, second])
    then = time.time() - images.MAXIMUM_AGE - 60
    os.utime(first, (then, then))
    images.provide(directory, authority)
    assert list(directory.iterdir()) == [second]
