from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import pod
from tests.support import findings_in, read

if TYPE_CHECKING:
    from pathlib import Path


def of_template(directory: Path, path: str) -> list[str]:
    code = (
        "podTemplate(containers: [containerTemplate(name: 'a', image: 'b'), containerTemplate(name: 'c')],\n"
        f"  volumes: [secretVolume(secretName: 'e', mountPath: {path})]) {{ node(POD_LABEL) {{ sh 'id' }} }}\n"
    )
    return findings_in(directory, {"Jenkinsfile": code}, "relative-mount-path")


def of_manifest(directory: Path, path: str) -> list[str]:
    spec = f"  containers:\n  - {{name: a, image: 'b:1', volumeMounts: [{{name: c, mountPath: {path}}}]}}\n"
    return findings_in(
        directory, {"pod.yaml": pod(f"{spec}  volumes: [{{name: c, emptyDir: {{}}}}]\n")}, "relative-mount-path"
    )


@pytest.mark.parametrize("path", ["'./'", "'.'", "'a/..'"])
def test_empty_after_normalization(tmp_path: Path, path: str) -> None:
    (line,) = of_template(tmp_path, path)
    assert line.startswith("Jenkinsfile:2:55 ")
    assert f"shortens the mount path `{path[1:-1]}` to an empty string" in line


@pytest.mark.parametrize("path", ["settings", "./settings"])
def test_relative(tmp_path: Path, path: str) -> None:
    message = f"`{path}` is not absolute; the kubelet mounts at `/settings`"
    (in_template,) = of_template(tmp_path / "a", f"'{path}'")
    (in_manifest,) = of_manifest(tmp_path / "b", path)
    assert message in in_template
    assert message in in_manifest


@pytest.mark.parametrize("path", ["/settings", "/", "${P}", "'C:\\a'"])
def test_absolute_or_unknown(tmp_path: Path, path: str) -> None:
    assert of_manifest(tmp_path / "a", path) == []
    assert of_template(tmp_path / "b", '"/a/${P}"') == []


def test_a_template_without_containers(tmp_path: Path) -> None:
    volumes = "[emptyDirVolume(mountPath: 'cache'), hostPathVolume(hostPath: '/a', mountPath: '.')]"
    for number, (template, count) in enumerate(
        (
            (f"volumes: {volumes}", 2),
            (f"label: 'a', volumes: {volumes}", 2),
            ("volumes: [emptyDirVolume(mountPath: '/cache')]", 0),
            ("volumes: volumes(mountPath: 'cache')", 0),
            ("label: 'a'", 0),
        )
    ):
        code = f"podTemplate({template}) {{\n  node(POD_LABEL) {{ sh 'id' }}\n}}\n"
        found = findings_in(tmp_path / str(number), {"Jenkinsfile": code}, "relative-mount-path")
        assert len(found) == count, template
        (pipeline,) = read(tmp_path / str(number)).jenkinsfiles
        assert bool(pipeline.pods[0].pods) == ("mountPath: '" in template and "[" in template), template
